namespace LoyaltyClub.Contracts;

/// <summary>
/// The grains whose state Orleans' storage keeps. Their keys begin with a letter that is no hexadecimal digit: that storage
/// takes whatever reads as a hexadecimal number for that number, so <c>cafe</c>, <c>CAFE</c> and <c>0cafe</c> would share one row.
/// </summary>
public static class StateGrains
{
    /// <param name="account">As <see cref="Accounts"/> says.</param>
    public static IAccountGrain Account(this IGrainFactory grains, string account) => grains.GetGrain<IAccountGrain>("m:" + account);

    /// <param name="ticket">A hash of what only the asking browser has.</param>
    public static ISignInGrain SignIn(this IGrainFactory grains, string ticket) => grains.GetGrain<ISignInGrain>("t:" + ticket);

    /// <param name="staff">Id of one of the staff.</param>
    public static IProgrammeDraftGrain ProgrammeDraft(this IGrainFactory grains, string staff) =>
        grains.GetGrain<IProgrammeDraftGrain>("p:" + staff);

    /// <param name="staff">Id of one of the staff.</param>
    public static IStaffAllowanceGrain Allowance(this IGrainFactory grains, string staff) =>
        grains.GetGrain<IStaffAllowanceGrain>("s:" + staff);
}

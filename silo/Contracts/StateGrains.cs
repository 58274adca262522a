namespace LoyaltyClub.Contracts;

/// <summary>
/// The grains whose state is in Orleans' storage. Their keys begin with a letter that is not a hexadecimal digit: the storage reads a
/// hexadecimal key as a number, so <c>cafe</c>, <c>CAFE</c> and <c>0cafe</c> would share one row.
/// </summary>
public static class StateGrains
{
    /// <param name="account">See <see cref="Accounts"/>.</param>
    public static IAccountGrain Account(this IGrainFactory grains, string account) =>
        grains.GetGrain<IAccountGrain>(Accounts.GrainKey(account));

    /// <param name="ticket">A hash of the ticket that only the requesting browser has.</param>
    public static ISignInGrain SignIn(this IGrainFactory grains, string ticket) => grains.GetGrain<ISignInGrain>("t:" + ticket);

    /// <param name="staff">Id of a member of staff.</param>
    public static IProgrammeDraftGrain ProgrammeDraft(this IGrainFactory grains, string staff) =>
        grains.GetGrain<IProgrammeDraftGrain>("p:" + staff);

    /// <param name="by">Id of a member of staff, or of a key.</param>
    public static IStaffAllowanceGrain Allowance(this IGrainFactory grains, string by) => grains.GetGrain<IStaffAllowanceGrain>("s:" + by);

    public static IKeyUsesGrain KeyUses(this IGrainFactory grains) => grains.GetGrain<IKeyUsesGrain>("u:" + ClubKey.Value);
}

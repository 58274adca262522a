namespace LoyaltyClub.Contracts;

/// <summary>The stock of one reward; the key is its code.</summary>
[Alias("club.IStockGrain")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>Takes a unit if one is left.</summary>
    /// <param name="unit">A new name for the unit.</param>
    /// <param name="proof">The operation that will record the unit with its member; a unit without this proof is taken back later.</param>
    [Alias("Take")]
    Task<bool> Take(string unit, Guid proof);

    /// <summary>Gives a unit back; repeated, it changes nothing.</summary>
    [Alias("GiveBack")]
    Task GiveBack(string unit);

    /// <summary>Units taken.</summary>
    [Alias("Out")]
    Task<int> Out();
}

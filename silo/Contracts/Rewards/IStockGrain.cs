namespace LoyaltyClub.Contracts;

/// <summary>The stock of one reward; the key is its code.</summary>
[Alias("club.IStockGrain")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>Takes a unit. False if the stock is used up.</summary>
    /// <param name="unit">A new, unique name for the unit.</param>
    /// <param name="proof">The operation that records the unit with its member. Without that entry the unit returns to stock later.</param>
    [Alias("Take")]
    Task<bool> Take(string unit, Guid proof);

    /// <summary>Returns a unit to stock; a repeat changes nothing.</summary>
    [Alias("GiveBack")]
    Task GiveBack(string unit);

    /// <summary>Number of units taken.</summary>
    [Alias("Out")]
    Task<int> Out();
}

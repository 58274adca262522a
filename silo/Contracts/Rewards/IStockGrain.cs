namespace LoyaltyClub.Contracts;

/// <summary>The stock of one reward; the key is its code.</summary>
[Alias("club.IStockGrain")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>Takes a unit if there is one.</summary>
    /// <param name="unit">Its name, never used before.</param>
    /// <param name="proof">The operation under which its taker will write that it has it; a unit whose proof never comes is taken
    /// back.</param>
    [Alias("Take")]
    Task<bool> Take(string unit, Guid proof);

    /// <summary>Gives a unit back; again, it changes nothing.</summary>
    [Alias("GiveBack")]
    Task GiveBack(string unit);

    /// <summary>Units that are out.</summary>
    [Alias("Out")]
    Task<int> Out();
}

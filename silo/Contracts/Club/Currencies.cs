namespace LoyaltyClub.Contracts;

/// <summary>The currencies that a club can reckon in; their one table is the domain's.</summary>
public interface ICurrencies
{
    /// <summary>Decimals of a currency, from 0 to 3; 2 for a code that is none, such as one half typed in a draft.</summary>
    /// <param name="code">As ISO 4217 has it.</param>
    int Decimals(string code);
}

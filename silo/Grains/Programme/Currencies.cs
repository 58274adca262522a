using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

internal sealed class Currencies : ICurrencies
{
    public int Decimals(string code) => Money.IsCurrency(code) ? Money.Decimals(code) : 2;
}

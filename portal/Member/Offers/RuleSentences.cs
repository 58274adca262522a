namespace LoyaltyClub.Portal.Member;

/// <summary>Sentences for the API, whose requests have no words of their own.</summary>
internal sealed class RuleSentences(ICurrencies currencies, IStores stores, IClubNames names, IClubFacts club) : IRuleSentences
{
    public PurchaseAnswer Said(PurchaseAnswer preview, string? language)
    {
        if (preview.WhyNot is null)
        {
            return preview;
        }

        var words = new Words(language ?? names.Languages[0], currencies, stores, names);
        var say = new OfferWords(words, club.Currency, Stamp.Today(club));
        return preview with { WhyNot = [.. preview.WhyNot.Select(miss => miss with { Text = say.WhyNot(miss) })] };
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>Earning rules as offers, and as near misses of a receipt.</summary>
internal static partial class Views
{
    public static OffersView Offers(Offers offers, Moment moment) =>
        new(offers.TierFactor, [.. offers.Items.Select(offer => Of(offer, moment))]);

    private static OfferView Of(Offer offer, Moment moment)
    {
        var (rule, when, earning) = (offer.Rule, offer.Rule.When, moment.Programme.Earning);
        return new(
            rule.Code,
            rule.Multiply,
            rule.Add,
            rule.Points,
            rule.Per ?? earning.Per,
            Names(when.Categories.Where(category => !earning.ExcludedCategories.Contains(category))),
            Names(when.Brands),
            Names(when.Skus),
            Names(when.Stores),
            [.. when.Days.OrderBy(day => day == DayOfWeek.Sunday ? 7 : (int)day)],
            Side(when.From),
            Side(when.To),
            when.MinimumSpend,
            when.MinimumQuantity,
            when.FirstPurchase,
            when.Birthday,
            when.BirthdayMonth,
            rule.PerMember is { } limit ? new(limit.Times, limit.Days, offer.Left!.Value) : null,
            offer.Opens <= moment.Now,
            Days.Of(offer.Opens, moment.Programme.TimeZone),
            OfferConditions.Of(when)
        );
    }

    /// <param name="moment">Of the receipt.</param>
    public static NearMissView[]? WhyNot(ImmutableArray<NearMiss> misses, Moment moment) =>
        misses.IsEmpty
            ? null
            :
            [
                .. misses.Select(miss => new NearMissView(
                    miss.Rule.Code,
                    JsonNamingPolicy.CamelCase.ConvertName(miss.Condition.ToString()),
                    miss.Missing,
                    Of(new Offer(miss.Rule, moment.Now, 0), moment)
                )),
            ];

    /// <summary>A side of a window that is midnight is none.</summary>
    private static TimeOnly? Side(TimeOnly? time) => time == TimeOnly.MinValue ? null : time;

    /// <summary>Few enough to be read.</summary>
    private static NamesView Names(IEnumerable<string> names)
    {
        const int most = 3;
        var all = names.Order(StringComparer.OrdinalIgnoreCase).ToArray();
        // One more takes no more room than to say that there is one more.
        var shown = all.Length <= most + 1 ? all.Length : most;
        return new(all[..shown], all.Length - shown);
    }
}

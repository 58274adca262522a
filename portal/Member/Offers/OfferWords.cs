namespace LoyaltyClub.Portal.Member;

/// <summary>Describes an offer to a member: what it gives, for what, and when.</summary>
/// <param name="today">Today in the club's time zone.</param>
public sealed class OfferWords(Words words, string currency, DateOnly today)
{
    /// <summary>A limit over at least this many days is shown as a limit for good.</summary>
    private const int ForGood = 3_650;

    /// <summary>From this many days ahead a weekday is ambiguous.</summary>
    private const int Week = 7;

    /// <summary>What the offer gives, on which goods and which occasion: <c>Double points on Bakery on your birthday</c>.</summary>
    public string Title(OfferView offer)
    {
        var title =
            offer.Multiply is { } factor ? Factor(factor)
            : offer.Add is { } add ? words.Count("member.offers.add", add)
            : words[
                "member.offers.per." + (offer.Points == 1 ? "one" : "other"),
                words.Exact(offer.Points!.Value),
                words.Exact(offer.Per, currency)
            ];
        if (offer.NamesGoods)
        {
            title = words[offer.Add is null ? "member.offers.on" : "member.offers.with", title, Goods(offer)];
        }

        return offer.FirstPurchase ? words["member.offers.first", title]
            : offer.Birthday ? words["member.offers.birthday", title]
            : offer.BirthdayMonth ? words["member.offers.birthdayMonth", title]
            : title;
    }

    /// <summary>Further conditions and limits; empty if there are none.</summary>
    public string Details(OfferView offer)
    {
        var text = string.Join(" · ", Conditions(offer));
        return text.Length == 0 ? text : Capital(text);
    }

    /// <summary>When the offer applies next.</summary>
    public string When(OfferView offer)
    {
        var ofADay = offer.Days.Length > 0 || offer.Birthday;
        if (offer.IsOn)
        {
            return (offer.From, offer.To) switch
            {
                // A time window may continue after midnight, a birthday ends there.
                (var from, { } to) when from is null || from < to || !(offer.Birthday || offer.BirthdayMonth) => words[
                    "member.offers.when.until",
                    Clock(to)
                ],
                ({ }, { }) => words["member.offers.when.now"],
                ({ }, null) => words["member.offers.when.today"],
                _ => words[
                    "member.offers.when."
                        + (
                            ofADay ? "today"
                            : offer.BirthdayMonth ? "month"
                            : "always"
                        )
                ],
            };
        }

        if (offer.On == today)
        {
            return offer.From is { } opens ? words["member.offers.when.todayFrom", Clock(opens)] : words["member.offers.when.today"];
        }

        return (offer.On.DayNumber - today.DayNumber) switch
        {
            1 => words["member.offers.when.tomorrow"],
            < Week => Capital(words.Culture.DateTimeFormat.GetDayName(offer.On.DayOfWeek)),
            _ => ofADay ? words.Day(offer.On) : words["member.offers.when.from", words.Day(offer.On)],
        };
    }

    /// <summary>The one condition that a receipt did not meet: <c>€2.10 more on Bakery</c>.</summary>
    public string WhyNot(NearMissView miss)
    {
        var offer = miss.Offer;
        var goods = offer.NamesGoods ? Goods(offer) : null;
        return (miss.Condition, miss.Missing) switch
        {
            (NearMissView.MinimumSpend, { } money) => Missing("spend", words.Exact(money, currency), goods),
            (NearMissView.MinimumQuantity, { } pieces) => Missing(pieces == 1 ? "piece" : "pieces", words.Exact(pieces), goods),
            (NearMissView.Goods, _) => words["member.offers.whyNot.goods", goods],
            (NearMissView.Store, _) => Only(Stores(offer)),
            (NearMissView.Day, _) => words["member.offers.whyNot.day", Several(offer.Days.Select(Plural))],
            (NearMissView.Hours, _) => Only(Hours(offer)!),
            (NearMissView.Limit, _) => words["member.offers.whyNot.limit", Limited(offer.Limit!)],
            var (condition, _) => words["member.offers.whyNot." + condition],
        };

        string Missing(string what, string missing, string? of) =>
            of is null ? words["member.offers.whyNot." + what, missing] : words["member.offers.whyNot.of", missing, of];

        string Only(string condition) => words["member.offers.whyNot.only", condition];
    }

    /// <summary>True if the offer applies now but not always.</summary>
    public static bool IsOnForAWhile(OfferView offer) =>
        offer.IsOn && (offer.Days.Length > 0 || (offer.From ?? offer.To) is not null || offer.Birthday || offer.BirthdayMonth);

    /// <summary>The factor in words: <c>Double points</c>, <c>1.5 × points</c>.</summary>
    public string Factor(decimal factor) =>
        factor switch
        {
            2 => words["member.offers.double"],
            3 => words["member.offers.triple"],
            _ => words["member.offers.times", words.Exact(factor)],
        };

    private IEnumerable<string> Conditions(OfferView offer)
    {
        if (offer.MinimumSpend > 0)
        {
            yield return words[
                offer.NamesGoods ? "member.offers.spendOnThem" : "member.offers.spend",
                words.Exact(offer.MinimumSpend, currency)
            ];
        }

        if (offer.MinimumQuantity > 0)
        {
            yield return words["member.offers.quantity", words.Exact(offer.MinimumQuantity)];
        }

        if (offer.Days.Length is > 0 and < Week)
        {
            yield return Weekdays(offer.Days);
        }

        if (Hours(offer) is { } hours)
        {
            yield return hours;
        }

        if (offer.Stores.First.Length > 0)
        {
            yield return Stores(offer);
        }

        foreach (var other in offer.Others ?? [])
        {
            yield return words["programme.when." + other.Field, Value(other)];
        }

        if (offer.Limit is not { } limit)
        {
            yield break;
        }

        yield return Limited(limit);
        if (limit.Left < limit.Times)
        {
            yield return words.Count("member.offers.left", limit.Left);
        }
    }

    private string? Hours(OfferView offer) =>
        (offer.From, offer.To) is ({ } from, { } to) ? words["member.offers.range", Time(from), Time(to)]
        : (offer.From ?? offer.To) is { } side ? words[offer.From is null ? "member.offers.to" : "member.offers.from", Clock(side)]
        : null;

    private string Stores(OfferView offer) =>
        words["member.offers.stores", Listed(offer.Stores, code => Explanations.Store(words, code))];

    private string Limited(OfferLimitView limit)
    {
        var span =
            limit.Days == 1 ? "day"
            : limit.Days < ForGood ? "days"
            : "ever";
        return words[
            $"member.offers.limit.{span}.{(limit.Times == 1 ? "one" : "other")}",
            words.Number(limit.Times),
            words.Number(limit.Days)
        ];
    }

    private string Value(OfferConditionView condition) =>
        condition.Number is { } number
            ? condition.IsMoney
                ? words.Exact(number, currency)
                : words.Exact(number)
            : string.Join(", ", condition.Texts);

    private string Goods(OfferView offer)
    {
        var (categories, brands, skus) = (Listed(offer.Categories, words.Category), Listed(offer.Brands), Listed(offer.Skus));
        var goods = categories.Length > 0 && brands.Length > 0 ? words["member.offers.brand", categories, brands] : categories + brands;
        if (skus.Length == 0)
        {
            return goods;
        }

        return goods.Length == 0
            ? words[offer.Skus.First.Length == 1 ? "member.offers.article.one" : "member.offers.article.other", skus]
            : $"{goods} ({skus})";
    }

    private string Weekdays(DayOfWeek[] days)
    {
        var names = days.Select(words.Culture.DateTimeFormat.GetDayName).ToArray();
        return days.Length > 2 && Number(days[^1]) - Number(days[0]) == days.Length - 1
            ? words["member.offers.range", names[0], names[^1]]
            : words["member.offers.every", Several(names)];

        static int Number(DayOfWeek day) => day == DayOfWeek.Sunday ? Week : (int)day;
    }

    private string Several(IEnumerable<string> texts) =>
        texts.ToArray() is [.. var others, var last] && others.Length > 0
            ? words["member.offers.and", string.Join(", ", others), last]
            : texts.First();

    /// <summary>Several of a day of the week, in both languages.</summary>
    private string Plural(DayOfWeek day) =>
        words.Culture.DateTimeFormat.GetDayName(day) is var name && name.EndsWith('s') ? name : name + "s";

    private string Listed(NamesView names, Func<string, string>? spoken = null)
    {
        var first = string.Join(", ", names.First.Select(spoken ?? (name => name)));
        return names.More == 0 ? first : words["member.offers.more", first, words.Number(names.More)];
    }

    private string Time(TimeOnly time) => time.ToString("H:mm", words.Culture);

    /// <summary>The time alone; Spanish adds an article, another one for one o'clock.</summary>
    private string Clock(TimeOnly time) => words[time.Hour == 1 ? "member.offers.clock.one" : "member.offers.clock.other", Time(time)];

    private string Capital(string text) => char.ToUpper(text[0], words.Culture) + text[1..];
}

namespace LoyaltyClub.Portal.Desk;

/// <summary>How a field is filled in.</summary>
internal enum Kind
{
    Text,
    Currency,
    TimeZone,
    Code,
    Number,

    /// <summary>A number, or a tick that says there is no limit: null in the document, which is something else than nothing.</summary>
    Limit,

    /// <summary>A share of 1 in the document, per cent in the form.</summary>
    Share,
    Choice,
    Flag,

    /// <summary>Texts, one a line.</summary>
    Texts,

    /// <summary>Some of <see cref="ProgrammeField.Options"/>.</summary>
    Several,
}

/// <summary>One field of the programme's document, as a form has it.</summary>
/// <param name="Path">Names from the document, or from the item of its list, downwards.</param>
/// <param name="Of">Where its choices come from if not from <paramref name="Options"/>: codes of another list.</param>
/// <param name="Otherwise">What the reader takes where an item says nothing.</param>
/// <param name="Unit">Key of the word behind the number.</param>
/// <param name="Group">Key of the heading that stands before it.</param>
internal sealed record ProgrammeField(
    string Path,
    Kind Kind,
    string[]? Options = null,
    string? Of = null,
    string? Otherwise = null,
    string? Unit = null,
    string? Group = null
);

/// <summary>A list of the document: rules, levels, cards, rewards.</summary>
/// <param name="Ordered">True if the order says something.</param>
internal sealed record ProgrammeList(string Path, int Most, bool Ordered, params ProgrammeField[] Fields);

/// <summary>A page of the editor.</summary>
/// <param name="Optional">The object that is there or not, by a tick.</param>
internal sealed record ProgrammePart(string Code, ProgrammeField[] Fields, ProgrammeList? List = null, string? Optional = null)
{
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>
    /// Every field that the reader of the domain knows, which alone says what is valid: nothing of limits stands here. A test holds
    /// that none is missing.
    /// </summary>
    public static readonly IReadOnlyList<ProgrammePart> All =
    [
        new("general", [new("name", Kind.Text), new("currency", Kind.Currency), new("timeZone", Kind.TimeZone)]),
        new(
            "earning",
            [
                new("earning.points", Kind.Number, Unit: "points"),
                new("earning.per", Kind.Number, Unit: "money"),
                new("earning.rounding", Kind.Choice, ["floor", "nearest", "ceiling"]),
                new("earning.pendingDays", Kind.Number, Unit: "days"),
                new("earning.capPerDay", Kind.Number, Unit: "points"),
                new("earning.excludedCategories", Kind.Texts),
            ]
        ),
        new(
            "rules",
            [],
            new(
                "earning.rules",
                500,
                true,
                new("code", Kind.Code),
                new("multiply", Kind.Number, Unit: "times", Group: "gives"),
                new("add", Kind.Number, Unit: "points"),
                new("points", Kind.Number, Unit: "points"),
                new("per", Kind.Number, Unit: "money"),
                new("when.category", Kind.Texts, Group: "lines"),
                new("when.brand", Kind.Texts),
                new("when.sku", Kind.Texts),
                new("when.minimumSpend", Kind.Number, Unit: "money"),
                new("when.minimumQuantity", Kind.Number),
                new("when.days", Kind.Several, Weekdays, Group: "time"),
                new("when.from", Kind.Text),
                new("when.to", Kind.Text),
                new("when.stores", Kind.Texts),
                new("when.firstPurchase", Kind.Flag, Otherwise: "", Group: "who"),
                new("when.birthday", Kind.Flag),
                new("when.birthdayMonth", Kind.Flag),
                new("perMember.times", Kind.Number, Unit: "times", Group: "limit"),
                new("perMember.days", Kind.Number, Unit: "days")
            )
        ),
        new(
            "expiry",
            [
                new("expiry.kind", Kind.Choice, ["none", "afterActivation", "calendar", "inactivity"]),
                new("expiry.months", Kind.Number, Unit: "months"),
                new("expiry.roundUp", Kind.Choice, ["none", "month", "quarter", "year"]),
                new("expiry.on", Kind.Text),
            ]
        ),
        new(
            "tiers",
            [
                new("tiers.by", Kind.Choice, ["points", "spend", "visits"]),
                new("tiers.window.kind", Kind.Choice, ["rolling", "calendarYear", "anniversary", "lifetime"]),
                new("tiers.window.months", Kind.Number, Unit: "months"),
                new("tiers.downgrade.to", Kind.Choice, ["oneDown", "eligible", "never"]),
                new("tiers.downgrade.graceDays", Kind.Number, Unit: "days"),
            ],
            new(
                "tiers.levels",
                50,
                true,
                new("name", Kind.Text),
                new("code", Kind.Code),
                new("from", Kind.Number),
                new("multiply", Kind.Number, Unit: "times")
            )
        ),
        new(
            "stamps",
            [],
            new(
                "stampCards",
                500,
                false,
                new("name", Kind.Text),
                new("code", Kind.Code),
                new("by", Kind.Choice, ["visit", "item", "spend"], Otherwise: "visit"),
                new("size", Kind.Number),
                new("reward", Kind.Choice, Of: "rewards"),
                new("repeats", Kind.Flag, Otherwise: "on"),
                new("category", Kind.Texts),
                new("sku", Kind.Texts)
            )
        ),
        new(
            "rewards",
            [],
            new(
                "rewards",
                500,
                false,
                new("name", Kind.Text),
                new("code", Kind.Code),
                new("cost", Kind.Number, Unit: "points"),
                new("validDays", Kind.Number, Unit: "days"),
                new("stock", Kind.Number),
                new("tiers", Kind.Several, Of: "tiers.levels")
            )
        ),
        new(
            "paying",
            [
                new("payWithPoints.value", Kind.Number, Unit: "money"),
                new("payWithPoints.minimum", Kind.Number, Unit: "points"),
                new("payWithPoints.multipleOf", Kind.Number, Unit: "points"),
                new("payWithPoints.maximumShare", Kind.Share, Unit: "percent"),
            ],
            Optional: "payWithPoints"
        ),
        new(
            "referral",
            [
                new("referral.referrer", Kind.Number, Unit: "points"),
                new("referral.referee", Kind.Number, Unit: "points"),
                new("referral.minimumSpend", Kind.Number, Unit: "money"),
                new("referral.holdDays", Kind.Number, Unit: "days"),
            ],
            Optional: "referral"
        ),
        new("late", [new("latePurchaseDays", Kind.Limit, Unit: "days"), new("negativeBalance", Kind.Choice, ["clamp", "allow"])]),
    ];

    /// <summary>True if something at a place in the document is filled in on this part.</summary>
    public bool Holds(string path) =>
        Fields.Any(field => Covers(field.Path, path))
        || (List is { } list && Covers(list.Path, path))
        || (Optional is { } optional && path == optional);

    /// <summary>The part on which something wrong can be mended; the first, where none has it.</summary>
    public static ProgrammePart Of(string path) =>
        All.FirstOrDefault(part => part.Holds(path))
        ?? All.FirstOrDefault(part => part.Fields.Any(field => Covers(path, field.Path)))
        ?? All[0];

    public static bool Covers(string path, string place) =>
        place == path || (place.StartsWith(path, StringComparison.Ordinal) && place[path.Length] is '.' or '[');
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// The table of the programme's fields, the source of the reader, the writer, the desk's form and the API's documentation. Faults between
/// fields are checked in code beside the rows.
/// </summary>
public static class ProgrammeFields
{
    // Initialised before the document, which refers to it.
    internal static readonly ObjectFields<Conditions> Conditions = new ConditionFields();

    internal static readonly ObjectFields<Programme> Document = new DocumentFields();

    /// <summary>Every row; an object or list before its fields.</summary>
    public static readonly ImmutableArray<FieldDescription> All = [.. Document.Describe("")];

    /// <summary>The path of a rule's conditions in <see cref="All"/>.</summary>
    public const string When = "earning.rules[].when";

    /// <summary>The conditions of a rule as JSON.</summary>
    public static JsonObject Say(Conditions when) => Conditions.Write(when);
}

internal sealed class DocumentFields()
    : ObjectFields<Programme>(
        Programme.Default,
        Written.All,
        [
            Languages(
                "languages",
                "The languages of the club's pages, mails and texts; a text that is missing in one is shown in the first.",
                club => club.Languages,
                (club, codes) => club with { Languages = codes }
            ),
            Text("name", "What the club is called.", club => club.Name, (club, name) => club with { Name = name }),
            // Before every amount, whose decimals depend on the currency.
            Currency(
                "currency",
                "The currency of all money, a code of ISO 4217.",
                club => club.Currency,
                (club, code) => club with { Currency = code }
            ),
            Zone(
                "timeZone",
                "Where the club's days begin and end, such as Europe/Madrid.",
                club => club.TimeZone,
                (club, zone) => club with { TimeZone = zone }
            ),
            Country(
                "country",
                "Whose telephone numbers are written without a prefix, such as ES; the time zone's country if absent.",
                club => club.Country,
                (club, code) => club with { Country = code }
            ),
            Object(
                "earning",
                "What a receipt earns.",
                new EarningFields(),
                club => club.Earning,
                (club, earning) => club with { Earning = earning }
            ),
            Object("expiry", "When points end.", new ExpiryFields(), club => club.Expiry, (club, expiry) => club with { Expiry = expiry }),
            Choice(
                "negativeBalance",
                "What becomes of points to take back that are gone: written off (clamp), or a debt that the next points pay (allow).",
                club => club.NegativeBalance,
                (club, choice) => club with { NegativeBalance = choice }
            ),
            Object(
                "tiers",
                "Levels that members rise to.",
                new TierFields(),
                club => club.Tiers,
                (club, tiers) => club with { Tiers = tiers }
            ),
            List(
                "stampCards",
                "Cards that bring a reward when they are full.",
                new StampCardFields(),
                card => card.Code,
                club => club.StampCards,
                (club, cards) => club with { StampCards = cards }
            ),
            List(
                "rewards",
                "What points and full stamp cards bring, as vouchers.",
                new RewardFields(),
                reward => reward.Code,
                club => club.Rewards,
                (club, rewards) => club with { Rewards = rewards }
            ),
            List(
                "categories",
                "What people call the categories of goods; a category without a name is called as its receipts call it.",
                new CategoryFields(),
                category => category.Code,
                club => club.Categories,
                (club, categories) => club with { Categories = categories },
                comparer: StringComparer.OrdinalIgnoreCase
            ),
            Optional(
                "payWithPoints",
                "Points as money at the till; not offered if absent.",
                new PayWithPointsFields(),
                club => club.PayWithPoints,
                (club, pay) => club with { PayWithPoints = pay }
            ),
            Optional(
                "referral",
                "Points for a member who brings another, and for the one who is brought; not offered if absent.",
                new ReferralFields(),
                club => club.Referral,
                (club, referral) => club with { Referral = referral }
            ),
            Object(
                "spending",
                "How a till may spend a member's points without the code that changes on their phone.",
                new SpendingFields(),
                club => club.Spending,
                (club, spending) => club with { Spending = spending }
            ),
            Limit(
                "latePurchaseDays",
                0,
                36_500,
                "How many days ago a purchase may have been made when it arrives; null for no limit.",
                club => club.LatePurchaseDays,
                (club, days) => club with { LatePurchaseDays = (int?)days }
            ) with
            {
                Unit = "days",
            },
            Object(
                "beforeJoining",
                "How old a receipt may be when its buyer becomes a member.",
                new BeforeJoiningFields(),
                club => club.BeforeJoining,
                (club, before) => club with { BeforeJoining = before }
            ),
            Object(
                "returns",
                "How goods come back.",
                new ReturnFields(),
                club => club.Returns,
                (club, returns) => club with { Returns = returns }
            ),
        ],
        Check
    )
{
    /// <summary>Checks that every reference names an existing code.</summary>
    private static void Check(ObjectReader reader, Programme club)
    {
        for (var i = 0; i < club.StampCards.Length; i++)
        {
            if (club.StampCards[i].Reward is { Length: > 0 } reward && club.Reward(reward) is null)
            {
                reader.Fault($"stampCards[{i}].reward", FaultKind.UnknownReward, reward);
            }
        }

        for (var i = 0; i < club.Rewards.Length; i++)
        {
            foreach (var tier in club.Rewards[i].Tiers.Where(tier => club.Tiers.Levels.All(level => level.Code != tier)))
            {
                reader.Fault($"rewards[{i}].tiers", FaultKind.UnknownTier, tier);
            }
        }
    }
}

internal sealed class ExpiryFields()
    : ObjectFields<Expiry>(
        new(),
        Written.All,
        [
            Choice(
                "kind",
                "Never, so many months after they become active, on a day of every year, or after months without a purchase.",
                expiry => expiry.Kind,
                (expiry, kind) => expiry with { Kind = kind }
            ),
            Whole(
                "months",
                1,
                600,
                "Months after activation, or of inactivity.",
                expiry => expiry.Months,
                (expiry, months) => expiry with { Months = (int)months }
            ) with
            {
                Unit = "months",
                OnlyWith = new("kind", "afterActivation", "inactivity"),
            },
            Choice(
                "roundUp",
                "Points last to the end of the month, quarter or year in which they would end.",
                expiry => expiry.RoundUp,
                (expiry, to) => expiry with { RoundUp = to }
            ) with
            {
                OnlyWith = new("kind", "afterActivation"),
            },
            MonthAndDay(
                "on",
                "Month and day, such as 12-31; 02-29 is 28 February in other years.",
                expiry => expiry.On,
                (expiry, day) => expiry with { On = day }
            ) with
            {
                OnlyWith = new("kind", "calendar"),
            },
        ]
    );

internal sealed class PayWithPointsFields()
    : ObjectFields<PayWithPoints>(
        new(1, 1, 1, 1),
        Written.Said,
        [
            Number(
                "value",
                new(0.000001m, 1_000_000, 6),
                "Money that one point pays.",
                pay => pay.Value,
                (pay, value) => pay with { Value = value },
                required: true
            ) with
            {
                Unit = "money",
            },
            Whole(
                "minimum",
                1,
                1_000_000_000,
                "The fewest points that pay.",
                pay => pay.Minimum,
                (pay, points) => pay with { Minimum = points }
            ) with
            {
                Unit = "points",
            },
            Whole(
                "multipleOf",
                1,
                1_000_000_000,
                "Points pay in steps of so many.",
                pay => pay.MultipleOf,
                (pay, points) => pay with { MultipleOf = points }
            ) with
            {
                Unit = "points",
            },
            Number(
                "maximumShare",
                new(0.0001m, 1, 4),
                "Share of the receipt that points may pay: 0.5 is half, 1 is all of it.",
                pay => pay.MaximumShare,
                (pay, share) => pay with { MaximumShare = share }
            ) with
            {
                Unit = "share",
            },
            Texts(
                "excludedCategories",
                "Points do not pay lines of these categories; those that earn nothing if absent or empty.",
                pay => pay.ExcludedCategories,
                (pay, categories) => pay with { ExcludedCategories = categories }
            ),
        ]
    );

internal sealed class BeforeJoiningFields()
    : ObjectFields<BeforeJoining>(
        Programme.Default.BeforeJoining,
        Written.All,
        [
            Whole(
                "hours",
                0,
                8_760,
                "Hours before joining from which a till's receipt still counts; 0 is none.",
                before => before.Hours,
                (before, hours) => before with { Hours = (int)hours }
            ) with
            {
                Unit = "hours",
            },
            Whole(
                "claimDays",
                0,
                3_660,
                "Days before joining from which a receipt that its buyer claims still counts; 0 is none.",
                before => before.ClaimDays,
                (before, days) => before with { ClaimDays = (int)days }
            ) with
            {
                Unit = "days",
            },
        ]
    );

internal sealed class ReturnFields()
    : ObjectFields<ReturnRules>(
        Programme.Default.Returns,
        Written.All,
        [
            Flag(
                "anyStore",
                "True if goods may come back in any store; false if in the store of the purchase only.",
                returns => returns.AnyStore,
                (returns, any) => returns with { AnyStore = any }
            ),
        ]
    );

internal sealed class SpendingFields()
    : ObjectFields<Spending>(
        new(0, 0),
        Written.All,
        [
            UpTo(
                "printedCard",
                "With a printed card, which anybody can copy: never, always, or {upToPoints} at once.",
                spending => spending.PrintedCard,
                (spending, most) => spending with { PrintedCard = most }
            ),
            UpTo(
                "phone",
                "Without a card, for somebody who says their number: never, always, or {upToPoints} at once.",
                spending => spending.Phone,
                (spending, most) => spending with { Phone = most }
            ),
        ]
    );

internal sealed class ReferralFields()
    : ObjectFields<Referral>(
        new(0, 0, 0, 0),
        Written.Said,
        [
            Whole(
                "referrer",
                0,
                1_000_000_000,
                "Points for the member who brings another.",
                referral => referral.Referrer,
                (referral, points) => referral with { Referrer = points }
            ) with
            {
                Unit = "points",
            },
            Whole(
                "referee",
                0,
                1_000_000_000,
                "Points for the one who is brought.",
                referral => referral.Referee,
                (referral, points) => referral with { Referee = points }
            ) with
            {
                Unit = "points",
            },
            Number(
                "minimumSpend",
                NumberRange.Money(1_000_000),
                "Least eligible spend of the first purchase that brings both their points.",
                referral => referral.MinimumSpend,
                (referral, spend) => referral with { MinimumSpend = spend }
            ) with
            {
                Unit = "money",
            },
            Whole(
                "holdDays",
                0,
                366,
                "Days after that purchase until the points can be spent.",
                referral => referral.HoldDays,
                (referral, days) => referral with { HoldDays = (int)days }
            ) with
            {
                Unit = "days",
            },
        ]
    );

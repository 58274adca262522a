using System.Globalization;

namespace LoyaltyClub.Portal.Member;

/// <summary>Explains a line of the statement in one sentence.</summary>
public sealed class Explanations(Words words, TimeZoneInfo zone)
{
    /// <summary>All kinds of lines, by their names in the ledger.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "earned",
        "activated",
        "redeemed",
        "released",
        "reversed",
        "restored",
        "expired",
        "adjusted",
        "transferred",
        "merged",
    ];

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public string Of(StatementLine line) =>
        line.Kind switch
        {
            "earned" when line.Rule == "referral" => words[line.Receipt is null ? "member.why.broughtFriend" : "member.why.wasBrought"],
            "earned" => Purchase("member.why.earned", line),
            "activated" => words["member.why.activated", words.Count("common.points", line.Activated ?? 0)],
            "redeemed" when line.Note == StatementNotes.PaidWithPoints => Purchase("member.why.paid", line),
            "redeemed" when line.Note is { } reward => words["member.why.reward", words.Reward(reward)],
            "redeemed" => words["member.why.redeemed"],
            "released" => words[line.Note == StatementNotes.TimeWasUp ? "member.why.timeWasUp" : "member.why.released"],
            "reversed" when line.Note == StatementNotes.PaysDebt => words["member.why.paysDebt"],
            "reversed" when line.Note?.EndsWith(StatementNotes.OwedSuffix, StringComparison.Ordinal) == true => Purchase(
                "member.why.returned",
                line
            )
                + " "
                + words["member.why.owed", Owed(line.Note)],
            "reversed" when line.Rule == "referral" => words["member.why.friendReturned"],
            "reversed" => Purchase("member.why.returned", line),
            "restored" => Purchase("member.why.restored", line),
            "expired" when line.Note == StatementNotes.EndedBeforeReceipt => words["member.why.endedBeforeReceipt"],
            "expired" when line.Note == StatementNotes.EndedMeanwhile => words["member.why.endedMeanwhile"],
            // The expiry is booked at midnight after the last day.
            "expired" => words["member.why.expired", words.Day(DayOf(line.At).AddDays(-1))],
            "adjusted" when line.Note == StatementNotes.OpeningBalance => words["member.why.opening"],
            "adjusted" => words["member.why.adjusted", line.Note ?? ""],
            "transferred" => words[line.Points < 0 ? "member.why.given" : "member.why.received"],
            "merged" => words["member.why.merged"],
            var kind => words["member.kind." + kind],
        };

    /// <summary>The breakdown of a purchase's points by rule: <c>base +19, bakery-tuesday +5</c>.</summary>
    public IEnumerable<(string Rule, string Share)> Shares(StatementLine line)
    {
        if (line.Kind != "earned" || line.Rule is null or "referral" || line.Note is null)
        {
            yield break;
        }

        foreach (var part in line.Note.Split(", "))
        {
            if (
                part.LastIndexOf(' ') is > 0 and var gap
                && long.TryParse(part[(gap + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points)
            )
            {
                yield return (RuleName(part[..gap]), WithSign(points));
            }
        }
    }

    public string WithSign(long points) =>
        (
            points > 0 ? "+"
            : points < 0 ? "−"
            : ""
        ) + words.Number(Math.Abs(points));

    public string RuleName(string code) =>
        code switch
        {
            "base" => words["member.rule.base"],
            "capPerDay" => words["member.rule.cap"],
            _ when code.StartsWith("tier:", StringComparison.Ordinal) => words["member.rule.tier", words.Tier(code["tier:".Length..])],
            _ => words.Rule(code),
        };

    private string Purchase(string key, StatementLine line) => words[key, Store(words, line.Store ?? ""), line.Receipt ?? ""];

    /// <summary>The name of a store; without one its code in readable form.</summary>
    public static string Store(Words words, string code) => words.Store(code) is var name && name == code ? Words.Spoken(code) : name;

    private string Owed(string note) =>
        long.TryParse(note[..^StatementNotes.OwedSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var points)
            ? words.Count("common.points", points)
            : note;
}

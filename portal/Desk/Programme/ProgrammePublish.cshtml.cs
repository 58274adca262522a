using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Shows the changes that publishing the draft would make, and from when; publishes once, even if sent twice.</summary>
[For(ForAttribute.Office)]
internal sealed class ProgrammePublishModel(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words, ProgrammeParts parts)
    : DraftPage(visitor, grains, club, words, parts)
{
    public ProgrammeVersions Versions { get; } = new(grains, words, parts);

    /// <summary>Versions published since the draft began, in order.</summary>
    public IReadOnlyList<(VersionLine Line, IReadOnlyList<ProgrammeChange> Changes)> Meanwhile { get; private set; } = [];

    public bool Later { get; private set; }
    public string Day { get; private set; } = "";
    public string Time { get; private set; } = "";

    /// <summary>Start of the new version; null for now.</summary>
    public DateTimeOffset? From { get; private set; }

    /// <summary>The reason against publishing at that time, in words.</summary>
    public string? Problem { get; private set; }

    /// <summary>The version that it would replace.</summary>
    public VersionLine Before { get; private set; } = null!;
    public IReadOnlyList<ProgrammeChange> Changes { get; private set; } = [];
    public IReadOnlyList<VersionLine> Next { get; private set; } = [];
    public bool OtherCurrency { get; private set; }

    /// <summary>True if there is spend in the old currency; publishing then needs an explicit confirmation.</summary>
    public bool AsksAboutMoney { get; private set; }

    /// <summary>True if the draft's text differs from the version in force at that time, but its meaning does not.</summary>
    public bool SaysTheSame { get; private set; }
    public bool OtherZone { get; private set; }

    public bool IsFirst => Versions.Lines.Count == 1;
    public bool MayPublish => Full is not null && Meanwhile.Count == 0 && Changes.Count > 0 && (!Later || From is not null);

    /// <summary>Hash of the text that the page shows.</summary>
    public string Seen => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Draft.Document)))[..32];

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await Look())
        {
            return LocalRedirect("/desk/programme");
        }

        await Look(Request.Query["when"], Request.Query["day"], Request.Query["time"]);
        return Page();
    }

    /// <summary>Confirms the versions published meanwhile, so that the draft follows them.</summary>
    public async Task<IActionResult> OnPostFollowAsync()
    {
        if (int.TryParse((await Form.Read(Request))["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            await Drafts.Follow(after);
        }

        return LocalRedirect("/desk/programme/draft/publish");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var form = await Form.Read(Request);
        if (await Drafts.Get() is not { } draft)
        {
            return LocalRedirect("/desk/programme");
        }
        // Second of two clicks: the draft is already published.
        if (draft.Version is { } version)
        {
            return LocalRedirect(draft.Operation == form["operation"] ? $"/desk/programme?done={version}" : "/desk/programme");
        }

        await Read(draft);
        await Look(form["when"], form["day"], form["time"]);
        if (form["operation"] != Draft.Operation || form["seen"] != Seen)
        {
            return Refused(Words["programme.publish.changed"]);
        }

        if (Full is null || (Later && From is null))
        {
            return Refused(Problem);
        }

        if (AsksAboutMoney && !form.Ticked("money"))
        {
            return Refused(Words["programme.publish.money.notSure"]);
        }
        // The grain detects an earlier publication by somebody else; this may be the second click.
        var put = await Programme.Put(new(Draft.Operation, From, Draft.Document, Draft.After, Visitor.Is(StaffRole.Admin)), Visitor.By);
        if (put.Value is { } answer)
        {
            await Drafts.Published(Draft.Operation, answer.Version);
            return LocalRedirect($"/desk/programme?done={answer.Version}");
        }
        switch (put.Refusal!.Code)
        {
            case RefusalCode.ProgrammeMovedOn:
                await Look(form["when"], form["day"], form["time"]);
                return Refused(null);
            case RefusalCode.ProgrammeFromDecided
                when put.Refusal.Facts.FirstOrDefault(number => number.Name == "earliest")?.Text is { } earliest:
                return Refused(
                    Words[
                        "programme.publish.decided",
                        Words.Moment(DateTimeOffset.Parse(earliest, CultureInfo.InvariantCulture), Facts.TimeZone)
                    ]
                );
            case RefusalCode.ProgrammeWantsAdmin:
                return Refused(Words["programme.publish.wantsAdmin"]);
            case RefusalCode.OperationConflict:
                // Another text was published under this operation id, so the draft needs a new one.
                await Drafts.Begin(Draft.Document, Versions.Latest);
                await Look();
                return Refused(Words["programme.publish.again"]);
            default:
                return Refused(Words["programme.publish.refused", put.Refusal.Detail]);
        }
    }

    private PageResult Refused(string? problem)
    {
        (Problem, Response.StatusCode) = (problem, StatusCodes.Status422UnprocessableEntity);
        return Page();
    }

    private async Task Look(string? when, string? day, string? time)
    {
        await Versions.Look();
        var meanwhile = new List<(VersionLine, IReadOnlyList<ProgrammeChange>)>();
        foreach (var line in Versions.Lines.Where(line => line.Version.Version > Draft.After).OrderBy(line => line.Version.Version))
        {
            meanwhile.Add((line, await Versions.Changes(line)));
        }

        Meanwhile = meanwhile;

        (Later, Day, Time) = (when == "later", day ?? "", time ?? "");
        if (Day.Length == 0)
        {
            (Day, Time) = (
                Later
                    ? ""
                    : TimeZoneInfo.ConvertTime(Facts.Now, Facts.TimeZone).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Time.Length == 0 ? "00:00" : Time
            );
        }

        if (Later && !DateTime.TryParseExact($"{Day} {Time}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Problem = Words["programme.publish.noTime"];
        }
        else if (Later)
        {
            From = LocalTime.Instant(
                DateTime.ParseExact($"{Day} {Time}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Facts.TimeZone
            );
            Problem = From is null ? Words["programme.publish.gap"] : null;
        }

        var begins = From ?? Facts.Now;
        Before = Versions.InForceAt(begins);
        Next = [.. Versions.Lines.TakeWhile(line => line.Version.From > begins).Reverse()];
        if (Full is null)
        {
            return;
        }

        var (before, after) = (await Versions.Said(Before.Version), ProgrammeWords.Of(Words, Parts, Full));
        Changes = ProgrammeWords.Changes(Words, before, after);
        (OtherCurrency, OtherZone) = (before.Currency != after.Currency, before.TimeZone != after.TimeZone);
        AsksAboutMoney = OtherCurrency && await Programme.Decided() is not null;
        SaysTheSame = Changes.Count == 0 && Full != await Versions.Full(Before.Version);
    }
}

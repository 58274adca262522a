namespace LoyaltyClub.Portal.Desk;

/// <summary>A version among the others.</summary>
/// <param name="Until">When the next one takes its place; null for the one that comes last.</param>
/// <param name="Before">The one that it takes the place of; null for the first.</param>
internal sealed record VersionLine(ProgrammeView Version, DateTimeOffset? Until, ProgrammeView? Before)
{
    public bool IsInForce(DateTimeOffset now) => Version.From <= now && (Until is null || now < Until);

    public bool WasNever => Version.From == Until;
}

/// <summary>The versions as pages show them: in the order of their time, with what each changes, and who put it.</summary>
internal sealed class ProgrammeVersions(IGrainFactory grains, Words words, ProgrammeParts parts)
{
    private readonly Dictionary<int, ProgrammeWords> said = [];
    private Dictionary<string, string> names = [];

    private IProgrammeGrain Grain => grains.GetGrain<IProgrammeGrain>(ClubKey.Value);

    /// <summary>The one that begins last comes first.</summary>
    public IReadOnlyList<VersionLine> Lines { get; private set; } = [];

    /// <summary>The one that was written last.</summary>
    public int Latest => Lines.Max(line => line.Version.Version);

    public async Task Look()
    {
        var versions = (await Grain.Versions()).OrderBy(version => version.From).ThenBy(version => version.Version).ToArray();
        Lines =
        [
            .. versions
                .Select(
                    (version, i) =>
                        new VersionLine(version, i + 1 < versions.Length ? versions[i + 1].From : null, i > 0 ? versions[i - 1] : null)
                )
                .Reverse(),
        ];
        names = (await grains.GetGrain<IStaffGrain>(ClubKey.Value).List()).ToDictionary(one => AuditLine.ByStaff(one.Id), one => one.Name);
        names[AuditLine.ByKey("settings")] = words["programme.by.settings"];
        foreach (var key in await grains.GetGrain<IKeysGrain>(ClubKey.Value).List())
        {
            names[AuditLine.ByKey(key.Id)] = words["programme.by.key", key.Name ?? key.Id];
        }
    }

    public VersionLine InForceAt(DateTimeOffset instant) => Lines.First(line => line.Version.From <= instant);

    public VersionLine? Find(int number) => Lines.FirstOrDefault(line => line.Version.Version == number);

    public async Task<ProgrammeWords> Said(ProgrammeView version)
    {
        if (!said.TryGetValue(version.Version, out var told))
        {
            said[version.Version] = told = ProgrammeWords.Of(words, parts, await Full(version));
        }

        return told;
    }

    /// <summary>A version with every field said; what a later release finds fault with counts as nothing said.</summary>
    public async Task<string> Full(ProgrammeView version) => (await Grain.Read(version.Document)).Full ?? (await Grain.Read("{}")).Full!;

    public async Task<IReadOnlyList<ProgrammeChange>> Changes(VersionLine line) =>
        line.Before is null ? [] : ProgrammeWords.Changes(words, await Said(line.Before), await Said(line.Version));

    /// <summary>Who put a version; null if nobody did, or it is not known.</summary>
    public string? Who(ProgrammeView version) =>
        version.By is not { } by
            ? null
            : names.GetValueOrDefault(by)
                ?? (
                    by.StartsWith("key:", StringComparison.Ordinal)
                        ? words["programme.by.key", by["key:".Length..]]
                        : words["programme.by.unknown"]
                );
}

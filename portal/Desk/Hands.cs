namespace LoyaltyClub.Portal.Desk;

/// <summary>Whoever changes something by hand or with a key, in the reader's words.</summary>
/// <param name="names">By <see cref="AuditLine.By"/>, in the order in which a list shows them.</param>
internal sealed class Hands(Dictionary<string, string> names, Words words)
{
    public IEnumerable<(string By, string Name)> All => names.Select(one => (one.Key, one.Value));

    /// <summary>The name of a hand that the club knows; else null.</summary>
    public string? Known(string by) => names.GetValueOrDefault(by);

    public static async Task<Hands> Of(IGrainFactory grains, Words words)
    {
        var staff = await grains.GetGrain<IStaffGrain>(ClubKey.Value).List();
        var keys = await grains.GetGrain<IKeysGrain>(ClubKey.Value).List();
        return new(
            staff
                .Select(one => (AuditLine.ByStaff(one.Id), one.Name))
                .Concat(keys.Select(key => (AuditLine.ByKey(key.Id), words["desk.audit.key", key.Name ?? key.Id])))
                .Append((AuditLine.ByKey("settings"), words["desk.audit.settings"]))
                .Append((AuditLine.FirstStart, words["desk.audit.start"]))
                .Append((AuditLine.CommandLine, words["desk.audit.command"]))
                .Append((AuditLine.Club, words["desk.audit.club"]))
                .ToDictionary(one => one.Item1, one => one.Item2),
            words
        );
    }

    /// <summary>The name of a hand; one that is known no more by its id.</summary>
    public string NameOf(string by) =>
        Known(by)
        ?? (by.StartsWith("key:", StringComparison.Ordinal) ? words["desk.audit.key", by["key:".Length..]] : by[(by.IndexOf(':') + 1)..]);
}

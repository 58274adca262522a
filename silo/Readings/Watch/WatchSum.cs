using LoyaltyClub.Contracts;

namespace LoyaltyClub.Readings;

/// <summary>
/// The recent facts by subject, and what the rules have found in them. Facts go after some days; findings stay, so that a look does not
/// depend on what is still in memory.
/// </summary>
internal sealed class WatchSum(TimeZoneInfo zone)
{
    /// <summary>Days that facts are kept: as far as a rule looks back, and one more.</summary>
    public const int FactDays = WatchRules.NoSaleDays + 1;

    /// <summary>Days that a finding is kept; one that holds somebody stays until it is released.</summary>
    public const int FindingDays = 90;

    /// <summary>
    /// Sales that are kept, the latest: 4 MB. With more in <see cref="FactDays"/> the rules see a shorter time, which for most of them is
    /// minutes.
    /// </summary>
    public const int MostSales = 20_000;

    /// <summary>
    /// Sales between two looks: with a look every 10 s two hundred a second. Beyond that the watch takes a sample, so that it costs a busy
    /// process one part in a hundred. The latest as many facts of a subject are looked at: what was found in earlier ones is kept.
    /// </summary>
    public const int MostSalesALook = 2_000;

    /// <summary>Findings that are kept; the oldest go first.</summary>
    public const int MostFindings = 2_000;

    private readonly Dictionary<string, List<WatchFact>> bySubject = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WatchFinding> findings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WatchDecided> decisions = new(StringComparer.Ordinal);
    private readonly HashSet<WatchFact> unplaced = [];
    private int sales,
        sinceLook;

    public bool TakesSales => sinceLook < MostSalesALook;

    /// <summary>Joins whose place is not known yet.</summary>
    public IEnumerable<WatchFact> Unplaced => unplaced;

    /// <param name="place">Null for a member who was imported, added at the desk, or erased since.</param>
    public void Placed(WatchFact joined, string? place)
    {
        if (unplaced.Remove(joined) && place is not null)
        {
            Add(joined with { By = place });
        }
    }

    public void Add(WatchFact fact)
    {
        switch (fact.Kind)
        {
            case WatchFactKind.Adjusted:
                Put("hand " + fact.By, fact);
                break;
            case WatchFactKind.Joined when fact.By is null:
                unplaced.Add(fact);
                break;
            case WatchFactKind.Joined:
                Put("place " + fact.By, fact);
                break;
            case WatchFactKind.Sold:
                Put($"till {fact.Store}\n{fact.Till}", fact);
                Put("member " + fact.Member, fact);
                sinceLook++;
                if (++sales > 2 * MostSales)
                {
                    Look();
                    Trim();
                }

                break;
            default:
                Put("member " + fact.Member, fact);
                break;
        }
    }

    /// <summary>A decision of an admin, as the audit has it; the finding may be known no more.</summary>
    public void Decided(string finding, string member, WatchDecided decision)
    {
        decisions[finding] = decision;
        var known = findings.GetValueOrDefault(finding);
        if (known is not null && known.Members.Contains(member))
        {
            return;
        }

        if (known is not null)
        {
            findings[finding] = known with { Members = [.. known.Members, member] };
        }
        else if (WatchRule.Of(finding) is var (rule, day))
        {
            findings[finding] = new(finding, rule, day, decision.At, null, null, null, [member], []);
        }
    }

    /// <summary>Applies the rules to the subjects with new facts.</summary>
    public void Look()
    {
        foreach (var subject in touched)
        {
            var all = bySubject[subject];
            var facts = all.Count > MostSalesALook ? all[^MostSalesALook..] : all;
            var found = subject.Split(' ')[0] switch
            {
                "hand" => WatchRules.OneHand(facts, zone),
                "place" => WatchRules.ManyJoins(facts, zone),
                "till" => WatchRules.OddSales(facts, zone),
                // Most members have bought once lately.
                _ when facts is [{ Kind: WatchFactKind.Sold }] => [],
                _ => WatchRules.OfMember(facts, zone),
            };
            foreach (var finding in found)
            {
                var members = findings.GetValueOrDefault(finding.Id)?.Members ?? [];
                findings[finding.Id] = finding with { Members = [.. members.Union(finding.Members)] };
            }
        }

        touched.Clear();
        sinceLook = 0;
    }

    /// <summary>Drops what is old.</summary>
    /// <param name="now">By the club's clock.</param>
    /// <param name="machine">By the machine's, as facts of the audit.</param>
    public void Forget(DateTimeOffset now, DateTimeOffset machine)
    {
        foreach (var (subject, facts) in bySubject.ToArray())
        {
            Drop(subject, facts, fact => fact.At < (fact.Kind == WatchFactKind.Adjusted ? machine : now).AddDays(-FactDays));
        }

        Trim();
        foreach (
            var old in findings
                .Values.Where(finding => StateOf(finding.Id) != FindingState.Held)
                .OrderByDescending(finding => finding.At)
                .Where((finding, index) => index >= MostFindings || finding.At < now.AddDays(-FindingDays))
                .ToArray()
        )
        {
            findings.Remove(old.Id);
            decisions.Remove(old.Id);
        }
    }

    /// <summary>Drops the oldest sales beyond the most that are kept.</summary>
    private void Trim()
    {
        var tills = bySubject.Where(subject => subject.Key.StartsWith("till ", StringComparison.Ordinal)).ToArray();
        sales = tills.Sum(till => till.Value.Count);
        if (sales <= MostSales)
        {
            return;
        }

        var oldest = tills.SelectMany(till => till.Value).Select(fact => fact.At).OrderDescending().ElementAt(MostSales);
        foreach (var (subject, facts) in bySubject.ToArray())
        {
            Drop(subject, facts, fact => fact.Kind == WatchFactKind.Sold && fact.At <= oldest);
        }

        sales = MostSales;
    }

    private void Drop(string subject, List<WatchFact> facts, Predicate<WatchFact> isOld)
    {
        facts.RemoveAll(isOld);
        if (facts.Count == 0)
        {
            bySubject.Remove(subject);
            touched.Remove(subject);
        }
    }

    public IEnumerable<FindingView> Findings =>
        findings
            .Values.OrderByDescending(finding => finding.At)
            .ThenBy(finding => finding.Id, StringComparer.Ordinal)
            .Select(finding =>
            {
                var decided = decisions.GetValueOrDefault(finding.Id);
                return new FindingView(
                    finding.Id,
                    finding.Rule,
                    finding.Day,
                    finding.At,
                    finding.Store,
                    finding.Till,
                    finding.By,
                    finding.Members,
                    [.. finding.Evidence.Select(View)],
                    StateOf(finding.Id),
                    decided?.By,
                    decided?.At,
                    decided?.Reason
                );
            });

    public WatchState Write(string format, IReadOnlyDictionary<Guid, long> position) =>
        new(
            format,
            new(position),
            // A sale is a fact of its member and of its till.
            [.. unplaced, .. bySubject.Values.SelectMany(facts => facts).Distinct<WatchFact>(ReferenceEqualityComparer.Instance)],
            [.. findings.Values],
            new(decisions)
        );

    /// <param name="withFacts">False to keep only what was found and decided, while the facts are read again.</param>
    public static WatchSum Read(WatchState state, TimeZoneInfo zone, bool withFacts)
    {
        var sum = new WatchSum(zone);
        foreach (var fact in withFacts ? state.Facts : [])
        {
            sum.Add(fact);
        }

        foreach (var finding in state.Findings)
        {
            sum.findings[finding.Id] = finding;
        }

        foreach (var (finding, decision) in state.Decisions)
        {
            sum.decisions[finding] = decision;
        }

        return sum;
    }

    private string StateOf(string finding) =>
        decisions.GetValueOrDefault(finding) switch
        {
            null => FindingState.Open,
            { Held: true } => FindingState.Held,
            _ => FindingState.Released,
        };

    private void Put(string subject, WatchFact fact)
    {
        if (!bySubject.TryGetValue(subject, out var facts))
        {
            bySubject.Add(subject, facts = []);
        }

        facts.Add(fact);
        touched.Add(subject);
    }

    private static EvidenceView View(WatchFact fact) =>
        new(
            char.ToLowerInvariant(fact.Kind.ToString()[0]) + fact.Kind.ToString()[1..],
            fact.At,
            fact.Member,
            fact.Store,
            fact.Till,
            fact.Receipt,
            fact.Points == 0 ? null : fact.Points
        );
}

/// <summary>The watch as it is saved.</summary>
internal sealed record WatchState(
    string Format,
    Dictionary<Guid, long> Position,
    WatchFact[] Facts,
    WatchFinding[] Findings,
    Dictionary<string, WatchDecided> Decisions
) : IKeptReading
{
    public static readonly WatchState None = new("", [], [], [], []);
}

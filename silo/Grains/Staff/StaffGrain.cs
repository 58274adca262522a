using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>The staff: names, e-mail addresses and roles in a document, their changes in the audit.</summary>
[GrainType("staff")]
internal sealed class StaffGrain : Grain, IStaffGrain
{
    private readonly DocumentStore<StaffView[]> staff;

    public StaffGrain(IJournal journal, TimeProvider machine, OutboxSignal outbox) =>
        staff = new(journal, machine, "staff", [], DeactivateOnIdle, outbox);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => staff.Load(cancellationToken);

    public Task<StaffView[]> List() =>
        Task.FromResult(staff.State.OrderBy(one => one.Name, StringComparer.InvariantCultureIgnoreCase).ToArray());

    public Task<StaffView?> Find(string id) => Task.FromResult(ById(id));

    public Task<StaffView?> ByEmail(string email) => Task.FromResult(staff.State.FirstOrDefault(one => SameEmail(one.Email, email)));

    public Task<bool> WantsFirst() => Task.FromResult(!HasAdmin(staff.State, one => one.Joined));

    public Task<StaffAnswer> Add(StaffRequest request, string by) =>
        Decide(
            "added",
            now =>
                request.Email is not null && staff.State.Any(one => SameEmail(one.Email, request.Email))
                    ? ("emailTaken", null, null)
                    : Taken(request, now, by)
        );

    public Task<StaffAnswer> AddFirst(StaffRequest request) =>
        Decide(
            "first",
            now =>
            {
                if (HasAdmin(staff.State, one => one.Joined))
                {
                    return ("over", null, null);
                }

                var begun = staff.State.FirstOrDefault(one => SameEmail(one.Email, request.Email));
                return begun is null
                    ? Taken(request, now, AuditLine.FirstStart)
                    : (null, begun with { Name = request.Name, Role = StaffRole.Admin, Disabled = false }, null);
            }
        );

    public Task<StaffAnswer> Change(string id, StaffRole role, bool disabled, string by) =>
        Decide(
            "changed",
            now =>
            {
                if (ById(id) is not { } before)
                {
                    return ("unknown", null, null);
                }

                var after = before with { Role = role, Disabled = disabled };
                if (after == before)
                {
                    return (null, before, null);
                }

                if (
                    before is { Role: StaffRole.Admin, Disabled: false, Joined: true }
                    && after is not { Role: StaffRole.Admin, Disabled: false }
                    && !HasAdmin(staff.State, one => one.Joined && one.Id != id)
                )
                {
                    return ("lastAdmin", null, null);
                }

                return (null, after, new(now, by, "staffChanged", id, Spoken(before), Spoken(after)));
            }
        );

    public Task Joined(string id) =>
        staff.Decide<bool>(
            "joined",
            now =>
            {
                if (ById(id) is not { Joined: false } before)
                {
                    return (false, null, null);
                }

                // Before the first admin only the printed link could make others: whoever else has used it keeps no way in.
                var stay = HasAdmin(staff.State, one => one.Joined)
                    ? staff.State
                    : staff.State.Where(one => one.Joined || one.Role != StaffRole.Admin);
                return (
                    true,
                    [.. stay.Where(one => one.Id != id), before with { Joined = true }],
                    new(now, AuditLine.ByStaff(id), "staffJoined", id)
                );
            }
        );

    private static (string?, StaffView?, AuditLine?) Taken(StaffRequest request, DateTimeOffset now, string by)
    {
        var added = new StaffView(
            RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 10),
            request.Name,
            request.Email?.Trim(),
            request.Role,
            false,
            false,
            request.Language,
            now
        );
        return (null, added, new(now, by, "staffAdded", added.Id, null, Spoken(added)));
    }

    private Task<StaffAnswer> Decide(string what, Func<DateTimeOffset, (string? Fault, StaffView? After, AuditLine? Audit)> decide) =>
        staff.Decide<StaffAnswer>(
            what,
            now =>
            {
                var (fault, after, audit) = decide(now);
                return (
                    new(after, fault),
                    after is null || after == ById(after.Id) ? null : [.. staff.State.Where(one => one.Id != after.Id), after],
                    audit
                );
            }
        );

    private StaffView? ById(string id) => staff.State.FirstOrDefault(one => one.Id == id);

    private static bool HasAdmin(StaffView[] all, Func<StaffView, bool> also) =>
        all.Any(one => one is { Role: StaffRole.Admin, Disabled: false } && also(one));

    private static bool SameEmail(string? one, string? other) =>
        one is not null && string.Equals(one, other?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Spoken(StaffView one) => one.Role.ToString().ToLowerInvariant() + (one.Disabled ? ", disabled" : "");
}

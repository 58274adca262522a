using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains.Programmes;

/// <summary>What one of the staff is writing; the present one only, earlier ones are not kept.</summary>
internal sealed class ProgrammeDraftGrain : Grain, IProgrammeDraftGrain
{
    private readonly TimeProvider machine;
    private readonly DocumentStream<DraftView> draft;

    private static readonly DraftView None = new("", 0, default, "", null);

    public ProgrammeDraftGrain(IJournal journal, TimeProvider machine)
    {
        this.machine = machine;
        draft = new(journal, machine, "draft." + this.GetPrimaryKeyString(), None, DeactivateOnIdle);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => draft.Load(cancellationToken);

    public Task<DraftView?> Get() => Task.FromResult(draft.State == None ? null : draft.State);

    public async Task<DraftView> Begin(string document, int after)
    {
        await Write("begun", _ => new(document, after, machine.GetUtcNow(), "desk:" + RandomNumberGenerator.GetHexString(24, lowercase: true), null, RandomNumberGenerator.GetInt32(1 << 30)));
        return draft.State;
    }

    public async Task<DraftSaved> Save(string document, int over, string part, string writer)
    {
        var saved = DraftSaved.Kept;
        await Write("saved", now =>
        {
            saved = now == None || now.Version is not null ? DraftSaved.Gone : now.State != over ? DraftSaved.Moved : DraftSaved.Kept;
            return saved != DraftSaved.Kept || now.Document == document ? now
                : now with { Document = document, SavedAt = machine.GetUtcNow(), State = now.State + 1, Writers = Writers(now, part, writer) };
        });
        return saved;
    }

    /// <summary>Who saves the whole text has saved over every part, and who saves a part over the whole.</summary>
    private static Dictionary<string, string> Writers(DraftView now, string part, string writer) =>
        new((now.Writers ?? new Dictionary<string, string>()).Where(other => part != DraftView.Whole && other.Key is var key && key != DraftView.Whole && key != part)) { [part] = writer };

    public Task Follow(int after) => Write("followed", now => now == None ? now : now with { After = after });

    public Task Published(string operation, int version) => Write("published", now => now.Operation == operation ? now with { Version = version } : now);

    public Task Discard() => Write("discarded", _ => None);

    private Task Write(string what, Func<DraftView, DraftView> next) => draft.Write(what, now => next(now) is var after && after != now ? after : null);
}

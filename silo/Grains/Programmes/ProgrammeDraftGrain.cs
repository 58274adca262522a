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
        draft = new(journal, "draft." + this.GetPrimaryKeyString(), None);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => draft.Load(cancellationToken);

    public Task<DraftView?> Get() => Task.FromResult(draft.State == None ? null : draft.State);

    public async Task<DraftView> Begin(string document, int after)
    {
        await Write("begun", _ => new(document, after, machine.GetUtcNow(), "desk:" + RandomNumberGenerator.GetHexString(24, lowercase: true), null));
        return draft.State;
    }

    public async Task<bool> Save(string document)
    {
        await Write("saved", now => now == None || now.Version is not null || now.Document == document ? now : now with { Document = document, SavedAt = machine.GetUtcNow() });
        return draft.State != None && draft.State.Version is null;
    }

    public Task Follow(int after) => Write("followed", now => now == None ? now : now with { After = after });

    public Task Published(string operation, int version) => Write("published", now => now.Operation == operation ? now with { Version = version } : now);

    public Task Discard() => Write("discarded", _ => None);

    private async Task Write(string what, Func<DraftView, DraftView> next)
    {
        try
        {
            while (next(draft.State) is var after && after != draft.State && !await draft.Write(what, machine.GetUtcNow(), after == None ? null : after))
            {
            }
        }
        catch (StoreUnavailableException)
        {
            DeactivateOnIdle(); // nobody knows what is on disk; the next activation reads
            throw;
        }
    }
}

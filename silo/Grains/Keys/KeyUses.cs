using System.Collections.Concurrent;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>
/// The uses of keys that this process has seen, in memory: a request costs a look at a dictionary and no call. The process tells
/// <see cref="IKeyUsesGrain"/> each second what is new.
/// </summary>
public sealed class KeyUses(IGrainFactory grains, TimeProvider machine)
{
    /// <summary>A use within a minute of the last tells nothing new, unless a till's report differs.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, KeyUse> seen = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, bool> news = new(StringComparer.Ordinal);

    internal void Note(string id, TillReport? till = null)
    {
        var now = machine.GetUtcNow();
        if (seen.TryGetValue(id, out var last) && now - last.At < Grain && (till is null || till == last.Till))
        {
            return;
        }

        seen[id] = new(id, now, till ?? last?.Till);
        news[id] = true;
    }

    /// <summary>Tells the club; what cannot be told now is told the next time.</summary>
    public async Task Tell()
    {
        if (news.IsEmpty)
        {
            return;
        }

        var ids = Interlocked.Exchange(ref news, new(StringComparer.Ordinal)).Keys;
        try
        {
            await grains.KeyUses().Tell([.. ids.Select(id => seen[id])]);
        }
        catch
        {
            foreach (var id in ids)
            {
                news[id] = true;
            }

            throw;
        }
    }
}

/// <summary>The uses of all processes.</summary>
[GrainType("keyuses")]
internal sealed class KeyUsesGrain(
    [PersistentState(GrainStates.KeyUses, GrainStates.Storage)] IPersistentState<KeyUsesGrain.All> kept,
    KeyRing ring,
    TimeProvider machine
) : Grain, IKeyUsesGrain
{
    public static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, KeyUse> uses = new(StringComparer.Ordinal);
    private DateTimeOffset written;
    private bool isNew;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        written = machine.GetUtcNow();
        foreach (var use in kept.State.Uses)
        {
            uses[use.Id] = use;
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        isNew ? Write() : Task.CompletedTask;

    public Task Tell(KeyUse[] uses)
    {
        foreach (var use in uses)
        {
            var last = this.uses.GetValueOrDefault(use.Id);
            if (last is null || last.At <= use.At)
            {
                (this.uses[use.Id], isNew) = (use with { Till = use.Till ?? last?.Till }, true);
            }
        }

        return isNew && machine.GetUtcNow() - written >= WriteEvery ? Write() : Task.CompletedTask;
    }

    public Task<KeyUse[]> List() => Task.FromResult(uses.Values.ToArray());

    /// <summary>Revoked keys are left out.</summary>
    private async Task Write()
    {
        foreach (var id in uses.Keys.Where(id => ring.ById(id) is null).ToList())
        {
            uses.Remove(id);
        }

        (written, isNew) = (machine.GetUtcNow(), false);
        await kept.Put(this, new() { Uses = [.. uses.Values] });
    }

    internal sealed record All
    {
        public KeyUse[] Uses { get; init; } = [];
    }
}

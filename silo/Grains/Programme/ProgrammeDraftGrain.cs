using System.Security.Cryptography;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>A member of staff's draft of the programme; only the latest state is kept.</summary>
[GrainType("programmedraft")]
internal sealed class ProgrammeDraftGrain(
    [PersistentState(GrainStates.Draft, GrainStates.Storage)] IPersistentState<ProgrammeDraftGrain.Kept> kept,
    TimeProvider machine
) : Grain, IProgrammeDraftGrain
{
    private DraftView? Draft => kept.State.Draft;

    public Task<DraftView?> Get() => Task.FromResult(Draft);

    public async Task<DraftView> Begin(string document, int after)
    {
        var begun = new DraftView(
            document,
            after,
            machine.GetUtcNow(),
            "desk:" + RandomNumberGenerator.GetHexString(24, lowercase: true),
            null,
            RandomNumberGenerator.GetInt32(1 << 30)
        );
        await Write(begun);
        return begun;
    }

    public async Task<DraftSaved> Save(string document, int over, string part, string writer)
    {
        if (Draft is not { Version: null } now)
        {
            return DraftSaved.Gone;
        }

        if (now.State != over)
        {
            return DraftSaved.Moved;
        }

        await Write(
            now.Document == document
                ? now
                : now with
                {
                    Document = document,
                    SavedAt = machine.GetUtcNow(),
                    State = now.State + 1,
                    Writers = Writers(now, part, writer),
                }
        );
        return DraftSaved.Kept;
    }

    /// <summary>The page that saved each part last. The whole text overwrites all parts, and each part the whole text.</summary>
    private static Dictionary<string, string> Writers(DraftView now, string part, string writer) =>
        new(
            (now.Writers ?? new Dictionary<string, string>()).Where(other =>
                part != DraftView.Whole && other.Key is var key && key != DraftView.Whole && key != part
            )
        )
        {
            [part] = writer,
        };

    public Task Follow(int after) => Draft is { } now ? Write(now with { After = after }) : Task.CompletedTask;

    public Task Published(string operation, int version) =>
        Draft is { } now && now.Operation == operation ? Write(now with { Version = version }) : Task.CompletedTask;

    public Task Discard() => kept.Put(this, null);

    private Task Write(DraftView draft) => draft == Draft ? Task.CompletedTask : kept.Put(this, new() { Draft = draft });

    internal sealed record Kept
    {
        public DraftView? Draft { get; init; }
    }
}

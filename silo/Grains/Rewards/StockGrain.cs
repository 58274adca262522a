using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The stock of one reward: the number of units taken, at most the programme's stock. A member takes a unit before writing the entry
/// with it; if the process ends in between, the unit returns to stock once the stock is used up.
/// </summary>
[GrainType("stock")]
internal sealed class StockGrain : Grain, IStockGrain
{
    private const int EntriesPerSnapshot = 50;

    /// <summary>Most taken units without a proven entry; at this number all are checked.</summary>
    private const int MostUnproved = 200;

    /// <summary>Longest time between taking a unit and the entry that records it.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(5);

    private readonly IJournal journal;
    private readonly ProgrammeCache shelf;
    private readonly ClubClock clock;
    private readonly TimeProvider machine;
    private readonly string stream,
        reward;
    private State state = new(0, []);
    private int version;
    private byte[] hash = [];

    public StockGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock, TimeProvider machine)
    {
        (this.journal, this.shelf, this.clock, this.machine) = (journal, shelf, clock, machine);
        reward = this.GetPrimaryKeyString();
        stream = "stock." + OperationIds.Operation("stock " + reward)!.Value.ToString("N");
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load(cancellationToken);

    public async Task<bool> Take(string unit, Guid proof)
    {
        if (state.Unproved.Count >= MostUnproved || !IsThere())
        {
            await Prove();
        }

        while (IsThere())
        {
            if (await Append(new(unit, proof, machine.GetUtcNow()), null) is AppendResult.Written)
            {
                return true;
            }
        }

        return false;
    }

    public async Task GiveBack(string unit)
    {
        while (await Append(new(unit, null, machine.GetUtcNow()), OperationIds.UnitBack(unit)) is AppendResult.VersionTaken) { }
    }

    public Task<int> Out() => Task.FromResult(state.Out);

    private bool IsThere() =>
        shelf.Book.InForceAt(clock.Now).Programme.Reward(reward) is { } found && (found.Stock is not { } stock || state.Out < stock);

    /// <summary>Checks the entries of unproven units; units without an entry return to stock.</summary>
    private async Task Prove()
    {
        var proved = new List<string>();
        foreach (var (unit, taken) in state.Unproved.ToArray())
        {
            if (await journal.Find(taken.Proof!.Value) is { } entry && Has(entry, unit))
            {
                proved.Add(unit);
            }
            else if (machine.GetUtcNow() - taken.At > Retry)
            {
                await GiveBack(unit);
            }
        }

        state = state with { Unproved = state.Unproved.Where(pair => !proved.Contains(pair.Key)).ToDictionary() };
    }

    private static bool Has(JournalEntry entry, string unit) =>
        EntryCodec.Decode(entry.Data) switch
        {
            Domain.Members.Redeemed redeemed => redeemed.Unit == unit,
            var other => Domain.Members.Voucher.IssuedBy(other).Any(voucher => voucher.Unit == unit),
        };

    private async Task<AppendResult> Append(Line line, Guid? operation)
    {
        var next = After(state, line);
        try
        {
            var result = await journal.Append(
                new(stream, version + 1, hash, Bytes(line))
                {
                    Operation = operation,
                    Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? Bytes(next) : null,
                }
            );
            if (result is AppendResult.Written written)
            {
                (state, version, hash) = (next, version + 1, written.Hash);
            }
            else if (result is AppendResult.VersionTaken)
            {
                await Load(default);
            }

            return result;
        }
        catch (StoreUnavailableException)
        {
            DeactivateOnIdle(); // the result of the write is unknown; the next activation reads the journal
            throw;
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        var stored = await journal.Open(stream, cancel);
        var from = stored.Snapshot is { } snapshot ? ReadState(snapshot.State) : new State(0, []);
        state = stored.Entries.Aggregate(from, (before, entry) => After(before, ReadLine(entry.Data)));
        (version, hash) = (stored.Version, stored.Hash);
    }

    private static State After(State before, Line line)
    {
        var unproved = new Dictionary<string, Line>(before.Unproved, StringComparer.Ordinal);
        if (line.Proof is null)
        {
            unproved.Remove(line.Unit);
        }
        else
        {
            unproved[line.Unit] = line;
        }

        return new(before.Out + (line.Proof is null ? -1 : 1), unproved);
    }

    internal static byte[] Bytes<T>(T lineOrState) => JsonSerializer.SerializeToUtf8Bytes(lineOrState, JsonSerializerOptions.Web);

    internal static Line ReadLine(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    internal static State ReadState(byte[] data) => JsonSerializer.Deserialize<State>(data, JsonSerializerOptions.Web)!;

    /// <param name="Proof">The operation that records the unit; null for a unit given back.</param>
    internal sealed record Line(string Unit, Guid? Proof, DateTimeOffset At);

    internal sealed record State(int Out, Dictionary<string, Line> Unproved);
}

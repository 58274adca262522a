using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains.Programmes;

/// <summary>Takes new versions of the programme, one at a time.</summary>
internal sealed class ProgrammeGrain(IJournal journal, ProgrammeShelf shelf, ClubClock clock, TimeProvider machine, Courier courier) : Grain, IProgrammeGrain
{
    public Task<ProgrammeView> InForce() => Task.FromResult(shelf.View(shelf.Book.InForceAt(clock.Now)));

    public Task<ProgrammeView[]> Versions() => Task.FromResult(shelf.Book.Versions.Select(shelf.View).ToArray());

    public async Task<Outcome<ProgrammeAnswer>> Put(ProgrammeRequest request, string? by)
    {
        using var document = JsonDocument.Parse(request.Document);
        var (_, faults) = ProgrammeReader.Read(document.RootElement);
        if (!faults.IsEmpty)
            return new Refused("programme_invalid", $"The programme has {faults.Length} fault{(faults.Length == 1 ? "" : "s")}; nothing was changed.",
                [], [.. faults.Select(fault => new FaultView(fault.Path, fault.Message))]);

        await shelf.CatchUp();
        while (true)
        {
            var from = request.From;
            if (await journal.LatestDecided(DateTimeOffset.MinValue) is not { } decided)
                from ??= DateTimeOffset.MinValue;
            else if (from is null)
                from = clock.Now > decided ? clock.Now : decided;
            else if (from < decided)
                return new Refused("programme_from_decided",
                    $"Purchases up to {Instants.Text(decided)} have been decided; a version may not begin before that.",
                    new Number("from", Instants.Text(from.Value)), new Number("earliest", Instants.Text(decided)));

            switch (await shelf.Append(ProgrammeShelf.Encode(from.Value, request.Document), OperationIds.Operation(request.OperationId),
                by is null ? null : new(machine.GetUtcNow(), by, "programme", "", null, from == DateTimeOffset.MinValue ? null : Instants.Text(from.Value))))
            {
                case AppendResult.Written:
                    courier.Nudge();
                    var written = shelf.Book.Versions[^1];
                    await GrainFactory.GetGrain<ICloseGrain>(Club.Key).Schedule();
                    return new ProgrammeAnswer(written.Number, written.From);
                case AppendResult.OperationTaken taken:
                    return Again(taken.By, request);
            }
        }
    }

    private Outcome<ProgrammeAnswer> Again(JournalEntry entry, ProgrammeRequest request)
    {
        // Version n of the programme is entry n of its stream: version 0 was never written.
        var first = entry.Stream == "programme" ? shelf.View(shelf.Book.Versions[entry.Version]) : null;
        return first?.Document == request.Document && (request.From is null || request.From == first.From)
            ? new Outcome<ProgrammeAnswer>(new(first.Version, first.From), null, true)
            : Refusals.OperationConflict(request.OperationId!);
    }
}

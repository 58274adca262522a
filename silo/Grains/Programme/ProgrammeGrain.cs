using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Publishes versions of the programme, one at a time.</summary>
[GrainType("programme")]
internal sealed class ProgrammeGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock, TimeProvider machine, OutboxSignal outbox)
    : Grain,
        IProgrammeGrain
{
    public Task<ProgrammeView> InForce() => Task.FromResult(shelf.View(shelf.Book.InForceAt(clock.Now)));

    public Task<ProgrammeView[]> Versions() => Task.FromResult(shelf.Book.Versions.Select(shelf.View).ToArray());

    public Task<DateTimeOffset?> Decided() => journal.LatestDecided(DateTimeOffset.MinValue);

    public Task<ProgrammeReading> Read(string document)
    {
        var (programme, faults) = ProgrammeCache.Read(document);
        return Task.FromResult(
            new ProgrammeReading(ProgrammeCache.Views(faults), faults.IsEmpty ? ProgrammeWriter.Write(programme) : null)
        );
    }

    public Task<Outcome<PurchaseAnswer>> Try(PurchaseRequest receipt, Newcomer member, string? document)
    {
        var at = receipt.At!.Value;
        var (book, faulty) = shelf.Trial(document, at);
        if (faulty is not null)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(faulty);
        }

        var day = book.DayOf(at);
        var newcomer = Trial.Newcomer(at, day, member.Tier, member.FirstPurchase);
        var moment = new Moment(at, book) { Person = new(Birthday: member.Birthday ? day : null) };
        var decision = Decider.Decide(newcomer, new RecordPurchase(Requests.Purchase(receipt, null), receipt.Currency), moment);
        return Task.FromResult<Outcome<PurchaseAnswer>>(
            decision.Refusal is { } refusal ? Refusals.Of(refusal) : Views.Answer("", (Purchased)decision.Entry!, book)
        );
    }

    public async Task<Outcome<ProgrammeAnswer>> Put(ProgrammeRequest request, string? by)
    {
        var (programme, faults) = ProgrammeCache.Read(request.Document);
        if (!faults.IsEmpty)
        {
            return ProgrammeCache.Invalid(faults);
        }

        await shelf.CatchUp();
        // The club itself, such as the demo, has no name.
        if (by is not null && !request.ByAdmin && TooGenerous(programme) is { } generous)
        {
            return generous;
        }

        while (true)
        {
            var entries = shelf.Entries;
            if (request.After is { } known && shelf.Book.Versions[^1].Number is var latest && latest != known)
            {
                return OperationIds.Operation(request.OperationId) is { } named && await journal.Find(named) is { } done
                    ? Again(done, request)
                    : new Refused(
                        RefusalCode.ProgrammeMovedOn,
                        $"Version {latest} has been put since version {known}.",
                        new Fact("known", known),
                        new Fact("latest", latest)
                    );
            }

            var from = request.From;
            if (await journal.LatestDecided(DateTimeOffset.MinValue) is not { } decided)
            {
                from ??= DateTimeOffset.MinValue;
            }
            else if (from is null)
            {
                from = clock.Now > decided ? clock.Now : decided;
            }
            else if (from < decided)
            {
                return new Refused(
                    RefusalCode.ProgrammeFromDecided,
                    $"Purchases up to {Instants.Text(decided)} have been decided; a version may not begin before that.",
                    new Fact("from", Instants.Text(from.Value)),
                    new Fact("earliest", Instants.Text(decided))
                );
            }

            switch (
                await shelf.Append(
                    entries,
                    ProgrammeCache.Encode(from.Value, request.Document, by),
                    OperationIds.Operation(request.OperationId),
                    by is null
                        ? null
                        : new(
                            machine.GetUtcNow(),
                            by,
                            "programme",
                            "",
                            null,
                            from == DateTimeOffset.MinValue ? null : Instants.Text(from.Value)
                        )
                )
            )
            {
                case AppendResult.Written:
                    outbox.Raise();
                    var written = shelf.Book.Versions[^1];
                    return new ProgrammeAnswer(written.Number, written.From);
                case AppendResult.OperationTaken taken:
                    return Again(taken.By, request);
            }
        }
    }

    /// <summary>
    /// The refusal of a programme that gives back too much, unless an admin has put one before that gives as much; or null.
    /// </summary>
    private Refused? TooGenerous(Programme programme)
    {
        var gives = GiveBack.Of(programme);
        return gives.WantsAdmin(GiveBack.Of(shelf.Book.Versions[^1].Programme))
            ? new(
                RefusalCode.ProgrammeWantsAdmin,
                "The programme gives back more than a quarter of what members spend, or a point is worth more than 1.00: an admin puts it.",
                new Fact("givesBack", decimal.Round(gives.Share, 4)),
                new Fact("mostGivenBack", GiveBack.MostShare),
                new Fact("pointValue", decimal.Round(gives.PointValue, 6)),
                new Fact("mostPointValue", GiveBack.MostPointValue)
            )
            : null;
    }

    private Outcome<ProgrammeAnswer> Again(JournalEntry entry, ProgrammeRequest request)
    {
        // Version n of the programme is entry n of its stream; version 0 is built in and has no entry.
        var first = entry.Stream == "programme" ? shelf.View(shelf.Book.Versions[entry.Version]) : null;
        return first?.Document == request.Document && (request.From is null || request.From == first.From)
            ? new Outcome<ProgrammeAnswer>(new(first.Version, first.From), null, true)
            : Refusals.OperationConflict(request.OperationId!);
    }
}

using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Returns that arrive before their purchase. The first return takes the purchase's operation id, so that the purchase collides with it
/// on arrival; purchases without early returns pay nothing for a look-up.
/// </summary>
[GrainType("earlyreturns")]
internal sealed class EarlyReturnsGrain : Grain, IEarlyReturnsGrain
{
    public const string Prefix = "early.";

    private readonly IJournal journal;
    private readonly ProgrammeCache programmes;
    private readonly ClubClock clock;
    private readonly ReceiptNumbering numbering;
    private readonly string stream;
    private readonly List<ReturnRequest> kept = [];
    private string? member;
    private int version;
    private byte[] hash = [];

    public EarlyReturnsGrain(IJournal journal, ProgrammeCache programmes, ClubClock clock, ReceiptNumbering numbering)
    {
        (this.journal, this.programmes, this.clock, this.numbering) = (journal, programmes, clock, numbering);
        stream = this.GetPrimaryKeyString();
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Load(cancellationToken);

    /// <summary>The stream, and the grain's key, for a purchase by its <see cref="ReceiptNumber.Text"/>.</summary>
    public static string Stream(string store, string receipt) => Prefix + OperationIds.Purchase(store, receipt).ToString("N");

    public async Task<Outcome<ReturnAnswer>> Keep(ReturnRequest request)
    {
        var programme = programmes.Book.InForceAt(clock.Now).Programme;
        if (Returns.InAnotherStore(Requests.Return(request, default, default), programme) is { } refusal)
        {
            return Refusals.Of(refusal);
        }

        if (kept.Find(IsSlip) is { } same)
        {
            return Same(same, request) ? new Outcome<ReturnAnswer>(Waiting(request), null, true) : numbering.SlipConflict(request, same.At);
        }

        var awaited = numbering.Awaited(stream, request);
        while (member is null)
        {
            // Entry 1 holds the purchase's operation id, each later entry one return.
            var result =
                version == 0
                    ? await Append(new(null, null), OperationIds.Purchase(request.BoughtIn!, awaited.Text))
                    : await Append(new(request, null), await ReturnSlips.Operation(journal, numbering, request, awaited, late: false));
            if (result is AppendResult.OperationTaken { By.Stream: var holder } && holder == stream)
            {
                await Load(default); // written by another activation
                if (kept.Exists(IsSlip))
                {
                    return await Keep(request);
                }
            }
            else if (result is AppendResult.OperationTaken taken)
            {
                if (version == 0)
                {
                    return Arrived(request, taken.By.Stream);
                }

                // Taken for another purchase since the look-up: the next round has another id.
                if (ReturnSlips.IsOf(taken.By, request, awaited))
                {
                    return numbering.SlipConflict(request, ReturnSlips.At(taken.By));
                }
            }

            if (result is AppendResult.Written && version > 1)
            {
                return Waiting(request);
            }
        }
        return Arrived(request, member);

        bool IsSlip(ReturnRequest earlier) =>
            (earlier.Store, earlier.ReturnReceipt) == (request.Store, request.ReturnReceipt) && numbering.IsOneSlip(earlier, request);
    }

    public async Task<ReturnRequest[]> Arrived(string member)
    {
        while (this.member is null)
        {
            await Append(new(null, member), null);
        }

        return [.. kept];
    }

    private static Outcome<ReturnAnswer> Arrived(ReturnRequest request, string member) => Waiting(request) with { Member = member };

    private static ReturnAnswer Waiting(ReturnRequest request) =>
        new($"{request.BoughtIn}/{request.Receipt}", request.ReturnReceipt!, "waiting");

    /// <summary>The return kept in an entry; null for other streams and for entries without a return.</summary>
    internal static ReturnRequest? Kept(JournalEntry entry) =>
        entry.Stream.StartsWith(Prefix, StringComparison.Ordinal) ? Read(entry.Data).Return : null;

    internal static bool Same(ReturnRequest one, ReturnRequest other) =>
        one with { Lines = null, PurchaseDay = null } == other with { Lines = null, PurchaseDay = null }
        && (one.Lines ?? []).OrderBy(line => line.Line).SequenceEqual((other.Lines ?? []).OrderBy(line => line.Line));

    private async Task<AppendResult> Append(Line line, Guid? operation)
    {
        try
        {
            var result = await journal.Append(new(stream, version + 1, hash, Bytes(line)) { Operation = operation });
            if (result is AppendResult.Written written)
            {
                Apply(line, version + 1, written.Hash);
            }
            else if (result is AppendResult.VersionTaken)
            {
                await Load(default);
            }

            return result;
        }
        catch (StoreUnavailableException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        foreach (var entry in await journal.Read(stream, version + 1, int.MaxValue, cancel))
        {
            Apply(Read(entry.Data), entry.Version, entry.Hash);
        }
    }

    private void Apply(Line line, int number, byte[] link)
    {
        if (line.Return is { } request)
        {
            kept.Add(request);
        }

        member = line.Member ?? member;
        (version, hash) = (number, link);
    }

    internal static byte[] Bytes(Line line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    internal static Line Read(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    internal sealed record Line(ReturnRequest? Return, string? Member);
}

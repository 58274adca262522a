using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>What the file asks to be written in one go: a receipt, or a member; or rows that are refused already.</summary>
/// <param name="Rows">The rows that it came from, for the refused file.</param>
/// <param name="Fault">What is wrong with the rows; nothing is asked of the ledger then.</param>
internal abstract record Item(IReadOnlyList<FileRow> Rows, Refused? Fault);

/// <param name="Whose">What the file says about the member: an external id, an id, a card, an e-mail or a telephone number.</param>
/// <param name="Roundings">Amounts that had more decimals than the currency.</param>
internal sealed record Receipt(IReadOnlyList<FileRow> Rows, Refused? Fault, string? RowOwner, PurchaseRequest? Purchase, int Roundings)
    : Item(Rows, Fault);

internal sealed record Joiner(IReadOnlyList<FileRow> Rows, Refused? Fault, Enrolment? Enrolment) : Item(Rows, Fault);

/// <summary>What became of an item.</summary>
/// <param name="Again">It had been written before.</param>
/// <param name="Points">Points that it gave.</param>
/// <param name="Done">False if it was not tried to the end, because the store is away.</param>
internal readonly record struct RowResult(Refused? Refusal, bool Again, long Points, bool Done = true)
{
    public static readonly RowResult NotTried = new(null, false, 0, Done: false);

    public static RowResult Of<T>(Outcome<T> outcome, Func<T, long> points) =>
        new(outcome.Refusal, outcome.Again, outcome.Value is { } value ? points(value) : 0);
}

/// <summary>Whose an item is, or its result, if that is settled by not knowing.</summary>
internal readonly record struct RowOwner(string? Member, RowResult? RowResult);

using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>One write of the import: a receipt or a member; or rows that are already refused.</summary>
/// <param name="Rows">The rows of the item, for the file of refused rows.</param>
/// <param name="Fault">The fault of the rows, which keeps the item from the ledger; or null.</param>
internal abstract record Item(IReadOnlyList<FileRow> Rows, Refused? Fault);

/// <param name="RowOwner">The member as the file names it: external id, id, card, e-mail or phone.</param>
/// <param name="Roundings">Number of amounts with more decimals than the currency.</param>
internal sealed record Receipt(IReadOnlyList<FileRow> Rows, Refused? Fault, string? RowOwner, PurchaseRequest? Purchase, int Roundings)
    : Item(Rows, Fault);

internal sealed record Joiner(IReadOnlyList<FileRow> Rows, Refused? Fault, Enrolment? Enrolment) : Item(Rows, Fault);

/// <summary>The result of an item.</summary>
/// <param name="Again">True for a repeat of an earlier import.</param>
/// <param name="Points">Points earned or opened.</param>
/// <param name="Done">False if the store became unavailable before an answer.</param>
internal readonly record struct RowResult(Refused? Refusal, bool Again, long Points, bool Done = true)
{
    public static readonly RowResult NotTried = new(null, false, 0, Done: false);

    public static RowResult Of<T>(Outcome<T> outcome, Func<T, long> points) =>
        new(outcome.Refusal, outcome.Again, outcome.Value is { } value ? points(value) : 0);
}

/// <summary>The member of an item; or the item's result if no member was found.</summary>
internal readonly record struct RowOwner(string? Member, RowResult? RowResult);

using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Movements of points as statement lines.</summary>
internal static class StatementLines
{
    public static StatementLine Of(Movement movement)
    {
        var details = movement.Details;
        var breakdown = details.Breakdown;
        return new(
            movement.At,
            Kind(movement.Kind),
            movement.Points,
            movement.Balance,
            movement.Pending,
            details.Receipt,
            details.Store,
            breakdown.IsEmpty ? details.Rule : string.Join(", ", breakdown.Select(share => share.Rule)),
            breakdown.IsEmpty
                ? Note(details)
                : string.Join(
                    ", ",
                    breakdown.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Rule} {share.Points:+0;-0}"))
                ),
            details.Activated,
            details.Redemption
        );
    }

    public static string Kind(MovementKind kind) =>
        kind switch
        {
            MovementKind.Earned => "earned",
            MovementKind.Adjusted => "adjusted",
            MovementKind.Reversed => "reversed",
            MovementKind.Redeemed => "redeemed",
            MovementKind.Released => "released",
            MovementKind.Restored => "restored",
            MovementKind.Expired => "expired",
            MovementKind.Activated => "activated",
            MovementKind.Transferred => "transferred",
            MovementKind.Merged => "merged",
            _ => throw new InvalidOperationException($"No word for a movement of kind {kind}."),
        };

    private static string? Note(MovementDetails details) =>
        details.Remark switch
        {
            MovementRemark.TimeWasUp => StatementNotes.TimeWasUp,
            MovementRemark.OpeningBalance => StatementNotes.OpeningBalance,
            MovementRemark.PaidWithPoints => StatementNotes.PaidWithPoints,
            MovementRemark.PaysDebt => StatementNotes.PaysDebt,
            MovementRemark.EndedMeanwhile => StatementNotes.EndedMeanwhile,
            MovementRemark.EndedBeforeReceipt => StatementNotes.EndedBeforeReceipt,
            _ when details.Owed > 0 => string.Create(CultureInfo.InvariantCulture, $"{details.Owed}{StatementNotes.OwedSuffix}"),
            _ => details.Note,
        };
}

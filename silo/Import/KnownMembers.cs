using System.Globalization;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>
/// A row about somebody who is a member already: who joined by themselves before the shop brought its file. They get the number and the
/// points that the file has for them; everything else is as they have it.
/// </summary>
/// <remarks>
/// The file's evidence is the e-mail and the first name. So the address must be one that its owner has proved or the office has entered:
/// somebody who has only typed it must not get another one's points. A member with another number is another one of the shop's customers,
/// in a family with one mailbox.
/// </remarks>
internal sealed class KnownMembers(IImportTarget club, Retry patience)
{
    private const string Reason = "Opening balance";
    private const CompareOptions Alike = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;

    /// <param name="refused">How the enrolment was refused.</param>
    public async Task<RowResult> Take(Enrolment row, Refused refused)
    {
        if (row.Email is null || row.ExternalId is null)
        {
            return new(refused, false, 0);
        }

        if (await patience.Try(() => club.Member(MemberBy.Email, row.Email)) is not { } found)
        {
            return RowResult.NotTried;
        }

        if (found.Value is not { } id)
        {
            return new(refused, false, 0);
        }

        if (await patience.Try(() => club.Get(id)) is not { } asked)
        {
            return RowResult.NotTried;
        }

        if (asked.Value is not { } member)
        {
            return new(refused, false, 0);
        }

        return refused.Code == RefusalCode.OperationConflict ? await BringAgain(row, member, refused)
            : Doubt(row, member) is { } doubt
                ? new(refused with { Detail = $"{refused.Detail} That member {doubt}; see to it at the desk." }, false, 0)
            : await Bring(row, member);
    }

    /// <summary>Why the row may not be this member's, or not brought; null if there is no doubt.</summary>
    private static string? Doubt(Enrolment row, MemberView member) =>
        member.EmailUnconfirmed ? "has not confirmed the e-mail"
        : CultureInfo.InvariantCulture.CompareInfo.Compare(member.FirstName, row.FirstName, Alike) != 0 ? "has another first name"
        : member.ExternalId is { } number && number != row.ExternalId ? "has another external id"
        : row.OpeningBalance is { Expires: not null } ? "can get no points with a last day of their own"
        : member.ExternalId is not null && row.OpeningBalance is not null ? "did not come by an import, and may have these points already"
        : null;

    /// <summary>The row's id is taken: by the points, if an import has brought them before; then the rest is done again.</summary>
    private async Task<RowResult> BringAgain(Enrolment row, MemberView member, Refused refused)
    {
        if (row.OpeningBalance is null)
        {
            return new(refused, false, 0);
        }

        var given = await Give(row, member);
        return given is null ? RowResult.NotTried
            : given.Refusal is not null ? new(refused, false, 0)
            : await Name(row, member, again: true);
    }

    /// <summary>First the points, then the number: a row whose number is there is known to be whole.</summary>
    private async Task<RowResult> Bring(Enrolment row, MemberView member)
    {
        if (row.OpeningBalance is not null)
        {
            var given = await Give(row, member);
            if (given is not { Refusal: null })
            {
                return given is null ? RowResult.NotTried : new(given.Refusal, false, 0);
            }
        }

        return await Name(row, member, again: member.ExternalId is not null);
    }

    private Task<Outcome<AdjustmentAnswer>?> Give(Enrolment row, MemberView member) =>
        patience.Try(() => club.Adjust(member.Id, new(row.OperationId, row.OpeningBalance!.Points, Reason)))!;

    private async Task<RowResult> Name(Enrolment row, MemberView member, bool again)
    {
        var points = row.OpeningBalance?.Points ?? 0;
        if (member.ExternalId is not null)
        {
            return new(null, again, points);
        }

        var named = await patience.Try(() => club.Name(member.Id, $"{row.OperationId} number", row.ExternalId!));
        return named is null ? RowResult.NotTried : new(named.Refusal, again, points);
    }
}

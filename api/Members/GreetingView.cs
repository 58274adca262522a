using System.Text.Json.Serialization;

namespace LoyaltyClub.Api.Members;

/// <summary>
/// A member as a till's key may read them: what greets, as <see cref="MemberView"/> has it, and nothing by which somebody could be found or
/// written to.
/// </summary>
/// <param name="CardCode">Of a card that the till has just given out.</param>
public sealed record GreetingView(
    string Id,
    string? FirstName,
    string Status,
    BalanceView Balance,
    TierView Tier,
    StampsView[] Stamps,
    VoucherView[] Vouchers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CardCode = null
)
{
    public static GreetingView Of(MemberView member, bool withCard = false) =>
        new(
            member.Id,
            member.FirstName,
            member.Status,
            member.Balance,
            member.Tier,
            member.Stamps,
            member.Vouchers,
            withCard ? member.CardCode : null
        );
}

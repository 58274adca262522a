using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What a receipt's points depend on besides the receipt and the programme: asked of the member when it arrives, and kept,
/// so that a return can earn the remaining lines in the same circumstances (promise 6).
/// </summary>
/// <param name="Tier">The level whose factor counts.</param>
/// <param name="First">True if a rule asked whether this is the first purchase, and it was.</param>
/// <param name="Birthday">True if a rule asked whether it is the member's birthday, and it was.</param>
/// <param name="BirthdayMonth">True if a rule asked whether it is the month of the birthday, and it was.</param>
/// <param name="Blocked">Rules that a limit had used up.</param>
/// <param name="Room">Points that the day's cap left; null if it did not matter.</param>
public sealed record Circumstances(string Tier, bool First, bool Birthday, bool BirthdayMonth, ImmutableArray<string> Blocked, long? Room);

/// <summary>Answers what the rules ask about the member: live, noting what was answered; or from what was noted.</summary>
public sealed class MemberFacts
{
    private readonly MemberState? member;
    private readonly DateOnly? birthday;
    private readonly DateOnly day;
    private readonly Circumstances? noted;
    private bool first,
        onBirthday,
        inBirthdayMonth;
    private ImmutableArray<string> blocked = [];

    /// <param name="member">The member as known before this receipt.</param>
    public MemberFacts(MemberState member, DateOnly? birthday, DateOnly day) =>
        (this.member, this.birthday, this.day) = (member, birthday, day);

    public MemberFacts(Circumstances noted) => this.noted = noted;

    public Circumstances Noted(TierLevel tier) =>
        noted
        ?? (
            first || onBirthday || inBirthdayMonth || !blocked.IsEmpty
                ? new(tier.Code, first, onBirthday, inBirthdayMonth, blocked, null)
                : tier.Unasked
        );

    public bool FirstPurchase() => noted?.First ?? (first = member!.Purchases == 0);

    public bool Birthday() =>
        noted?.Birthday ?? (onBirthday = birthday is { } born && Days.OnOrBefore(day.Year, born.Month, born.Day) == day);

    public bool BirthdayMonth() => noted?.BirthdayMonth ?? (inBirthdayMonth = birthday?.Month == day.Month);

    public bool Blocks(EarningRule rule)
    {
        if (rule.PerMember is not { } limit)
        {
            return false;
        }

        if (noted is not null)
        {
            return noted.Blocked.Contains(rule.Code);
        }

        if (!member!.UsedUp(rule.Code, limit, day))
        {
            return false;
        }

        blocked = blocked.Add(rule.Code);
        return true;
    }

    /// <summary>The most that the receipt may earn under a cap for the day.</summary>
    public long Room(long cap) =>
        noted is not null ? noted.Room ?? long.MaxValue : Math.Max(0, cap - member!.Qualifying.Sum(day, day, spend: false).Points);
}

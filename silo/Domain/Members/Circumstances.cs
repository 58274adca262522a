using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What an accrual depended on besides receipt and programme. Asked of the member when the receipt arrives and kept, so that a return
/// computes the remaining lines in the same circumstances (promise 6).
/// </summary>
/// <param name="Tier">The level whose factor applied.</param>
/// <param name="First">True if a rule asked for the member's first purchase, and this was the first.</param>
/// <param name="Birthday">True if a rule asked for the member's birthday, and the purchase was on it.</param>
/// <param name="BirthdayMonth">True if a rule asked for the month of the birthday, and the purchase was in it.</param>
/// <param name="Blocked">Rules whose limit was used up.</param>
/// <param name="Room">Points left under the daily cap; null if the cap had no effect.</param>
public sealed record Circumstances(string Tier, bool First, bool Birthday, bool BirthdayMonth, ImmutableArray<string> Blocked, long? Room);

/// <summary>Answers what rules ask about the member: from the live state, recording the answers, or from recorded circumstances.</summary>
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

    /// <param name="member">The state before this receipt.</param>
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

    /// <summary>The most points that the receipt may earn under the daily cap.</summary>
    public long Room(long cap) =>
        noted is not null ? noted.Room ?? long.MaxValue : Math.Max(0, cap - member!.Qualifying.Sum(day, day, spend: false).Points);
}

using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// One decision about a member, as the journal keeps it: everything that replay and the first answer need, so that nothing
/// is ever decided twice.
/// </summary>
public abstract record Entry
{
    /// <summary>When it was decided, by the club's clock.</summary>
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>The club's day when it was decided; what fell due up to it is in <see cref="Due"/>.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>What time alone had done since the entry before.</summary>
    public ImmutableArray<DueLine> Due { get; init; } = [];

    /// <summary>The balance after this entry.</summary>
    public Balance After { get; init; }
}

/// <summary>Somebody became a member. Who, is in the document beside the journal, which can be erased.</summary>
/// <param name="Opening">Points that they brought along, or null.</param>
/// <param name="Fingerprint">Of the request, so that the same id with another content is told apart.</param>
public sealed record Enrolled(DateTimeOffset JoinedAt, Lot? Opening, ImmutableArray<byte> Fingerprint) : Entry;

/// <param name="Version">Number of the programme version that decided.</param>
/// <param name="Terms">Of the points earned.</param>
/// <param name="ExpiredAtOnce">True if the points had ended before the receipt arrived.</param>
/// <param name="Day">The purchase's day, in that version's time zone.</param>
/// <param name="Spend">What counts as spend for tiers.</param>
/// <param name="Tier">The tier after it.</param>
/// <param name="TierBefore">The tier before it, where it is another.</param>
public sealed record Purchased(
    Purchase Purchase, int Version, long Points, ImmutableArray<RulePoints> Breakdown, ImmutableArray<string> LimitedRules,
    LotTerms Terms, bool ExpiredAtOnce, decimal Spend, string Tier, string? TierBefore) : Entry
{
    /// <summary>An entry with nothing but its content, to compare what was asked with what was asked before.</summary>
    public static Purchased Asked(Purchase purchase) =>
        new(purchase, 0, 0, [], [], default, false, 0, "", null) { Recorded = default, Today = default };

    public DateOnly Day => Terms.EarnedOn;

    /// <summary>Points of this receipt that are not active yet.</summary>
    public long Pending => Terms.ActiveOn > Today ? Points : 0;
}

/// <param name="Points">Given or, negative, taken.</param>
/// <param name="Lots">The lot that they went into, or the lots that they came from.</param>
public sealed record Adjusted(long Points, string Reason, ImmutableArray<Lot> Lots) : Entry;

/// <summary>The nightly close wrote down what fell due.</summary>
public sealed record Settled : Entry;

/// <summary>The person's details changed.</summary>
/// <param name="Fields">Their names, not their values.</param>
public sealed record ProfileChanged(ImmutableArray<string> Fields, ImmutableArray<byte> Fingerprint) : Entry;

/// <summary>The person was forgotten; the ledger stays, under a pseudonym.</summary>
public sealed record Erased : Entry;

/// <summary>Something that time did to a lot.</summary>
/// <param name="On">Activated: the first day on which the points can be spent. Expired: the first day on which they no longer can.</param>
public readonly record struct DueLine(DueKind Kind, DateOnly On, Lot Lot);

public enum DueKind { Activated, Expired }

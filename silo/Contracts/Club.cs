using System.Text.Json.Serialization;

namespace LoyaltyClub.Contracts;

/// <summary>Members' grains.</summary>
public static class MemberGrains
{
    private static Names? names;

    /// <summary>
    /// As <c>GetGrain&lt;IMemberGrain&gt;(id)</c>, which works out the names of the interface and its grain from attributes and by reflection
    /// each time: three microseconds and a kilobyte, a tenth of a purchase.
    /// </summary>
    public static IMemberGrain Member(this IGrainFactory grains, string id)
    {
        var known = names ??= new((GrainReference)grains.GetGrain<IMemberGrain>(id));
        return (IMemberGrain)grains.GetGrain(GrainId.Create(known.Grain, IdSpan.Create(id)), known.Interface);
    }

    private sealed class Names(GrainReference any)
    {
        public GrainType Grain { get; } = any.GrainId.Type;
        public GrainInterfaceType Interface { get; } = any.InterfaceType;
    }
}

/// <summary>How members are asked, also those who have become a part of another.</summary>
public static class MemberQuestions
{
    /// <summary>How often a member who is a part of another may be a part of another in turn.</summary>
    private const int MostMerges = 20;

    /// <summary>Asks a member's grain, or who has taken that member's place.</summary>
    /// <param name="id">As <see cref="MemberIds.IsValid"/> allows it.</param>
    public static async Task<Outcome<T>> Ask<T>(this IGrainFactory grains, string id, Func<IMemberGrain, Task<Outcome<T>>> question)
    {
        var outcome = await question(grains.Member(id));
        for (var merges = 0; merges < MostMerges && outcome.Refusal is { Code: "member_merged" } merged; merges++)
        {
            if (merged.Numbers.FirstOrDefault(number => number.Name == "into")?.Text is not { } into)
                break;
            outcome = await question(grains.Member(into));
        }
        return outcome;
    }
}

/// <param name="Document">The programme as JSON.</param>
/// <param name="From">From when it is in force; null is now, or the beginning of time while no purchase is recorded.</param>
/// <param name="After">The version that is known as the last written, <c>programme_moved_on</c> if there is a later one; null for whichever.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeRequest")]
public sealed record ProgrammeRequest(string? OperationId, DateTimeOffset? From, string Document, int? After = null);

[GenerateSerializer, Immutable, Alias("club.ProgrammeAnswer")]
public sealed record ProgrammeAnswer(int Version, DateTimeOffset From);

/// <param name="Document">As it was put; every field that it leaves out has its default.</param>
/// <param name="By">Who put it, as the audit has it; null if that is not known.</param>
[GenerateSerializer, Immutable, Alias("club.ProgrammeView")]
public sealed record ProgrammeView(int Version, DateTimeOffset From, [property: JsonIgnore] string Document, [property: JsonIgnore] string? By = null);

/// <param name="Through">The instant up to which everything due is now written down.</param>
/// <param name="Members">Members for whom something was due.</param>
/// <param name="Activated">Points that became active.</param>
/// <param name="Expired">Points that expired.</param>
/// <param name="Released">Points of reservations whose time was up.</param>
/// <param name="VouchersIssued">Vouchers of full stamp cards that waited for stock.</param>
/// <param name="TiersFell">Members whose tier ended.</param>
/// <param name="Next">Where to go on: the close does some thousand members at a time; null at the end.</param>
[GenerateSerializer, Immutable, Alias("club.CloseAnswer")]
public sealed record CloseAnswer(
    DateTimeOffset Through, int Members, long Activated, long Expired, long Released, int VouchersIssued, int TiersFell, [property: JsonIgnore] string? Next = null)
{
    public CloseAnswer Plus(CloseAnswer more) => new(
        more.Through, Members + more.Members, Activated + more.Activated, Expired + more.Expired, Released + more.Released,
        VouchersIssued + more.VouchersIssued, TiersFell + more.TiersFell, more.Next);
}

/// <param name="Standing">True if it stands still until it is set again.</param>
[GenerateSerializer, Immutable, Alias("club.ClockView")]
public sealed record ClockView(DateTimeOffset Now, bool Standing);

/// <param name="Role"><c>till</c>, <c>marketing</c> or <c>admin</c>.</param>
/// <param name="Store">The one store that a till's key is good for.</param>
[GenerateSerializer, Immutable, Alias("club.KeyRequest")]
public sealed record KeyRequest(string? OperationId, string? Role, string? Store, string? Name);

/// <param name="Key">Shown this once; only its hash is kept.</param>
[GenerateSerializer, Immutable, Alias("club.KeyCreated")]
public sealed record KeyCreated(string Id, string Key);

[GenerateSerializer, Immutable, Alias("club.KeyView")]
public sealed record KeyView(
    string Id, string Role, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store, string? Name, DateTimeOffset CreatedAt);

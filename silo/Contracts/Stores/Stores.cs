namespace LoyaltyClub.Contracts;

/// <summary>The stores and their tills; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IStoresGrain")]
public interface IStoresGrain : IGrainWithStringKey
{
    /// <summary>Describes a store. A store that nobody has described exists too, with its code as its name.</summary>
    [Alias("Put")]
    Task<Outcome<StoreView>> Put(StoreView store, string by);

    /// <summary>All tills: those with a key, and those that wait to be paired.</summary>
    [Alias("Tills")]
    Task<TillView[]> Tills();

    /// <summary>Adds a till, which waits for its device. A repeat is refused with <c>code_shown_once</c>.</summary>
    [Alias("AddTill")]
    Task<Outcome<TillAdded>> AddTill(TillRequest request, string by);

    /// <summary>
    /// Exchanges a pairing code for the till's key. Unknown, used and expired codes are refused alike, with
    /// <c>pairing_code_invalid</c>; after <see cref="Pairing.MostWrong"/> of them a network waits.
    /// </summary>
    /// <param name="code">As typed.</param>
    /// <param name="network">As <see cref="Networks.Of"/> has it.</param>
    [Alias("Pair")]
    Task<Outcome<KeyCreated>> Pair(string code, string network);

    /// <summary>Revokes a till's key, or voids its pairing code.</summary>
    [Alias("RemoveTill")]
    Task<Outcome<TillView>> RemoveTill(string id, string by);
}

/// <param name="Code">As receipts and keys name the store, up to 40 characters.</param>
/// <param name="Name">As people read it, up to 100 characters.</param>
/// <param name="Address">In one line, up to 200 characters.</param>
/// <param name="ReceiptNumbers">One of <see cref="Contracts.ReceiptNumbers"/>; to put null leaves it as it is.</param>
/// <param name="TimeZone">Such as Atlantic/Canary; null for the club's.</param>
/// <param name="OpeningHours">As <see cref="Contracts.OpeningHours"/> writes them; null if nobody has said.</param>
[GenerateSerializer, Immutable, Alias("club.StoreView")]
public sealed record StoreView(
    string Code,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReceiptNumbers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeZone = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OpeningHours = null
);

/// <summary>When the numbers of a store's receipts begin again.</summary>
public static class ReceiptNumbers
{
    public const string Forever = "forever",
        Yearly = "yearly",
        Daily = "daily";

    /// <summary>The shortest period first.</summary>
    public static readonly string[] All = [Daily, Yearly, Forever];
}

/// <param name="Name">As the desk lists it, such as <c>Counter 1</c>.</param>
[GenerateSerializer, Immutable, Alias("club.TillRequest")]
public sealed record TillRequest(string? OperationId, string? Store, string? Name);

/// <param name="PairingCode">Shown once; only its hash is stored.</param>
[GenerateSerializer, Immutable, Alias("club.TillAdded")]
public sealed record TillAdded(string Id, string PairingCode, DateTimeOffset ExpiresAt);

/// <param name="PairingExpiresAt">For a till that waits for its device; null for one that has its key.</param>
/// <param name="LastSeen">Null if it has never been used.</param>
/// <param name="Cashier">Name of the cashier who was signed in then.</param>
/// <param name="Version">Of the club's own till page, as it was loaded.</param>
/// <param name="Waiting">Sales that waited on it for the network; null if it does not tell.</param>
[GenerateSerializer, Immutable, Alias("club.TillView")]
public sealed record TillView(
    string Id,
    string Store,
    string? Name,
    DateTimeOffset? PairingExpiresAt,
    DateTimeOffset? LastSeen,
    string? Cashier,
    string? Version,
    int? Waiting
);

/// <summary>Codes by which a device becomes a till.</summary>
public static class Pairing
{
    public const int CodeLength = 8,
        MostWrong = 10,
        MostWaiting = 200;

    /// <summary>How long a code is good, by the machine's clock.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What the QR of a code says: the page that pairs a device. The code is the address's fragment, which browsers do not send and
    /// proxies do not log.
    /// </summary>
    /// <param name="club">Scheme and host.</param>
    public static string Address(string club, string code) => $"{club}/till/sign-in?pair=1#{code}";

    /// <summary>How long a network waits after <see cref="MostWrong"/> wrong codes.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);
}

/// <summary>The described stores, from memory.</summary>
public interface IStores
{
    /// <summary>By name.</summary>
    IReadOnlyList<StoreView> All { get; }

    /// <summary>The name of a store; its code if nobody has described it.</summary>
    string NameOf(string code);

    /// <summary>A store's own time zone; null for the club's.</summary>
    TimeZoneInfo? ZoneOf(string code);

    /// <summary>True if the numbers of a store's receipts begin again, or once did: then a number alone may mean several.</summary>
    bool NumbersBeginAgain(string code);
}

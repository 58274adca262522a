using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>All keys, in memory by SHA-256. Keys are 256 random bits, so a hash without salt reveals nothing.</summary>
public sealed class KeyRing(IJournal journal, Announcer announcer, TimeProvider machine, KeyUses uses)
    : ReplicatedStream(journal, "keys", announcer),
        IKeyRing
{
    private volatile ImmutableDictionary<string, IssuedKey> byHash = ImmutableDictionary<string, IssuedKey>.Empty;
    private volatile ImmutableDictionary<string, IssuedKey> byId = ImmutableDictionary<string, IssuedKey>.Empty;
    private (string Hash, Caller Caller)? ofSettings,
        local;

    /// <summary>Cache of recently used keys, which saves hashing on each request. Cleared when a key is created or revoked.</summary>
    private volatile ConcurrentDictionary<string, Caller> lately = new(StringComparer.Ordinal);

    public Caller? Find(ReadOnlySpan<char> key)
    {
        var known = lately;
        if (known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var caller))
        {
            uses.Note(caller.KeyId);
            return caller;
        }

        var text = key.ToString();
        var hash = HashOf(text);
        caller =
            byHash.TryGetValue(hash, out var issued) ? issued.Caller
            : ofSettings is { } settings && settings.Hash == hash ? settings.Caller
            : local is { } command && command.Hash == hash ? command.Caller
            : null;
        if (caller is not null)
        {
            known[text] = caller;
            uses.Note(caller.KeyId);
        }

        return caller;
    }

    public Caller? ById(string id) => byId.GetValueOrDefault(id)?.Caller;

    public void Used(Caller caller, TillReport till) => uses.Note(caller.KeyId, till);

    /// <summary>
    /// Accepts the admin key of the settings. Without one, creates the first admin key if the journal has none; it is shown once.
    /// </summary>
    /// <returns>The new key, or null.</returns>
    public async Task<string?> FirstAdminKey(string? ofSettings)
    {
        if (!string.IsNullOrEmpty(ofSettings))
        {
            this.ofSettings = (HashOf(ofSettings), new Caller("settings", Role.Admin, null));
            return null;
        }
        while (Entries is var known && byHash.Values.All(issued => issued.Caller.Role != Role.Admin))
        {
            var (created, data) = Make(Role.Admin, null, "first admin key");
            // A fixed operation id, so that of concurrent first starts one creates the key.
            if (await Append(known, data, OperationIds.Operation("first admin key")) is AppendResult.Written)
            {
                return created.Key;
            }

            if (byHash.IsEmpty)
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>Accepts a key for commands on this machine until this process ends.</summary>
    public void AcceptLocal(string key) => local = (HashOf(key), new Caller("local", Role.Admin | Role.Local, null));

    internal IEnumerable<IssuedKey> Issued => byHash.Values.OrderBy(issued => issued.CreatedAt);

    internal static string NewId() => "k" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <param name="paired">Id of the till that was paired; null for another key.</param>
    internal (KeyCreated Created, byte[] Data) Make(Role role, string? store, string? name, string? paired = null)
    {
        var key = "lc_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var id = paired ?? NewId();
        var line = new Line(id, HashOf(key), role, store, name, machine.GetUtcNow(), Revoked: false, Paired: paired is not null);
        return (new(id, key), Encode(line));
    }

    internal static byte[] Revocation(string id) => Encode(new(id, null, Role.None, null, null, null, Revoked: true));

    protected override void Apply(int version, byte[] data)
    {
        var line = Decode(data);
        if (!line.Revoked)
        {
            var issued = new IssuedKey(new(line.Id, line.Role, line.Store, line.Paired), line.Name, line.CreatedAt!.Value, line.Hash!);
            (byHash, byId) = (byHash.Add(issued.Hash, issued), byId.SetItem(line.Id, issued));
        }
        else if (byId.GetValueOrDefault(line.Id) is { } revoked)
        {
            (byHash, byId) = (byHash.Remove(revoked.Hash), byId.Remove(line.Id));
        }

        lately = new(StringComparer.Ordinal);
    }

    internal static byte[] Encode(Line line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    internal static Line Decode(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    internal sealed record Line(
        string Id,
        string? Hash,
        Role Role,
        string? Store,
        string? Name,
        DateTimeOffset? CreatedAt,
        bool Revoked,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Paired = false
    );
}

/// <summary>A valid key.</summary>
internal sealed record IssuedKey(Caller Caller, string? Name, DateTimeOffset CreatedAt, string Hash);

/// <summary>Creates and revokes keys.</summary>
[GrainType("keys")]
internal sealed class KeysGrain(KeyRing ring, TimeProvider machine, OutboxSignal outbox) : Grain, IKeysGrain
{
    public async Task<Outcome<KeyCreated>> Create(KeyRequest request, string? by)
    {
        var role = Enum.Parse<Role>(request.Role!, ignoreCase: true);
        var operation = OperationIds.Operation(request.OperationId);
        while (true)
        {
            var (known, (created, data)) = (ring.Entries, ring.Make(role, request.Store, request.Name));
            switch (
                await ring.Append(
                    known,
                    data,
                    operation,
                    by is null ? null : new(machine.GetUtcNow(), by, "keyMade", created.Id, null, Spoken(role, request.Store), request.Name)
                )
            )
            {
                case AppendResult.Written:
                    outbox.Raise();
                    return created;
                case AppendResult.OperationTaken:
                    return new Refused(
                        RefusalCode.KeyShownOnce,
                        "This key was made before and is shown only once. Revoke it and make another under a new id.",
                        new Fact("operationId", request.OperationId!)
                    );
            }
        }
    }

    public async Task<KeyView[]> List()
    {
        var uses = (await GrainFactory.KeyUses().List()).ToDictionary(use => use.Id, use => use.At);
        return
        [
            .. ring.Issued.Select(issued => View(issued) with { LastUsed = uses.TryGetValue(issued.Caller.KeyId, out var at) ? at : null }),
        ];
    }

    public async Task<Outcome<KeyView>> Revoke(string id, string? by)
    {
        await ring.CatchUp();
        while (ring.Entries is var known && ring.Issued.FirstOrDefault(issued => issued.Caller.KeyId == id) is { } issued)
        {
            if (
                await ring.Append(
                    known,
                    KeyRing.Revocation(id),
                    null,
                    by is null
                        ? null
                        : new(
                            machine.GetUtcNow(),
                            by,
                            issued.Caller.Paired ? "tillRemoved" : "keyRevoked",
                            id,
                            issued.Caller.Paired ? issued.Caller.Store : Spoken(issued.Caller.Role, issued.Caller.Store),
                            null,
                            issued.Name
                        )
                ) is AppendResult.Written
            )
            {
                outbox.Raise();
                return View(issued);
            }
        }

        return new Refused(RefusalCode.UnknownKey, $"There is no key {id}.", new Fact("key", id));
    }

    private static string Spoken(Role role, string? store) => role.ToString().ToLowerInvariant() + (store is null ? "" : ", " + store);

    private static KeyView View(IssuedKey issued) =>
        new(
            issued.Caller.KeyId,
            issued.Caller.Role.ToString().ToLowerInvariant(),
            issued.Caller.Store,
            issued.Name,
            issued.CreatedAt,
            null,
            issued.Caller.Paired
        );
}

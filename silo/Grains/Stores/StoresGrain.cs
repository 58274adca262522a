using System.Security.Cryptography;
using System.Threading.RateLimiting;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Describes stores, and pairs, lists and removes tills.</summary>
[GrainType("stores")]
internal sealed class StoresGrain(Stores stores, KeyRing ring, TimeProvider machine, OutboxSignal outbox) : Grain, IStoresGrain
{
    /// <summary>Wrong codes of each network; in memory, because a code is good for ten minutes only.</summary>
    private readonly PartitionedRateLimiter<string> wrong = PartitionedRateLimiter.Create<string, string>(network =>
        RateLimitPartition.GetFixedWindowLimiter(network, _ => new() { PermitLimit = Pairing.MostWrong, Window = Pairing.Pause })
    );

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => wrong.DisposeAsync().AsTask();

    public async Task<Outcome<StoreView>> Put(StoreView store, string by)
    {
        await stores.CatchUp();
        while (
            stores.Entries is var known && stores.Find(store.Code) is var before && stores.Whole(store) is var whole && before != whole
        )
        {
            var audit = new AuditLine(machine.GetUtcNow(), by, "storeChanged", store.Code, Spoken(before), Spoken(whole));
            if (await stores.Append(known, Stores.Encode(new(Store: whole)), null, audit) is AppendResult.Written)
            {
                outbox.Raise();
            }
        }

        return stores.Whole(store);
    }

    public async Task<TillView[]> Tills()
    {
        var uses = (await GrainFactory.KeyUses().List()).ToDictionary(use => use.Id);
        var staff = await GrainFactory.GetGrain<IStaffGrain>(ClubKey.Value).List();
        return
        [
            .. ring.Issued.Where(key => key.Caller.Role == Role.Till).Select(View),
            .. Waiting.Select(till => new TillView(till.Id, till.Store, till.Name, till.ExpiresAt, null, null, null, null)),
        ];

        TillView View(IssuedKey key)
        {
            var use = uses.GetValueOrDefault(key.Caller.KeyId);
            var cashier = use?.Till?.Cashier is { } id ? staff.FirstOrDefault(one => one.Id == id)?.Name : null;
            return new(key.Caller.KeyId, key.Caller.Store!, key.Name, null, use?.At, cashier, use?.Till?.Version, use?.Till?.Waiting);
        }
    }

    public async Task<Outcome<TillAdded>> AddTill(TillRequest request, string by)
    {
        var operation = OperationIds.Operation(request.OperationId);
        while (stores.Entries is var known && Waiting.Count() < Pairing.MostWaiting)
        {
            var code = RandomNumberGenerator.GetString(CardCode.Crockford, Pairing.CodeLength);
            var till = new Stores.Line.Till(
                KeyRing.NewId(),
                Stores.HashOf(code),
                request.Store!,
                request.Name!,
                machine.GetUtcNow() + Pairing.Life,
                by
            );
            var audit = new AuditLine(machine.GetUtcNow(), by, "tillAdded", till.Id, null, till.Store, till.Name);
            switch (await stores.Append(known, Stores.Encode(new(Added: till)), operation, audit))
            {
                case AppendResult.Written:
                    outbox.Raise();
                    return new TillAdded(till.Id, code, till.ExpiresAt);
                case AppendResult.OperationTaken:
                    return new Refused(
                        RefusalCode.CodeShownOnce,
                        "This till was added before and its pairing code is shown only once. Add another under a new id.",
                        new Fact("operationId", request.OperationId!)
                    );
            }
        }

        return new Refused(
            RefusalCode.TooManyTillsWaiting,
            $"{Pairing.MostWaiting} tills wait to be paired; their codes end within ten minutes.",
            new Fact("limit", Pairing.MostWaiting)
        );
    }

    public async Task<Outcome<KeyCreated>> Pair(string code, string network)
    {
        using (var left = wrong.AttemptAcquire(network, 0))
        {
            if (!left.IsAcquired)
            {
                return new Refused(
                    RefusalCode.TooManyTries,
                    "Too many wrong codes came from this network.",
                    new Fact("retryAfterSeconds", (long)Pairing.Pause.TotalSeconds)
                );
            }
        }

        await stores.CatchUp();
        if (stores.WaitingFor(code) is { } till && machine.GetUtcNow() < till.ExpiresAt)
        {
            while (true)
            {
                var (known, (created, data)) = (ring.Entries, ring.Make(Role.Till, till.Store, till.Name, till.Id));
                var audit = new AuditLine(machine.GetUtcNow(), till.By, "tillPaired", till.Id, null, till.Store, till.Name);
                var result = await ring.Append(known, data, OperationIds.Pairing(till.Id), audit);
                if (result is AppendResult.Written)
                {
                    outbox.Raise();
                    await End(till.Id);
                    return created;
                }

                if (result is AppendResult.OperationTaken)
                {
                    break; // used, and a process ended before it could say so here
                }
            }
        }

        using var _ = wrong.AttemptAcquire(network);
        return new Refused(RefusalCode.PairingCodeInvalid, "The pairing code is unknown, used or expired.");
    }

    public async Task<Outcome<TillView>> RemoveTill(string id, string by)
    {
        await stores.CatchUp();
        if ((await Tills()).FirstOrDefault(till => till.Id == id) is not { } till)
        {
            return new Refused(RefusalCode.UnknownTill, $"There is no till {id}.", new Fact("till", id));
        }

        if (till.PairingExpiresAt is null)
        {
            var revoked = await GrainFactory.GetGrain<IKeysGrain>(ClubKey.Value).Revoke(id, by);
            return revoked.Refusal is { } gone ? gone : till;
        }

        await End(id, new(machine.GetUtcNow(), by, "tillRemoved", id, till.Store, null, till.Name));
        return till;
    }

    private IEnumerable<Stores.Line.Till> Waiting =>
        stores.Waiting.Where(till => machine.GetUtcNow() < till.ExpiresAt && ring.ById(till.Id) is null);

    /// <summary>The till's code is good no more.</summary>
    private async Task End(string till, AuditLine? audit = null)
    {
        while (stores.Entries is var known && stores.Waiting.Any(other => other.Id == till))
        {
            if (await stores.Append(known, Stores.Encode(new(Ended: till)), null, audit) is AppendResult.Written && audit is not null)
            {
                outbox.Raise();
            }
        }
    }

    private static string? Spoken(StoreView? store) =>
        store is null
            ? null
            : store.Name
                + (store.Address is null ? "" : " · " + store.Address)
                + (store.ReceiptNumbers is null or ReceiptNumbers.Forever ? "" : " · " + store.ReceiptNumbers)
                + (store.TimeZone is null ? "" : " · " + store.TimeZone)
                + (store.OpeningHours is null ? "" : " · " + store.OpeningHours);
}

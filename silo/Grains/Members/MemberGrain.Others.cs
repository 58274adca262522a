using System.Collections.Immutable;
using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;

namespace LoyaltyClub.Grains;

/// <summary>What goes between this member and another. No member's grain waits for another's: they leave each other messages.</summary>
internal sealed partial class MemberGrain
{
    /// <summary>How far back a chain of referrals is followed to find its beginner's e-mail or phone again.</summary>
    private const int LongestChain = 10;

    public async Task<Outcome<TransferAnswer>> Transfer(TransferRequest request, MemberView? to, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var written = await Write(
            OperationIds.Operation(request.OperationId),
            new TransferSent(request.To!, request.Points, []) { Recorded = default, Today = default },
            member =>
                to is null ? Refusal.UnknownMember(request.To!)
                : to.Status != "active" ? Refusal.MemberErased()
                : to.Id == id ? Refusal.SameMember()
                : Merging.TransferTo(member, request.To!, request.Points, Now),
            audit: Audited(by, "transferred", entry => (null, request.To, Spoken(request.Points)))
        );
        return written.Answer(
            entry => new TransferAnswer(id, request.To!, request.Points, entry.Recorded, Views.BalanceOf(entry.After)),
            () => Refusals.OperationConflict(request.OperationId!)
        );
    }

    public async Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var card = CardCode.Of(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
        var changed = new ProfileChanged(["cardCode"], FingerprintOf(operationId, "cardCode")) { Recorded = default, Today = default };
        var written = await Write(
            OperationIds.Operation(operationId),
            changed,
            member => Decider.ChangeProfile(member, changed.Fields, changed.Fingerprint, Now),
            person => person with { CardCode = card, OldCards = [.. person.OldCards, .. person.CardCode is { } old ? new[] { old } : []] },
            audit: Audited(by, "cardReplaced", _ => default)
        );
        return written.Answer(_ => View(), () => Refusals.OperationConflict(operationId));
    }

    public async Task<Outcome<MergeAnswer>> MergeInto(string into, string operationId, string? by)
    {
        var operation = OperationIds.Operation(operationId);
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        if (into == id)
        {
            return Refusals.Of(Refusal.SameMember());
        }

        var written = await Write(
            operation,
            new MergedAway(into) { Recorded = default, Today = default },
            member => Merging.Into(member, into, Now),
            audit: Audited(by, "merged", _ => (null, into, null))
        );
        return written.Answer(entry => new MergeAnswer(into, id, entry.Recorded), () => Refusals.OperationConflict(operationId));
    }

    public async Task<Outcome<MergeAnswer>> UndoMerge(string from, string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        MemberState? brought = null;
        await foreach (var entry in ledger.History())
        {
            if (entry is MergedIn merged && merged.From == from)
            {
                brought = merged.Handed;
            }
            else if (
                entry is Returned returned
                && brought is not null
                && await StreamOf(returned) is { } stream
                && (stream == from || brought.Merges.Any(merge => merge.From == stream))
            )
            {
                brought = Merging.Less(brought, returned);
            }
        }

        var written = await Write(
            OperationIds.Operation(operationId),
            new SplitOff(from, MemberState.None) { Recorded = default, Today = default },
            member => Merging.Undo(member, from, brought ?? MemberState.None, Now),
            audit: Audited(by, "unmerged", _ => (from, null, null))
        );
        return written.Answer(entry => new MergeAnswer(id, from, entry.Recorded), () => Refusals.OperationConflict(operationId));
    }

    /// <summary>Who had the purchase that came back, when it was bought.</summary>
    private async Task<string?> StreamOf(Returned returned) =>
        (await PurchaseLookup.Find(journal, returned.Return.Store, returned.Return.Receipt))?.Stream;

    public Task<ReferrerView> Referrer() =>
        Task.FromResult(
            new ReferrerView(
                ledger.State.Status == MemberStatus.Active,
                ledger.Person.Email,
                ledger.Person.Phone,
                ledger.Person.ReferredBy,
                ledger.State.MergedInto
            )
        );

    public async Task<GrainMessageAnswer> Receive(Guid message, byte[] data)
    {
        if (ledger.State.Status == MemberStatus.None)
        {
            return new(false, null);
        }

        var asked = GrainMessage.Read(data);
        if (asked.Kind == GrainMessageKind.Erase)
        {
            await Write(
                message,
                new Erased { Recorded = default, Today = default },
                member => Decider.Erase(member, Now),
                _ => Person.Nobody
            );
            await CloseAccount();
            return new(true, null);
        }
        if (asked.Kind == GrainMessageKind.EarlyReturns)
        {
            if (ledger.State.Status == MemberStatus.Merged)
            {
                return new(false, ledger.State.MergedInto);
            }

            await ApplyEarlyReturns(asked.From);
            return new(true, null);
        }
        var (entry, decide) = Doing(asked);
        var written = await Write(message, entry, decide);
        // Done by whoever had this member's place before, or turned back, counts as done.
        return written.Refusal is null || await journal.Find(message) is not null ? new(true, null) : new(false, ledger.State.MergedInto);
    }

    private (Entry Asked, Func<MemberState, Decision> Decide) Doing(GrainMessage asked) =>
        asked.Kind switch
        {
            GrainMessageKind.Referral => (
                new ReferralBooked(asked.From, asked.Points, [], 0, 0) { Recorded = default, Today = default },
                member => Referrals.Book(member, asked.From, asked.Points, OutboxRows.Lots(asked.Lots!)[0].Terms, Now)
            ),
            GrainMessageKind.Transfer or GrainMessageKind.TransferBack => (
                new TransferReceived(asked.From, [], 0, 0, asked.Kind == GrainMessageKind.TransferBack)
                {
                    Recorded = default,
                    Today = default,
                },
                member =>
                    Merging.TransferFrom(member, asked.From, OutboxRows.Lots(asked.Lots!), asked.Kind == GrainMessageKind.TransferBack, Now)
            ),
            GrainMessageKind.Merge => (
                new MergedIn(asked.From, MemberState.None) { Recorded = default, Today = default },
                member => Merging.Take(member, asked.From, StateCodec.Decode(asked.State!)!, Now)
            ),
            GrainMessageKind.Split => (
                new CameBack(asked.From, MemberState.None) { Recorded = default, Today = default },
                member => Merging.Back(member, asked.From, StateCodec.Decode(asked.State!)!, Now)
            ),
            var kind => throw new InvalidOperationException($"No member does what a message of kind {kind}."),
        };

    /// <summary>Why the code of who brought them cannot be taken, or null: nobody has it, or it leads back to the same person.</summary>
    private async Task<Refused?> Referring(Enrolment enrolment)
    {
        var code = enrolment.ReferredBy;
        for (var hops = 0; code is not null && hops < LongestChain; hops++)
        {
            var view = await ReferrerOf(code.ToLowerInvariant());
            if (hops == 0 && view is not { Good: true })
            {
                return new("unknown_referrer", "Nobody has this referral code.", new Fact("referredBy", code));
            }

            if (view is null)
            {
                return null;
            }

            if (
                (enrolment.Email is { } email && view.Email is { } other && SamePerson.Mailbox(email) == SamePerson.Mailbox(other))
                || (enrolment.Phone is { } phone && view.Phone is { } line && Claim.Phone(phone) == Claim.Phone(line))
            )
            {
                return new(
                    "self_referral",
                    "Who brings and who is brought are the same person: the e-mail or the phone is the same.",
                    new Fact("referredBy", enrolment.ReferredBy!)
                );
            }

            code = view.ReferredBy;
        }
        return null;
    }

    /// <summary>The member with this id, or who has taken that member's place.</summary>
    private async Task<ReferrerView?> ReferrerOf(string referrer)
    {
        var view = MemberIds.IsValid(referrer) ? await GrainFactory.GetGrain<IMemberGrain>(referrer).Referrer() : null;
        for (var hops = 0; view is { Into: { } into } && hops < LongestChain; hops++)
        {
            view = await GrainFactory.GetGrain<IMemberGrain>(into).Referrer();
        }

        return view;
    }
}

/// <summary>Whether two addresses lead to one mailbox.</summary>
internal static class SamePerson
{
    /// <summary>The address in lower case, without a +tag and without dots in front of the @: many providers ignore both.</summary>
    public static string Mailbox(string email)
    {
        var at = email.LastIndexOf('@');
        var name = email[..at].Trim();
        if (name.IndexOf('+') is > 0 and var tag)
        {
            name = name[..tag];
        }

        return (name.Replace(".", "", StringComparison.Ordinal) + email[at..].Trim()).ToLowerInvariant();
    }
}

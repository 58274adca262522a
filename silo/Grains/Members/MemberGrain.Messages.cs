using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;

namespace LoyaltyClub.Grains;

/// <summary>Transfers, referrals and grain messages. Member grains never wait for each other, which excludes deadlocks.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<TransferAnswer>> Transfer(TransferRequest request, MemberView? to, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var receiver =
            to is null ? Receiver.Unknown
            : to.Status != "active" ? Receiver.Erased
            : to.Id == id ? Receiver.Self
            : Receiver.Active;
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(request.OperationId), new SendPoints(request.To!, request.Points, receiver))
            {
                Audit = Audited(by, "transferred", _ => (null, request.To, Spoken(request.Points))),
            }
        );
        return written.Answer(
            entry => new TransferAnswer(id, request.To!, request.Points, entry.Recorded, Views.BalanceOf(entry.After)),
            () => Refusals.OperationConflict(request.OperationId!)
        );
    }

    public async Task<Outcome<bool>> Receive(Guid message, byte[] data)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var received = GrainMessage.Read(data);
        if (received.Kind == GrainMessageKind.EarlyReturns)
        {
            if (Unknown() is { } merged)
            {
                return merged;
            }

            await ApplyEarlyReturns(received.From);
            return true;
        }

        var (erases, email) = (received.Kind == GrainMessageKind.Erase, ledger.Person.Email);
        var written = await Submit(new PlainWrite(message, CommandOf(received)) { Profile = erases ? _ => Person.Nobody : null });
        if (erases)
        {
            await CloseAccount(email);
            return true;
        }

        // A message that the surviving member applied, or that was sent back, counts as done.
        return written.Refusal is not { } refusal || await journal.Find(message) is not null ? true : Unknown() ?? refusal;
    }

    private static MemberCommand CommandOf(GrainMessage message) =>
        message.Kind switch
        {
            GrainMessageKind.Referral => new BookReferral(message.From, message.Points, OutboxRows.Lots(message.Lots!)[0].Terms),
            GrainMessageKind.Transfer => new ReceivePoints(message.From, OutboxRows.Lots(message.Lots!), Back: false),
            GrainMessageKind.TransferBack => new ReceivePoints(message.From, OutboxRows.Lots(message.Lots!), Back: true),
            GrainMessageKind.Merge => new TakeIn(message.From, StateCodec.Decode(message.State!)!),
            GrainMessageKind.Split => new ComeBack(message.From, StateCodec.Decode(message.State!)!),
            GrainMessageKind.Erase => new Erase(),
            var kind => throw new InvalidOperationException($"A member has no command for a message of kind {kind}."),
        };

    public Task<Outcome<ReferrerView>> Referrer() =>
        Task.FromResult(
            Unknown() is { } unknown
                ? (Outcome<ReferrerView>)unknown
                : new ReferrerView(
                    ledger.State.Status == MemberStatus.Active,
                    ledger.Person.Email,
                    ledger.Person.Phone,
                    ledger.Person.ReferredBy
                )
        );

    /// <summary>The refusal of an unknown referral code, or of a chain of referrals that leads back to the same person; or null.</summary>
    private async Task<Refused?> NotReferred(Enrolment enrolment)
    {
        var code = enrolment.ReferredBy;
        for (var hops = 0; code is not null && hops < ReferralGuard.LongestChain; hops++)
        {
            var referrer = code.ToLowerInvariant();
            var view = MemberIds.IsValid(referrer) ? (await GrainFactory.Ask(referrer, member => member.Referrer())).Value : null;
            if (hops == 0 && view is not { Good: true })
            {
                return new(RefusalCode.UnknownReferrer, "No member has this referral code.", new Fact("referredBy", code));
            }

            if (view is null)
            {
                return null;
            }

            if (ReferralGuard.SamePerson(enrolment.Email, phones.Kept(enrolment.Phone), view.Email, phones.Kept(view.Phone)))
            {
                return new(
                    RefusalCode.SelfReferral,
                    "The referrer and the new member are the same person: they share the e-mail address or the phone.",
                    new Fact("referredBy", enrolment.ReferredBy!)
                );
            }

            code = view.ReferredBy;
        }
        return null;
    }
}

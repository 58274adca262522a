namespace LoyaltyClub.Contracts;

/// <summary>One member; the key is the member's id.</summary>
/// <remarks><c>by</c> is the member of staff or the key that acts, for the <see cref="AuditLine"/>; null when the member acts.</remarks>
[Alias("club.IMemberGrain")]
public interface IMemberGrain : IGrainWithStringKey
{
    [Alias("Enrol")]
    Task<Outcome<MemberView>> Enrol(Enrolment enrolment);

    [Alias("Get")]
    Task<Outcome<MemberView>> Get();

    /// <summary><see cref="Get"/> for a shown card; <c>card_replaced</c> after the member got a new card.</summary>
    [Alias("GetByCard")]
    Task<Outcome<MemberView>> GetByCard(string card);

    /// <summary>The member as a till shows them.</summary>
    /// <param name="card">As scanned; refused unless it is this member's valid card. Null if the member was found without a card.</param>
    [Alias("Scan")]
    Task<Outcome<ScanAnswer>> Scan(string? card);

    /// <summary>
    /// The owner of an unconfirmed address has confirmed it; from now on it signs in. Nothing for another address.
    /// </summary>
    [Alias("ConfirmEmail")]
    Task ConfirmEmail(string email);

    [Alias("Change")]
    Task<Outcome<MemberView>> Change(MemberChange change, string? by = null);

    [Alias("Erase")]
    Task<Outcome<ErasureAnswer>> Erase(string? operationId, string? by = null);

    [Alias("Export"), ResponseTimeout("00:01:00")]
    Task<Outcome<MemberExport>> Export();

    [Alias("Statement")]
    Task<Outcome<StatementPage>> Statement(StatementQuery query);

    /// <summary>The offers of the programme in force to this member, and the factor of their tier.</summary>
    [Alias("Offers")]
    Task<Outcome<OffersView>> Offers();

    [Alias("RecordPurchase")]
    Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest purchase);

    /// <summary>The answer of <see cref="RecordPurchase"/>, without a write.</summary>
    /// <param name="now">The instant of recording; null is the club's clock.</param>
    /// <param name="document">A programme to try, as if it came into force with the receipt; null for the published versions.</param>
    [Alias("PreviewPurchase")]
    Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest purchase, DateTimeOffset? now, string? document = null);

    [Alias("Purchase")]
    Task<Outcome<PurchaseRecord>> Purchase(string store, string receipt);

    [Alias("Adjust")]
    Task<Outcome<AdjustmentAnswer>> Adjust(Adjustment adjustment, string? by = null);

    /// <summary>Reverses earned points and restores points paid. <c>unknown_purchase</c> before the receipt arrives.</summary>
    [Alias("Return")]
    Task<Outcome<ReturnAnswer>> Return(ReturnRequest request);

    [Alias("Redeem")]
    Task<Outcome<RedemptionAnswer>> Redeem(RedemptionRequest request);

    /// <param name="redemption">The id of a redemption of this member, or of a member merged into this one.</param>
    /// <returns><c>member_merged</c> carries as <c>redemption</c> the id that the surviving member uses.</returns>
    [Alias("Capture")]
    Task<Outcome<RedemptionAnswer>> Capture(string redemption, string operationId);

    [Alias("Release")]
    Task<Outcome<RedemptionAnswer>> Release(string redemption, string operationId);

    /// <summary>The store for which a redemption of this member was made; also of a member merged since.</summary>
    [Alias("StoreOf")]
    Task<Outcome<RedemptionStore>> StoreOf(string redemption);

    [Alias("UseVoucher")]
    Task<Outcome<VoucherUseAnswer>> UseVoucher(string code, VoucherUse use);

    /// <summary>Takes points for another member and sends them by a grain message.</summary>
    /// <param name="to">The member that <see cref="TransferRequest.To"/> leads to; null if unknown.</param>
    [Alias("Transfer")]
    Task<Outcome<TransferAnswer>> Transfer(TransferRequest request, MemberView? to, string? by = null);

    /// <summary>Issues a new card; the old code is refused from now on.</summary>
    [Alias("ReplaceCard")]
    Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by = null);

    /// <summary>Holds the member's spending for a finding of the watch: earning goes on, spending is refused with <c>on_hold</c>.</summary>
    [Alias("HoldSpending")]
    Task<Outcome<bool>> HoldSpending(string finding, string operationId, string reason, string by);

    /// <summary>Ends the hold of a finding, or notes that it was looked at. Of an erased member too.</summary>
    [Alias("ReleaseSpending")]
    Task<Outcome<bool>> ReleaseSpending(string finding, string operationId, string reason, string by);

    /// <summary>Merges this member into the surviving member, which receives the ledger by a grain message.</summary>
    [Alias("MergeInto")]
    Task<Outcome<MergeAnswer>> MergeInto(string into, string operationId, string? by = null);

    /// <summary>Splits off a member merged into this one within the last 30 days.</summary>
    [Alias("UndoMerge")]
    Task<Outcome<MergeAnswer>> UndoMerge(string from, string operationId, string? by = null);

    [Alias("Referrer")]
    Task<Outcome<ReferrerView>> Referrer();

    /// <summary>Applies a grain message once; a repeat changes nothing.</summary>
    /// <param name="id">The operation id of the message.</param>
    [Alias("Receive")]
    Task<Outcome<bool>> Receive(Guid id, byte[] message);

    /// <summary>The nightly close of this member up to and including a day; a repeat writes nothing.</summary>
    [Alias("Settle")]
    Task<SettleAnswer> Settle(DateOnly through);
}

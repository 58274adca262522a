namespace LoyaltyClub.Contracts;

/// <summary>One member; the key is the member's id.</summary>
/// <remarks>What staff or a key does by hand names them as <c>by</c>, see <see cref="AuditLine"/>; what a member does for themselves names
/// nobody.</remarks>
[Alias("club.IMemberGrain")]
public interface IMemberGrain : IGrainWithStringKey
{
    [Alias("Enrol")]
    Task<Outcome<MemberView>> Enrol(Enrolment enrolment);

    [Alias("Get")]
    Task<Outcome<MemberView>> Get();

    /// <summary>As <see cref="Get"/>, for a card that was shown; <c>card_replaced</c> if it is not the member's any more.</summary>
    [Alias("GetByCard")]
    Task<Outcome<MemberView>> GetByCard(string card);

    /// <summary>What a till shows of this member.</summary>
    /// <param name="card">As scanned; refused unless it is this member's and good now. Null where the member was found otherwise.</param>
    [Alias("Scan")]
    Task<Outcome<ScanAnswer>> Scan(string? card);

    [Alias("Change")]
    Task<Outcome<MemberView>> Change(MemberChange change, string? by = null);

    [Alias("Erase")]
    Task<Outcome<ErasureAnswer>> Erase(string? operationId, string? by = null);

    [Alias("Export"), ResponseTimeout("00:01:00")]
    Task<Outcome<MemberExport>> Export();

    [Alias("Statement")]
    Task<Outcome<StatementPage>> Statement(StatementQuery query);

    /// <summary>What the programme in force can still give this member besides the base.</summary>
    [Alias("Offers")]
    Task<Outcome<OffersView>> Offers();

    [Alias("RecordPurchase")]
    Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest purchase);

    /// <summary>What <see cref="RecordPurchase"/> would answer, with nothing changed.</summary>
    /// <param name="now">To ask about another time; null is the club's now.</param>
    /// <param name="document">A programme to try, as if it came into force with the receipt; null is the programme as it is.</param>
    [Alias("PreviewPurchase")]
    Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest purchase, DateTimeOffset? now, string? document = null);

    [Alias("Purchase")]
    Task<Outcome<PurchaseRecord>> Purchase(string store, string receipt);

    [Alias("Adjust")]
    Task<Outcome<AdjustmentAnswer>> Adjust(Adjustment adjustment, string? by = null);

    /// <summary>Takes back what a return takes back. <c>unknown_purchase</c> if the receipt has not arrived.</summary>
    [Alias("Return")]
    Task<Outcome<ReturnAnswer>> Return(ReturnRequest request);

    [Alias("Redeem")]
    Task<Outcome<RedemptionAnswer>> Redeem(RedemptionRequest request);

    /// <param name="redemption">Its id: of this member, or of one who has become a part of this one.</param>
    /// <returns>With <c>member_merged</c> also the id, as <c>redemption</c>, by which who has taken this member's place knows it.</returns>
    [Alias("Capture")]
    Task<Outcome<RedemptionAnswer>> Capture(string redemption, string operationId);

    [Alias("Release")]
    Task<Outcome<RedemptionAnswer>> Release(string redemption, string operationId);

    [Alias("UseVoucher")]
    Task<Outcome<VoucherUseAnswer>> UseVoucher(string code, VoucherUse use);

    /// <summary>Takes points for another member, who gets them by an message.</summary>
    /// <param name="to">Who <see cref="TransferRequest.To"/> is now; null for nobody.</param>
    [Alias("Transfer")]
    Task<Outcome<TransferAnswer>> Transfer(TransferRequest request, MemberView? to, string? by = null);

    /// <summary>Gives the member a new card; the old code is refused from now on.</summary>
    [Alias("ReplaceCard")]
    Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by = null);

    /// <summary>Makes this member a part of another, who gets everything by an message.</summary>
    [Alias("MergeInto")]
    Task<Outcome<MergeAnswer>> MergeInto(string into, string operationId, string? by = null);

    /// <summary>Splits off a member that was merged into this one within the last 30 days.</summary>
    [Alias("UndoMerge")]
    Task<Outcome<MergeAnswer>> UndoMerge(string from, string operationId, string? by = null);

    [Alias("Referrer")]
    Task<Outcome<ReferrerView>> Referrer();

    /// <summary>Does what another grain has asked for, once.</summary>
    /// <param name="id">Of the message.</param>
    [Alias("Receive")]
    Task<Outcome<bool>> Receive(Guid id, byte[] message);

    /// <summary>Writes down what fell due for this member up to a day; again, it finds nothing.</summary>
    [Alias("Settle")]
    Task<SettleAnswer> Settle(DateOnly through);
}

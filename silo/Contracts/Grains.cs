namespace LoyaltyClub.Contracts;

/// <summary>One member; the key is the member's id.</summary>
/// <remarks>What staff or a key does by hand names them as <c>by</c>, see <see cref="AuditLine"/>; what a member does for themselves names nobody.</remarks>
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

    /// <summary>Takes points for another member, who gets them by an errand.</summary>
    /// <param name="to">Who <see cref="TransferRequest.To"/> is now; null for nobody.</param>
    [Alias("Transfer")]
    Task<Outcome<TransferAnswer>> Transfer(TransferRequest request, MemberView? to, string? by = null);

    /// <summary>Gives the member a new card; the old code is refused from now on.</summary>
    [Alias("ReplaceCard")]
    Task<Outcome<MemberView>> ReplaceCard(string operationId, string? by = null);

    /// <summary>Makes this member a part of another, who gets everything by an errand.</summary>
    [Alias("MergeInto")]
    Task<Outcome<MergeAnswer>> MergeInto(string into, string operationId, string? by = null);

    /// <summary>Splits off a member that was merged into this one within the last 30 days.</summary>
    [Alias("UndoMerge")]
    Task<Outcome<MergeAnswer>> UndoMerge(string from, string operationId, string? by = null);

    [Alias("Referrer")]
    Task<ReferrerView> Referrer();

    /// <summary>Does what another grain has asked for, once.</summary>
    /// <param name="id">Of the errand.</param>
    [Alias("Receive")]
    Task<ErrandAnswer> Receive(Guid id, byte[] errand);

    /// <summary>Writes down what fell due for this member up to a day; again, it finds nothing.</summary>
    [Alias("Settle")]
    Task<SettleAnswer> Settle(DateOnly through);
}

/// <summary>The club's programme; the key is <see cref="Club.Key"/>.</summary>
[Alias("club.IProgrammeGrain")]
public interface IProgrammeGrain : IGrainWithStringKey
{
    [Alias("InForce")]
    Task<ProgrammeView> InForce();

    [Alias("Versions")]
    Task<ProgrammeView[]> Versions();

    [Alias("Put")]
    Task<Outcome<ProgrammeAnswer>> Put(ProgrammeRequest request, string? by = null);

    /// <summary>Up to when purchases have been decided, also those of a receipt from the past; null if none is recorded.</summary>
    [Alias("Decided")]
    Task<DateTimeOffset?> Decided();

    /// <summary>Every fault of a document; nothing is put.</summary>
    /// <param name="document">JSON.</param>
    [Alias("Read")]
    Task<ProgrammeReading> Read(string document);

    /// <summary>What a receipt would give somebody new, with nothing written.</summary>
    /// <param name="document">A programme to try, as if it came into force with the receipt; null is the programme as it is.</param>
    [Alias("Try")]
    Task<Outcome<PurchaseAnswer>> Try(PurchaseRequest receipt, Newcomer member, string? document);
}

/// <summary>The nightly close; the key is <see cref="Club.Key"/>.</summary>
[Alias("club.ICloseGrain")]
public interface ICloseGrain : IGrainWithStringKey
{
    /// <summary>Closes for some thousand members; call again with <see cref="CloseAnswer.Next"/> until it is null.</summary>
    /// <param name="through">Null is the club's now.</param>
    /// <param name="after">Where to go on; null is the start.</param>
    [Alias("Close"), ResponseTimeout("00:02:00")]
    Task<Outcome<CloseAnswer>> Close(DateTimeOffset? through, string? after);
}

/// <summary>The sandbox's clock; the key is <see cref="Club.Key"/>.</summary>
[Alias("club.IClockGrain")]
public interface IClockGrain : IGrainWithStringKey
{
    [Alias("Get")]
    Task<Outcome<ClockView>> Get();

    /// <summary>Sets the clock, forward only after the first time, and closes the nights that it passes.</summary>
    [Alias("Set"), ResponseTimeout("00:10:00")]
    Task<Outcome<ClockView>> Set(DateTimeOffset now);
}

/// <summary>The keys of tills, marketing and admins; the key is <see cref="Club.Key"/>.</summary>
[Alias("club.IKeysGrain")]
public interface IKeysGrain : IGrainWithStringKey
{
    [Alias("Create")]
    Task<Outcome<KeyCreated>> Create(KeyRequest request, string? by = null);

    [Alias("List")]
    Task<KeyView[]> List();

    [Alias("Revoke")]
    Task<Outcome<KeyView>> Revoke(string id, string? by = null);
}

/// <summary>Returns of one receipt that came before it; the key is the receipt's, as <see cref="IDirectory"/> says.</summary>
[Alias("club.IEarlyReturnsGrain")]
public interface IEarlyReturnsGrain : IGrainWithStringKey
{
    /// <summary>Keeps a return until its purchase arrives.</summary>
    /// <returns>The answer, or with its member as <see cref="ReturnAnswer.Member"/> and nothing kept, if the purchase has arrived meanwhile.</returns>
    [Alias("Keep")]
    Task<Outcome<ReturnAnswer>> Keep(ReturnRequest request);

    /// <summary>The purchase is here: what was kept, and nothing is kept from now on.</summary>
    [Alias("Arrived")]
    Task<ReturnRequest[]> Arrived(string member);
}

/// <summary>The stock of one reward; the key is its code.</summary>
[Alias("club.IStockGrain")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>Takes a unit if there is one.</summary>
    /// <param name="unit">Its name, never used before.</param>
    /// <param name="proof">The operation under which its taker will write that it has it; a unit whose proof never comes is taken back.</param>
    [Alias("Take")]
    Task<bool> Take(string unit, Guid proof);

    /// <summary>Gives a unit back; again, it changes nothing.</summary>
    [Alias("GiveBack")]
    Task GiveBack(string unit);

    /// <summary>Units that are out.</summary>
    [Alias("Out")]
    Task<int> Out();
}

/// <summary>There is one club in a store.</summary>
public static class Club
{
    public const string Key = "club";

    /// <summary>The whole nightly close, some thousand members at a time.</summary>
    /// <param name="through">Null is the club's now.</param>
    public static async Task<Outcome<CloseAnswer>> Close(this IGrainFactory grains, DateTimeOffset? through)
    {
        CloseAnswer? sum = null;
        do
        {
            var page = await grains.GetGrain<ICloseGrain>(Key).Close(through, sum?.Next);
            if (page.Value is not { } done)
                return page;
            sum = sum?.Plus(done) ?? done;
        }
        while (sum.Next is not null);
        return sum;
    }
}

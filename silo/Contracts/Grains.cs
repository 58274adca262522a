namespace LoyaltyClub.Contracts;

/// <summary>One member; the key is the member's id.</summary>
public interface IMemberGrain : IGrainWithStringKey
{
    Task<Outcome<MemberView>> Enrol(Enrolment enrolment);
    Task<Outcome<MemberView>> Get();
    Task<Outcome<MemberView>> Change(MemberChange change);
    Task<Outcome<ErasureAnswer>> Erase(string? operationId);
    Task<Outcome<MemberExport>> Export();
    Task<Outcome<StatementPage>> Statement(StatementQuery query);
    Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest purchase);

    /// <summary>What <see cref="RecordPurchase"/> would answer, with nothing changed.</summary>
    /// <param name="now">To ask about another time; null is the club's now.</param>
    Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest purchase, DateTimeOffset? now);
    Task<Outcome<PurchaseRecord>> Purchase(string store, string receipt);
    Task<Outcome<AdjustmentAnswer>> Adjust(Adjustment adjustment);

    /// <summary>Writes down what fell due for this member up to a day; again, it finds nothing.</summary>
    Task<SettleAnswer> Settle(DateOnly through);
}

/// <summary>The club's programme; the key is <see cref="Club.Key"/>.</summary>
public interface IProgrammeGrain : IGrainWithStringKey
{
    Task<ProgrammeView> InForce();
    Task<ProgrammeView[]> Versions();
    Task<Outcome<ProgrammeAnswer>> Put(ProgrammeRequest request);
}

/// <summary>The nightly close; the key is <see cref="Club.Key"/>.</summary>
public interface ICloseGrain : IGrainWithStringKey
{
    /// <param name="through">Null is the club's now.</param>
    Task<Outcome<CloseAnswer>> Close(DateTimeOffset? through);

    /// <summary>Sets the reminder for the next midnight of the programme's time zone.</summary>
    Task Schedule();
}

/// <summary>The sandbox's clock; the key is <see cref="Club.Key"/>.</summary>
public interface IClockGrain : IGrainWithStringKey
{
    Task<Outcome<ClockView>> Get();

    /// <summary>Sets the clock, forward only after the first time, and closes the nights that it passes.</summary>
    Task<Outcome<ClockView>> Set(DateTimeOffset now);
}

/// <summary>The keys of tills, marketing and admins; the key is <see cref="Club.Key"/>.</summary>
public interface IKeysGrain : IGrainWithStringKey
{
    Task<Outcome<KeyCreated>> Create(KeyRequest request);
    Task<KeyView[]> List();
    Task<Outcome<KeyView>> Revoke(string id);
}

/// <summary>There is one club in a store.</summary>
public static class Club
{
    public const string Key = "club";
}

using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>The club that receives the import: the grains of this process, or a running service.</summary>
internal interface IImportTarget
{
    Task<Currencies> Currencies();

    /// <returns>The member's id, or <c>unknown_member</c>.</returns>
    Task<Outcome<string>> Member(MemberBy by, string value);

    Task<Outcome<MemberView>> Enrol(Enrolment enrolment);

    Task<Outcome<MemberView>> Get(string member);

    Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment);

    /// <summary>Gives a member an external id.</summary>
    Task<Outcome<MemberView>> Name(string member, string operationId, string externalId);

    Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest purchase, string member);
}

/// <summary>Imports by the grains of this process.</summary>
internal sealed class GrainTarget(IGrainFactory grains, IDirectory directory) : IImportTarget
{
    public async Task<Currencies> Currencies() =>
        new((await grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Versions()).Select(version => (version.From, version.Document)));

    public Task<Outcome<string>> Member(MemberBy by, string value) => directory.Member(by, value);

    public Task<Outcome<MemberView>> Enrol(Enrolment enrolment) => grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment);

    public Task<Outcome<MemberView>> Get(string member) => grains.GetGrain<IMemberGrain>(member).Get();

    public Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment) =>
        grains.GetGrain<IMemberGrain>(member).Adjust(adjustment);

    public Task<Outcome<MemberView>> Name(string member, string operationId, string externalId) =>
        grains.GetGrain<IMemberGrain>(member).Change(new(operationId, ["externalId"]) { ExternalId = externalId });

    public Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest purchase, string member) =>
        grains.GetGrain<IMemberGrain>(member).RecordPurchase(purchase);
}

using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>The club that receives the import: the grains of this process, or a running service.</summary>
internal interface IImportTarget
{
    Task<Currencies> Currencies();

    /// <returns>The member's id, or <c>unknown_member</c>.</returns>
    Task<Outcome<string>> Member(MemberBy by, string value);

    Task<Outcome<MemberView>> Enrol(Enrolment enrolment);

    Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest purchase, string member);
}

/// <summary>Imports by the grains of this process.</summary>
internal sealed class GrainTarget(IGrainFactory grains, IDirectory directory) : IImportTarget
{
    public async Task<Currencies> Currencies() =>
        new((await grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Versions()).Select(version => (version.From, version.Document)));

    public Task<Outcome<string>> Member(MemberBy by, string value) => directory.Member(by, value);

    public Task<Outcome<MemberView>> Enrol(Enrolment enrolment) => grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment);

    public Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest purchase, string member) =>
        grains.GetGrain<IMemberGrain>(member).RecordPurchase(purchase);
}

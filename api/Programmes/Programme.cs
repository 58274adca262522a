using System.Text.Json;

namespace LoyaltyClub.Api.Programmes;

internal static class Programme
{
    public static async Task<IResult> Get(IGrainFactory grains) =>
        Answer.Of(ProgrammeShown.Of(await grains.GetGrain<IProgrammeGrain>(ClubKey.Value).InForce()), ApiJson.Default.ProgrammeShown);

    public static async Task<IResult> Versions(HttpContext http, IGrainFactory grains)
    {
        var versions = await grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Versions();
        var (page, fault) = Paging.Cut([.. versions.Select(ProgrammeShown.Of)], http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageProgrammeShown);
    }

    public static async Task<IResult> Put(HttpContext http, IGrainFactory grains)
    {
        var (put, fault) = await Body.Read(http, ApiJson.Default.ProgrammePut);
        if (put is null)
        {
            return new Answer(fault!);
        }

        var (operationId, twice) = Body.OperationId(http, put.OperationId);
        if (twice is not null)
        {
            return new Answer(twice);
        }

        if (put.Programme is not { ValueKind: not JsonValueKind.Null } programme)
        {
            return new Answer(Problems.Missing("programme"));
        }

        return Answer.Of(
            await grains
                .GetGrain<IProgrammeGrain>(ClubKey.Value)
                .Put(new(operationId, put.From, programme.GetRawText(), put.After, http.Caller().Role.HasFlag(Role.Admin)), http.By()),
            ApiJson.Default.ProgrammeAnswer
        );
    }
}

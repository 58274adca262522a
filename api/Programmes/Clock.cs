namespace LoyaltyClub.Api.Programmes;

internal static class Clock
{
    public static async Task<IResult> Get(IGrainFactory grains) =>
        Answer.Of(await grains.GetGrain<IClockGrain>(ClubKey.Value).Get(), ApiJson.Default.ClockView);

    public static async Task<IResult> Set(HttpContext http, IGrainFactory grains)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.ClockRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        return Body.OperationId(http, request.OperationId).Refusal is { } unfit ? new Answer(unfit)
            : request.Now is { } now ? Answer.Of(await grains.GetGrain<IClockGrain>(ClubKey.Value).Set(now), ApiJson.Default.ClockView)
            : new Answer(Problems.Missing("now"));
    }
}

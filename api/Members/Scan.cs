namespace LoyaltyClub.Api.Members;

internal static class Scan
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory, KeyLimits limits)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.ScanRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        return (request.Code is null ? Problems.Missing("code") : Check.Scanned("code", request.Code) ?? limits.LookUp(http.Caller()))
            is { } unfit
            ? new Answer(unfit)
            : Answer.Of((await Scans.Of(request.Code!, grains, directory, http.Caller().Store)).Named(http), ApiJson.Default.ScanAnswer);
    }
}

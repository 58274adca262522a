using LoyaltyClub.Api.Members;

namespace LoyaltyClub.Api.Rewards;

internal static class UseVoucher
{
    public static async Task<IResult> Handle(string code, HttpContext http, IGrainFactory grains, IDirectory directory, KeyLimits limits)
    {
        var (use, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.VoucherUse,
            asked => asked.OperationId,
            asked =>
                Check.Required("store", asked.Store, 40)
                ?? Check.Optional("receipt", asked.Receipt, 100)
                ?? Check.Scanned("card", asked.Card)
                ?? http.Caller().StoreRefusal(asked.Store)
                ?? limits.LookUp(http.Caller())
        );
        if (use is null)
        {
            return new Answer(refusal!);
        }

        var member = await directory.MemberOfVoucher(code.Length > 60 ? code[..60] : code);
        if (member.Refusal is { } unknown)
        {
            return new Answer(unknown);
        }

        var outcome = await LookUp.Ask(member.Value!, grains, grain => grain.UseVoucher(code, use with { OperationId = operationId }));
        return Answer.Of(outcome, ApiJson.Default.VoucherUseAnswer, created: true);
    }
}

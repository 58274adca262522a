namespace LoyaltyClub.Api.Members;

/// <summary>The texts and pictures of a member's card.</summary>
internal static class Card
{
    public static async Task<IResult> Codes(string id, IGrainFactory grains, ICards cards)
    {
        var member = await Of(id, grains);
        return member.Refusal is { } refusal
            ? new Answer(refusal)
            : Answer.Of(await cards.Codes(member.Value!.CardCode!), ApiJson.Default.CardCodes);
    }

    public static async Task<IResult> Svg(string id, HttpContext http, IGrainFactory grains, IClubNames names, ICardPictures pictures)
    {
        var member = await Of(id, grains);
        return member.Refusal is { } refusal
            ? new Answer(refusal)
            : Results.Text(
                pictures.Svg(names.Club(AcceptedLanguage.Of(http)), NameOf(member.Value!), member.Value!.CardCode!),
                "image/svg+xml; charset=utf-8"
            );
    }

    public static async Task<IResult> Png(string id, IGrainFactory grains, ICardPictures pictures)
    {
        var member = await Of(id, grains);
        return member.Refusal is { } refusal ? new Answer(refusal) : Results.Bytes(pictures.QrPng(member.Value!.CardCode!), "image/png");
    }

    private static async Task<Outcome<MemberView>> Of(string id, IGrainFactory grains)
    {
        var member = await LookUp.Ask(id, grains, grain => grain.Get());
        return member is { Value.CardCode: null }
            ? new Refused(RefusalCode.MemberErased, "This member has left the club and was forgotten; there is no card.")
            : member;
    }

    private static string NameOf(MemberView member) => $"{member.FirstName} {member.LastName}".Trim();
}

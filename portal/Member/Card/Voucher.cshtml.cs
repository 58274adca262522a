namespace LoyaltyClub.Portal.Member;

/// <summary>A voucher of the signed-in member with its code. Vouchers of other members answer 404.</summary>
public sealed class VoucherModel(ICardPictures pictures, Words words) : PageModel
{
    public VoucherView? Voucher { get; private set; }
    public string Name { get; private set; } = "";
    public string Qr { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string code)
    {
        if (await CardOf.Visitor(HttpContext) is not { } member)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        Voucher = member.Vouchers.FirstOrDefault(voucher => voucher.Code == code);
        if (Voucher is null)
        {
            Response.StatusCode = 404;
            return Page();
        }
        Name = words.Reward(Voucher.Reward);
        Qr = pictures.QrSvg(Voucher.Code);
        return Page();
    }
}

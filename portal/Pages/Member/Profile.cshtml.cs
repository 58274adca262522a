using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>The member's personal data, consents and sessions.</summary>
internal sealed class ProfileModel(Visitor visitor, IClubFacts club, IGrainFactory grains, Passkeys passkeys) : MemberPage(visitor)
{
    /// <summary>Completed actions, each with a message on the following page.</summary>
    public static readonly IReadOnlyList<string> Doings =
    [
        "details",
        "consents",
        "card",
        "session",
        "email",
        "passkey",
        "passkeyname",
        "passkeyremove",
    ];

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Form Form { get; private set; } = new();
    public Form Consents { get; private set; } = new();
    public string? Done { get; private set; }
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];
    public PasskeysView Passkeys { get; private set; } = null!;
    public string ThisSession => Visitor.Session.Id;
    public string ReferralLink => $"{Request.Scheme}://{Request.Host}/join?ref={Member.ReferralCode}";

    private IMemberGrain Grain => grains.GetGrain<IMemberGrain>(Member.Id);
    private IAccountGrain Account => grains.Account(Visitor.Session.Account);

    public async Task OnGetAsync([FromQuery(Name = "done")] string? done)
    {
        Done = Doings.FirstOrDefault(known => known == done);
        Form = new()
        {
            ["firstName"] = Member.FirstName,
            ["lastName"] = Member.LastName,
            ["phone"] = Member.Phone,
            ["language"] = Member.Language,
        };
        await Look();
    }

    public async Task<IActionResult> OnPostDetailsAsync()
    {
        Form = await Form.Read(Request);
        var (first, last, phone, language) = (
            Form.Name("firstName", required: true),
            Form.Name("lastName", required: true),
            Form.Phone("phone"),
            Form.Language("language")
        );
        // Set once: a birthday that can be changed would give birthday rewards all year.
        var birthday = Member.Birthday ?? Form.Birthday("birthday", Stamp.Today(club));
        if (Form.IsGood)
        {
            var outcome = await Grain.Change(
                new(
                    null,
                    ["firstName", "lastName", "phone", "birthday", "language"],
                    null,
                    first,
                    last,
                    null,
                    phone,
                    birthday,
                    language,
                    null
                )
            );
            if (outcome.Refusal is null)
            {
                Languages.Remember(HttpContext, language);
                return LocalRedirect("/profile?done=details");
            }
            Form.Refuse("phone", "member.fault.phone.taken");
        }
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await Look();
        return Page();
    }

    public async Task<IActionResult> OnPostConsentsAsync()
    {
        var form = await Form.Read(Request);
        await Grain.Change(
            new(
                null,
                ["consents"],
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Consent.Of(form.Ticked("consentEmail"), form.Ticked("consentSms"), Member.Consents)
            )
        );
        return LocalRedirect("/profile?done=consents");
    }

    public async Task<IActionResult> OnPostCardAsync()
    {
        // The id is made with the page, so that a double tap replaces the card once.
        if ((await Form.Read(Request))["wish"] is { } wish && Guid.TryParseExact(wish, "N", out _))
        {
            await Grain.ReplaceCard($"portal-{Member.Id}-card-{wish}");
        }

        return LocalRedirect("/profile?done=card");
    }

    public async Task<IActionResult> OnPostEndSessionAsync()
    {
        if ((await Form.Read(Request))["session"] is { Length: < 40 } session)
        {
            await Account.End(session);
        }

        return LocalRedirect("/profile?done=session");
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await Account.EndOthers(ThisSession);
        return LocalRedirect("/profile?done=session");
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (await passkeys.Add(HttpContext, await Form.Read(Request), Member.Id) is not { } problem)
        {
            return LocalRedirect("/profile?done=passkey");
        }

        await OnGetAsync(null);
        Passkeys = Passkeys with { Problem = problem };
        return Page();
    }

    public async Task<IActionResult> OnPostPasskeyNameAsync()
    {
        var changed = await passkeys.Change(await Form.Read(Request), Visitor.Accounts, remove: false);
        return LocalRedirect(changed ? "/profile?done=passkeyname" : "/profile");
    }

    public async Task<IActionResult> OnPostPasskeyRemoveAsync()
    {
        var changed = await passkeys.Change(await Form.Read(Request), Visitor.Accounts, remove: true);
        return LocalRedirect(changed ? "/profile?done=passkeyremove" : "/profile");
    }

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await Web.Sessions.End(HttpContext, Visitor);
        return LocalRedirect("/");
    }

    public async Task<IActionResult> OnGetExportAsync()
    {
        if ((await Grain.Export()).Value is not { } export)
        {
            return NotFound();
        }

        var everything = new
        {
            export.Member,
            export.ReferredBy,
            export.Statement,
            export.Purchases,
            Sessions = await Account.Sessions(),
            Passkeys = (await passkeys.Of(Visitor.Accounts)).Select(one => new
            {
                one.Passkey.Name,
                one.Passkey.CreatedAt,
                one.Passkey.LastUsed,
            }),
        };
        return File(
            JsonSerializer.SerializeToUtf8Bytes(everything, Readable),
            "application/json; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"{Stamp.Today(club):yyyy-MM-dd}-club.json")
        );
    }

    private async Task Look()
    {
        Sessions = await Account.Sessions();
        Passkeys = new(
            "/profile",
            "member.passkeys.text",
            (await passkeys.Of(Visitor.Accounts)).Select(one => one.Passkey),
            await passkeys.AskNew(HttpContext, "/profile/passkey", Member.Id, Member.Email ?? Member.FirstName ?? Member.Id),
            null
        );
        Consents = new() { ["consentEmail"] = Member.Consents.Email ? "on" : null, ["consentSms"] = Member.Consents.Sms ? "on" : null };
    }
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Member;

/// <summary>What the club knows of a member, and what the member decides about it.</summary>
internal sealed class ProfileModel(
    Visitor visitor,
    IClubFacts club,
    IGrainFactory grains,
    Passkeys passkeys,
    TimeProvider machine,
    Words words
) : MemberPage(visitor)
{
    /// <summary>What was done, for a word about it on the page that follows.</summary>
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
    private string Me => SecurityNote.OfMember(Member.Id);
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
        // A till finds the member by it, and where the programme says so it spends.
        if (Form["phone"] != Member.Phone && Again() is { } again)
        {
            return again;
        }

        var language = Form.Language("language", words);
        var change = new MemberChange(null, ["firstName", "lastName", "phone", "birthday", "language"])
        {
            FirstName = Form.Name("firstName", required: true),
            LastName = Form.Name("lastName", required: true),
            Phone = Form.Phone("phone"),
            // Set once: a birthday that moves would have its presents all year.
            Birthday = Member.Birthday ?? Form.Birthday("birthday", Stamp.Today(club)),
            Language = language,
        };
        if (Form.IsGood)
        {
            var outcome = await Grain.Change(change);
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
        await Grain.Change(new(null, ["consents"], Consent.Of(form.Ticked("consentEmail"), form.Ticked("consentSms"), Member.Consents)));
        return LocalRedirect("/profile?done=consents");
    }

    public async Task<IActionResult> OnPostCardAsync()
    {
        // The id is made with the page: a second tap does not replace the new card too.
        if ((await Form.Read(Request))["wish"] is { } wish && Guid.TryParseExact(wish, "N", out _))
        {
            await Grain.ReplaceCard($"portal-{Member.Id}-card-{wish}");
        }

        return LocalRedirect("/profile?done=card");
    }

    public async Task<IActionResult> OnPostEndSessionAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        if ((await Form.Read(Request))["session"] is { Length: < 40 } session)
        {
            await Account.End(session);
            HttpContext.Note(SecurityEvent.SessionEnded, Me, "one");
        }

        return LocalRedirect("/profile?done=session");
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        await Account.EndOthers(ThisSession);
        HttpContext.Note(SecurityEvent.SessionEnded, Me, "all others");
        return LocalRedirect("/profile?done=session");
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

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
        var changed = await passkeys.Change(HttpContext, await Form.Read(Request), Visitor.Accounts, remove: false);
        return LocalRedirect(changed ? "/profile?done=passkeyname" : "/profile");
    }

    public async Task<IActionResult> OnPostPasskeyRemoveAsync()
    {
        if (Again() is { } again)
        {
            return again;
        }

        var changed = await passkeys.Change(HttpContext, await Form.Read(Request), Visitor.Accounts, remove: true);
        return LocalRedirect(changed ? "/profile?done=passkeyremove" : "/profile");
    }

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await Portal.Member.Sessions.End(HttpContext, Visitor);
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

    /// <summary>
    /// The sign-in, for who has not signed in just now; else null. Who has confirmed no address yet has no other way to sign in again.
    /// </summary>
    private LocalRedirectResult? Again() =>
        Member.Unproven || Recent.Is(machine, Visitor.SignedInAt) ? null : LocalRedirect(Recent.Again("/sign-in", "/profile"));

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

using System.Buffers.Text;
using System.Security.Cryptography;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Links by which staff set up signing in: when new, or after losing the password or the phone.</summary>
internal sealed class Invitations(IGrainFactory grains, IMailOutbox mails, IMailSettings settings, ISeals seals)
{
    /// <summary>Purpose and text of the sealed code that the service prints until the first admin exists.</summary>
    public const string FirstPurpose = "first admin",
        FirstText = "set-up";

    /// <summary>False as long as the club has not set up mail, and the links lie in the folder for mails.</summary>
    public Task<bool> Leave() => settings.Leave();

    /// <summary>Mails a link, which invalidates the earlier credentials, and ends all sessions.</summary>
    /// <param name="keepsApp">
    /// True for who has lost the password alone: the mailbox is not enough then, the link wants a code of the app they have.
    /// </param>
    public async Task Send(HttpContext http, StaffView one, string by, bool keepsApp)
    {
        var link = $"{http.Request.Scheme}://{http.Request.Host}{InvitationLink.Path(await Make(grains, one.Id, by, keepsApp))}";
        http.Note(SecurityEvent.StaffInvited, by, about: AuditLine.ByStaff(one.Id));
        await StaffSessions.Account(grains, one.Id).EndOthers(null);
        await mails.Send(new StaffInvitationMail(one.Email!, one.Name, link, one.Language), StaffInvitations.Life);
    }

    public static async Task<string> Make(IGrainFactory grains, string id, string? by, bool keepsApp = false)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        var login = grains.GetGrain<IStaffLoginGrain>(id);
        await (keepsApp ? login.InviteWithApp(SHA256.HashData(token), by!) : login.Invite(SHA256.HashData(token), by));
        return $"{id}.{Base64Url.EncodeToString(token)}";
    }

    /// <summary>The invited staff member and the hash of the token; null if the code is invalid, used or expired.</summary>
    public async Task<(StaffView One, byte[] Token)?> Find(string? code)
    {
        if (StaffSessions.Read(code) is not (var id, var token))
        {
            return null;
        }

        var hash = SHA256.HashData(token);
        return
            await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is { Disabled: false } one
            && await grains.GetGrain<IStaffLoginGrain>(id).IsInvited(hash)
            ? (one, hash)
            : null;
    }

    /// <summary>True if this is the code of the first start and there is no admin yet.</summary>
    public async Task<bool> IsFirst(string? code) =>
        code is { Length: < 200 }
        && await seals.Open(FirstPurpose, code) == FirstText
        && await grains.GetGrain<IStaffGrain>(ClubKey.Value).WantsFirst();
}

/// <summary>Recovery link for an admin that cannot sign in while no other admin can send one; printed by the host.</summary>
public static class NewAdminLink
{
    /// <summary>Makes a link. The earlier credentials and all sessions end.</summary>
    /// <returns>The admin and the path of the link; null if no admin has this e-mail.</returns>
    public static async Task<(string Name, string Path)?> Make(IGrainFactory grains, ISecurityLog log, string email)
    {
        if (await grains.GetGrain<IStaffGrain>(ClubKey.Value).ByEmail(email) is not { Role: StaffRole.Admin, Disabled: false } one)
        {
            return null;
        }

        var code = await Invitations.Make(grains, one.Id, AuditLine.CommandLine);
        log.Write(new(SecurityEvent.StaffInvited, "", AuditLine.CommandLine, null, AuditLine.ByStaff(one.Id)));
        await StaffSessions.Account(grains, one.Id).EndOthers(null);
        return (one.Name, InvitationLink.Path(code));
    }
}

/// <summary>
/// Path of the page that sets up a sign-in. The code is in the fragment, which browsers do not send and proxies do not log.
/// </summary>
internal static class InvitationLink
{
    public static string Path(string code) => "/desk/invitation#" + code;
}

/// <summary>Path of the page that makes the first admin; printed by the host.</summary>
public static class FirstAdminLink
{
    public static async Task<string> Path(ISeals seals) =>
        "/desk/set-up#" + await seals.Seal(Invitations.FirstPurpose, Invitations.FirstText);
}

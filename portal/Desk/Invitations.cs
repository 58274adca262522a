using System.Buffers.Text;
using System.Security.Cryptography;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Links by which somebody of the staff sets up how they sign in: for the new, and for who has lost password or phone.</summary>
internal sealed class Invitations(IGrainFactory grains, IMailOutbox mails, MailPickup pickup, ISeals seals)
{
    /// <summary>The purpose and the text of the code that the service prints until there is an admin.</summary>
    public const string FirstPurpose = "first admin",
        FirstText = "set-up";

    /// <summary>The folder into which mails are put instead of being sent, or null.</summary>
    public string? Pickup => pickup.Folder;

    /// <summary>Mails a link; what they signed in with before is void, and so is where they are signed in.</summary>
    public async Task Send(HttpContext http, StaffView one, string by)
    {
        var link = $"{http.Request.Scheme}://{http.Request.Host}/desk/invitation?code={await Make(grains, one.Id, by)}";
        await StaffSessions.Account(grains, one.Id).EndOthers(null);
        await mails.Send(new StaffInvitationMail(one.Email!, one.Name, link, one.Language), StaffInvitations.Life);
    }

    public static async Task<string> Make(IGrainFactory grains, string id, string? by)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        await grains.GetGrain<IStaffLoginGrain>(id).Invite(SHA256.HashData(token), by);
        return $"{id}.{Base64Url.EncodeToString(token)}";
    }

    /// <summary>Who was invited with a code, and the hash of its token; null if it is over.</summary>
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

    /// <summary>True if this is the code of the first start, and nobody has used it.</summary>
    public async Task<bool> IsFirst(string? code) =>
        code is { Length: < 200 }
        && await seals.Open(FirstPurpose, code) == FirstText
        && await grains.GetGrain<IStaffGrain>(ClubKey.Value).WantsFirst();
}

/// <summary>A link for an admin who cannot sign in any more and has nobody to send them one; for the host to print.</summary>
public static class NewAdminLink
{
    /// <summary>What they signed in with is void, and so is where they are signed in.</summary>
    /// <returns>Who it is for, and its path; null if no admin has this e-mail.</returns>
    public static async Task<(string Name, string Path)?> Make(IGrainFactory grains, string email)
    {
        if (await grains.GetGrain<IStaffGrain>(ClubKey.Value).ByEmail(email) is not { Role: StaffRole.Admin, Disabled: false } one)
        {
            return null;
        }

        var code = await Invitations.Make(grains, one.Id, AuditLine.CommandLine);
        await StaffSessions.Account(grains, one.Id).EndOthers(null);
        return (one.Name, "/desk/invitation?code=" + code);
    }
}

/// <summary>Where the first admin is made; for the host to print.</summary>
public static class FirstAdminLink
{
    public static async Task<string> Path(ISeals seals) =>
        "/desk/set-up?code=" + await seals.Seal(Invitations.FirstPurpose, Invitations.FirstText);
}

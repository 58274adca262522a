using LoyaltyClub.Host;
using LoyaltyClub.Host.Commands;

return args switch
{
    ["verify", .. var rest] => await Verify.Run(rest),
    ["import", .. var rest] => await Import.Run(rest),
    ["admin-link", .. var rest] => await AdminLink.Run(rest),
    ["change-secret", .. var rest] => await ChangeSecret.Run(rest),
    ["rebuild-members", .. var rest] => await RebuildMembers.Run(rest),
    ["health", .. var rest] => await Health.Run(rest),
    ["help" or "--help" or "-h", ..] => Help.Run(),
    _ => await Serve.Run(args),
};

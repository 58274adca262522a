using LoyaltyClub.Host;
using LoyaltyClub.Host.Commands;

return args switch
{
    ["verify", .. var rest] => await Verify.Run(rest),
    ["import", .. var rest] => await Import.Run(rest),
    ["admin-link", .. var rest] => await AdminLink.Run(rest),
    ["health", .. var rest] => await Health.Run(rest),
    ["help" or "--help" or "-h", ..] => Help.Run(),
    _ => await Serve.Run(args),
};

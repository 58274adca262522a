namespace LoyaltyClub.Portal.Desk;

/// <summary>The keys of programs that use the API; those of paired devices are listed as tills.</summary>
[For(StaffRole.Admin)]
internal sealed class KeysModel(StaffVisitor visitor, IGrainFactory grains, IStores stores, TimeProvider machine) : PageModel
{
    private const int LongestStore = 40;
    public static readonly IReadOnlyList<string> Roles = ["till", "marketing", "admin"];

    public Form Form { get; private set; } = new() { ["role"] = "till" };
    public IReadOnlyList<KeyView> All { get; private set; } = [];
    public IReadOnlyList<StoreView> Stores => stores.All;

    /// <summary>The key that was made now; shown only once.</summary>
    public string? Key { get; private set; }
    public bool Revoked { get; private set; }

    private IKeysGrain Grain => grains.GetGrain<IKeysGrain>(ClubKey.Value);

    public async Task OnGetAsync([FromQuery(Name = "done")] string? done = null)
    {
        Revoked = done == "revoked";
        All = [.. (await Grain.List()).Where(key => !key.Paired)];
    }

    public async Task<IActionResult> OnPostCreateAsync()
    {
        if (!Recent.Is(machine, visitor.SignedInAt))
        {
            return LocalRedirect(Recent.Again("/desk/sign-in", "/desk/stores/keys"));
        }

        Form = await Form.Read(Request);
        var (name, role) = (Form.Name("name", required: true), Roles.FirstOrDefault(role => role == Form["role"]));
        var store = role == "till" ? Form["store"] : null;
        if (role is null)
        {
            Form.Refuse("role", "member.fault.required");
        }

        if (role == "till" && store is null)
        {
            Form.Refuse("store", "member.fault.required");
        }

        if (store is { Length: > LongestStore } || (store is not null && store.Any(char.IsControl)))
        {
            Form.Refuse("store", "member.fault.long");
        }

        if (Form.IsGood)
        {
            var made = (await Grain.Create(new(null, role, store, name), visitor.By)).Value!;
            HttpContext.Note(SecurityEvent.KeyMade, visitor.By, role, AuditLine.ByKey(made.Id));
            Key = made.Key;
            Form = new() { ["role"] = "till" };
        }
        else
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        await OnGetAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync()
    {
        var revoked = await Grain.Revoke((await Form.Read(Request))["key"] ?? "", visitor.By);
        if (revoked.Value is not { } key)
        {
            return NotFound();
        }

        HttpContext.Note(SecurityEvent.KeyRevoked, visitor.By, about: AuditLine.ByKey(key.Id));
        return LocalRedirect("/desk/stores/keys?done=revoked");
    }
}

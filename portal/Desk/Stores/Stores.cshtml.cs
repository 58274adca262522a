using System.Globalization;
using System.Text;
using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Desk;

/// <summary>The stores with their tills; adds, pairs and removes them.</summary>
[For(StaffRole.Admin)]
internal sealed class StoresModel(
    StaffVisitor visitor,
    IGrainFactory grains,
    IStores stores,
    ICardPictures pictures,
    Words words,
    Files files,
    TimeProvider machine
) : PageModel
{
    private const int LongestCode = 40,
        LongestAddress = 200;

    /// <summary>The settings <c>receiptNumbers</c>, the default first.</summary>
    public static readonly string[] Numbers = [.. ReceiptNumbers.All.Reverse()];

    public Form Form { get; private set; } = new();

    /// <summary>The described stores and those that only a till names, by name.</summary>
    public IReadOnlyList<StoreView> All { get; private set; } = [];
    public IReadOnlyList<TillView> Tills { get; private set; } = [];

    /// <summary>Code of the store whose changes are faulty; null for a new one's.</summary>
    public string? Changed { get; private set; }

    /// <summary>What was done, as a key of words; null if nothing was.</summary>
    public string? Done { get; private set; }

    /// <summary>A till that was added now, with its code.</summary>
    public TillAdded? Added { get; private set; }
    public string AddedName { get; private set; } = "";
    public string AddedCode => Added!.PairingCode.Insert(Pairing.CodeLength / 2, "-");
    public int SecondsLeft => Math.Max(0, (int)(Added!.ExpiresAt - machine.GetUtcNow()).TotalSeconds);
    public string TillAddress => $"{Request.Host}/till";

    /// <summary>Safe as markup: generated from an encoded text.</summary>
    public string Qr => pictures.QrSvg(Pairing.Address($"{Request.Scheme}://{Request.Host}", Added!.PairingCode));

    private IStoresGrain Grain => grains.GetGrain<IStoresGrain>(ClubKey.Value);

    public async Task OnGetAsync([FromQuery(Name = "done")] string? done = null)
    {
        Done = done is "store" or "removed" ? "desk.stores.done." + done : null;
        Tills = await Grain.Tills();
        var described = stores.All;
        All =
        [
            .. described,
            .. Tills
                .Select(till => till.Store)
                .Distinct()
                .Where(code => described.All(store => store.Code != code))
                .Order(StringComparer.Ordinal)
                .Select(code => new StoreView(code, code, null)),
        ];
    }

    public IEnumerable<TillView> TillsOf(StoreView store) => Tills.Where(till => till.Store == store.Code);

    public bool IsOlder(TillView till) => till.Version is { } version && version != TillSession.Version(files);

    public async Task<IActionResult> OnPostStoreAsync()
    {
        Form = await Form.Read(Request);
        var (name, code, address) = (Form.Name("name", required: true), Form["code"], Form["address"]);
        if (code is { Length: > LongestCode } || (code is not null && code.Any(char.IsControl)))
        {
            Form.Refuse("code", "member.fault.long");
        }

        if (address is { Length: > LongestAddress } || (address is not null && address.Any(char.IsControl)))
        {
            Form.Refuse("address", "member.fault.long");
        }

        var numbers = Form["receiptNumbers"];
        if (numbers is not null && !Numbers.Contains(numbers))
        {
            Form.Refuse("receiptNumbers", "member.fault.required");
        }

        var zone = Form["timeZone"];
        if (zone is not null && !TimeZones.IsKnown(zone))
        {
            Form.Refuse("timeZone", "desk.stores.zone.fault");
        }

        var (hours, readable) = Hours(Form);
        if (!readable)
        {
            Form.Refuse("hours", "desk.stores.hours.fault");
        }

        if (!Form.IsGood)
        {
            Changed = Form["change"] is null ? null : code;
            return await Faulty();
        }

        await Grain.Put(new(code ?? NewCode(name!), name!, address, numbers, zone, hours), visitor.By);
        return LocalRedirect("/desk/stores?done=store");
    }

    /// <summary>A store's hours by day as the form shows them: <c>09:00-14:00, 17:00-20:30</c>; a closed day has none.</summary>
    public static Dictionary<DayOfWeek, string> HoursOf(StoreView store) =>
        (store.OpeningHours is { } text ? OpeningHours.Read(text) ?? [] : [])
            .GroupBy(time => time.Day, time => time.Hours)
            .ToDictionary(day => day.Key, day => string.Join(", ", day));

    /// <summary>The typed hours of the days; null if none is typed.</summary>
    private static (string? Hours, bool Readable) Hours(Form form)
    {
        var typed = OpeningHours
            .Week.Select(day => (Day: OpeningHours.Days[(int)day], Hours: form["hours." + OpeningHours.Days[(int)day]]))
            .Where(day => day.Hours is not null)
            .Select(day => $"{day.Day} {day.Hours!.Replace('–', '-').Replace(" ", "", StringComparison.Ordinal)}")
            .ToArray();
        var hours = typed.Length == 0 ? null : OpeningHours.Canonical(string.Join("; ", typed));
        return (hours, typed.Length == 0 || hours is not null);
    }

    public async Task<IActionResult> OnPostTillAsync()
    {
        Form = await Form.Read(Request);
        var name = Form.Name("till", required: true);
        await OnGetAsync();
        if (Form["store"] is not { } code || All.All(store => store.Code != code))
        {
            Form.Refuse("store", "member.fault.required");
        }
        else if (Form.IsGood)
        {
            var added = await Grain.AddTill(new(null, code, name), visitor.By);
            if (added.Value is { } till)
            {
                HttpContext.Note(SecurityEvent.TillAdded, visitor.By, about: AuditLine.ByKey(till.Id));
            }
            else
            {
                Form.Refuse("till", "desk.stores.tooMany");
            }

            (Added, AddedName, Form) = (added.Value, name!, added.Value is null ? Form : new());
        }

        return Form.IsGood ? Page() : await Faulty();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        var removed = await Grain.RemoveTill((await Form.Read(Request))["till"] ?? "", visitor.By);
        if (removed.Value is not { } till)
        {
            return NotFound();
        }

        HttpContext.Note(SecurityEvent.TillRemoved, visitor.By, about: AuditLine.ByKey(till.Id));
        return LocalRedirect("/desk/stores?done=removed");
    }

    /// <summary>The page that shows a code asks whether a device has used it.</summary>
    public async Task<IActionResult> OnGetPairedAsync(string? till)
    {
        var added = (await Grain.Tills()).FirstOrDefault(one => one.Id == till);
        return added is { PairingExpiresAt: not null }
            ? new StatusCodeResult(StatusCodes.Status204NoContent)
            : Partial(
                "_Paired",
                added is null ? (false, words["desk.stores.expired"]) : (true, words["desk.stores.paired", added.Name ?? ""])
            );
    }

    private async Task<IActionResult> Faulty()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await OnGetAsync();
        return Page();
    }

    /// <summary>A code from the name, which no other store has.</summary>
    private string NewCode(string name)
    {
        var code = new StringBuilder();
        foreach (var character in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character))
            {
                code.Append(character);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && code.Length > 0 && code[^1] != '-')
            {
                code.Append('-');
            }
        }

        var slug = code.ToString().Normalize(NormalizationForm.FormC).Trim('-');
        slug = slug.Length == 0 ? "store" : slug[..Math.Min(slug.Length, LongestCode - 5)].Trim('-');
        var taken = stores.All.Select(store => store.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return taken.Contains(slug)
            ? slug + "-" + Enumerable.Range(2, taken.Count + 1).First(number => !taken.Contains($"{slug}-{number}"))
            : slug;
    }
}

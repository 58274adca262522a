using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// The members as a list, found as one types. What is typed is posted, because it may be an e-mail or a phone and addresses are logged.
/// </summary>
[For(ForAttribute.Office)]
internal sealed class MembersModel(MemberSearch finder, IMemberList members, ISegments segments, IClubNames names, Words words) : PageModel
{
    private const int PerPage = 50,
        MostCounted = 1_000;

    /// <summary>Days after which somebody counts as away, and within which as here.</summary>
    public static readonly int[] Days = [30, 60, 90, 180];

    public string Typed { get; private set; } = "";
    public string Sort { get; private set; } = "";
    public string Tier { get; private set; } = "";

    /// <summary>Code of a segment; empty for all.</summary>
    public string Segment { get; private set; } = "";
    public string Mail { get; private set; } = "";

    /// <summary>As <c>within30</c>, <c>not60</c> or <c>never</c>; empty for all.</summary>
    public string Bought { get; private set; } = "";

    public IReadOnlyList<string> Tiers => names.Tiers;
    public IReadOnlyList<Segment> Segments => segments.All;
    public MemberPage List { get; private set; } = new([], null, default);

    /// <summary>Members on all pages; null on a page that is not the first.</summary>
    public string? Counted { get; private set; }

    /// <summary>True if the list is only a part of the members.</summary>
    public bool IsFiltered => Typed.Trim().Length > 0 || Segment.Length > 0 || Tier.Length > 0 || Mail.Length > 0 || Bought.Length > 0;

    public Task OnGetAsync() => Look(new Form());

    /// <summary>Opens the only member that is meant, or shows the list.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var form = await Form.Read(Request);
        if (await finder.Find(form["find"]) is { } id)
        {
            return LocalRedirect("/desk/members/" + id);
        }

        await Look(form);
        if (List.Items.Length == 0 && IsFiltered)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Page();
    }

    /// <summary>The list alone, while somebody types; the whole page for a browser without script.</summary>
    public async Task<IActionResult> OnPostListAsync()
    {
        await Look(await Form.Read(Request));
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_List", this) : Page();
    }

    public static string NameOf(MemberItem member) => member.Name ?? member.Email ?? member.Phone ?? member.Id;

    public string TierOf(string code) => names.Tier(code, words.Language);

    private async Task Look(Form form)
    {
        Typed = form["find"] is { } typed ? typed[..Math.Min(typed.Length, IMemberList.LongestText)] : "";
        Sort = form["sort"] is { } sort && MemberSort.All.Contains(sort) ? sort : "";
        Tier = form["tier"] is { } tier && Tiers.Contains(tier) ? tier : "";
        Segment = form["segment"] is { } segment && segments.Find(segment) is not null ? segment : "";
        Mail = form["mail"] is "yes" or "no" ? form["mail"]! : "";
        Bought =
            form["bought"] is { } bought && (bought == "never" || Days.Any(days => bought == "within" + days || bought == "not" + days))
                ? bought
                : "";
        var query = new MemberQuery(
            Typed,
            Where(),
            Sort.Length > 0 ? Sort : null,
            form["after"] is { Length: > 0 } after ? after : null,
            PerPage,
            Segment.Length > 0 ? Segment : null
        );
        var found = await members.Search(query, HttpContext.RequestAborted);
        // A page's end that is of another order: the first page.
        List = found.Value ?? (await members.Search(query with { After = null }, HttpContext.RequestAborted)).Value!;
        if (query.After is null)
        {
            var count = (await members.Count(query, MostCounted + 1, HttpContext.RequestAborted)).Value!.Count;
            Counted =
                count > MostCounted ? words["desk.members.more", words.Number(MostCounted)] : words.Count("desk.members.count", count);
        }
    }

    /// <summary>The filter as a segment's condition; null for none.</summary>
    private JsonElement? Where()
    {
        var all = new JsonArray();
        if (Tier.Length > 0)
        {
            all.Add(Test("tier", "is", Tier));
        }

        if (Mail.Length > 0)
        {
            all.Add(Test("consent", Mail == "yes" ? "is" : "not", "email"));
        }

        if (Bought == "never")
        {
            all.Add(Test("visits", "is", 0));
        }
        else if (Bought.Length > 0)
        {
            var within = Bought.StartsWith("within", StringComparison.Ordinal);
            all.Add(
                Test("lastPurchaseDaysAgo", within ? "below" : "atLeast", Days.First(days => Bought == (within ? "within" : "not") + days))
            );
        }

        return all.Count > 0 ? JsonSerializer.SerializeToElement(new JsonObject { ["all"] = all }) : null;

        static JsonObject Test(string field, string op, JsonNode value) =>
            new()
            {
                ["field"] = field,
                ["op"] = op,
                ["value"] = value,
            };
    }
}

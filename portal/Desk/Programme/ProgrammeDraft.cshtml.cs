using System.Globalization;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// One part of the draft as a form, or the whole draft as text. Input is saved even if faulty; faults show on the next rendering. Every
/// link to another part is a button of the form, so that leaving a part saves the input with and without scripts.
/// </summary>
[For(ForAttribute.Office), RequestFormLimits(ValueCountLimit = 20_000), RequestSizeLimit(4_000_000)]
internal sealed class ProgrammeDraftModel(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words, ProgrammeParts parts)
    : DraftPage(visitor, grains, club, words, parts)
{
    public const string Raw = DraftView.Whole;

    [FromRoute]
    public string Part { get; set; } = "";

    public ProgrammePart? Shown => Parts.All.FirstOrDefault(part => part.Code == Part);
    public bool Saved { get; private set; }
    public bool TooLong { get; private set; }

    /// <summary>The submitted text, if it could not be saved.</summary>
    public string? Typed { get; private set; }

    /// <summary>Index of the item just added.</summary>
    public int? Opened { get; private set; }

    /// <summary>True if another tab changed the part since this page was rendered: the input is shown again and not saved.</summary>
    public bool Clash { get; private set; }

    /// <summary>Hash of the part at rendering, to detect changes by another tab.</summary>
    public string Was { get; private set; } = "";

    /// <summary>Id of this page, so that its own saves are not taken for another tab's.</summary>
    public string Writer { get; } = Guid.NewGuid().ToString("N");

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "done")] string? done, [FromQuery(Name = "open")] string? open)
    {
        if (!await Look())
        {
            return LocalRedirect("/desk/programme");
        }

        Saved = done == "saved";
        Opened = int.TryParse(open, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : null;
        Was = Mark();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var form = (await Form.Read(Request)).Sent;
        var ways = form["do"].ToString().Split(':');
        if (await Keep(form, ways, await LookOrBegin()) is { } refused)
        {
            return refused;
        }

        var here = "/desk/programme/draft/" + Part;
        return LocalRedirect(
            ways switch
            {
                ["go", var to] when to is Raw or "try" or "publish" || Parts.All.Any(part => part.Code == to) => "/desk/programme/draft/"
                    + to,
                ["add"] when Shown?.List is { } list && Fields is not null => $"{here}?open={Fields.Items(list).Count - 1}",
                ["save"] => here + "?done=saved",
                _ => here,
            }
        );
    }

    /// <summary>Saves the input while editing continues; after a change by another tab it only reports the conflict.</summary>
    public async Task<IActionResult> OnPostKeepAsync()
    {
        var form = (await Form.Read(Request)).Sent;
        if (!await Look() || await Keep(form, [], true) is null || !Clash)
        {
            return new StatusCodeResult(StatusCodes.Status204NoContent);
        }

        Response.StatusCode = StatusCodes.Status200OK;
        (Response.Headers["HX-Retarget"], Response.Headers["HX-Reselect"], Response.Headers["HX-Reswap"]) = (
            "#clash",
            "#clash",
            "outerHTML"
        );
        return Partial("_DraftClash", this);
    }

    /// <returns>The page again if something was not saved; else null.</returns>
    /// <param name="shown">False if the draft of the rendered page is gone.</param>
    private async Task<IActionResult?> Keep(IFormCollection form, string[] ways, bool shown)
    {
        while (true)
        {
            var was = Mark();
            if (Text(form, ways) is not { } text)
            {
                return null;
            }

            if (text.Length > ProgrammeForm.MostCharacters)
            {
                return Refused(text, was, StatusCodes.Status422UnprocessableEntity);
            }
            // An unchanged text cannot overwrite anything.
            if (
                shown
                && text != Draft.Document
                && form["was"] != was
                && Draft.WriterOf(Part) is var writer
                && (writer is null || form["writer"] != writer)
            )
            {
                Clash = true;
                await Read(Draft with { Document = text });
                return Refused(text, was, StatusCodes.Status409Conflict);
            }
            switch (await Drafts.Save(text, Draft.State, Part, form["writer"].ToString() is { Length: 32 } page ? page : Writer))
            {
                case DraftSaved.Kept:
                    return null;
                case DraftSaved.Gone:
                    await Drafts.Begin(text, Draft.After);
                    return null;
            }
            shown = await LookOrBegin();
        }
    }

    /// <summary>The draft with the submitted input; null if nothing was submitted.</summary>
    private string? Text(IFormCollection form, string[] ways)
    {
        if (Part == Raw)
        {
            if (form["document"] is not [{ } typed])
            {
                return null;
            }

            var text = typed.Replace("\r\n", "\n", StringComparison.Ordinal);
            return ways is ["tidy"] && ProgrammeForm.Of(text, Words.Language) is { } readable ? readable.Text : text;
        }
        if (Fields is null || Shown is not { } part || form["part"] != Part)
        {
            return null;
        }

        var before = Fields.Document.DeepClone();
        Fields.Take(part, form);
        if (part.List is { } list)
        {
            switch (ways)
            {
                case ["add"]:
                    Fields.Add(list);
                    break;
                case ["remove", var row] when Index(row) is { } index:
                    Fields.Remove(list, index);
                    break;
                case ["up", var row] when Index(row) is { } index:
                    Fields.Raise(list, index);
                    break;
            }
        }

        return JsonNode.DeepEquals(before, Fields.Document) ? Draft.Document : Fields.Text;

        static int? Index(string row) => int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }

    private PageResult Refused(string text, string was, int status)
    {
        (TooLong, Typed, Was) = (status == StatusCodes.Status422UnprocessableEntity, text, was);
        // htmx swaps in a page only if its status is 200.
        Response.StatusCode = Request.Headers.ContainsKey("HX-Request") ? StatusCodes.Status200OK : status;
        return Page();
    }

    private string Mark() => Shown is { } part && Fields is { } fields ? fields.Mark(part) : ProgrammeForm.Mark(Draft.Document);

    /// <summary>Label of a path: the words of its form field if there is one.</summary>
    public string Label(string path)
    {
        var spoken = System.Text.RegularExpressions.Regex.Replace(path, @"\[\d+\]", "");
        return Languages.Texts[Words.Language].TryGetValue("programme.field." + spoken, out var label) ? label : path;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>
/// One part of the draft as a form, or all of it as text. Whatever is sent is kept, right or wrong: faults are shown when the page
/// is drawn again. Every way on is a button of the form, so that leaving a part keeps what was typed, with a script or without.
/// </summary>
[For(ForAttribute.Office), RequestFormLimits(ValueCountLimit = 20_000), RequestSizeLimit(4_000_000)]
internal sealed class ProgrammeDraftModel(StaffVisitor visitor, IGrainFactory grains, IClubFacts club, Words words) : DraftPage(visitor, grains, club, words)
{
    public const string Raw = "raw";

    [FromRoute]
    public string Part { get; set; } = "";

    public ProgrammePart? Shown => ProgrammePart.All.FirstOrDefault(part => part.Code == Part);
    public bool Saved { get; private set; }
    public bool TooLong { get; private set; }

    /// <summary>The text as it was typed, where it could not be kept.</summary>
    public string? Typed { get; private set; }

    /// <summary>The item that was just added.</summary>
    public int? Opened { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "done")] string? done, [FromQuery(Name = "open")] string? open)
    {
        if (!await Look())
            return LocalRedirect("/desk/programme");
        Saved = done == "saved";
        Opened = int.TryParse(open, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var form = (await Form.Read(Request)).Sent;
        var ways = form["do"].ToString().Split(':');
        await LookOrBegin();
        if (await Keep(form, ways) is { } refused)
            return refused;
        var here = "/desk/programme/draft/" + Part;
        return LocalRedirect(ways switch
        {
            ["go", var to] when to is Raw or "try" or "publish" || ProgrammePart.All.Any(part => part.Code == to) => "/desk/programme/draft/" + to,
            ["add"] when Shown?.List is { } list && Fields is not null => $"{here}?open={Fields.Items(list).Count - 1}",
            ["save"] => here + "?done=saved",
            _ => here,
        });
    }

    /// <summary>Keeps what has been typed so far, while its writer goes on.</summary>
    public async Task<IActionResult> OnPostKeepAsync()
    {
        if (await Look())
            await Keep((await Form.Read(Request)).Sent, []);
        return new StatusCodeResult(StatusCodes.Status204NoContent);
    }

    private async Task<IActionResult?> Keep(IFormCollection form, string[] ways)
    {
        string text;
        if (Part == Raw)
        {
            if (form["document"] is not [{ } typed])
                return null;
            text = typed.Replace("\r\n", "\n", StringComparison.Ordinal);
            if (ways is ["tidy"] && ProgrammeForm.Of(text, Words.Language) is { } readable)
                text = readable.Text;
        }
        else
        {
            if (Fields is null || Shown is not { } part || form["part"] != Part)
                return null;
            var before = Fields.Document.DeepClone();
            Fields.Take(part, form);
            if (part.List is { } list)
                switch (ways)
                {
                    case ["add"]: Fields.Add(list); break;
                    case ["remove", var row] when Index(row) is { } index: Fields.Remove(list, index); break;
                    case ["up", var row] when Index(row) is { } index: Fields.Raise(list, index); break;
                }
            text = JsonNode.DeepEquals(before, Fields.Document) ? Draft.Document : Fields.Text;
        }
        if (text.Length <= ProgrammeForm.MostCharacters)
        {
            if (!await Drafts.Save(text))
                await Drafts.Begin(text, Draft.After);
            return null;
        }
        (TooLong, Typed, Response.StatusCode) = (true, text, StatusCodes.Status422UnprocessableEntity);
        return Page();

        static int? Index(string row) => int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }

    /// <summary>What stands at a place in the text, in the words of its form where it has one.</summary>
    public string Label(string path)
    {
        var spoken = System.Text.RegularExpressions.Regex.Replace(path, @"\[\d+\]", "");
        return Languages.Texts[Words.Language].TryGetValue("programme.field." + spoken, out var label) ? label : path;
    }
}

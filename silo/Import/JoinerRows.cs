using LoyaltyClub.Api;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>Reads rows as members; the first row of a member counts, and those after it are passed over.</summary>
internal sealed class JoinerRows(Columns columns, Values values, Tally tally)
{
    /// <summary>
    /// Members remembered, at least. One that comes again after that many others is asked of the ledger, which knows it: it
    /// is counted as there already, or refused if it says something else than its first row.
    /// </summary>
    private const int Remembered = 500_000;

    private readonly Recent<string, bool> seen = new(Remembered);

    public IEnumerable<Joiner> Of(IEnumerable<FileRow> rows)
    {
        foreach (var row in rows)
        {
            tally.Rows++;
            var joiner = Read(row);
            if (joiner.Fault is null && seen.Find(joiner.Enrolment!.OperationId!, out _))
            {
                tally.Duplicates++;
                continue;
            }
            if (joiner.Fault is null)
            {
                seen.Add(joiner.Enrolment!.OperationId!, true);
            }

            yield return joiner;
        }
    }

    private Joiner Read(FileRow row)
    {
        if (row.Malformed is not null)
        {
            return new([row], new("csv_malformed", $"The row is malformed: {row.Malformed}."), null);
        }

        Refused? fault = null;
        var externalId = Text("externalId");
        // Made from what the file says, so that running again changes nothing. An operation id has no length in the ledger.
        var operationId =
            columns.Has("operationId") ? Text("operationId")
            : externalId is null ? null
            : "import-member-" + externalId;
        var points = values.Whole("openingPoints", Text("openingPoints"), ref fault);
        var consents = new Consents(
            Values.Flag("emailConsent", Text("emailConsent"), ref fault) ?? false,
            Values.Flag("smsConsent", Text("smsConsent"), ref fault) ?? false
        );
        var details = PersonDetails.From(Text, field => values.Birthday(field, Text(field), ref fault));
        details = details with { Language = Values.Language(details.Language) };
        var enrolment = new Enrolment(
            operationId,
            columns.Has("emailConsent") || columns.Has("smsConsent") ? consents : null,
            Text("referredBy"),
            values.Instant("joinedAt", Text("joinedAt"), ref fault),
            points is { } opening and not 0 ? new(opening, values.Day("openingExpires", Text("openingExpires"), ref fault)) : null
        ).WithDetails(details);
        fault ??= operationId is null
            ? Problems.Missing(columns.Has("operationId") ? "operationId" : "externalId")
            : (columns.Has("operationId") ? Check.Text("operationId", operationId, 100) : null) ?? Check.Enrolment(enrolment);
        return new([row], fault, enrolment);

        string? Text(string field) => columns.Of(field, row.Cells);
    }
}

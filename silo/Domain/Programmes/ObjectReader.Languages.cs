using System.Collections.Immutable;
using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>Reads the club's languages, and texts in them.</summary>
internal sealed partial class ObjectReader
{
    /// <summary>
    /// A text, or an object of texts by language; of a language that is not among the club's it waits for the day when it is.
    /// </summary>
    public LocalizedText? LocalizedText(string name)
    {
        if (given.GetValueOrDefault(name).ValueKind != JsonValueKind.Object)
        {
            return Text(name) is { } text ? new(text) : null;
        }

        var inner = Object(name)!;
        var texts = Programme
            .LanguageCodes.Select(language => KeyValuePair.Create(language, inner.Text(language)!))
            .Where(text => text.Value is not null)
            .ToArray();
        inner.End();
        if (inner.given.Values.All(value => value.ValueKind == JsonValueKind.Null))
        {
            Fault(name, FaultKind.Missing);
        }

        // One text stands in for all languages anyway.
        return texts.Length > 1 ? new(texts)
            : texts.Length == 1 ? new(texts[0].Value)
            : null;
    }

    /// <summary>Languages in the order of the document.</summary>
    public ImmutableArray<string>? Languages(string name)
    {
        var read = new List<string>();
        foreach (var (value, at) in Items(name, Programme.LanguageCodes.Length))
        {
            var code = value.ValueKind == JsonValueKind.String && TryText(value, out var text) ? text : null;
            if (code is null || !Programme.LanguageCodes.Contains(code))
            {
                faults.Add(new(at, FaultKind.NotOneOf, [string.Join(", ", Programme.LanguageCodes), code ?? value.ValueKind.ToString()]));
            }
            else if (read.Contains(code))
            {
                faults.Add(new(at, FaultKind.CodeTwice, [code]));
            }
            else
            {
                read.Add(code);
            }
        }

        return read.Count == 0 ? null : [.. read];
    }
}

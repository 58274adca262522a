using System.Globalization;

namespace LoyaltyClub.Portal.Web;

/// <summary>A submitted form with trimmed values, and its faults by field as keys of words.</summary>
public sealed class Form(IFormCollection? sent = null)
{
    /// <summary>The form as submitted, with spaces and repeated fields.</summary>
    public IFormCollection Sent => sent ?? FormCollection.Empty;

    private readonly Dictionary<string, string> faults = new(StringComparer.Ordinal);

    public bool IsGood => faults.Count == 0;

    /// <summary>The text of a field, or null if it is empty.</summary>
    public string? this[string field]
    {
        get =>
            given.TryGetValue(field, out var text) ? text
            : sent?[field].ToString().Trim() is { Length: > 0 } typed ? typed
            : null;
        init => given[field] = value;
    }

    private readonly Dictionary<string, string?> given = new(StringComparer.Ordinal);

    public bool Ticked(string field) => this[field] == "on";

    public string? Fault(string field) => faults.GetValueOrDefault(field);

    public void Refuse(string field, string key) => faults.TryAdd(field, key);

    /// <summary>Reads the form of a request; another content type counts as an empty form.</summary>
    /// <exception cref="BadHttpRequestException">
    /// The body is malformed: truncated, with null characters, too many fields or an unknown encoding.
    /// </exception>
    public static async Task<Form> Read(HttpRequest request)
    {
        try
        {
            return new(request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : null);
        }
        // Unsupported encoding, truncated part or another malformed body.
        catch (Exception fault)
            when (fault is InvalidDataException or NotSupportedException or ArgumentException
                || (fault is IOException and not BadHttpRequestException)
            )
        {
            throw new BadHttpRequestException(fault.Message, fault);
        }
    }

    /// <summary>A name of up to 100 characters, without links and marks of direction: it goes into mails.</summary>
    public string? Name(string field, bool required)
    {
        var text = this[field];
        if (text is null && required)
        {
            Refuse(field, "member.fault.required");
        }

        if (text is { Length: > 100 })
        {
            Refuse(field, "member.fault.long");
        }

        if (text is not null && !(IsPlain(text) && PersonName.IsPlain(text)))
        {
            Refuse(field, "member.fault.characters");
        }

        return text;
    }

    public string? Email(string field)
    {
        var text = this[field];
        if (text is null)
        {
            Refuse(field, "member.fault.required");
        }
        else if (!EmailAddress.IsMailable(text))
        {
            Refuse(field, "member.fault.email");
        }

        return text;
    }

    public string? Phone(string field)
    {
        var text = this[field];
        if (text is not null && !PhoneText.IsPhone(text))
        {
            Refuse(field, "member.fault.phone");
        }

        return text;
    }

    public DateOnly? Birthday(string field, DateOnly today)
    {
        if (this[field] is not { } text)
        {
            return null;
        }

        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year >= 1900
            && day < today
        )
        {
            return day;
        }

        Refuse(field, "member.fault.birthday");
        return null;
    }

    /// <summary>One of the languages offered, else their first.</summary>
    public string Language(string field, Words words) =>
        this[field] is { } language && words.Offered.Contains(language) ? language : words.Offered[0];

    /// <summary>True if the text has no control characters and no unpaired surrogates.</summary>
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (
                char.IsControl(text[i])
                || (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            )
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>View model of a form field, <c>_Field.cshtml</c>: label, input and fault.</summary>
public sealed record Field(
    Form Form,
    string Name,
    string Label,
    string Type = "text",
    string? Autocomplete = null,
    bool Required = false,
    string? Hint = null,
    int MaxLength = 100
);

namespace LoyaltyClub.Templates;

/// <summary>Kind of a view's value: decides where a template may write it, and through which filter.</summary>
public enum ValueKind
{
    /// <summary>Encoded everywhere.</summary>
    Text,

    /// <summary>Written as plain digits, or with <c>number</c> in the language's grouping.</summary>
    Number,

    /// <summary>Written only with <c>money</c>.</summary>
    Money,

    /// <summary>A day, written only with <c>date</c>.</summary>
    Date,

    /// <summary>For conditions only.</summary>
    Flag,

    /// <summary>A web address: the only kind allowed in <c>href</c> and <c>src</c>.</summary>
    Link,

    /// <summary>Trusted HTML, written unencoded, only between elements of an HTML template.</summary>
    Html,

    /// <summary>For loops only.</summary>
    List,

    /// <summary>Has members; only these can be written.</summary>
    Record,
}

/// <param name="Amount">Written with all its decimals.</param>
/// <param name="Currency">ISO 4217 code.</param>
public readonly record struct Money(decimal Amount, string Currency);

/// <summary>An absolute http or https address.</summary>
public readonly record struct Link
{
    /// <exception cref="ArgumentException">The text is not an absolute http or https address.</exception>
    public Link(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("A link is an absolute http or https address.", nameof(address));
        }

        Address = address;
    }

    public string? Address { get; }
}

/// <summary>Trusted HTML. Must never be made from user input.</summary>
public readonly record struct Html(string? Markup);

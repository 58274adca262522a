namespace LoyaltyClub.Templates;

/// <summary>What a value of a view is; it decides where a template may write it, and through which filter.</summary>
public enum ValueKind
{
    /// <summary>Encoded wherever it is written.</summary>
    Text,

    /// <summary>Written as plain digits, or with <c>number</c> as the language groups them.</summary>
    Number,

    /// <summary>Written with <c>money</c> only.</summary>
    Money,

    /// <summary>A day, written with <c>date</c> only.</summary>
    Date,

    /// <summary>For conditions; it cannot be written.</summary>
    Flag,

    /// <summary>An address of the web: the only value that <c>href</c> and <c>src</c> take.</summary>
    Link,

    /// <summary>HTML of ours, written as it is, and only between elements of an HTML template.</summary>
    Html,

    /// <summary>For <c>for</c>.</summary>
    List,

    /// <summary>Has members; it cannot be written itself.</summary>
    Record,
}

/// <param name="Amount">As many decimals are written as it has.</param>
/// <param name="Currency">ISO 4217 code.</param>
public readonly record struct Money(decimal Amount, string Currency);

/// <summary>An absolute http or https address.</summary>
public readonly record struct Link
{
    /// <exception cref="ArgumentException">It is no absolute http or https address.</exception>
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

/// <summary>Text that is HTML already. Never made of what somebody typed.</summary>
public readonly record struct Html(string? Markup);

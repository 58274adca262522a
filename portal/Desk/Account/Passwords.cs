using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// Rules for a new password: 12 to 200 characters of any kind, 5 different ones; none that is known from breaches, and none that is made
/// of words about the club or its owner.
/// </summary>
internal static class Passwords
{
    public const int Fewest = 12,
        Most = 200;

    /// <summary>Letters that a password must have besides words that can be guessed, if it has one of those.</summary>
    private const int FewestOwn = 8,
        HashBytes = 6;

    /// <summary>
    /// Words that can be guessed of any club, as <c>deploy/security.md</c> lists them; those of this club and of the owner are added.
    /// </summary>
    public static readonly IReadOnlyList<string> Guessable =
    [
        "loyaltyclub",
        "loyalty",
        "password",
        "contraseña",
        "contrasena",
        "welcome",
        "bienvenid",
        "qwerty",
        "cashier",
        "marketing",
        "administrator",
        "admin",
        "cajero",
        "points",
        "puntos",
        "member",
        "socio",
        "tienda",
        "store",
        "club",
        "desk",
        "till",
        "caja",
    ];

    /// <summary>Hashes of passwords known from breaches; <c>known-passwords.LICENSE.txt</c> says whose list it is.</summary>
    private static readonly byte[] Known = Read();

    /// <summary>The password of the fields <c>password</c> and <c>again</c>, untrimmed; faults are added to the form.</summary>
    /// <param name="club">The club's name.</param>
    public static string? New(Form form, StaffView whose, string club)
    {
        var password = form.Sent["password"].ToString();
        if (password.Length < Fewest || password.Distinct().Count() < 5)
        {
            form.Refuse("password", "desk.password.short");
        }
        else if (password.Length > Most)
        {
            form.Refuse("password", "member.fault.long");
        }
        else if (
            whose.Email is { } email
            && password.Contains(email[..email.IndexOf('@')], StringComparison.OrdinalIgnoreCase)
            && password.Length < 20
        )
        {
            form.Refuse("password", "desk.password.yours");
        }
        else if (IsKnown(password))
        {
            form.Refuse("password", "desk.password.known");
        }
        else if (IsGuessable(password, [.. Guessable, .. Words(whose.Name), .. Words(whose.Email), .. Words(club)]))
        {
            form.Refuse("password", "desk.password.club");
        }
        else if (password != form.Sent["again"].ToString())
        {
            form.Refuse("password", "desk.password.differs");
        }

        return password;
    }

    public static bool IsKnown(string password)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(password.ToLowerInvariant()), hash);
        var (from, to) = (0, Known.Length / HashBytes);
        while (from < to)
        {
            var middle = (from + to) / 2;
            switch (hash[..HashBytes].SequenceCompareTo(Known.AsSpan(middle * HashBytes, HashBytes)))
            {
                case 0:
                    return true;
                case < 0:
                    to = middle;
                    break;
                default:
                    from = middle + 1;
                    break;
            }
        }

        return false;
    }

    /// <summary>True if it has such a word, and little else that is a letter.</summary>
    internal static bool IsGuessable(string password, IEnumerable<string> words)
    {
        var rest = password;
        foreach (var word in words.OrderByDescending(word => word.Length))
        {
            rest = rest.Replace(word, " ", StringComparison.OrdinalIgnoreCase);
        }

        return rest != password && rest.Count(char.IsLetter) < FewestOwn;
    }

    /// <summary>Of letters and digits; shorter ones stand in too many innocent words.</summary>
    private static IEnumerable<string> Words(string? text) =>
        string.Concat((text ?? "").Select(character => char.IsLetterOrDigit(character) ? character : ' '))
            .Split(' ')
            .Where(word => word.Length >= 4);

    private static byte[] Read()
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("known-passwords.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

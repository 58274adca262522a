namespace LoyaltyClub.Tests.Architecture;

/// <summary>The portal's folders are rooms: a room is one namespace, and what holds for every page knows no room.</summary>
public class PortalRooms
{
    private static readonly string Portal = Path.Combine(Tidiness.Root, "portal");

    private static IEnumerable<string> Faults(IEnumerable<(string File, string Text)> sources)
    {
        foreach (var (file, text) in sources)
        {
            var room = file.Split('/')[0];
            if (!text.Contains($"namespace LoyaltyClub.Portal.{room};", StringComparison.Ordinal))
            {
                yield return $"{file} is not in the namespace of {room}";
            }
            else if (room == "Web" && text.Contains("using LoyaltyClub.Portal.", StringComparison.Ordinal))
            {
                yield return $"{file} uses a room";
            }
        }
    }

    [Fact]
    public void Each_is_one_namespace_and_Web_uses_none_of_them()
    {
        var sources = Directory
            .EnumerateFiles(Portal, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: Path.GetRelativePath(Portal, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(source => source.File.Contains('/'))
            .ToArray();
        sources.Select(source => source.File.Split('/')[0]).Distinct().ShouldBe(["Web", "Member", "Till", "Desk"], ignoreOrder: true);
        Faults(sources).ShouldBeEmpty();
    }

    [Fact]
    public void The_guard_finds_what_is_planted() =>
        Faults([
                ("Desk/Staff/Staff.cshtml.cs", "namespace LoyaltyClub.Portal.Desk;"),
                ("Desk/Board/Chart.cs", "namespace LoyaltyClub.Portal.Desk.Board;"),
                ("Web/Form.cs", "namespace LoyaltyClub.Portal.Web;"),
                ("Web/Passkeys/Passkeys.cs", "using LoyaltyClub.Portal.Desk;\n\nnamespace LoyaltyClub.Portal.Web;"),
            ])
            .ShouldBe(["Desk/Board/Chart.cs is not in the namespace of Desk", "Web/Passkeys/Passkeys.cs uses a room"]);
}

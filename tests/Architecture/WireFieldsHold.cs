namespace LoyaltyClub.Tests.Architecture;

/// <summary>
/// Two releases run in one cluster while it is upgraded: what one sends the other reads. Methods are Orleans' own analyzer's
/// (OrleansContracts.txt), fields are ours.
/// </summary>
public class WireFieldsHold
{
    private const string Advice = """
        Processes of the last release know a field by its position. So:
        - append a field as the last parameter, with null, 0 or false as its default;
        - leave one that nobody needs any more where it is, and give one of another type a new name at the end;
        - only renamed? That is not sent: rename it in silo/Contracts/OrleansFields.txt too;
        - a record that no release in use sends any more: remove it from that list.
        """;

    private static readonly string List = Path.Combine(Repository.Root, "silo/Contracts/OrleansFields.txt");

    [Fact]
    public void Every_field_that_is_sent_is_where_the_last_release_looks_for_it()
    {
        var types = WireFields.Sent(typeof(LoyaltyClub.Contracts.IMemberGrain).Assembly).ToArray();
        types.Length.ShouldBeGreaterThan(80);
        var listed = File.Exists(List) ? File.ReadAllText(List) : "";
        var (faults, list) = WireFields.Compare(types, listed);
        faults.ShouldBeEmpty(Advice);
        if (Recorded.Writes("fields"))
        {
            File.WriteAllText(List, list);
        }
        else
        {
            listed.ShouldBe(
                list,
                $"There are new fields or types. If they are as they should be, list them: {Recorded.Command("fields", nameof(WireFieldsHold))}"
            );
        }
    }

    private const string Right =
        "record planted.Planted\n  0 Code: string\n  1 Step: int\n  2 Amount: decimal\n  3 Shade: planted.Shade?\n  4 Note: string\n";

    /// <summary>The list of the last release, and what is wrong with the record of now.</summary>
    public static TheoryData<string, string, string> Lists =>
        new()
        {
            { "inserted", Right.Replace("  1 Step: int\n  2 ", "  1 "), "'1 Amount: decimal' has become '1 Step: int'" },
            { "removed at the end", Right + "  5 Gone: int\n", "'5 Gone: int' is gone" },
            {
                "removed in the middle",
                Right.Replace("  2 Amount: decimal\n  3 ", "  2 Gone: int\n  3 Amount: decimal\n  4 "),
                "'2 Gone: int' has become '2 Amount: decimal'"
            },
            {
                "in another order",
                Right.Replace("0 Code: string\n  1 Step: int", "0 Step: int\n  1 Code: string"),
                "'0 Step: int' has become '0 Code: string'"
            },
            { "of another type", Right.Replace("1 Step: int", "1 Step: long"), "'1 Step: long' has become '1 Step: int'" },
            { "nullable", Right.Replace("1 Step: int", "1 Step: int?"), "'1 Step: int?' has become '1 Step: int'" },
            { "of another name", Right.Replace("1 Step", "1 Stair"), "'1 Stair: int' has become '1 Step: int'" },
        };

    [Theory, MemberData(nameof(Lists))]
    public void A_record_that_changed_otherwise_than_at_its_end_is_found(string what, string list, string fault) =>
        WireFields.Compare([typeof(Planted)], list).Faults.ShouldBe([$"planted.Planted: {fault}"], what);

    [Fact]
    public void A_field_that_was_appended_goes_into_the_list_and_is_known_as_appended_from_then_on()
    {
        WireFields
            .Compare([typeof(Planted)], Right)
            .ShouldSatisfyAllConditions(same => same.Faults.ShouldBeEmpty(), same => same.List.ShouldEndWith("\n" + Right));
        var (faults, list) = WireFields.Compare([typeof(Planted)], Right.Replace("  4 Note: string\n", ""));
        faults.ShouldBeEmpty();
        list.ShouldEndWith("\n" + Right.Replace("Planted\n", "Planted, first 4\n"));
        WireFields.Compare([typeof(Planted)], list).List.ShouldBe(list);
        WireFields.Compare([typeof(Planted)], "").List.ShouldEndWith("\n" + Right);
    }

    /// <summary>A field that is not sent arrives as null, 0 or false, whatever the record declares.</summary>
    [Fact]
    public void An_appended_field_with_another_default_than_its_types_is_found_also_when_it_is_listed()
    {
        const string first = "record planted.Defaults, first 2\n  0 Code: string\n  1 Known: int\n";
        string[] expected = ["Step", "Left", "Text", "Bare", "Shade", "On"];
        var (faults, list) = WireFields.Compare([typeof(Defaults)], first);
        Names(faults).ShouldBe(expected);
        Names(WireFields.Compare([typeof(Defaults)], list).Faults).ShouldBe(expected);
        WireFields.Compare([typeof(Defaults)], "").Faults.ShouldBeEmpty("a new record is sent whole");

        static IEnumerable<string> Names(IEnumerable<string> faults) => faults.Select(fault => fault.Split('\'')[1]);
    }

    [Fact]
    public void What_cannot_be_listed_is_found()
    {
        WireFields.Compare([typeof(Nameless)], "").Faults.ShouldBe(["Nameless has no [Alias]"]);
        WireFields.Compare([typeof(Unmarked)], "").Faults.ShouldBe(["planted.Unmarked is sent and has no [GenerateSerializer]"]);
        WireFields
            .Compare([typeof(Mixed)], "")
            .Faults.ShouldBe(["planted.Mixed is neither an enum nor a record whose fields are all parameters"]);
        WireFields
            .Compare([typeof(Numbered)], "")
            .Faults.ShouldBe(["planted.Numbered is neither an enum nor a record whose fields are all parameters"]);
        WireFields
            .Compare([typeof(Plain)], "")
            .Faults.ShouldBe(["planted.Plain is neither an enum nor a record whose fields are all parameters"]);
        WireFields.Compare([typeof(Planted), typeof(Twin)], "").Faults.ShouldBe(["planted.Planted is the name of two types"]);
        WireFields.Compare([], Right).Faults.ShouldBe(["planted.Planted was sent by the last release and is gone"]);
    }

    [Fact]
    public void A_record_that_builds_on_another_is_listed_with_its_own_fields_and_that_one_by_its_numbers()
    {
        const string list =
            "record planted.Built: planted.Basis\n  0 Own: string\n\nrecord planted.Basis\n  0 Code: string\n  1 Step: int?\n";
        WireFields.Compare([typeof(Basis), typeof(Built)], list).Faults.ShouldBeEmpty();
        WireFields
            .Compare([typeof(Basis)], "record planted.Basis\n  0 Code: string\n")
            .ShouldSatisfyAllConditions(
                grown => grown.Faults.ShouldBeEmpty(),
                grown => grown.List.ShouldEndWith("record planted.Basis, first 1\n  0 Code: string\n  1 Step: int?\n")
            );
        WireFields
            .Compare([typeof(Basis)], "record planted.Basis\n  0 Step: int?\n  1 Code: string\n")
            .Faults.ShouldBe(["planted.Basis: '0 Step: int?' has become '0 Code: string'"]);
        WireFields
            .Compare([typeof(Built)], "record planted.Built\n  0 Own: string\n")
            .Faults.ShouldBe(["planted.Built was 'record planted.Built' and is 'record planted.Built: planted.Basis'"]);
        WireFields
            .Compare([typeof(Gap)], "")
            .Faults.ShouldBe(["planted.Gap is neither an enum nor a record whose fields are all parameters"]);
        WireFields
            .Compare([typeof(OnGap)], "")
            .Faults.ShouldBe(["planted.OnGap is neither an enum nor a record whose fields are all parameters"]);
    }

    [Fact]
    public void An_enum_whose_numbers_changed_is_found_and_one_that_grew_is_none()
    {
        WireFields
            .Compare([typeof(Shade)], "enum planted.Shade: int\n  0 Light\n  2 Dark\n")
            .Faults.ShouldBe(["planted.Shade: '2 Dark' has become '1 Dark'"]);
        WireFields
            .Compare([typeof(Shade)], "enum planted.Shade: byte\n  0 Light\n  1 Dark\n")
            .Faults.ShouldBe(["planted.Shade was 'enum planted.Shade: byte' and is 'enum planted.Shade: int'"]);
        WireFields
            .Compare([typeof(Shade)], "enum planted.Shade: int\n  0 Light\n")
            .ShouldSatisfyAllConditions(grown => grown.Faults.ShouldBeEmpty(), grown => grown.List.ShouldEndWith("  0 Light\n  1 Dark\n"));
    }

    [Fact]
    public void What_a_grain_takes_or_gives_is_sent_whether_or_not_it_is_marked()
    {
        var sent = WireFields.Sent(typeof(WireFieldsHold).Assembly).ToArray();
        sent.ShouldContain(typeof(Unmarked));
        sent.ShouldContain(typeof(Nameless));
        sent.ShouldContain(typeof(Shade));
    }

    private interface IPlantedGrain : IGrainWithStringKey
    {
        Task<Nameless[]> Give(List<Unmarked> taken);
    }

    [GenerateSerializer, Alias("planted.Shade")]
    public enum Shade
    {
        Light,
        Dark,
    }

    [GenerateSerializer, Alias("planted.Planted")]
    public sealed record Planted(string Code, int Step, decimal Amount, Shade? Shade, string? Note = null)
    {
        public Planted(string code)
            : this(code, 1, 1, null) { }

        public string Computed => Code + Step;
    }

    [GenerateSerializer, Alias("planted.Defaults")]
    public sealed record Defaults(
        string Code,
        int Known = 7,
        int Good = 0,
        int Step = 7,
        int? Left = 0,
        int? GoodLeft = null,
        string Text = "",
        string Bare = null!,
        string? GoodText = null,
        Shade Shade = Shade.Dark,
        Shade GoodShade = Shade.Light,
        bool On = true,
        DateOnly GoodDay = default,
        decimal GoodAmount = 0m
    );

    [GenerateSerializer, Alias("planted.Planted")]
    public sealed record Twin(string Code);

    [GenerateSerializer]
    public sealed record Nameless(string Code);

    [Alias("planted.Unmarked")]
    public sealed record Unmarked(string Code);

    [GenerateSerializer, Alias("planted.Mixed")]
    public sealed record Mixed(string Code)
    {
        public string? More { get; init; }
    }

    [GenerateSerializer, Alias("planted.Numbered")]
    public sealed record Numbered([property: Id(3)] string Code);

    [GenerateSerializer, Alias("planted.Basis")]
    public record Basis
    {
        [Id(0)]
        public string? Code { get; init; }

        [Id(1)]
        public int? Step { get; init; }
    }

    [GenerateSerializer, Alias("planted.Built")]
    public sealed record Built(string Own) : Basis;

    [GenerateSerializer, Alias("planted.Gap")]
    public record Gap
    {
        [Id(0)]
        public string? Code { get; init; }

        [Id(2)]
        public int? Step { get; init; }
    }

    [GenerateSerializer, Alias("planted.OnGap")]
    public sealed record OnGap(string Own) : Gap;

    [GenerateSerializer, Alias("planted.Plain")]
    public sealed class Plain
    {
        public string Code { get; set; } = "";
    }
}

using System.Text.Json.Nodes;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Domain;
using LoyaltyClub.Tests.Domain.Programmes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A programme as a form and back, and two programmes compared.</summary>
public class ProgrammeForms(ITestOutputHelper output)
{
    internal static readonly ProgrammeParts Parts = new(new LoyaltyClub.Grains.ProgrammeFieldTable());

    [Fact]
    public void What_is_shown_and_sent_back_leaves_the_document_as_it_was() =>
        ForAll.Cases(
            300,
            output,
            random =>
            {
                var text = RandomProgrammes.Document(random).ToJsonString();
                var form = ProgrammeForm.Of(text, random.Of("en", "es"))!;
                foreach (var part in Parts.All)
                {
                    form.Take(part, Sent(form, part));
                }

                JsonNode.DeepEquals(JsonNode.Parse(text), form.Document).ShouldBeTrue($"{text}\nbecame\n{form.Text}");
            }
        );

    /// <summary>So no field that the reader knows is missing from the form.</summary>
    [Fact]
    public void The_form_alone_says_the_whole_programme() =>
        ForAll.Cases(
            300,
            output,
            random =>
            {
                var text = Full(RandomProgrammes.Document(random))!.Replace("\" spaced \"", "\"spaced\"", StringComparison.Ordinal);
                var language = random.Of("en", "es");
                var (form, copy) = (ProgrammeForm.Of(text, language)!, ProgrammeForm.Of("{}", language)!);
                foreach (var part in Parts.All)
                {
                    copy.Take(part, Sent(form, part));
                }

                ProgrammeWritten.Same(ProgrammeWritten.Read(copy.Text), ProgrammeWritten.Read(text), text);
            }
        );

    [Theory]
    [InlineData("""{"earning":{"points":"abc","per":true,"rounding":"up","rules":[{"code":"a","wehn":{},"multiply":[2]},7,{"when":5}]}}""")]
    [InlineData("""{"nmae":"x","earning":5,"tiers":{"levels":{}},"rewards":[{"code":"A B","tiers":["gone",3]}],"payWithPoints":[]}""")]
    [InlineData(
        """{"earning":{"excludedCategories":["a\nb",1],"rules":[{"code":"a","when":{"days":["monday"],"birthday":"yes"},"perMember":{},"add":1e400}]},"latePurchaseDays":"x"}"""
    )]
    [InlineData("""{"name":5,"expiry":null,"stampCards":[null,{"repeats":0}],"latePurchaseDays":null}""")]
    public void What_is_wrong_or_unknown_is_shown_and_stays_until_it_is_changed(string text)
    {
        var form = ProgrammeForm.Of(text, "en")!;
        foreach (var part in Parts.All)
        {
            if (part.Optional is null)
            {
                form.Take(part, Sent(form, part));
            }
        }

        JsonNode.DeepEquals(JsonNode.Parse(text), form.Document).ShouldBeTrue(form.Text);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void What_no_form_can_hold_stays_text(string text) => ProgrammeForm.Of(text, "en").ShouldBeNull();

    [Theory]
    [InlineData("en", "1.5", "1.5")]
    [InlineData("en", "1,5", "1.5")]
    [InlineData("en", "1,000", "1000")]
    [InlineData("en", "1,234.5", "1234.5")]
    [InlineData("en", "0,005", "0.005")]
    [InlineData("es", "1,5", "1.5")]
    [InlineData("es", "1.5", "1.5")]
    [InlineData("es", "1.000", "1000")]
    [InlineData("es", "12.345.678", "12345678")]
    [InlineData("es", "1.234,5", "1234.5")]
    [InlineData("es", "0.005", "0.005")]
    [InlineData("es", "10 000", "10000")]
    [InlineData("en", "-3", "-3")]
    [InlineData("en", "two", null)]
    [InlineData("en", "1e3", null)]
    [InlineData("en", "1.2.3", null)]
    public void Numbers_are_read_as_people_write_them(string language, string typed, string? number) =>
        new ProgrammeForm([], language)
            .Parse(typed)
            .ShouldBe(number is null ? null : decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("en", "50", "0.5")]
    [InlineData("en", "50 %", "0.5")]
    [InlineData("en", "50.00%", "0.5")]
    [InlineData("en", "12.5", "0.125")]
    [InlineData("es", "12,5 %", "0.125")]
    [InlineData("es", "12,5", "0.125")]
    [InlineData("en", "0.01", "0.0001")]
    [InlineData("en", "33.33", "0.3333")]
    [InlineData("en", "100", "1")]
    [InlineData("en", "0.5", "0.005")]
    [InlineData("en", "-5", "-0.05")]
    [InlineData("en", "half", "\"half\"")]
    [InlineData("en", "50 % or so", "\"50 % or so\"")]
    [InlineData("en", "99999999999999999999999999", "\"99999999999999999999999999\"")]
    public void A_share_is_typed_and_shown_in_per_cent(string language, string typed, string document)
    {
        var (form, part) = (
            ProgrammeForm.Of("""{"payWithPoints":{"maximumShare":0.75}}""", language)!,
            Parts.All.Single(part => part.Code == "paying")
        );
        var field = part.Fields.Single(field => field.Kind == Kind.Share);
        form.Shown(field, form.Document).ShouldBe("75");
        var sent = Sent(form, part).ToDictionary();
        sent[field.Path] = typed;
        form.Take(part, new FormCollection(sent));
        form.Document["payWithPoints"]!["maximumShare"]!.ToJsonString().ShouldBe(document);
        form.Take(part, Sent(form, part)); // sent back as it is shown
        form.Document["payWithPoints"]!["maximumShare"]!.ToJsonString().ShouldBe(document);
    }

    [Theory]
    [InlineData("en", "This must be from 0.01 to 100, not 150.", "At most 2 decimals, not 3.")]
    [InlineData("es", "Debe estar entre 0,01 y 100, no 150.", "Máximo 2 decimales, no 3.")]
    public void What_is_wrong_with_a_share_is_said_in_per_cent(string language, string range, string decimals)
    {
        var field = Parts.All.Single(part => part.Code == "paying").Fields.Single(field => field.Kind == Kind.Share);
        Said("1.5").ShouldBe(range);
        Said("0.12345").ShouldBe(decimals);

        string Said(string share)
        {
            using var read = System.Text.Json.JsonDocument.Parse($$$"""{"payWithPoints":{"value":0.01,"maximumShare":{{{share}}}}}""");
            var fault = LoyaltyClub.Grains.ProgrammeCache.Views(ProgrammeReader.Read(read.RootElement).Faults).ShouldHaveSingleItem();
            return ProgrammeWords.Fault(new Words(language, new LoyaltyClub.Grains.Currencies()), fault, field);
        }
    }

    [Fact]
    public void Two_programmes_without_a_difference_in_words_work_alike() =>
        ForAll.Cases(
            1_500,
            output,
            random =>
            {
                var before = RandomProgrammes.Document(random);
                var after = before.DeepClone().AsObject();
                var (path, value) = random.Of([.. Leaves(RandomProgrammes.Document(random), [])]);
                JsonNode at = after;
                foreach (var step in path.SkipLast(1))
                {
                    at =
                        at[step] is JsonObject inner ? inner
                        : at is JsonObject outer ? outer[step] = new JsonObject()
                        : at;
                }

                at[path[^1]] = value?.DeepClone();
                if (Full(after) is not { } full)
                {
                    return;
                }

                var (was, words) = (Full(before)!, new Words(random.Of("en", "es"), new LoyaltyClub.Grains.Currencies()));
                var changes = ProgrammeWords.Changes(words, ProgrammeWords.Of(words, Parts, was), ProgrammeWords.Of(words, Parts, full));
                if (changes.Count == 0)
                {
                    Effective(full).ShouldBe(Effective(was), string.Join('.', path));
                }
                else
                {
                    full.ShouldNotBe(was);
                }

                foreach (var change in changes)
                {
                    (change.Title + change.Before + change.After).ShouldNotContain("[programme.");
                }
            }
        );

    [Fact]
    public void A_difference_reads_like_a_sentence()
    {
        Said("en", """{"earning":{"points":1,"per":1.00}}""", """{"earning":{"points":2,"per":1.00}}""")
            .ShouldBe(["Points: 1 per €1.00 → 2 per €1.00"]);
        Said("es", """{"earning":{"points":1,"per":1.00}}""", """{"earning":{"points":2,"per":2.50}}""")
            .ShouldBe(["Puntos: 1 por cada 1,00\u00A0€ → 2 por cada 2,50\u00A0€"]);
        Said(
                "en",
                "{}",
                """{"earning":{"rules":[{"code":"bakery-tuesday","when":{"category":["bakery"],"days":["tue"],"from":"16:00"},"multiply":2,"perMember":{"times":1,"days":30}}]}}"""
            )
            .ShouldBe(["Rule Bakery tuesday: + goods of bakery · Tue · 16:00–24:00: × 2 · at most 1 × in 30 days"]);
        Said(
                "en",
                """{"tiers":{"levels":[{"code":"a","from":0},{"code":"silver","name":"Silver","from":500}]}}""",
                """{"tiers":{"levels":[{"code":"a","from":0},{"code":"silver","name":"Silver","from":700}]}}"""
            )
            .ShouldBe(["Level Silver: from 500 points · earns × 1 → from 700 points · earns × 1"]);
        Said("en", """{"rewards":[{"code":"tea","name":"Tea","cost":50}]}""", "{}")
            .ShouldBe(["Reward Tea: - 50 points · voucher good for 30 days"]);

        static IEnumerable<string> Said(string language, string before, string after)
        {
            var words = new Words(language, new LoyaltyClub.Grains.Currencies());
            return ProgrammeWords
                .Changes(
                    words,
                    ProgrammeWords.Of(words, Parts, Full(JsonNode.Parse(before)!)!),
                    ProgrammeWords.Of(words, Parts, Full(JsonNode.Parse(after)!)!)
                )
                .Select(change =>
                    $"{change.Title}: {(change.Before is null ? "+ " + change.After : change.After is null ? "- " + change.Before : $"{change.Before} → {change.After}")}"
                );
        }
    }

    /// <summary>As a browser sends the part back.</summary>
    internal static FormCollection Sent(ProgrammeForm form, ProgrammePart part)
    {
        var sent = new Dictionary<string, StringValues>();
        foreach (var field in part.Fields)
        {
            Add(field, form.Document, field.Path);
        }

        if (part.Optional is { } optional && form.Has(optional))
        {
            sent[optional] = "on";
        }

        if (part.List is { } list)
        {
            for (var i = 0; i < form.Items(list).Count; i++)
            {
                sent["rows:" + list.Path] = StringValues.Concat(
                    sent.GetValueOrDefault("rows:" + list.Path),
                    i.ToString(System.Globalization.CultureInfo.InvariantCulture)
                );
                foreach (var field in list.Fields)
                {
                    Add(field, form.Items(list)[i], $"{list.Path}.{i}.{field.Path}");
                }
            }
        }

        return new(sent);

        void Add(ProgrammeField field, JsonObject at, string name)
        {
            foreach (var translation in form.Translations(field, at))
            {
                sent[Translation.Name(name, translation.Language)] = translation.Shown;
            }

            var shown = form.Shown(field, at);
            if (form.Translations(field, at).Count > 0)
            {
                // The inputs of the languages stand in for the field's own.
            }
            else if (field.Kind == Kind.Several)
            {
                sent[name] = shown.Length == 0 ? StringValues.Empty : shown.Split('\n');
            }
            else if (field.Kind != Kind.Flag || shown == "on")
            {
                sent[name] = shown.Replace("\n", "\r\n", StringComparison.Ordinal);
            }

            if (field.Kind == Kind.Limit && ProgrammeForm.Limitless(field, at))
            {
                sent[name + ".none"] = "on";
            }
        }
    }

    private static string? Full(JsonNode document)
    {
        using var read = System.Text.Json.JsonDocument.Parse(document.ToJsonString());
        var (programme, faults) = ProgrammeReader.Read(read.RootElement);
        return faults.IsEmpty ? ProgrammeWriter.Write(programme) : null;
    }

    private static IEnumerable<(string[] Path, JsonNode? Value)> Leaves(JsonObject of, string[] path)
    {
        foreach (var (name, value) in of)
        {
            if (value is JsonObject inner && inner.Count > 0)
            {
                foreach (var leaf in Leaves(inner, [.. path, name]))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return ([.. path, name], value);
            }
        }
    }

    /// <summary>
    /// Without what says nothing: months of points that never expire, the grace of who never falls, codes that stand for themselves.
    /// </summary>
    private static string Effective(string full)
    {
        var document = JsonNode.Parse(full)!;
        var (expiry, tiers) = (document["expiry"]!.AsObject(), document["tiers"]!);
        var kind = (string)expiry["kind"]!;
        if (kind is "none" or "calendar")
        {
            expiry.Remove("months");
        }

        if (kind != "afterActivation")
        {
            expiry.Remove("roundUp");
        }

        if (kind != "calendar")
        {
            expiry.Remove("on");
        }

        if ((string)tiers["window"]!["kind"]! != "rolling")
        {
            tiers["window"]!.AsObject().Remove("months");
        }

        if ((string)tiers["downgrade"]!["to"]! == "never")
        {
            tiers["downgrade"]!.AsObject().Remove("graceDays");
        }

        return document.ToJsonString();
    }
}

using System.Text;
using System.Text.Json;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>Whatever JSON comes, the reader answers with faults; and what it finds without fault, the decider can use.</summary>
public class ProgrammeFuzz(ITestOutputHelper output)
{
    private static readonly string[] Names =
    [
        .. ProgrammeFields.All.Select(field => field.Path.Split('.')[^1]).Distinct(),
        "",
        "x",
        "\\ud800",
        "\\u0000",
    ];

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "1.5",
        "0.00001",
        "1e2",
        "1e400",
        "-1e400",
        "1e-400",
        "99999999999999999999999999999999",
        "79228162514264337593543950335",
        "0.1e-27",
        "\"\"",
        "\"a\"",
        "\"base\"",
        "\"mon\"",
        "\"16:00\"",
        "\"24:00\"",
        "\"99:99\"",
        "\"12-31\"",
        "\"02-29\"",
        "\"EUR\"",
        "\"JPY\"",
        "\"Europe/Madrid\"",
        "\"../x\"",
        "\"/\"",
        "\"//\"",
        "\"a/b\"",
        "\"Europe/../UTC\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\"",
        "\"\\u202e\"",
        "\"floor\"",
        "\"afterActivation\"",
        "\"calendar\"",
        "\"inactivity\"",
        "\"spend\"",
        "\"lifetime\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "\"" + "long/long".PadRight(5_000, 'x') + "\"",
    ];

    [Fact]
    public void Random_documents_never_throw()
    {
        var good = 0;
        ForAll.Cases(
            5_000,
            output,
            random =>
            {
                var json = new StringBuilder();
                Object(json, random, 0);
                if (Read(json.ToString()) == 0)
                {
                    good++;
                }
            }
        );
        output.WriteLine($"{good} of 5000 without fault");
    }

    [Fact]
    public void A_good_document_with_one_value_replaced_never_throws_and_if_it_is_still_good_it_can_decide() =>
        ForAll.Cases(
            5_000,
            output,
            random =>
            {
                const string good =
                    """{"name":"c","currency":"EUR","timeZone":"Europe/Madrid","earning":{"points":1,"per":1.00,"rounding":"floor","excludedCategories":["g"],"pendingDays":0,"rules":[{"code":"b","when":{"category":["b"],"days":["tue"],"from":"16:00","to":"18:00"},"multiply":2},{"code":"s","when":{"minimumSpend":50.00},"add":100,"perMember":{"times":1,"days":30}}],"capPerDay":5000},"expiry":{"kind":"afterActivation","months":12,"roundUp":"none","on":"12-31"},"negativeBalance":"clamp","tiers":{"by":"points","window":{"kind":"rolling","months":12},"downgrade":{"to":"oneDown","graceDays":30},"levels":[{"code":"a","from":0},{"code":"z","name":"Z","from":500,"multiply":1.25}]},"latePurchaseDays":10}""";
                var colons = Enumerable.Range(0, good.Length).Where(i => good[i] == ':' && good[i - 1] == '"').ToArray();
                var at = random.Of(colons) + 1;
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(good[at..]), isFinalBlock: false, default);
                reader.Read();
                reader.TrySkip().ShouldBeTrue();
                Read(good[..at] + random.Of(Values) + good[(at + (int)reader.BytesConsumed)..]);
            }
        );

    private static int Read(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return -1;
        }
        using (document)
        {
            var (programme, faults) = ProgrammeReader.Read(document.RootElement);
            if (!faults.IsEmpty)
            {
                return faults.Length;
            }

            var club = new Ledger().At("2026-03-03T16:30:00Z").Enrol("2020-01-01T00:00:00Z");
            var moment = new LoyaltyClub.Domain.Members.Moment(club.Now, club.Book.With(DateTimeOffset.MinValue, programme));
            var receipt = club.Receipt(club.Now, "s1", Ledger.Line("60", "b"));
            LoyaltyClub
                .Domain.Members.Decider.Decide(
                    club.State,
                    new LoyaltyClub.Domain.Members.RecordPurchase(receipt, null),
                    moment with
                    {
                        Person = new(new(1992, 2, 29)),
                    }
                )
                .Entry.ShouldNotBeNull();
            return 0;
        }
    }

    private static void Object(StringBuilder json, Random random, int depth)
    {
        json.Append('{');
        for (var fields = random.Next(5); fields > 0; fields--)
        {
            json.Append('"').Append(random.Of(Names)).Append("\":");
            Value(json, random, depth + 1);
            json.Append(fields > 1 ? "," : "");
        }
        json.Append('}');
    }

    private static void Value(StringBuilder json, Random random, int depth)
    {
        if (depth < 6 && random.OneIn(3))
        {
            Object(json, random, depth);
        }
        else if (depth < 6 && random.OneIn(4))
        {
            json.Append('[');
            for (var items = random.Next(4); items > 0; items--)
            {
                Value(json, random, depth + 1);
                json.Append(items > 1 ? "," : "");
            }
            json.Append(']');
        }
        else
        {
            json.Append(random.Of(Values));
        }
    }
}

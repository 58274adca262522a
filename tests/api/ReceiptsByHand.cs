using System.Buffers;
using System.Text;
using System.Text.Json;
using LoyaltyClub.Api;
using LoyaltyClub.Api.Purchases;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Tests.Api;

/// <summary>The reader of receipts reads what the serializer reads and refuses what it refuses, in the same words.</summary>
public class ReceiptsByHand
{
    private const string Good =
        """{"store":"s1","till":null,"receipt":"r-1","at":"2026-03-01T10:00:00.1234+02:00","member":"0123456789ab","lines":[{"line":1,"sku":"400","name":"Café","category":"bakery","brand":"b","quantity":1.500,"amount":5.00},{"line":2,"sku":"401","quantity":0,"amount":1e1}]}""";

    public static TheoryData<string> Unusual =>
        [
            Good,
            "{}",
            "[]",
            "null",
            "",
            " ",
            "5",
            "{",
            "{\"lines\":[]}",
            "{\"lines\":null}",
            "{\"lines\":[null]}",
            "{\"lines\":[{}]}",
            "{\"lines\":[5]}",
            "{\"lines\":{}}",
            Good + " ",
            Good + "x",
            "\uFEFF" + Good,
            Good.Replace(
                "\"till\":null",
                "\"vouchers\":[\"V1\"],\"payWithPoints\":{\"points\":5},\"currency\":\"EUR\",\"kind\":\"purchase\"",
                StringComparison.Ordinal
            ),
            Good.Replace("\"till\"", "\"t\\u0069ll\"", StringComparison.Ordinal),
            Good.Replace("\"till\"", "\"Till\"", StringComparison.Ordinal),
            Good.Replace("\"till\"", "\"store\"", StringComparison.Ordinal),
            Good.Replace("\"till\"", "\"line\"", StringComparison.Ordinal),
            Good.Replace("\"brand\"", "\"store\"", StringComparison.Ordinal),
            Good.Replace("\"brand\"", "\"sku\"", StringComparison.Ordinal),
            Good.Replace("\"s1\"", "\"s\\u0031\\n\"", StringComparison.Ordinal),
            Good.Replace("\"s1\"", "\"\\ud800\"", StringComparison.Ordinal),
            Good.Replace("\"s1\"", "7", StringComparison.Ordinal),
            Good.Replace("\"s1\"", "{}", StringComparison.Ordinal),
            Good.Replace("\"r-1\"", "\"\\q\"", StringComparison.Ordinal),
            Good.Replace("\"r-1\"", "true", StringComparison.Ordinal),
            Good.Replace("\"r-1\"", "\"\"", StringComparison.Ordinal),
            Good.Replace("+02:00", "", StringComparison.Ordinal),
            Good.Replace("+02:00", "+99:00", StringComparison.Ordinal),
            Good.Replace("\"2026-03-01T10:00:00.1234+02:00\"", "null", StringComparison.Ordinal),
            Good.Replace("\"2026-03-01T10:00:00.1234+02:00\"", "5", StringComparison.Ordinal),
            Good.Replace("\"line\":1", "\"line\":1.5", StringComparison.Ordinal),
            Good.Replace("\"line\":1", "\"line\":\"1\"", StringComparison.Ordinal),
            Good.Replace("\"line\":1", "\"line\":99999999999", StringComparison.Ordinal),
            Good.Replace("\"line\":1", "\"line\":null", StringComparison.Ordinal),
            Good.Replace("5.00", "1e400", StringComparison.Ordinal),
            Good.Replace("5.00", "1e-400", StringComparison.Ordinal),
            Good.Replace("5.00", "-0", StringComparison.Ordinal),
            Good.Replace("5.00", "05", StringComparison.Ordinal),
            Good.Replace("5.00", "\"5\"", StringComparison.Ordinal),
            Good.Replace("5.00", "null", StringComparison.Ordinal),
            Good.Replace("5.00", "1.0000000000000000000000000001", StringComparison.Ordinal),
            Good.Replace("},{", "},", StringComparison.Ordinal),
            Good.Replace("}]}", "}],}", StringComparison.Ordinal),
            Good.Replace(",\"till\"", ",/* */\"till\"", StringComparison.Ordinal),
            "{\"lines\":[" + string.Join(',', Enumerable.Range(0, 1_001).Select(_ => "{}")) + "]}",
        ];

    [Theory, MemberData(nameof(Unusual))]
    public void Is_read_or_refused_as_by_the_serializer(string text) => Compare(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void So_is_whatever_is_cut_off_or_has_another_byte()
    {
        var good = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < good.Length; i++)
        {
            Compare(good[..i]);
            foreach (var other in "\"\\{}[]:,0e\0\u00ff"u8.ToArray())
            {
                Compare([.. good[..i], other, .. good[(i + 1)..]]);
            }
        }
    }

    private static void Compare(byte[] json) =>
        Text(ReceiptReader.Parse(new(json)))
            .ShouldBe(Text(Body.Parse(new ReadOnlySequence<byte>(json), ApiJson.Default.PurchaseRequest)), Encoding.UTF8.GetString(json));

    private static string Text((PurchaseRequest? Value, Refused? Refusal) read) =>
        JsonSerializer.Serialize(new { read.Value, read.Refusal });
}

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LoyaltyClub.Api.Purchases;

/// <summary>Splits a body into lines, numbered from 1. Empty lines are skipped but counted.</summary>
internal static class NdJson
{
    /// <returns>
    /// The bytes of each line, valid until the next line is read; null for a line of more than <paramref name="most"/> bytes.
    /// </returns>
    public static async IAsyncEnumerable<(int Number, ReadOnlySequence<byte>? Line)> Lines(
        PipeReader reader,
        int most,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var number = 0;
        var tooLong = false;
        while (true)
        {
            var read = await Body.Next(reader, cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                number++;
                var line = rest.Slice(0, end);
                if (tooLong || line.Length > most)
                {
                    yield return (number, null);
                }
                else if (!IsBlank(line))
                {
                    yield return (number, line);
                }

                tooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            if (rest.Length > most || (tooLong && rest.Length > 0))
            {
                (tooLong, rest) = (true, rest.Slice(rest.End));
            }

            if (read.IsCompleted)
            {
                if (tooLong)
                {
                    yield return (number + 1, null);
                }
                else if (!IsBlank(rest))
                {
                    yield return (number + 1, rest);
                }

                reader.AdvanceTo(read.Buffer.End);
                yield break;
            }
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var piece in line)
        {
            if (piece.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }
}

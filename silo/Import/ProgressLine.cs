using System.Diagnostics;
using System.Globalization;

namespace LoyaltyClub.Import;

/// <summary>Shows progress: on a terminal one line that is overwritten, elsewhere a new line every five seconds.</summary>
internal sealed class ProgressLine(TextWriter writer, bool terminal)
{
    private readonly TimeSpan between = terminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5);
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan last;
    private bool dirty;

    public void Checking(long rows, double share)
    {
        if ((rows & 1023) == 0 && Due())
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"checking: {rows} rows, {share:0 %}"));
        }
    }

    /// <param name="share">Fraction of the file, 0 to 1.</param>
    /// <param name="took">Time since the first row was sent.</param>
    public void Importing(Tally tally, double share, TimeSpan took)
    {
        if (!Due())
        {
            return;
        }

        var left = share is > 0.001 and < 1 ? took * ((1 - share) / share) : TimeSpan.Zero;
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Rows} rows, {tally.Done} {tally.Items} ({tally.Done / Math.Max(took.TotalSeconds, 0.001):0}/s), {tally.RefusedRows} rows refused, {share:0 %}, {left:h\\:mm\\:ss} left"
            )
        );
    }

    /// <summary>Ends the progress line, so that later output starts on a new line.</summary>
    public void End()
    {
        if (dirty)
        {
            writer.WriteLine();
        }

        dirty = false;
    }

    private bool Due()
    {
        if (watch.Elapsed - last < between)
        {
            return false;
        }

        last = watch.Elapsed;
        return true;
    }

    private void Write(string text)
    {
        if (terminal)
        {
            writer.Write("\r" + text.PadRight(110));
        }
        else
        {
            writer.WriteLine(text);
        }

        dirty = terminal;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace LoyaltyClub.Import;

/// <summary>Tells how far it is: one line written over and over on a terminal, a line every five seconds elsewhere.</summary>
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

    /// <param name="share">0 to 1, of the file.</param>
    /// <param name="took">Since the first row was sent.</param>
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

    /// <summary>Ends the line, so that what follows stands on one of its own.</summary>
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

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Bench;

/// <summary>
/// The nightly close of a large club. A sandbox's clock stands at yesterday while <c>import</c> brings the members, one in
/// twenty of them with three receipts of a year before: their points end with yesterday. Then the service starts, and closes
/// when its clock is set to now.
/// </summary>
internal sealed class Night(Options options, Stores stores, Report report)
{
    private const int OneIn = 20,
        Receipts = 3;

    public async Task Run()
    {
        var all = options.NightMembers;
        var due = (all + OneIn - 1) / OneIn;
        var store = await stores.New("night");
        var (zone, yesterday, noon) = Day();
        await using (var service = new ServiceProcess(options, store, ("Club__Sandbox", "true")))
        {
            await service.Ready();
            using var club = new Club(service, ClubKind.Full with { Programme = InZone(zone) });
            await club.PutProgramme();
            await club.SetClock(noon);
        }
        Say($"{stores.Prefix}night: importing {all:N0} members");
        var start = Stopwatch.GetTimestamp();
        await Import(store, "members", Members(all, yesterday), all);
        var perSecond = all / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Say($"{stores.Prefix}night: {perSecond:N0} members/s; importing {due * Receipts:N0} receipts");
        var ending = await Import(store, "purchases", Purchases(all, noon.AddMonths(-12)), due * Receipts);

        // Starts with the clock at yesterday: with the present it would close by itself at once, which cannot be timed.
        await using (var service = new ServiceProcess(options, store, ("Club__Sandbox", "true")))
        {
            await service.Ready();
            using var club = new Club(service, ClubKind.Full);
            var idle = await service.Idle();
            var written = await club.Written();
            Say($"{stores.Prefix}night: closing");
            var (before, processors) = (Stopwatch.GetTimestamp(), Processors.Now(service, options));
            await club.SetClock(DateTimeOffset.UtcNow);
            var seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
            var used = (Processors.Now(service, options) - processors).Shares(seconds);
            var highest = service.Memory("VmHWM");
            // One entry for each due member, and the clock's own.
            written = await club.Written() - written;
            if (written != due + 1)
            {
                throw new WrongAnswerException($"close: {due} members were due, {written} entries were written");
            }

            before = Stopwatch.GetTimestamp();
            var again = await club.Close();
            var secondsAgain = Stopwatch.GetElapsedTime(before).TotalSeconds;
            if (again.AsObject().Any(count => count.Key != "through" && (long)count.Value! != 0))
            {
                throw new WrongAnswerException($"close, again: something was left: {again}");
            }

            report.Info($"{stores.Prefix}import of {all:N0} members", $"{perSecond:N0} /s");
            report.Info(
                $"{stores.Prefix}nightly close, {due:N0} of {all:N0} due",
                $"{Report.Number(seconds)} s, {due / seconds:N0} due members/s, {all / seconds:N0} of all; {ending:N0} points"
            );
            report.Info("  processors", used);
            report.AtMost("  memory, highest", highest, "MB", 300, $"{highest:N0} MB, {idle:N0} before");
            report.Info("  the same close again", $"{Report.Number(secondsAgain)} s; 0 members, every count 0");
        }
    }

    /// <summary>
    /// A time zone where it is about six in the morning, so that no midnight falls into the run; its yesterday, and that day's noon.
    /// </summary>
    private static (string Zone, DateOnly Yesterday, DateTimeOffset Noon) Day()
    {
        var now = DateTimeOffset.UtcNow;
        var ahead = 6 - now.Hour < -12 ? 30 - now.Hour : 6 - now.Hour;
        var yesterday = DateOnly.FromDateTime(now.UtcDateTime.AddHours(ahead).AddDays(-1));
        // Etc/GMT-5 is five hours ahead of Greenwich.
        return ($"Etc/GMT{-ahead:+0;-0;+0}", yesterday, new(yesterday.ToDateTime(new(12, 0)), TimeSpan.FromHours(ahead)));
    }

    private static string InZone(string zone)
    {
        var programme = JsonNode.Parse(ClubKind.Full.Programme)!;
        programme["timeZone"] = zone;
        return programme.ToJsonString();
    }

    /// <summary>Points of members who are not due expire later than the 31st day, because the club notifies 30 days before.</summary>
    private static IEnumerable<string> Members(int all, DateOnly yesterday)
    {
        var joined = yesterday.AddYears(-2).ToString("yyyy-MM-dd'T09:00:00Z'", CultureInfo.InvariantCulture);
        yield return "externalId,firstName,lastName,email,language,emailConsent,joinedAt,openingPoints,openingExpires";
        for (var i = 0; i < all; i++)
        {
            var brought =
                i % OneIn == 0
                    ? ","
                    : $"{100 + i % 900},{yesterday.AddDays(40 + i % 320).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
            yield return $"x{i},Ana,Lopez {i},ana.lopez.{i}@example.org,es,true,{joined},{brought}";
        }
    }

    private static IEnumerable<string> Purchases(int all, DateTimeOffset day)
    {
        yield return "store,receipt,at,externalId,sku,category,quantity,amount";
        for (var n = 0; n < Receipts; n++)
        {
            for (var i = 0; i < all; i += OneIn)
            {
                yield return $"s01,R{n}-{i},{day.AddMinutes(n):yyyy-MM-ddTHH:mm:sszzz},x{i},8400000000001,coffee,1,{20 + (i / OneIn + n * 37) % 300}.50";
            }
        }
    }

    /// <summary>Runs the service's own <c>import</c> and returns the points that it gave.</summary>
    private async Task<long> Import(string store, string what, IEnumerable<string> lines, int expected)
    {
        var file = Path.Combine(options.Work, what + ".csv");
        await File.WriteAllLinesAsync(file, lines);
        var start = new ProcessStartInfo("dotnet", [options.Service, "import", what, file])
        {
            WorkingDirectory = options.Work,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["Club__Store"], start.Environment["Club__Sandbox"]) = (store, "true");
        using var process = ServiceProcess.Started(start);
        var errors = process.StandardError.ReadToEndAsync();
        var summary = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        ServiceProcess.Ended(process);
        File.Delete(file);
        if (process.ExitCode != 0 || Count(" new") != expected)
        {
            throw new WrongAnswerException($"import {what}, {process.ExitCode}:\n{summary}{await errors}");
        }

        return Count("points given");

        long Count(string row) =>
            summary
                .Split('\n')
                .Where(line => line.Contains(row, StringComparison.Ordinal))
                .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture))
                .FirstOrDefault(-1);
    }

    private static void Say(string what) => Console.Error.WriteLine(what);
}

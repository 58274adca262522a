using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host;

/// <summary>
/// Fills an empty store with a small fictitious club, through the grains. All of it follows from the day of the first start, which is
/// derived from the first member's joining. So a second start, or a start after a kill half-way, repeats the same operations with the
/// same ids and changes nothing twice.
/// </summary>
internal sealed partial class Demo(
    IJournal journal,
    IGrainFactory grains,
    IDirectory directory,
    ClubClock clock,
    IExceptionRefusals refusals,
    IHostApplicationLifetime life,
    ILogger<Demo> log
) : BackgroundService
{
    private readonly Retry patience = new(TimeSpan.FromMinutes(1), refusals);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, life.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            Console.WriteLine(await Fill(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start continues.
        }
        catch (Exception fault)
        {
            Broken(log, fault.Message);
        }
    }

    /// <returns>A summary of one line.</returns>
    private async Task<string> Fill(CancellationToken stop)
    {
        var first = await FirstMember();
        if (first is null && (await journal.AnyClaim(stop) || await journal.LatestDecided(DateTimeOffset.MinValue, stop) is not null))
        {
            return "Demo: this store holds a club of its own, so no demo is put into it.";
        }

        if (first is null)
        {
            Value(await Ask(() => grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Put(new("demo-programme", null, DemoClub.Programme))));
            foreach (var store in DemoClub.Stores)
            {
                Value(await Ask(() => grains.GetGrain<IStoresGrain>(ClubKey.Value).Put(store, AuditLine.FirstStart)));
            }
        }

        var today = first is null ? new(clock.Now.UtcDateTime.Date, TimeSpan.Zero) : DemoClub.TodayOf(first.JoinedAt);

        var (members, purchases, made) = (0, 0, 0);
        foreach (var (enrolment, receipts) in DemoClub.Members(today))
        {
            stop.ThrowIfCancellationRequested();
            var joined = await Ask(() => grains.GetGrain<IMemberGrain>(MemberIds.New()).Enrol(enrolment));
            // A user may have changed or erased a member of the demo meanwhile; that stays.
            if (joined.Value is not { } member)
            {
                continue;
            }

            (members, made) = (members + 1, made + (joined.Again ? 0 : 1));
            foreach (var receipt in receipts)
            {
                var recorded = await Ask(() =>
                    grains.GetGrain<IMemberGrain>(member.Id).RecordPurchase(receipt with { Member = member.Id })
                );
                (purchases, made) = (
                    purchases + (recorded.Value is null ? 0 : 1),
                    made + (recorded.Value is null || recorded.Again ? 0 : 1)
                );
            }
        }
        return made == 0
            ? $"Demo: the fictitious club is here already, {members} members with {purchases} purchases."
            : $"Demo: a fictitious club of {members} members with {purchases} purchases is ready.";
    }

    /// <summary>The first member of an earlier demo start, or null; a member of the user's own may have the same external id.</summary>
    private async Task<MemberView?> FirstMember() =>
        (await Ask(() => directory.Member(MemberBy.ExternalId, DemoClub.FirstMember))).Value is { } id
        && Value(await Ask(() => grains.GetGrain<IMemberGrain>(id).Get())) is { Email: DemoClub.FirstEmail } member
            ? member
            : null;

    public override void Dispose()
    {
        patience.Dispose();
        base.Dispose();
    }

    private async Task<Outcome<T>> Ask<T>(Func<Task<Outcome<T>>> work) =>
        await patience.Try(work) ?? throw new StoreUnavailableException(patience.Why!);

    private static T Value<T>(Outcome<T> outcome) => outcome.Value ?? throw new InvalidOperationException(outcome.Refusal!.Detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo is not complete: {Reason} The next start continues it.")]
    private static partial void Broken(ILogger logger, string reason);
}

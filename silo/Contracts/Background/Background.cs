namespace LoyaltyClub.Contracts;

/// <summary>Work that nobody calls for and that runs once in the cluster; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IBackgroundGrain")]
public interface IBackgroundGrain : IGrainWithStringKey
{
    /// <summary>Begins the work where it does not run.</summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>Delivers what lies in the outbox.</summary>
[Alias("club.IOutboxGrain")]
public interface IOutboxGrain : IBackgroundGrain
{
    /// <summary>There is something in it.</summary>
    [Alias("Nudge"), OneWay]
    Task Nudge();
}

/// <summary>Closes the day at midnight.</summary>
[Alias("club.INightGrain")]
public interface INightGrain : IBackgroundGrain;

/// <summary>Sees to it that every process knows the programme, the keys, the sandbox's clock and the club's secret as they are.</summary>
[Alias("club.ISharedStreamsGrain")]
public interface IReplicatedStreamsGrain : IBackgroundGrain;

/// <summary>Counts the club by day.</summary>
[Alias("club.IBoardGrain")]
public interface IBoardGrain : IBackgroundGrain
{
    /// <summary>As <see cref="IBoard.Read"/>.</summary>
    [Alias("Read")]
    Task<BoardView?> Read(DateOnly from, DateOnly to);
}

/// <summary>Carries what one grain has to tell another, from the outbox, at least once and in the end for sure.</summary>
public interface IOutboxDispatcher
{
    /// <summary>Delivers what a member has in the outbox now; what cannot be delivered yet is delivered later.</summary>
    Task Flush(string member);
}

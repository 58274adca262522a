namespace LoyaltyClub.Contracts;

/// <summary>Work that nobody calls for and that runs once in the cluster; the key is <see cref="Club.Key"/>.</summary>
public interface IBackgroundGrain : IGrainWithStringKey
{
    /// <summary>Begins the work where it does not run.</summary>
    Task Wake();
}

/// <summary>Delivers what lies in the outbox.</summary>
public interface IOutboxGrain : IBackgroundGrain
{
    /// <summary>There is something in it.</summary>
    [OneWay]
    Task Nudge();
}

/// <summary>Closes the day at midnight.</summary>
public interface INightGrain : IBackgroundGrain;

/// <summary>Sees to it that every process knows the programme, the keys, the sandbox's clock and the club's secret as they are.</summary>
public interface ISharedStreamsGrain : IBackgroundGrain;

/// <summary>Counts the club by day.</summary>
public interface IBoardGrain : IBackgroundGrain
{
    /// <summary>As <see cref="IBoard.Read"/>.</summary>
    Task<BoardView?> Read(DateOnly from, DateOnly to);
}

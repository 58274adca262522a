namespace LoyaltyClub.Contracts;

/// <summary>Background work that runs once in the cluster; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IBackgroundGrain")]
public interface IBackgroundGrain : IGrainWithStringKey
{
    /// <summary>Starts the work if it is not running.</summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>Delivers the outbox.</summary>
[Alias("club.IOutboxGrain")]
public interface IOutboxGrain : IBackgroundGrain
{
    /// <summary>Signals that the outbox has messages.</summary>
    [Alias("Nudge"), OneWay]
    Task Nudge();
}

/// <summary>Runs the nightly close.</summary>
[Alias("club.INightGrain")]
public interface INightGrain : IBackgroundGrain;

/// <summary>Keeps the replicated streams complete in every process: programme, keys, sandbox clock, the club's secret.</summary>
[Alias("club.ISharedStreamsGrain")]
public interface IReplicatedStreamsGrain : IBackgroundGrain;

/// <summary>Keeps the board.</summary>
[Alias("club.IBoardGrain")]
public interface IBoardGrain : IBackgroundGrain
{
    /// <summary>As <see cref="IBoard.Read"/>.</summary>
    [Alias("Read")]
    Task<BoardView?> Read(DateOnly from, DateOnly to);
}

/// <summary>Keeps the rows of members.</summary>
[Alias("club.IMemberRowsGrain")]
public interface IMemberRowsGrain : IBackgroundGrain
{
    /// <summary>Reads the journal to its end, or as far as it gets in a while.</summary>
    [Alias("CatchUp")]
    Task<RowsAge> CatchUp();
}

/// <summary>Delivers messages between grains from the outbox: at least once, and eventually.</summary>
public interface IOutboxDispatcher
{
    /// <summary>Delivers the messages of one member now; messages that cannot be delivered yet follow later.</summary>
    Task Flush(string member);
}

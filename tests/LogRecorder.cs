using System.Collections.Concurrent;
using LoyaltyClub.Contracts;
using LoyaltyClub.Host;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Tests;

/// <summary>A line of any category as it would be printed.</summary>
internal sealed record Logged(string Category, LogLevel Level, EventId Id, string Text, IReadOnlyDictionary<string, object?> Values)
{
    public bool Is(SecurityEvent what) => Category == SecurityLog.Category && Id.Id == (int)what;
}

/// <summary>What a club has logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<Logged> lines = [];

    public Logged[] Lines => [.. lines];
    public Logged[] Security => [.. lines.Where(line => line.Category == SecurityLog.Category)];

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    private sealed class Writer(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            recorder.lines.Enqueue(
                new(
                    category,
                    logLevel,
                    eventId,
                    formatter(state, exception) + exception,
                    (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(pair => pair.Key, pair => pair.Value)
                )
            );
    }
}

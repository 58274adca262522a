using System.Net.Sockets;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>Classifies the errors of PostgreSQL and of the network.</summary>
internal static class PostgresErrors
{
    /// <summary>A unique key is taken; certain that nothing was written.</summary>
    public static bool IsTaken(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>A conflict of two transactions; certain that nothing was written, and the next try will probably succeed.</summary>
    public static bool IsCollision(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The server is starting or recovering, or has not answered in time.</summary>
    public static bool IsNotReady(NpgsqlException e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } or { InnerException: TimeoutException };

    /// <summary>The server is away, stopping, starting, full or read-only; whether a write succeeded is unknown.</summary>
    public static bool IsUnavailable(Exception e) =>
        e switch
        {
            // Classes 08 connection, 53 resources (disk full), 57 operator intervention (killed, starting up, cancelled), 58 system error,
            // XX corruption.
            PostgresException p => p.SqlState[..2] is "08" or "53" or "57" or "58" or "XX"
                || p.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName,
            NpgsqlException or TimeoutException or SocketException or IOException or ObjectDisposedException => true,
            _ => false,
        };
}

using System.Text.Json;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Running;

/// <summary>
/// Whose a SQLite store is: one process's at a time, by a lock on a file beside it that ends with the process, however that ends. A service
/// writes there how a command on the same machine reaches it; who may read that file may read the store as well.
/// </summary>
internal sealed class StoreOwner : IDisposable
{
    private readonly FileStream held;
    private readonly string announcement;

    private StoreOwner(FileStream held, string announcement)
    {
        this.held = held;
        this.announcement = announcement;
    }

    /// <summary>The path of a SQLite store; null for PostgreSQL, which has as many owners as the cluster has processes.</summary>
    public static string? PathOf(string store) =>
        store.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) && store.Length > "sqlite:".Length
            ? Path.GetFullPath(store["sqlite:".Length..])
            : null;

    /// <summary>Takes the store; null if another process has it.</summary>
    /// <exception cref="StoreUnavailableException">The folder or the file beside the store cannot be made.</exception>
    public static StoreOwner? Take(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), Announcement(path));
        }
        catch (IOException) when (File.Exists(path + ".lock"))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The folder of {path} cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>Says how this process is reached, until it ends.</summary>
    public void Announce(ServiceAddress address)
    {
        File.Delete(announcement);
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(announcement, mine);
        JsonSerializer.Serialize(file, address);
    }

    /// <summary>How the service that has the store is reached; null if none has it, or whoever has it is not reached.</summary>
    public static ServiceAddress? Service(string path)
    {
        using var owner = Directory.Exists(Path.GetDirectoryName(path)) ? Take(path) : null;
        if (owner is not null || !File.Exists(Announcement(path)))
        {
            return null;
        }

        return JsonSerializer.Deserialize<ServiceAddress>(File.ReadAllText(Announcement(path)));
    }

    private static string Announcement(string path) => path + ".service";

    public void Dispose()
    {
        File.Delete(announcement);
        held.Dispose();
    }
}

/// <summary>Another process has the SQLite store. Two would not know what the other wrote.</summary>
public sealed class StoreInUseException()
    : Exception("Another process has this SQLite store open. Stop it, or let several processes share a PostgreSQL database.");

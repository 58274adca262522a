using System.Text.Json;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Host.Running;

/// <summary>
/// Ownership of a SQLite store by one process at a time: a lock on a file beside it, which ends with the process, however it ends. A
/// service writes its address and key for commands on the same machine beside it, readable like the store itself.
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

    /// <summary>The path of a SQLite store; null for PostgreSQL, which every process of the cluster shares.</summary>
    public static string? PathOf(string store) =>
        store.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) && store.Length > "sqlite:".Length
            ? Path.GetFullPath(store["sqlite:".Length..])
            : null;

    /// <summary>Takes ownership; null if another process has it.</summary>
    /// <exception cref="StoreUnavailableException">The folder or the file beside the store cannot be created.</exception>
    public static StoreOwner? Take(string path)
    {
        try
        {
            OwnersOnly.Folder(Path.GetDirectoryName(path)!);
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

    /// <summary>Publishes this process's address until it ends.</summary>
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

    /// <summary>The address of the service that owns the store; null without an owner, or if the owner has published none.</summary>
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

/// <summary>Another process owns the SQLite store. Two owners would not know of each other's writes.</summary>
public sealed class StoreInUseException()
    : Exception("Another process has this SQLite store open. Stop it, or let several processes share a PostgreSQL database.");

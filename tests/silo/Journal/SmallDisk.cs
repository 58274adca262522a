using System.Diagnostics;

namespace LoyaltyClub.Tests.Journal;

/// <summary>A file system of 2 MB in memory, mounted on a folder.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    /// <exception cref="InvalidOperationException">Mounting is not permitted here.</exception>
    public static SmallDisk Mount(string folder) =>
        Run("mount", "-t", "tmpfs", "-o", "size=2m", "loyaltyclub-test", folder)
            ? new SmallDisk(folder)
            : throw new InvalidOperationException("A disk of the test's own cannot be mounted.");

    /// <summary>Whether a disk can be mounted here: tried once, on a folder made for it.</summary>
    public static bool Possible { get; } = Try();

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("loyaltyclub-disk").FullName;
        var possible = Run("mount", "-t", "tmpfs", "-o", "size=2m", "loyaltyclub-test", folder) && Run("umount", folder);
        Directory.Delete(folder);
        return possible;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    // Lazily, as the store still has its file open; FreshStore removes the folder.
    public ValueTask DisposeAsync()
    {
        Run("umount", "-l", folder);
        return default;
    }
}

/// <summary>A test that needs a disk of its own, skipped where none may be mounted (not root, not Linux, a strict container).</summary>
internal sealed class FactWhereDisksMayBeMountedAttribute : FactAttribute
{
    public FactWhereDisksMayBeMountedAttribute()
    {
        if (!SmallDisk.Possible)
        {
            Skip = "Mounting a small disk is not permitted here; run the tests as root to have it.";
        }
    }
}

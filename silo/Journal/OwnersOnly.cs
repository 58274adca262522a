namespace LoyaltyClub.Journal;

/// <summary>Files and folders that only the service's own user can read: they have members' details and the club's secret.</summary>
public static class OwnersOnly
{
    private const UnixFileMode ForFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        ForFolders = ForFiles | UnixFileMode.UserExecute;

    /// <summary>Creates a folder that is missing; one that is there may be shared with others, and stays as it is.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, ForFolders);
        }
    }

    /// <summary>Creates a SQLite file that is missing, and takes what is there from others; the files beside it get its mode.</summary>
    public static void Database(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new FileStream(path, Creating(FileMode.OpenOrCreate)).Dispose();
        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            // Another user's file cannot be changed, and SQLite says itself whether it can be used.
            try
            {
                File.SetUnixFileMode(file, ForFiles);
            }
            catch (UnauthorizedAccessException) { }
        }
    }

    public static FileStreamOptions Creating(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ForFiles;
        }

        return options;
    }
}

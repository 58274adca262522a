using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LoyaltyClub.Host;

namespace LoyaltyClub.Tests;

/// <summary>The built service as a separate process, for tests of kills, memory and commands.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly FreshStore store;
    private readonly string assembly;
    private readonly int port = FreePort();
    private Process? process;

    /// <param name="assembly">Path of a build; null for the build of the tests.</param>
    public ServiceProcess(FreshStore store, string? assembly = null)
    {
        (this.store, this.assembly) = (store, assembly ?? typeof(ClubHost).Assembly.Location);
        Admin = new() { BaseAddress = Address };
        Admin.DefaultRequestHeaders.Authorization = new("Bearer", ClubApplication.AdminKey);
    }

    public Uri Address => new($"http://127.0.0.1:{port}");

    public HttpClient Admin { get; }

    /// <summary>Peak resident memory in bytes; null if the system does not report it.</summary>
    public long? PeakMemory =>
        process is { HasExited: false } && OperatingSystem.IsLinux()
            ? File.ReadLines($"/proc/{process.Id}/status")
                .Where(line => line.StartsWith("VmHWM:"))
                .Select(line => long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) << 10)
                .First()
            : null;

    /// <summary>Additional settings, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Starts the process and waits until it is ready.</summary>
    public async Task Start()
    {
        process = Process.Start(Command())!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3)); // beside whatever else the machine does
        while (true)
        {
            try
            {
                if ((await Admin.GetAsync("/health/ready", limit.Token)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or SocketException && !process.HasExited)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>
    /// True if a request has no answer because the process is gone. A peer that is killed between the connection and its first use is a
    /// socket's bare exception in .NET.
    /// </summary>
    public static bool IsGone(Exception fault) =>
        fault is HttpRequestException or IOException or SocketException or TaskCanceledException;

    /// <summary>Sends SIGTERM and waits for the exit.</summary>
    public async Task Stop()
    {
        Signal("TERM");
        await Ended();
    }

    /// <summary>Suspends the process until it is resumed.</summary>
    public void Pause() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    /// <summary>Waits until the process exits by itself.</summary>
    public async Task Ended()
    {
        await process!.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process!.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Sends SIGKILL.</summary>
    public async Task Kill()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Runs a command of the service over the same store and returns the exit code.</summary>
    public async Task<int> Run(params string[] command)
    {
        using var run = Process.Start(Command(command))!;
        await run.WaitForExitAsync();
        return run.ExitCode;
    }

    private ProcessStartInfo Command(params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. command])
        {
            Environment =
            {
                ["Club__Store"] = store.Setting,
                ["Club__Urls"] = $"http://127.0.0.1:{port}",
                ["Club__AdminKey"] = ClubApplication.AdminKey,
                ["Club__Sandbox"] = "true",
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (process is not null)
        {
            await Kill();
        }
    }
}

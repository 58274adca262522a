using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace LoyaltyClub.Bench;

/// <summary>The service, in a process of its own, on a free port.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    public const string AdminKey = "bench-admin-key-of-forty-characters-long";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    private static readonly List<Process> Running = [];

    private readonly StringBuilder output = new();
    private readonly Process process;
    private readonly long started;

    public ServiceProcess(Options options, string store, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        Port = FreePort();
        // A separate folder, because the service watches its working folder for changed settings.
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "service")).FullName;
        var start = new ProcessStartInfo("dotnet", [options.Service])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Club__Store"] = store;
        start.Environment["Club__AdminKey"] = AdminKey;
        start.Environment["Club__Urls"] = $"http://127.0.0.1:{Port}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        started = Stopwatch.GetTimestamp();
        process = Started(start);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }
    public int Id => process.Id;

    /// <summary>Seconds since the start of the process.</summary>
    public double Age => Stopwatch.GetElapsedTime(started).TotalSeconds;

    /// <summary>Polls until the answer is 200; returns the seconds since the start.</summary>
    public async Task<double> Answers(string path)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {AdminKey}\r\nConnection: close\r\n\r\n"
        );
        var answer = new byte[32];
        while (Age < Retry.TotalSeconds && !process.HasExited)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                await socket.SendAsync(request);
                var count = await socket.ReceiveAsync(answer);
                if (answer.AsSpan(0, count).StartsWith("HTTP/1.1 200"u8))
                {
                    return Age;
                }
            }
            catch (SocketException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        lock (output)
        {
            throw new InvalidOperationException($"The service does not answer 200 to {path}:\n{output}");
        }
    }

    public Task Ready() => Answers("/health/ready");

    /// <summary>Resident memory now (VmRSS) or at its highest (VmHWM), in MB of 1,000,000 bytes.</summary>
    public double Memory(string which)
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith(which, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)
            * 1024
            / 1e6;
    }

    /// <summary>Resident memory 3 s after the start.</summary>
    public async Task<double> Idle()
    {
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 3 - Age)));
        return Memory("VmRSS");
    }

    /// <summary>Stops the processes when the work is interrupted.</summary>
    public static void StopAll()
    {
        lock (Running)
        {
            foreach (var one in Running)
            {
                one.Kill();
            }
        }
    }

    /// <summary>Registers a process to be stopped with the others.</summary>
    public static Process Started(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        lock (Running)
        {
            Running.Add(process);
        }

        return process;
    }

    public static void Ended(Process process)
    {
        lock (Running)
        {
            Running.Remove(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Ended(process);
        if (!process.HasExited)
        {
            Signal(Id, 15);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

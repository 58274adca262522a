using System.Diagnostics;
using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Architecture;

namespace LoyaltyClub.Tests.Host;

/// <summary>The README's first screen, run as somebody would who has just cloned the repository.</summary>
[Collection(nameof(Alone))]
public sealed class ReadmeTests : IAsyncLifetime
{
    private static readonly string[] Blocks =
    [
        .. Regex
            .Matches(File.ReadAllText(Path.Combine(Tidiness.Root, "README.md")), "```sh\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value),
    ];
    private static string Start => Blocks[0].Split('\n')[0].Split('#')[0].Trim();

    private readonly string folder = Directory.CreateTempSubdirectory("readme").FullName;
    private Process? service;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (service is not null)
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
            service.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Its_commands_start_the_service_and_enrol_buy_and_show_the_balance()
    {
        Start.ShouldBe("dotnet run --project silo/Host");
        Blocks[0].Split('\n')[1].ShouldStartWith("bash tests/run ");
        var url = $"http://127.0.0.1:{ServiceProcess.FreePort()}";
        service = Process.Start(
            new ProcessStartInfo("bash", ["-c", "exec " + Start])
            {
                WorkingDirectory = Tidiness.Root,
                RedirectStandardOutput = true,
                Environment =
                {
                    // Beside somebody's own club nothing is to be touched.
                    ["Club__Store"] = $"sqlite:{folder}/data/club.db",
                    ["Club__Urls"] = url,
                    // As the tests are built, or all would be built once more.
                    ["Configuration"] = "Release",
                },
            }
        )!;
        var said = new List<string>();
        while (!said.Exists(line => line.StartsWith("The desk has no admin yet", StringComparison.Ordinal)))
        {
            said.Add(
                await service.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5))
                    ?? throw new InvalidOperationException(string.Join('\n', said))
            );
        }

        var key = Regex.Match(string.Join('\n', said), "Admin key, shown this once: (lc_[0-9a-f]{64})").Groups[1].Value;
        said.ShouldContain($"LoyaltyClub listens on {url}; try it at {url}/docs");

        var commands = Blocks[1].Replace("KEY=lc_…", "KEY=" + key).Replace("http://127.0.0.1:5080", url);
        commands.ShouldContain(key);
        commands.ShouldContain(url);
        // The purchase again, as the screen says: the same answer; with other content: refused.
        var purchase = commands.Split('\n').Single(line => line.Contains("/purchases", StringComparison.Ordinal));
        var output = await Bash(commands + purchase + '\n' + purchase.Replace("19.99", "29.99", StringComparison.Ordinal));
        output.Split("\"purchase\":\"s1/1001\"").Length.ShouldBe(1 + 2);
        output.ShouldContain("\"status\":409");
        output.ShouldContain("\"breakdown\":[{\"rule\":\"base\",\"points\":19}]");
        output.ShouldContain("\"balance\":{\"active\":19,\"pending\":0,\"reserved\":0,\"debt\":0");

        // What the screen says besides.
        using var anyone = new HttpClient { BaseAddress = new(url) };
        foreach (var page in new[] { "/", "/desk", "/till", "/docs" })
        {
            (await anyone.Get(page)).Status.ShouldBe(200, page);
        }

        File.Exists(Path.Combine(folder, "data", "club.db")).ShouldBeTrue();
        using var admin = new HttpClient { BaseAddress = new(url), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        (
            await admin.Post(
                "/v1/keys",
                new
                {
                    role = "till",
                    store = "s1",
                    name = "counter 1",
                }
            )
        ).Status.ShouldBe(201);
    }

    private static async Task<string> Bash(string commands)
    {
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands]) { RedirectStandardOutput = true }
        )!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.ShouldBe(0, output);
        return output;
    }
}

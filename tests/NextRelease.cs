using System.Diagnostics;

namespace LoyaltyClub.Tests;

/// <summary>
/// A simulated next release of the service: the current sources with changes that are allowed while the last release still runs, built in a
/// separate folder.
/// </summary>
public sealed class NextRelease : IDisposable
{
    /// <summary>File, text that occurs in it once, and replacement.</summary>
    private static readonly (string File, string Is, string Becomes)[] Changes =
    [
        // New fields in a view and an answer.
        (
            "silo/Contracts/Members/Members.cs",
            "bool OnHold = false\n) : PersonDetails;",
            "bool OnHold = false, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Visits = null) : PersonDetails;"
        ),
        ("silo/Grains/Members/Views.cs", "!member.Holds.IsEmpty\n        );", "!member.Holds.IsEmpty, member.Purchases);"),
        (
            "silo/Contracts/Purchases/Purchases.cs",
            "NearMissView[]? WhyNot = null\n);",
            "NearMissView[]? WhyNot = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cashier = null);"
        ),
        // A new optional field in a request.
        (
            "silo/Contracts/Purchases/Purchases.cs",
            "    DateOnly? PurchaseDay = null\n);",
            "DateOnly? PurchaseDay = null, string? Cashier = null);"
        ),
        // A new grain method.
        (
            "silo/Contracts/Members/IMemberGrain.cs",
            "    Task<SettleAnswer> Settle(DateOnly through);",
            "    Task<SettleAnswer> Settle(DateOnly through);\n\n    [Alias(\"Visits\")]\n    Task<int> Visits();"
        ),
        (
            "silo/Grains/Members/MemberGrain.Purchases.cs",
            "    public Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest request) =>\n",
            """
                public Task<int> Visits() => Task.FromResult(ledger.State.Purchases);

                public async Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest request)
                {
                    var outcome = await RecordSilently(request);
                    return outcome.Value is { } answer ? outcome with { Value = answer with { Cashier = request.Cashier } } : outcome;
                }

                private Task<Outcome<PurchaseAnswer>> RecordSilently(PurchaseRequest request) =>

            """
        ),
        (
            "api/Members/MemberRoutes.cs",
            "        members\n            .MapPatch(\"/{id}\",",
            "        members.MapGet(\"/{id}/visits\", (string id, IGrainFactory grains) => grains.GetGrain<IMemberGrain>(id).Visits()).For(AccessRules.Everyone);\n        members\n            .MapPatch(\"/{id}\","
        ),
    ];

    /// <summary>Files and folders that the service is built from.</summary>
    private static readonly string[] Parts = ["api", "portal", "silo", "templates", "Directory.Build.props", "Directory.Packages.props"];

    private readonly string folder = Directory.CreateTempSubdirectory("loyaltyclub-next-").FullName;

    private NextRelease() { }

    /// <summary>Path of the built service.</summary>
    public string Assembly => Path.Combine(folder, "artifacts/bin/LoyaltyClub.Host/release/LoyaltyClub.dll");

    public static async Task<NextRelease> Build()
    {
        var next = new NextRelease();
        try
        {
            foreach (
                var file in (
                    await Run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", .. Parts], Repository.Root)
                ).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                next.Copy(file);
            }

            foreach (var (file, before, after) in Changes)
            {
                var path = Path.Combine(next.folder, file);
                await File.WriteAllTextAsync(path, Changed(file, await File.ReadAllTextAsync(path), before, after));
            }
            // Without analyzers: they have checked these sources, and would compare the changes with this release's lists.
            await Run(
                "dotnet",
                [
                    "build",
                    "silo/Host",
                    "-c",
                    "Release",
                    "-nologo",
                    "-v",
                    "quiet",
                    "-p:RunAnalyzers=false",
                    "-p:EnableOrleansContractsAnalyzer=false",
                    "-nodeReuse:false",
                    "-p:UseSharedCompilation=false",
                ],
                next.folder
            );
            File.Exists(next.Assembly).ShouldBeTrue(next.Assembly);
            return next;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidOperationException">The text is missing or occurs more than once.</exception>
    public static string Changed(string file, string text, string before, string after) =>
        text.Split(before) is [var start, var end]
            ? start + after + end
            : throw new InvalidOperationException(
                $"{file} has not once what the next release changes, so {nameof(NextRelease)} must be told what stands there now: {before}"
            );

    private void Copy(string file)
    {
        var (from, to) = (Path.Combine(Repository.Root, file), Path.Combine(folder, file));
        if (!File.Exists(from))
        {
            return; // deleted, but not yet in git
        }

        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private static async Task<string> Run(string command, string[] arguments, string directory)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        // Inherited from the build that runs the tests, if any.
        foreach (
            var variable in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()
        )
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

namespace LoyaltyClub.Tests;

/// <summary>
/// Recorded files in git: what the last release's processes understand, what they wrote, what callers were told. Tests compare the present
/// behaviour with them.
/// </summary>
public static class Recorded
{
    private const string Variable = "LOYALTYCLUB_TEST_WRITE";

    /// <summary>True if the test is to record new content; the difference shows in review.</summary>
    /// <param name="what">The name that the environment variable LOYALTYCLUB_TEST_WRITE must contain.</param>
    public static bool Writes(string what) => (Environment.GetEnvironmentVariable(Variable) ?? "").Split(',').Contains(what);

    /// <summary>The command that records it.</summary>
    public static string Command(string what, string test) => $"{Variable}={what} bash tests/run --filter {test}";
}

namespace LoyaltyClub.Tests;

/// <summary>
/// Files in git that say what was: what processes of the last release understand, what they wrote, what callers were told. Tests hold what
/// is against them.
/// </summary>
public static class Recorded
{
    private const string Variable = "LOYALTYCLUB_TEST_WRITE";

    /// <summary>True if the test is to write down what is new: the difference then shows in review.</summary>
    /// <param name="what">What the environment variable LOYALTYCLUB_TEST_WRITE must name.</param>
    public static bool Writes(string what) => (Environment.GetEnvironmentVariable(Variable) ?? "").Split(',').Contains(what);

    /// <summary>The command that writes it down.</summary>
    public static string Command(string what, string test) => $"{Variable}={what} bash tests/run --filter {test}";
}

using System.Globalization;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain;

/// <summary>
/// Properties over random sequences. The seed is drawn anew in each run and named when a property fails, with the
/// shortest sequence that still fails; LOYALTYCLUB_TEST_SEED runs it again.
/// </summary>
public static class ForAll
{
    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();

    /// <summary>A sequence of steps from one generator for each case.</summary>
    /// <param name="holds">Throws if the property does not hold; is given a random of its own, the same for every try of a case.</param>
    public static void Sequences<T>(int cases, ITestOutputHelper output, Func<Random, T[]> make, Action<T[], Random> holds)
    {
        output.WriteLine($"LOYALTYCLUB_TEST_SEED={Seed}, {cases} cases");
        for (var i = 0; i < cases; i++)
        {
            var seed = unchecked(Seed + i * 7919);
            var steps = make(new Random(seed));
            if (Failure(steps) is not { } failure)
                continue;
            var all = steps.Length;
            for (var size = steps.Length / 2; size >= 1; size /= 2)
                for (var from = 0; from + size <= steps.Length;)
                {
                    T[] fewer = [.. steps[..from], .. steps[(from + size)..]];
                    if (Failure(fewer) is { } still)
                        (steps, failure) = (fewer, still);
                    else
                        from += size;
                }
            throw new ShouldAssertException(
                $"Case {i} with LOYALTYCLUB_TEST_SEED={Seed}, {steps.Length} of {all} steps:\n{string.Join("\n", steps)}\n{failure.Message}", failure);

            Exception? Failure(T[] some)
            {
                try
                {
                    holds(some, new Random(seed));
                    return null;
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    return exception;
                }
            }
        }
    }

    /// <summary>A property of one random case.</summary>
    public static void Cases(int cases, ITestOutputHelper output, Action<Random> holds) =>
        Sequences<int>(cases, output, _ => [0], (_, random) => holds(random));

    public static T Of<T>(this Random random, params T[] values) => values[random.Next(values.Length)];

    public static bool OneIn(this Random random, int many) => random.Next(many) == 0;
}

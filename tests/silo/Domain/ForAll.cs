using System.Globalization;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain;

/// <summary>
/// Properties over random sequences. The seed is drawn anew in each run and named when a property fails, with the
/// shortest sequence that still fails; LOYALTYCLUB_TEST_SEED runs it again.
/// </summary>
public static class ForAll
{
    private static readonly int Seed = int.TryParse(
        Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_SEED"),
        NumberStyles.Integer,
        CultureInfo.InvariantCulture,
        out var given
    )
        ? given
        : Random.Shared.Next();

    /// <summary>A sequence of steps from one generator for each case.</summary>
    /// <param name="holds">Throws if the property does not hold; is given a random of its own, the same for every try of a case.</param>
    /// <param name="sideBySide">How many cases run at the same time.</param>
    public static void Sequences<T>(
        int cases,
        ITestOutputHelper output,
        Func<Random, T[]> make,
        Action<T[], Random> holds,
        int sideBySide = 1
    )
    {
        output.WriteLine($"LOYALTYCLUB_TEST_SEED={Seed}, {cases} cases");
        var run = Parallel.For(
            0,
            cases,
            new() { MaxDegreeOfParallelism = sideBySide },
            (i, loop) =>
            {
                if (Failure(i, make(new Random(SeedOf(i)))) is not null)
                {
                    loop.Break();
                }
            }
        );
        if (run.LowestBreakIteration is { } broken)
        {
            throw Shortest((int)broken);
        }

        static int SeedOf(int i) => unchecked(Seed + i * 7919);

        Exception? Failure(int i, T[] some)
        {
            try
            {
                holds(some, new Random(SeedOf(i)));
                return null;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                return exception;
            }
        }

        ShouldAssertException Shortest(int i)
        {
            var steps = make(new Random(SeedOf(i)));
            var (all, failure) = (steps.Length, Failure(i, steps)!);
            for (var size = steps.Length / 2; size >= 1; size /= 2)
            {
                for (var from = 0; from + size <= steps.Length;)
                {
                    T[] fewer = [.. steps[..from], .. steps[(from + size)..]];
                    if (Failure(i, fewer) is { } still)
                    {
                        (steps, failure) = (fewer, still);
                    }
                    else
                    {
                        from += size;
                    }
                }
            }

            return new(
                $"Case {i} with LOYALTYCLUB_TEST_SEED={Seed}, {steps.Length} of {all} steps:\n{string.Join("\n", steps)}\n{failure.Message}",
                failure
            );
        }
    }

    /// <summary>A property of one random case.</summary>
    public static void Cases(int cases, ITestOutputHelper output, Action<Random> holds) =>
        Sequences<int>(cases, output, _ => [0], (_, random) => holds(random));

    public static T Of<T>(this Random random, params T[] values) => values[random.Next(values.Length)];

    public static bool OneIn(this Random random, int many) => random.Next(many) == 0;
}

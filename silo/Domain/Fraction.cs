using System.Numerics;

namespace LoyaltyClub.Domain;

/// <summary>
/// An exact number, such as a third of a point, in lowest terms. Null is 0, so that a member who carries nothing costs nothing.
/// </summary>
public sealed record Fraction
{
    private Fraction(BigInteger over, BigInteger under) => (Over, Under) = (over, under);

    /// <summary>The numerator; not 0.</summary>
    public BigInteger Over { get; }

    /// <summary>The denominator; above 0.</summary>
    public BigInteger Under { get; }

    /// <param name="under">Not 0.</param>
    public static Fraction? Of(BigInteger over, BigInteger under)
    {
        if (over.IsZero)
        {
            return null;
        }

        var common = BigInteger.GreatestCommonDivisor(over, under) * under.Sign;
        return new(over / common, under / common);
    }

    public static Fraction? Of(decimal number)
    {
        var under = BigInteger.One;
        for (; number != decimal.Truncate(number); number *= 10)
        {
            under *= 10;
        }

        return Of(new BigInteger(number), under);
    }

    public static Fraction? operator +(Fraction? one, Fraction? other) =>
        one is null ? other
        : other is null ? one
        : Of(one.Over * other.Under + other.Over * one.Under, one.Under * other.Under);

    public static Fraction? operator -(Fraction? number) => number is null ? null : new(-number.Over, number.Under);

    public static Fraction? operator -(Fraction? one, Fraction? other) => one + -other;

    public static Fraction? operator *(Fraction? one, Fraction? other) =>
        one is null || other is null ? null : Of(one.Over * other.Over, one.Under * other.Under);

    /// <param name="other">Not 0.</param>
    public static Fraction? operator /(Fraction? one, Fraction other) =>
        one is null ? null : Of(one.Over * other.Under, one.Under * other.Over);

    public static bool operator <(Fraction? one, Fraction? other) => (one - other)?.Over.Sign < 0;

    public static bool operator >(Fraction? one, Fraction? other) => other < one;

    public static Fraction? Least(Fraction? one, Fraction? other) => one < other ? one : other;

    public static Fraction? Most(Fraction? one, Fraction? other) => one > other ? one : other;

    /// <summary>The greatest whole number that is not above it.</summary>
    public static long Floor(Fraction? number) =>
        number is null ? 0 : (long)((number.Over - (number.Over.Sign < 0 ? number.Under - 1 : 0)) / number.Under);
}

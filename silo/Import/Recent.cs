using System.Diagnostics.CodeAnalysis;

namespace LoyaltyClub.Import;

/// <summary>A cache of the most recently used entries: at least <paramref name="least"/>, at most twice as many.</summary>
internal sealed class Recent<TKey, TValue>(int least)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> young = [],
        old = [];

    public bool Find(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!old.TryGetValue(key, out value))
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    public void Add(TKey key, TValue value)
    {
        if (young.Count >= least)
        {
            (old, young) = (young, []);
        }

        young[key] = value;
    }
}

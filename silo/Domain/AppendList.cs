using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace LoyaltyClub.Domain;

/// <summary>An immutable list whose last items lie by themselves, so that a change near its end copies some dozens of items and not all.</summary>
[CollectionBuilder(typeof(AppendList), nameof(AppendList.Of))]
public sealed class AppendList<T> : IReadOnlyList<T>
{
    /// <summary>Items that lie by themselves, at most.</summary>
    internal const int MostRecent = 32;

    internal static readonly AppendList<T> Empty = new([], []);

    private readonly ImmutableArray<T> older, recent;

    internal AppendList(ImmutableArray<T> older, ImmutableArray<T> recent) => (this.older, this.recent) =
        recent.Length > MostRecent ? (older.AddRange(recent.AsSpan(0, MostRecent / 2)), recent[(MostRecent / 2)..]) : (older, recent);

    public int Count => older.Length + recent.Length;

    public T this[int index] => index < older.Length ? older[index] : recent[index - older.Length];

    public AppendList<T> Add(T item) => new(older, recent.Add(item));

    public AppendList<T> Insert(int index, T item) =>
        index < older.Length ? new(older.Insert(index, item), recent) : new(older, recent.Insert(index - older.Length, item));

    public AppendList<T> SetItem(int index, T item) =>
        index < older.Length ? new(older.SetItem(index, item), recent) : new(older, recent.SetItem(index - older.Length, item));

    public AppendList<T> RemoveAt(int index) =>
        index < older.Length ? new(older.RemoveAt(index), recent) : new(older, recent.RemoveAt(index - older.Length));

    /// <summary>Without the first item that is equal, if there is one.</summary>
    public AppendList<T> Remove(T item) => older.Remove(item) is var left && left.Length < older.Length ? new(left, recent) : new(older, recent.Remove(item));

    public AppendList<T> RemoveAll(Predicate<T> gone) => new(older.RemoveAll(gone), recent.RemoveAll(gone));

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public struct Enumerator(AppendList<T> list) : IEnumerator<T>
    {
        private ImmutableArray<T> part = list.older;
        private int index = -1;

        public readonly T Current => part[index];

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (++index < part.Length)
                return true;
            if (part == list.recent)
                return false;
            (part, index) = (list.recent, 0);
            return part.Length > 0;
        }

        public readonly void Reset() => throw new NotSupportedException();

        public readonly void Dispose()
        {
        }
    }
}

public static class AppendList
{
    public static AppendList<T> Of<T>(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty)
            return AppendList<T>.Empty;
        var old = Math.Max(0, items.Length - AppendList<T>.MostRecent / 2);
        return new([.. items[..old]], [.. items[old..]]);
    }

    /// <summary>Takes so many items from the first to the last, each once and without a copy of all.</summary>
    public static AppendList<T> Read<T>(int count, Func<T> next)
    {
        var old = Math.Max(0, count - AppendList<T>.MostRecent / 2);
        return new(Some(old), Some(count - old));

        ImmutableArray<T> Some(int some)
        {
            var items = ImmutableArray.CreateBuilder<T>(some);
            for (; some > 0; some--)
                items.Add(next());
            return items.MoveToImmutable();
        }
    }
}

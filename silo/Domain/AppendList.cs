using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace LoyaltyClub.Domain;

/// <summary>
/// An immutable list in three parts: older items, up to 32 recent items, and the last. Appending copies at most the recent items; replacing
/// the last item copies none.
/// </summary>
[CollectionBuilder(typeof(AppendList), nameof(AppendList.Of))]
public sealed class AppendList<T> : IReadOnlyList<T>
{
    /// <summary>The most items between the older ones and the last.</summary>
    internal const int MostRecent = 32;

    internal static readonly AppendList<T> Empty = new([], [], default!, 0);

    private readonly ImmutableArray<T> older,
        recent;
    private readonly T last;

    private AppendList(ImmutableArray<T> older, ImmutableArray<T> recent, T last, int count) =>
        (this.older, this.recent, this.last, Count) = (older, recent, last, count);

    public int Count { get; }

    public T this[int index] =>
        index < older.Length ? older[index]
        : index - older.Length < recent.Length ? recent[index - older.Length]
        : index == Count - 1 ? last
        : throw new ArgumentOutOfRangeException(nameof(index));

    public AppendList<T> Add(T item) => Count == 0 ? Of([], [], item) : Of(older, recent.Add(last), item);

    public AppendList<T> Insert(int index, T item) =>
        index == Count ? Add(item)
        : index < older.Length ? Of(older.Insert(index, item), recent, last)
        : Of(older, recent.Insert(index - older.Length, item), last);

    public AppendList<T> SetItem(int index, T item) =>
        index < older.Length ? Of(older.SetItem(index, item), recent, last)
        : index - older.Length < recent.Length ? Of(older, recent.SetItem(index - older.Length, item), last)
        : index == Count - 1 ? Of(older, recent, item)
        : throw new ArgumentOutOfRangeException(nameof(index));

    public AppendList<T> RemoveAt(int index) =>
        index < older.Length ? Of(older.RemoveAt(index), recent, last)
        : index - older.Length < recent.Length ? Of(older, recent.RemoveAt(index - older.Length), last)
        : index == Count - 1 ? WithoutLast(older, recent)
        : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Removes the first equal item, if there is one.</summary>
    public AppendList<T> Remove(T item)
    {
        for (var index = 0; index < Count; index++)
        {
            if (EqualityComparer<T>.Default.Equals(this[index], item))
            {
                return RemoveAt(index);
            }
        }

        return this;
    }

    public AppendList<T> RemoveAll(Predicate<T> gone)
    {
        if (Count == 0)
        {
            return this;
        }

        var (left, near) = (older.RemoveAll(gone), recent.RemoveAll(gone));
        return gone(last) ? WithoutLast(left, near) : Of(left, near, last);
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    internal static AppendList<T> Of(ImmutableArray<T> older, ImmutableArray<T> recent, T last) =>
        recent.Length > MostRecent
            ? new(older.AddRange(recent.AsSpan(0, MostRecent / 2)), recent[(MostRecent / 2)..], last, older.Length + recent.Length + 1)
            : new(older, recent, last, older.Length + recent.Length + 1);

    private static AppendList<T> WithoutLast(ImmutableArray<T> older, ImmutableArray<T> recent) =>
        !recent.IsEmpty ? Of(older, recent[..^1], recent[^1])
        : !older.IsEmpty ? Of(older[..^1], [], older[^1])
        : Empty;

    /// <summary>Enumerates the three parts without copying items.</summary>
    public ref struct Enumerator
    {
        private readonly AppendList<T> list;
        private ReadOnlySpan<T> part;
        private int index = -1,
            parts = 1;

        internal Enumerator(AppendList<T> list)
        {
            this.list = list;
            part = list.older.AsSpan();
        }

        public readonly ref readonly T Current => ref part[index];

        public bool MoveNext()
        {
            while (++index >= part.Length)
            {
                if (parts == 3 || list.Count == 0)
                {
                    return false;
                }

                part = parts == 1 ? list.recent.AsSpan() : new(in list.last);
                (index, parts) = (-1, parts + 1);
            }
            return true;
        }
    }
}

public static class AppendList
{
    public static AppendList<T> Of<T>(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty)
        {
            return AppendList<T>.Empty;
        }

        var old = Math.Max(0, items.Length - AppendList<T>.MostRecent / 2);
        return AppendList<T>.Of([.. items[..old]], [.. items[old..^1]], items[^1]);
    }

    /// <summary>Reads a number of items in order, without an intermediate copy.</summary>
    public static AppendList<T> Read<T>(int count, Func<T> next)
    {
        if (count == 0)
        {
            return AppendList<T>.Empty;
        }

        var old = Math.Max(0, count - AppendList<T>.MostRecent / 2);
        return AppendList<T>.Of(Some(old), Some(count - old - 1), next());

        ImmutableArray<T> Some(int some)
        {
            var items = ImmutableArray.CreateBuilder<T>(some);
            for (; some > 0; some--)
            {
                items.Add(next());
            }

            return items.MoveToImmutable();
        }
    }
}

namespace LoyaltyClub.Grains;

/// <summary>
/// The members in this process's memory, at most so many. For each that comes beyond that, one leaves: the first in line that was not asked
/// since it stood there the last time (second chance), so that whoever is busy stays.
/// </summary>
public sealed class ActiveMembers(int most)
{
    /// <summary>Members looked at for one that comes; after that the next in line leaves, asked or not.</summary>
    private const int MostLookedAt = 16;

    private readonly LinkedList<MemberGrain> line = [];

    public int Count
    {
        get
        {
            lock (line)
            {
                return line.Count;
            }
        }
    }

    /// <returns>The place in line, to be given back.</returns>
    internal LinkedListNode<MemberGrain> Came(MemberGrain member)
    {
        List<MemberGrain>? leaving = null;
        LinkedListNode<MemberGrain> place;
        lock (line)
        {
            place = line.AddLast(member);
            while (line.Count > most && line.First is { } first)
            {
                for (var looked = 1; looked < MostLookedAt && first.Value.WasAsked(); looked++)
                {
                    line.RemoveFirst();
                    line.AddLast(first);
                    first = line.First!;
                }
                line.Remove(first);
                (leaving ??= []).Add(first.Value);
            }
        }
        leaving?.ForEach(old => old.Leave());
        return place;
    }

    internal void Left(LinkedListNode<MemberGrain> place)
    {
        lock (line)
        {
            if (place.List is not null)
            {
                line.Remove(place);
            }
        }
    }
}

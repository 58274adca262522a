namespace LoyaltyClub.Grains;

/// <summary>
/// Limits the activations of member grains in this process. Beyond the limit each new activation evicts another by second chance: the
/// oldest without a call since its last turn, so that busy members stay.
/// </summary>
public sealed class ActiveMembers(int most)
{
    /// <summary>Candidates examined per eviction; the last is evicted even after a call.</summary>
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

    /// <returns>The member's place, the argument of <see cref="Left"/>.</returns>
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

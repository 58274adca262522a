using LoyaltyClub.Domain;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain;

/// <summary>A list in two parts is a list.</summary>
public class AppendLists(ITestOutputHelper output)
{
    [Fact]
    public void Every_change_gives_what_a_plain_list_gives_and_leaves_the_list_before_as_it_was()
    {
        const int seed = 20_261_122;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            List<int> plain = [.. Enumerable.Range(0, random.Next(100))];
            AppendList<int> list = [.. plain];
            for (var step = 0; step < 200; step++)
            {
                var (before, same) = (list, plain.ToArray());
                var (value, at) = (random.Next(50), plain.Count == 0 ? 0 : random.Next(plain.Count));
                switch (random.Next(6))
                {
                    case 0 or 1:
                        list = list.Add(value);
                        plain.Add(value);
                        break;
                    case 2:
                        at = random.Next(plain.Count + 1);
                        list = list.Insert(at, value);
                        plain.Insert(at, value);
                        break;
                    case 3 when plain.Count > 0:
                        list = list.SetItem(at, value);
                        plain[at] = value;
                        break;
                    case 4 when plain.Count > 0:
                        list = list.RemoveAt(at);
                        plain.RemoveAt(at);
                        break;
                    case 5 when step % 20 > 0:
                        list = list.Remove(value);
                        plain.Remove(value);
                        break;
                    default:
                        list = list.RemoveAll(item => item == value);
                        plain.RemoveAll(item => item == value);
                        break;
                }
                before.ShouldBe(same);
                list.ShouldBe(plain);
                Enumerable.Range(0, list.Count).Select(index => list[index]).ShouldBe(plain);
            }
        }
    }

    [Fact]
    public void It_holds_what_it_was_made_of_whatever_its_length_and_whatever_of_its_end_is_gone()
    {
        for (var count = 0; count <= 70; count++)
        {
            var (plain, next) = (Enumerable.Range(0, count).ToArray(), 0);
            AppendList<int> list = [.. plain];
            list.ShouldBe(plain);
            AppendList.Read(count, () => next++).ShouldBe(plain);
            for (var left = 0; left <= count; left++)
            {
                list.RemoveAll(item => item >= left).ShouldBe(plain[..left]);
            }
        }
    }

    [Fact]
    public void A_change_near_its_end_copies_some_dozens_of_items_and_not_all()
    {
        const int many = 10_005,
            some = 2_000; // not so many that the next one moves some of the last to the others
        var next = 0;
        AppendList<int> made = [.. Enumerable.Range(0, many)],
            read = AppendList.Read(many, () => next++),
            added = [];
        for (var item = 0; item < many; item++)
        {
            added = added.Add(item);
        }

        foreach (var list in new[] { made, read, added })
        {
            Copied(() => list.Insert(many - 16, 0)).ShouldBeLessThan(some);
            Copied(() => list.SetItem(many - 1, 0)).ShouldBeLessThan(some);
            Copied(() => list.RemoveAt(many - 1)).ShouldBeLessThan(some);
            // Now and then all are copied, when the last ones have become many.
            Copied(() => Enumerable.Range(0, 160).Aggregate(list, (longer, item) => longer.Add(item)))
                .ShouldBeLessThan(160 * many * sizeof(int) / 8);
        }

        static long Copied(Func<AppendList<int>> change)
        {
            change(); // what the first time takes once
            var before = GC.GetAllocatedBytesForCurrentThread();
            change();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}

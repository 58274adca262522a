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
                    case 0 or 1: list = list.Add(value); plain.Add(value); break;
                    case 2: at = random.Next(plain.Count + 1); list = list.Insert(at, value); plain.Insert(at, value); break;
                    case 3 when plain.Count > 0: list = list.SetItem(at, value); plain[at] = value; break;
                    case 4 when plain.Count > 0: list = list.RemoveAt(at); plain.RemoveAt(at); break;
                    case 5 when step % 20 > 0: list = list.Remove(value); plain.Remove(value); break;
                    default: list = list.RemoveAll(item => item == value); plain.RemoveAll(item => item == value); break;
                }
                before.ShouldBe(same);
                list.ShouldBe(plain);
                Enumerable.Range(0, list.Count).Select(index => list[index]).ShouldBe(plain);
            }
            var index = 0;
            AppendList.Read(plain.Count, () => plain[index++]).ShouldBe(plain);
        }
    }
}

namespace LoyaltyClub.Tests.Host;

public class ClusterTests
{
    /// <summary>The embedded engine has none, and Orleans cannot make one over a file.</summary>
    [Fact]
    public async Task A_cluster_that_cannot_be_is_refused_before_the_store_is_touched()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        var refused = await Should.ThrowAsync<ArgumentException>(ClubApplication.Start(store, settings: ["--Club:Cluster=true"]));
        refused.Message.ShouldStartWith("Club:Cluster needs ");
        Directory.Exists(store.Folder).ShouldBeFalse();
    }
}

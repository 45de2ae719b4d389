using k8s.Models;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Own writes and late events: what is older changes nothing, what is gone stays gone.</summary>
public sealed class OwnWriteTests
{
    [Fact]
    public async Task An_own_write_is_there_at_once_and_its_echo_announces_nothing()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        test.Source.Lose = true;
        V1ConfigMap written = test.Source.Put("a", "one");
        test.Informer.Remember(written);
        Assert.Equal("a", Assert.Single(test.Informer.ByIndex("one")).Metadata.Name);
        Assert.Equal(["+a uid-1"], test.TakeChanges());
        test.Source.Lose = false;
        test.Source.Send(ObjectChange.Applied, written);
        test.Source.Put("b");
        await test.SettledAsync();
        Assert.Equal(["+b uid-2"], test.TakeChanges());
    }

    [Fact]
    public async Task An_older_event_undoes_no_own_write_and_a_delete_does()
    {
        await using var test = new InformerHarness();
        V1ConfigMap old = test.Source.Put("a", "old");
        await test.StartAsync();
        test.Source.Lose = true;
        V1ConfigMap middle = test.Source.Put("a", "middle");
        V1ConfigMap written = test.Source.Put("a", "new");
        test.Informer.Remember(written);
        test.Source.Lose = false;
        test.Source.Send(ObjectChange.Applied, old);
        test.Source.Send(ObjectChange.Applied, middle);
        test.Source.Put("fence");
        await test.SettledAsync();
        Assert.Equal("new", test.Informer.Get(InformerHarness.Key("a"))!.Metadata.Labels["run"]);
        test.Source.Delete("a");
        await test.SettledAsync();
        Assert.Null(test.Informer.Get(InformerHarness.Key("a")));
    }

    [Fact]
    public async Task The_answer_to_a_write_that_comes_after_the_deletion_brings_nothing_back()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        V1ConfigMap written = test.Source.Put("a");
        test.Source.Delete("a");
        test.Source.Put("fence");
        await test.SettledAsync();
        test.Informer.Remember(written);
        test.Source.Send(ObjectChange.Applied, written);
        test.Source.Put("second fence");
        await test.SettledAsync();
        Assert.Null(test.Informer.Get(InformerHarness.Key("a")));
    }

    [Fact]
    public async Task The_answer_to_a_write_of_which_a_later_list_knows_nothing_brings_nothing_back()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        test.Source.EndWatches();
        V1ConfigMap written = test.Source.Put("a");
        test.Source.Delete("a");
        test.Source.Compact();
        await Wait.For(() => test.Source.CountOf("list") == 2 && test.Source.Watches == 1, "a second list", test.Clock, TimeSpan.FromSeconds(1));
        test.Informer.Remember(written);
        Assert.Null(test.Informer.Get(InformerHarness.Key("a")));
    }

    [Fact]
    public async Task A_list_from_before_an_own_write_does_not_remove_it()
    {
        await using var test = new InformerHarness(new InformerOptions { PageSize = 1 });
        test.Source.Put("a");
        test.Source.Put("b");
        V1ConfigMap? written = null;
        test.Source.OnList = token =>
        {
            if (token is null || written is not null) return;
            // Between two pages of one list.
            written = test.Source.Put("c");
            test.Informer.Remember(written);
        };
        test.Source.OnWatch = static _ => throw new IOException("unreachable");
        test.StartOnly();
        await test.Informer.WaitForSyncAsync(CancellationToken.None);
        Assert.Equal(["a", "b", "c"], test.Informer.All().Select(value => value.Metadata.Name).Order());
        Assert.DoesNotContain(test.TakeChanges(), change => change.StartsWith('-'));
    }

    [Fact]
    public async Task An_object_recreated_under_its_name_is_first_deleted_and_then_added()
    {
        await using var test = new InformerHarness();
        V1ConfigMap first = test.Source.Put("a");
        await test.StartAsync();
        test.TakeChanges();
        test.Source.Lose = true;
        V1ConfigMap end = test.Source.Delete("a")!;
        test.Source.Lose = false;
        test.Source.Put("a");
        await test.SettledAsync();
        Assert.Equal(["-a uid-1", "+a uid-2"], test.TakeChanges());

        // Late news of the first one are nothing to the second.
        test.Source.Send(ObjectChange.Deleted, end);
        test.Source.Send(ObjectChange.Applied, first);
        test.Source.Put("fence");
        await test.SettledAsync();
        Assert.Equal(["+fence uid-3"], test.TakeChanges());
    }

    [Fact]
    public async Task A_deletion_is_announced_with_the_last_state()
    {
        await using var test = new InformerHarness();
        test.Source.Put("a");
        await test.StartAsync();
        string? version = null;
        test.Informer.Changed += (before, after) => version = after is null ? before!.Metadata.ResourceVersion : version;
        test.Source.Delete("a");
        await test.SettledAsync();
        await Wait.For(() => version is not null, "the announcement");
        Assert.Equal("102", version);
    }

    [Fact]
    public async Task After_a_restore_from_a_backup_the_list_is_believed()
    {
        await using var test = new InformerHarness();
        test.Source.Put("a");
        test.Source.Put("b");
        await test.StartAsync();
        test.TakeChanges();
        test.Source.Restore();
        test.Source.Put("b");
        await test.ConvergedAsync();
        Assert.Equal(["+b uid-3", "-a uid-1", "-b uid-2"], test.TakeChanges().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Objects_without_a_uid_are_told_apart_by_version_alone()
    {
        var store = new ObjectStore<V1ConfigMap>(null);
        store.Apply(Make("a", "5"));
        store.Delete(Make("a", "6"));
        Assert.Single(store.Apply(Make("b", "7")));
        Assert.Equal("b", Assert.Single(store.All()).Metadata.Name);
    }

    [Fact]
    public void Versions_that_are_no_numbers_have_no_order_and_the_last_word_counts()
    {
        var store = new ObjectStore<V1ConfigMap>(null);
        store.Apply(Make("a", "x9"));
        Assert.Single(store.Apply(Make("a", "x10")));
        Assert.Empty(store.Apply(Make("a", "x10")));
        Assert.Empty(store.Remember(Make("b", "x11")));
        Assert.Equal("x1", Assert.Single(store.Replace([Make("a", "x1")], "x12")).New!.Metadata.ResourceVersion);
        Assert.Single(store.Replace([], "x13"));
        Assert.Empty(store.All());
    }

    private static V1ConfigMap Make(string name, string version) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns", ResourceVersion = version } };
}

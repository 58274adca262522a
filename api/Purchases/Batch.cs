using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// A file of purchases, one a line, of any size: the lines of one member in the order of the file, those of different
/// members side by side, results in the order of the file. One bad line never stops the rest.
/// </summary>
internal sealed class Batch(Caller caller, IGrainFactory grains, IDirectory directory, Failures failures)
{
    /// <summary>Lines on their way at once: enough that they are of many members and fill the journal's groups, few enough to bound memory.</summary>
    private const int SideBySide = 4_096;

    /// <summary>How long a line waits before it asks again where too much work was waiting: a batch has time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How often it asks before its result is that refusal.</summary>
    private const int Tries = 250;

    private readonly Dictionary<string, Task> lastOfMember = new(StringComparer.Ordinal);

    public static async Task Handle(HttpContext http, IGrainFactory grains, IDirectory directory, Failures failures)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        http.Response.ContentType = "application/x-ndjson";
        using var spool = new Spool();
        var writing = Send(spool, http);
        try
        {
            await new Batch(caller: http.Caller(), grains, directory, failures).Run(http.Request.BodyReader, spool, http.RequestAborted);
        }
        finally
        {
            spool.Complete();
            await writing;
        }
    }

    private async Task Run(PipeReader reader, Spool spool, CancellationToken cancel)
    {
        var results = Channel.CreateBounded<(int Line, Task<Outcome<PurchaseAnswer>> Work)>(new BoundedChannelOptions(SideBySide) { SingleReader = true, SingleWriter = true });
        var collecting = Collect(results.Reader, spool);
        try
        {
            await foreach (var (number, line) in NdJson.Lines(reader, Body.Limit, cancel))
                await results.Writer.WriteAsync((number, line is { } json ? await Start(json) : Task.FromResult<Outcome<PurchaseAnswer>>(Problems.TooLarge(Body.Limit))), cancel);
        }
        finally
        {
            results.Writer.Complete();
            await collecting;
        }
    }

    private async ValueTask<Task<Outcome<PurchaseAnswer>>> Start(ReadOnlySequence<byte> json)
    {
        var (purchase, fault) = Body.Parse(json, ApiJson.Default.PurchaseRequest);
        fault ??= Check.Purchase(purchase!) ?? caller.StoreRefusal(purchase!.Store);
        if (fault is not null)
            return Task.FromResult<Outcome<PurchaseAnswer>>(fault);
        var found = await Attempt(() => Record.MemberOf(purchase!, directory).AsTask());
        if (found is not { Value: { } member })
            return Task.FromResult<Outcome<PurchaseAnswer>>(found.Refusal!);
        var work = lastOfMember.GetValueOrDefault(member) is { IsCompleted: false } before ? After(before, member, purchase!) : Do(member, purchase!);
        if (!work.IsCompleted)
            lastOfMember[member] = work;
        if (lastOfMember.Count > 4 * SideBySide)
            foreach (var (other, last) in lastOfMember)
                if (last.IsCompleted)
                    lastOfMember.Remove(other);
        return work;
    }

    private async Task<Outcome<PurchaseAnswer>> After(Task before, string member, PurchaseRequest purchase)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await Do(member, purchase);
    }

    private Task<Outcome<PurchaseAnswer>> Do(string member, PurchaseRequest purchase) => Attempt(() => grains.GetGrain<IMemberGrain>(member).RecordPurchase(purchase));

    private async Task<Outcome<T>> Attempt<T>(Func<Task<Outcome<T>>> work)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await work();
            }
            catch (Exception fault) when (failures.Explain(fault) is { } refusal)
            {
                if (refusal.Code is not ("overloaded" or "member_busy") || tries == Tries)
                    return refusal;
                await Task.Delay(Pause);
            }
    }

    private static async Task Collect(ChannelReader<(int Line, Task<Outcome<PurchaseAnswer>> Work)> results, Spool spool)
    {
        var bytes = new ArrayBufferWriter<byte>(1 << 14);
        using var json = new Utf8JsonWriter(bytes, ApiJson.Writing);
        while (await results.WaitToReadAsync())
        {
            while (results.TryRead(out var result))
            {
                if (bytes.WrittenCount > 0 && !result.Work.IsCompleted)
                    Pass(); // who waits for a slow line should see the quick ones before it
                Write(json, result.Line, await result.Work);
                bytes.Write("\n"u8);
                if (bytes.WrittenCount > 1 << 14)
                    Pass();
            }
            Pass();
        }

        void Pass()
        {
            spool.Write(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        }
    }

    private static void Write(Utf8JsonWriter json, int line, Outcome<PurchaseAnswer> outcome)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteNumber("status", outcome.Refusal is { } status ? Problems.StatusOf(status) : outcome.Again ? 200 : 201);
        json.WritePropertyName("body");
        if (outcome.Refusal is { } refusal)
            Problems.Write(json, refusal);
        else
            JsonSerializer.Serialize(json, outcome.Value!, ApiJson.Default.PurchaseAnswer);
        json.WriteEndObject();
        json.Flush();
    }

    private static async Task Send(Spool spool, HttpContext http)
    {
        try
        {
            while (await spool.Read(http.RequestAborted) is { Length: > 0 } bytes)
                await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up. What was read is done all the same, and sent again it answers the same.
        }
    }
}

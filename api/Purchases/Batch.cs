using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using LoyaltyClub.Api.Ordering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// A file of purchases and returns, one per line, of any size. Lines of one member run in file order, lines of different members in
/// parallel; results come in file order. A faulty line does not stop the others.
/// </summary>
internal sealed class Batch(Caller caller, IGrainFactory grains, IDirectory directory, IExceptionRefusals refusals, Action<Refused> refused)
{
    /// <summary>
    /// Lines in progress at once: enough different members to fill the journal's group commits, few enough to bound memory.
    /// </summary>
    private const int SideBySide = 4_096;

    /// <summary>Pause before a line is tried again after an overload refusal: a batch has time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Tries of a line before the overload refusal becomes its result.</summary>
    private const int Tries = 250;

    private readonly OrderedPipeline<int, Result> pipeline = new(SideBySide);

    /// <summary>
    /// Members of the receipts in progress by <see cref="IDirectory.Numbered"/>, so that a return in the same file is ordered among its
    /// member's lines.
    /// </summary>
    private readonly Dictionary<(string Store, string Receipt), (string Member, Task Work)> onTheirWay = [];

    public static async Task Handle(HttpContext http, IGrainFactory grains, IDirectory directory, IExceptionRefusals refusals)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        http.Response.ContentType = "application/x-ndjson";
        using var spool = new Spool();
        var writing = Send(spool, http);
        try
        {
            await new Batch(http.Caller(), grains, directory, refusals, http.Note).Run(http.Request.BodyReader, spool, http.RequestAborted);
        }
        finally
        {
            spool.Complete();
            await writing;
        }
    }

    private Task Run(PipeReader reader, Spool spool, CancellationToken cancel) =>
        pipeline.Run(
            async stopped =>
            {
                await foreach (var (number, line) in NdJson.Lines(reader, Body.Limit, stopped))
                {
                    await pipeline.WaitForRoom();
                    if (line is { } json)
                    {
                        await Add(number, json);
                    }
                    else
                    {
                        pipeline.Add(number, new Result(Problems.TooLarge(Body.Limit)));
                    }
                }
            },
            results => Collect(results, spool),
            cancel
        );

    private async ValueTask Add(int number, ReadOnlySequence<byte> json)
    {
        var (line, fault) = ReceiptReader.Parse(json);
        if (line is { Kind: "return" })
        {
            await AddReturn(number, line);
            return;
        }

        fault ??= Check.Purchase(line!) ?? caller.StoreRefusal(line!.Store);
        if (fault is not null)
        {
            pipeline.Add(number, new Result(fault));
            return;
        }

        var member = Record.Named(line!);
        if (member is null)
        {
            var found = await MemberOf(line!);
            if (found.Value is null)
            {
                pipeline.Add(number, new Result(found.Refusal));
                return;
            }

            member = found.Value;
        }
        var work = pipeline.Add(number, member, (Batch: this, Member: member, Line: line!), static one =>
            one.Batch.Buy(one.Member, one.Line)
        );
        if (!work.IsCompleted)
        {
            onTheirWay[(line!.Store!, directory.Numbered(line.Store!, line.Receipt!, line.At!.Value))] = (member, work);
            RunningWork.RemoveEnded(onTheirWay, 4 * SideBySide, static way => way.Work);
        }
    }

    private Task<Outcome<string>> MemberOf(PurchaseRequest line) => Attempt(() => Record.MemberOf(line, directory).AsTask());

    private async ValueTask AddReturn(int number, PurchaseRequest line)
    {
        var request = new ReturnRequest(
            line.Store,
            line.Receipt,
            line.ReturnReceipt,
            line.At,
            line.Lines is null ? null : [.. line.Lines.Select(item => new ReturnLine(item?.Line, item?.Quantity))],
            line.Till,
            line.PurchaseStore,
            line.PurchaseDay
        );
        if ((Foreign(line) ?? Check.Return(request) ?? caller.StoreRefusal(request.Store)) is { } fault)
        {
            pipeline.Add(number, new Result(fault));
            return;
        }

        string? member;
        var bought = directory.Numbered(request.BoughtIn!, request.Receipt!, request.At!.Value, request.PurchaseDay);
        if (onTheirWay.TryGetValue((request.BoughtIn!, bought), out var way))
        {
            member = way.Member;
        }
        else
        {
            var known = await Attempt<string>(async () =>
                (await directory.Purchase(request)).Member is { } holder ? holder : NotYet
            );
            if (known.Value is null && known.Refusal != NotYet)
            {
                pipeline.Add(number, new Result(known.Refusal));
                return;
            }

            member = known.Value;
        }
        _ = pipeline.Add(number, member, (Batch: this, Request: request), static one => one.Batch.TakeBack(one.Request));
    }

    private async Task<Result> TakeBack(ReturnRequest request)
    {
        var outcome = await Attempt(() => Return.Do(request, caller, grains, directory));
        return new(outcome.Refusal, outcome.Value, outcome.Refusal is null ? Return.StatusOf(outcome) : 0);
    }

    /// <summary>Refuses a field of purchases that returns do not have.</summary>
    private static Refused? Foreign(PurchaseRequest line) =>
        (
            line.Member is not null ? "member"
            : line.Card is not null ? "card"
            : line.Vouchers is not null ? "vouchers"
            : line.PayWithPoints is not null ? "payWithPoints"
            : line.Currency is not null ? "currency"
            : line.Lines?.Any(item =>
                item is { Sku: not null } or { Name: not null } or { Category: not null } or { Brand: not null }
                || item is { Amount: not null } or { Tax: not null }
            ) == true
                ? "lines"
            : null
        )
            is { } field
            ? new(RefusalCode.UnknownField, $"A return has no field '{field}'.", new Fact("field", field))
            : null;

    /// <summary>For a return ahead of its purchase in the file.</summary>
    private static readonly Refused NotYet = new(RefusalCode.UnknownPurchase, "The purchase has not arrived.");

    private async Task<Result> Buy(string member, PurchaseRequest purchase)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var outcome = await Record.Ask(member, caller.Asked(purchase), grains);
                return new(outcome.Refusal, outcome.Value, outcome.Again ? 200 : 201);
            }
            catch (Exception fault) when (refusals.Of(fault) is { } refusal)
            {
                if (!IsForAWhile(refusal, tries))
                {
                    return new(refusal);
                }

                await Task.Delay(Pause);
            }
        }
    }

    private static bool IsForAWhile(Refused refusal, int tries) =>
        refusal.Code is RefusalCode.Overloaded or RefusalCode.MemberBusy && tries < Tries;

    /// <summary>The result of a line: a refusal, or the answer to a purchase or return with its status.</summary>
    private readonly record struct Result(Refused? Refusal, object? Value = null, int Status = 0);

    private async Task<Outcome<T>> Attempt<T>(Func<Task<Outcome<T>>> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await work();
            }
            catch (Exception fault) when (refusals.Of(fault) is { } refusal)
            {
                if (!IsForAWhile(refusal, tries))
                {
                    return refusal;
                }

                await Task.Delay(Pause);
            }
        }
    }

    private async Task Collect(ChannelReader<(int Item, Task<Result> Work)> results, Spool spool)
    {
        var bytes = new ArrayBufferWriter<byte>(1 << 14);
        using var json = new Utf8JsonWriter(bytes, ApiJson.Writing);
        while (await results.WaitToReadAsync())
        {
            while (results.TryRead(out var result))
            {
                if (bytes.WrittenCount > 0 && !result.Work.IsCompleted)
                {
                    Pass(); // the caller sees finished results before a slow line delays the next
                }

                var done = await result.Work;
                if (done.Refusal is { } refusal)
                {
                    refused(refusal);
                }

                Write(json, result.Item, done);
                bytes.Write("\n"u8);
                if (bytes.WrittenCount > 1 << 14)
                {
                    Pass();
                }
            }
            Pass();
        }

        void Pass()
        {
            spool.Write(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        }
    }

    private static void Write(Utf8JsonWriter json, int line, Result result)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteNumber("status", result.Refusal is { } status ? Problems.StatusOf(status) : result.Status);
        json.WritePropertyName("body");
        switch (result)
        {
            case { Refusal: { } refusal }:
                Problems.Write(json, refusal);
                break;
            case { Value: PurchaseAnswer bought }:
                JsonSerializer.Serialize(json, bought, PurchaseJson.Default.PurchaseAnswer);
                break;
            default:
                JsonSerializer.Serialize(json, (ReturnAnswer)result.Value!, ApiJson.Default.ReturnAnswer);
                break;
        }
        json.WriteEndObject();
        json.Flush();
    }

    private static async Task Send(Spool spool, HttpContext http)
    {
        try
        {
            while (await spool.Read(http.RequestAborted) is { Length: > 0 } bytes)
            {
                await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller disconnected. Lines already read are still recorded; sent again they get the same answers.
        }
    }
}

using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Before this silo joins, declares silos dead that are in the cluster's table and whose port refuses connections: they ended without
/// leaving. Orleans probes every silo of the table before another may join, and would wait half a minute for dead silos after a power
/// cut or a kill of all processes. On another machine a refusal counts only if the silo's heartbeats have stopped: the refusal may come
/// from a firewall, and declaring a live silo dead ends its process.
/// </summary>
internal sealed partial class LostSilos(
    IMembershipTable table,
    ILocalSiloDetails self,
    IOptions<ClusterMembershipOptions> options,
    TimeProvider machine,
    ILogger<LostSilos> log
) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Retries of a write: several processes may start at once and change the table in turns.</summary>
    private const int MostTries = 10;

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(LostSilos), ServiceLifecycleStage.RuntimeInitialize - 1, WriteOff);

    private async Task WriteOff(CancellationToken cancel)
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancel);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var all = await table.ReadAllAsync(cancel);
            var refusing = await Task.WhenAll(
                all.Members.Where(row =>
                        row.Item1.Status is SiloStatus.Active or SiloStatus.Joining or SiloStatus.ShuttingDown or SiloStatus.Stopping
                    )
                    // Orleans itself replaces an older silo at this address.
                    .Where(row => !row.Item1.SiloAddress.Endpoint.Equals(self.SiloAddress.Endpoint))
                    .Where(row =>
                        row.Item1.SiloAddress.Endpoint.Address.Equals(self.SiloAddress.Endpoint.Address) || HasGoneQuiet(row.Item1)
                    )
                    .Select(async row => (Row: row, Refuses: await Refuses(row.Item1.SiloAddress, cancel)))
            );
            if (refusing.FirstOrDefault(found => found.Refuses).Row is not var (lost, etag) || lost is null)
            {
                return;
            }

            lost.Status = SiloStatus.Dead;
            if (await table.UpdateRowAsync(lost, etag, all.Version.Next(), cancel))
            {
                WrittenOff(log, lost.SiloAddress);
            }
        }
    }

    private bool HasGoneQuiet(MembershipEntry silo) =>
        silo.IAmAliveTime < machine.GetUtcNow().UtcDateTime - 2 * options.Value.IAmAliveTablePublishTimeout;

    /// <summary>True if the port refuses the connection. A silo that is slow or unreachable from here may be alive.</summary>
    private static async Task<bool> Refuses(SiloAddress silo, CancellationToken cancel)
    {
        using var socket = new Socket(silo.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Retry);
        try
        {
            await socket.ConnectAsync(silo.Endpoint, limit.Token);
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A silo ended without leaving the cluster: {Silo}")]
    private static partial void WrittenOff(ILogger logger, SiloAddress silo);
}

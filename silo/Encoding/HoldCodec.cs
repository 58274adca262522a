using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The layouts of holding a member's spending and releasing it: the finding's id and the request's hash.</summary>
internal static class HoldCodec
{
    private const int FingerprintBytes = 32;

    public static readonly EntryKind[] Kinds =
    [
        Kind<HoldSpending, SpendingHeld>(23, asked => (asked.Finding, asked.Fingerprint), (finding, hash) => new(finding, hash)),
        Kind<ReleaseSpending, SpendingReleased>(24, asked => (asked.Finding, asked.Fingerprint), (finding, hash) => new(finding, hash)),
    ];

    private static EntryKind<TCommand, TEntry> Kind<TCommand, TEntry>(
        byte number,
        Func<TCommand, (string Finding, ImmutableArray<byte> Fingerprint)> content,
        Func<string, ImmutableArray<byte>, TEntry> entry
    )
        where TCommand : MemberCommand
        where TEntry : Entry =>
        new(
            number,
            (bytes, asked) =>
            {
                var (finding, fingerprint) = content(asked);
                bytes.Text(finding);
                bytes.Write(fingerprint.AsSpan());
            },
            (_, _) => { },
            bytes =>
            {
                var read = entry(bytes.Text()!, [.. bytes.ReadBytes(FingerprintBytes)]);
                return EntryFrame.Read(bytes).On(read);
            }
        );
}

using System.Text;
using System.Text.Json;
using LoyaltyClub.Background;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Host.Engine;
using LoyaltyClub.Readings;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>One kind of what is kept for years, with samples of it.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Type">As which it is read.</param>
/// <param name="IsText">True if its bytes are JSON.</param>
/// <param name="Read">As the service reads it.</param>
/// <param name="Write">Samples, as the service writes them now.</param>
internal sealed record GoldenKind(string Name, Type Type, bool IsText, Func<byte[], object> Read, Func<IEnumerable<byte[]>> Write)
{
    private static readonly DateTimeOffset At = Instant("2026-03-02T10:00:00.123Z");
    private static readonly Guid Proof = new("0123abcd-0000-4000-8000-0123456789ab");

    /// <summary>
    /// Every kind: entries and snapshots of members, what other streams and documents hold, what waits in the outbox, and states that
    /// Orleans' storage keeps.
    /// </summary>
    public static IReadOnlyList<GoldenKind> All { get; } =
    [
        .. Codecs
            .Every.GroupBy(entry => (Type: entry.GetType(), Number: Commands.Encode(entry)[0]))
            .Select(kind => new GoldenKind(
                "entry." + kind.Key.Type.Name + Layouts[LayoutOf(kind.Key.Type, kind.Key.Number)],
                kind.Key.Type,
                false,
                EntryCodec.Decode,
                () => kind.Select(Commands.Encode)
            )),
        .. Codecs
            .States.GroupBy(state => StateCodec.Encode(state)[0])
            .Select(
                (layout, index) =>
                    new GoldenKind(
                        "snapshot.Member" + Layouts[index],
                        typeof(MemberState),
                        false,
                        data => StateCodec.Decode(data)!,
                        () => layout.Select(StateCodec.Encode)
                    )
            ),
        Json(
            "document.Person",
            Person.Read,
            person => person.Write(),
            Person.Nobody,
            new()
            {
                ExternalId = "x-1",
                FirstName = "Añe",
                LastName = "\"O'Neil\"",
                Email = "ane@example.org",
                Phone = "+34 600",
                Birthday = Day("2000-02-29"),
                Language = "es",
                Consents = new(true, true, "e1", "s1"),
                CardCode = "1234567890128",
                OldCards = ["1", "2"],
                ReplacedAt = new() { ["2"] = At },
                ReferredBy = "0123456789ab",
                SpentStep = 58_000_000,
                SpentFor = "s1\nr1",
                JoinedFrom = "till k1",
            }
        ),
        Json(
            "stream.Programme",
            ProgrammeCache.Decode,
            version => ProgrammeCache.Encode(version.From, version.Document, version.By),
            new(At, """{"name":"Ñandú"}""", null),
            new(DateTimeOffset.MinValue, "{}", "staff:olga")
        ),
        Json(
            "stream.Keys",
            KeyRing.Decode,
            KeyRing.Encode,
            new("k1", new('A', 64), Role.Till, "s1", "counter 1", At, false),
            new("k2", new('B', 64), Role.Admin, null, null, At, false),
            new("k1", null, Role.None, null, null, null, true)
        ),
        Json(
            "stream.Stores",
            LoyaltyClub.Grains.Stores.Decode,
            LoyaltyClub.Grains.Stores.Encode,
            new(new("s1", "Panadería Ñandú", "Calle Mayor 1")),
            new(new("s2", "s2", null)),
            new(Added: new("k1", new('C', 64), "s1", "Counter 1", At, "staff:olga")),
            new(Ended: "k1")
        ),
        Json(
            "stream.Segments",
            LoyaltyClub.Grains.Segments.Decode,
            LoyaltyClub.Grains.Segments.Encode,
            new(new("nandu", "Ñandú", """{"field":"visits","op":"is","value":0}""")),
            new(Removed: "nandu")
        ),
        Json(
            "stream.Clock",
            ClubClock.Decode,
            now => ClubClock.Encode(DateTimeOffset.FromUnixTimeMilliseconds(now)),
            0,
            At.ToUnixTimeMilliseconds()
        ),
        Json(
            "stream.Audit",
            AuditOutbox.Read,
            AuditOutbox.Bytes,
            new(At, "staff:olga", "adjusted", "0123456789ab", "1", "2", "¿por qué?"),
            new(At, AuditLine.FirstStart, "staffAdded", "x")
        ),
        Json("stream.Stock", StockGrain.ReadLine, StockGrain.Bytes, new("u1", Proof, At), new("u1", null, At)),
        Json("snapshot.Stock", StockGrain.ReadState, StockGrain.Bytes, new(0, []), new(7, new() { ["u1"] = new("u1", Proof, At) })),
        Json(
            "stream.EarlyReturns",
            EarlyReturnsGrain.Read,
            EarlyReturnsGrain.Bytes,
            new(null, null),
            new(new("s1", "r1", "b1", At, [new(1, 0.5m), new(2, 1)], "till 3"), null),
            new(new("s1", "r1", "b2", At, null), null),
            new(null, "0123456789ab")
        ),
        Json(
            "stream.WithoutCard",
            SalesWithoutCard.Read,
            SalesWithoutCard.Bytes,
            new(At, 12.30m, 1),
            new(At, 12.30m, -1),
            new(At, 12.30m, -1, new("0123456789ab", "s1", "r1", At))
        ),
        Document<StaffView[]>(
            "document.Staff",
            [],
            [
                new StaffView("olga", "Olga Ñ", "olga@example.org", StaffRole.Admin, false, true, "en", At),
                new StaffView("carl", "Carl", null, StaffRole.Cashier, true, false, "es", At),
            ]
        ),
        Document<WatchState>(
            "document.Watch",
            WatchState.None,
            new(
                "1 Europe/Madrid",
                new() { [new Guid("01020304-0506-0708-090a-0b0c0d0e0f10")] = 7 },
                [new(WatchFactKind.Sold, At, "0123456789ab", "s1", "cashier olga", "r1", 5, "key:k1")],
                [
                    new(
                        "cardOften-20260302-0123456789ab",
                        "cardOften",
                        Day("2026-03-02"),
                        At,
                        "s1",
                        "t1",
                        "staff:olga",
                        ["0123456789ab"],
                        [new(WatchFactKind.Changed, At, "0123456789ab")]
                    ),
                ],
                new() { ["cardOften-20260302-0123456789ab"] = new(true, "staff:olga", At, "so") }
            )
        ),
        Document<StaffLoginGrain.Login>(
            "document.StaffLogin",
            StaffLoginGrain.Login.None,
            new(
                [1, 2],
                At,
                "hash",
                [3, 4],
                58_000_000,
                [
                    [5],
                    [6, 7],
                ],
                [8],
                At,
                "pin's hash",
                3,
                At
            )
        ),
        Document<PasskeyGrain.Kept>(
            "document.Passkeys",
            PasskeyGrain.Kept.None,
            new([new([1], [2, 3], uint.MaxValue, ["internal", "hybrid"], true, true, "Ane's phone", At, At, "0a1b2c3d")], [new([4], At)])
        ),
        Document<MailSettings.Kept>(
            "document.MailServer",
            MailSettings.Kept.Nothing,
            new()
            {
                Server = new("smtp.example.org", 587, MailEncryption.Tls, "club", null, "club@example.org", "Ñandú"),
                Password = [1, 2, 3],
                InSandbox = true,
            }
        ),
        .. Enum.GetValues<GrainMessageKind>()
            .Select(kind =>
                Json(
                    "errand." + kind,
                    GrainMessage.Read,
                    message => message.Write(),
                    new(kind, "0123456789ab", "ba9876543210")
                    {
                        Points = -5,
                        Lots = [1, 2],
                        State = [3],
                        Unit = "u1",
                    },
                    new(kind, "mug", "")
                )
            ),
        Json(
            "mail",
            MailOutbox.Read,
            MailOutbox.Bytes,
            new(At, new SignInMail("ane@example.org", "012345")),
            new(
                At,
                new JoinMail(
                    new("join-1", new(true, true, "e1", "s1"), "0123456789ab", null, null)
                    {
                        FirstName = "Añe",
                        LastName = "\"O'Neil\"",
                        Email = "ane@example.org",
                        Phone = "+34 600",
                        Birthday = Day("2000-02-29"),
                        Language = "es",
                    },
                    "012345"
                )
            ),
            new(At, new NewAddressMail("ane@example.org", "Añe", "012345", "es")),
            new(At, new StaffInvitationMail("ane@example.org", "Añe", "https://example.org/desk/invitation?code=1", null)),
            new(At, new AddressChangedMail("ane@example.org", "Añe", "es")),
            new(At, new JoinedAtCounterMail("ane@example.org", "https://example.org/sign-in?back=%2Fprofile")),
            new(At, new ForgetMails("0a1b"))
        ),
        Json("stream.Mail", MailOutbox.ReadEntry, MailOutbox.Bytes, new MailEntry(At)),
        Json(
            "notice",
            OutboxRows.ReadNotice,
            OutboxRows.Bytes,
            new("pointsEnd", Points: 5, On: Day("2026-12-31")),
            new("tierEnds", Tier: "gold"),
            new("voucherIssued", Reward: "mug")
        ),
        State<AccountGrain.Account>(
            "state.Account",
            new(),
            new() { Sessions = [new("0a1b", [1, 2], "Firefox, Android", At, At, At), new("0a1c", [3], "", At, At)] }
        ),
        State<SignInGrain.Code>(
            "state.SignIn",
            new SignInGrain.Code
            {
                Proof = [1, 2],
                Until = At,
                Tries = 3,
            }
        ),
        State<ProgrammeDraftGrain.Kept>(
            "state.Draft",
            new() { Draft = new("{", 3, At, "desk:1", 4, 5, new Dictionary<string, string> { ["tiers"] = "page 1" }) },
            new() { Draft = new("{}", 0, At, "desk:2", null) }
        ),
        State<StaffAllowanceGrain.Allowance>(
            "state.Allowance",
            new StaffAllowanceGrain.Allowance
            {
                Day = Day("2026-03-02"),
                Shares = new() { ["wish"] = new(500, Proof) },
            }
        ),
        State<CloseGrain.Visits>("state.Close", new CloseGrain.Visits { Changes = 3 }),
        State<KeyUsesGrain.All>(
            "state.KeyUses",
            new(),
            new() { Uses = [new("k1", At, null), new("k2", At, new("carla", "0123456789ab", 2)), new("k3", At, new(null, null, null))] }
        ),
    ];

    private static string[] Layouts => ["", ".second", ".third"];

    /// <summary>Which of an entry's layouts a number is, counted from 0.</summary>
    private static int LayoutOf(Type entry, byte number) =>
        EntryKinds.All.Where(kind => kind.Entry == entry).TakeWhile(kind => kind.Number != number).Count();

    private static GoldenKind Json<T>(string name, Func<byte[], T> read, Func<T, byte[]> write, params T[] samples)
        where T : notnull => new(name, typeof(T), true, data => read(data), () => samples.Select(write));

    private static GoldenKind Document<T>(string name, params T[] samples)
        where T : class => Json(name, DocumentStore<T>.Read, DocumentStore<T>.Bytes, samples);

    private static GoldenKind State<T>(string name, params T[] samples)
        where T : notnull =>
        Json<T>(
            name,
            data => ClubEngine.StateSerializer().Deserialize<T>(new BinaryData(data))!,
            state => ClubEngine.StateSerializer().Serialize(state).ToArray(),
            samples
        );
}

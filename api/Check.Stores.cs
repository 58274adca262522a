namespace LoyaltyClub.Api;

/// <summary>Stores and tills.</summary>
public static partial class Check
{
    /// <param name="code">From the address.</param>
    public static Refused? Store(string code, StorePut store) =>
        Text("code", code, 40)
        ?? Required("name", store.Name, 100)
        ?? Optional("address", store.Address, 200)
        ?? Numbers(store.ReceiptNumbers)
        ?? Zone(store.TimeZone)
        ?? Hours(store.OpeningHours);

    private static Refused? Numbers(string? receiptNumbers) =>
        receiptNumbers is null || ReceiptNumbers.All.Contains(receiptNumbers)
            ? null
            : Problems.Invalid("receiptNumbers", "must be forever, yearly or daily");

    private static Refused? Zone(string? timeZone) =>
        timeZone is null || Contracts.TimeZones.IsKnown(timeZone)
            ? null
            : Problems.Invalid("timeZone", "must be a time zone such as Europe/Madrid");

    private static Refused? Hours(string? openingHours) =>
        openingHours is null || OpeningHours.Canonical(openingHours) is not null
            ? null
            : Problems.Invalid("openingHours", "must be hours such as Mo-Fr 09:00-14:00,17:00-20:30; Sa 10:00-14:00");

    public static Refused? Till(TillRequest request) => Required("store", request.Store, 40) ?? Required("name", request.Name, 100);
}

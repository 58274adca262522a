using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Api;

/// <summary>
/// The one table of refusals: each stable code with its HTTP status and title. <c>api/README.md</c> lists the same codes.
/// </summary>
public static class Problems
{
    /// <summary><c>Retry-After</c> in seconds, for refusals because of load or an unavailable store.</summary>
    public const int RetryAfterSeconds = 1;

    public static readonly IReadOnlyDictionary<string, (int Status, string Title)> Table = new Dictionary<string, (int, string)>(
        StringComparer.Ordinal
    )
    {
        ["malformed_json"] = (400, "The body is not valid JSON"),
        ["unknown_field"] = (400, "Unknown field"),
        ["missing_field"] = (400, "Required field missing"),
        ["invalid_field"] = (400, "Invalid value of a field"),
        ["negative_line"] = (400, "Negative line"),
        ["duplicate_line"] = (400, "Duplicate line number"),
        ["two_operation_ids"] = (400, "The body and the header name different operation ids"),
        ["unauthenticated"] = (401, "No valid key"),
        ["forbidden"] = (403, "The role of the key does not allow it"),
        ["wrong_store"] = (403, "The key belongs to another store"),
        ["not_a_sandbox"] = (403, "The club is not a sandbox"),
        ["not_found"] = (404, "Unknown address"),
        ["unknown_member"] = (404, "Unknown member"),
        ["unknown_purchase"] = (404, "Unknown purchase"),
        ["unknown_key"] = (404, "Unknown key"),
        ["unknown_reward"] = (404, "Unknown reward"),
        ["unknown_redemption"] = (404, "Unknown redemption"),
        ["unknown_voucher"] = (404, "Unknown voucher"),
        ["method_not_allowed"] = (405, "The address does not support this method"),
        ["operation_conflict"] = (409, "The operation id was used with other content"),
        ["already_a_member"] = (409, "Already a member"),
        ["key_shown_once"] = (409, "The key was shown before"),
        ["member_merged"] = (409, "The member was merged into another"),
        ["redemption_ended"] = (409, "The reservation has ended"),
        ["not_merged"] = (409, "Not merged"),
        ["body_too_large"] = (413, "The body is too large"),
        ["unsupported_media_type"] = (415, "Unsupported media type"),
        ["before_joining"] = (422, "The purchase precedes the membership"),
        ["joined_in_the_future"] = (422, "The membership begins in the future"),
        ["at_out_of_range"] = (422, "The time is out of range"),
        ["amount_decimals"] = (422, "More decimals than the currency has"),
        ["currency_mismatch"] = (422, "The currency is not the programme's"),
        ["member_erased"] = (422, "The member was erased"),
        ["insufficient_points"] = (422, "Not enough points"),
        ["expires_in_the_past"] = (422, "The opening balance is expired"),
        ["card_invalid"] = (422, "The card is not valid"),
        ["card_replaced"] = (422, "The card was replaced"),
        ["card_expired"] = (422, "The code of the card has expired"),
        ["card_used"] = (422, "The code was used to spend already"),
        ["card_cannot_spend"] = (422, "A printed card only earns"),
        ["programme_invalid"] = (422, "The programme has faults"),
        ["programme_moved_on"] = (409, "There is a later version"),
        ["programme_from_decided"] = (422, "Later purchases are decided"),
        ["clock_backwards"] = (422, "The clock goes forward only"),
        ["close_in_the_future"] = (422, "The close lies in the future"),
        ["not_offered"] = (422, "The programme does not offer it"),
        ["merged_too_long_ago"] = (422, "The merge is too old to be undone"),
        ["same_member"] = (422, "The two members are the same"),
        ["unknown_line"] = (422, "Unknown line"),
        ["return_exceeds_purchase"] = (422, "The return exceeds the rest of the purchase"),
        ["pay_below_minimum"] = (422, "Fewer points than the minimum"),
        ["pay_not_multiple"] = (422, "Points are not a multiple of the step"),
        ["pay_above_share"] = (422, "Points may pay a smaller share"),
        ["not_redeemable"] = (422, "The reward has no price in points"),
        ["tier_required"] = (422, "The reward is for other tiers"),
        ["out_of_stock"] = (422, "Out of stock"),
        ["voucher_used"] = (422, "The voucher was used"),
        ["voucher_expired"] = (422, "The voucher has expired"),
        ["unknown_referrer"] = (422, "Unknown referrer"),
        ["self_referral"] = (422, "The referral is to the same person"),
        ["member_busy"] = (429, "Too many requests for one member"),
        ["internal_error"] = (500, "Internal error"),
        ["overloaded"] = (503, "Overloaded"),
        ["store_unavailable"] = (503, "The store is unavailable"),
    };

    public static int StatusOf(Refused refusal) => Table[refusal.Code].Status;

    /// <summary>RFC 9457, plus the code and the numbers by their names.</summary>
    public static void Write(Utf8JsonWriter json, Refused refusal)
    {
        var (status, title) = Table[refusal.Code];
        json.WriteStartObject();
        json.WriteString("type", "urn:loyaltyclub:problem:" + refusal.Code);
        json.WriteString("title", title);
        json.WriteNumber("status", status);
        json.WriteString("detail", refusal.Detail);
        json.WriteString("code", refusal.Code);
        foreach (var number in refusal.Facts)
        {
            if (number.Value is { } value)
            {
                json.WriteNumber(number.Name, value);
            }
            else
            {
                json.WriteString(number.Name, number.Text);
            }
        }

        if (refusal.Faults is { } faults)
        {
            json.WriteStartArray("faults");
            foreach (var fault in faults)
            {
                json.WriteStartObject();
                json.WriteString("path", fault.Path);
                json.WriteString("message", fault.Message);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    public static Refused Missing(string field) => new("missing_field", $"The field '{field}' is missing.", new Fact("field", field));

    public static Refused Invalid(string field, string rule) =>
        new("invalid_field", $"The field '{field}' {rule}.", new Fact("field", field));

    public static Refused Forbidden(string what) => new("forbidden", what);

    public static Refused TooLarge(long limit) =>
        new(
            "body_too_large",
            string.Create(CultureInfo.InvariantCulture, $"The body may have {limit} bytes at most."),
            new Fact("limit", limit)
        );
}

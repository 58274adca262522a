using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Api;

/// <summary>
/// The one table of refusals: each stable code with its HTTP status and title. <c>api/README.md</c> lists the same codes.
/// </summary>
public static class Problems
{
    /// <summary>Seconds after which a caller who was turned away for load or a fault should come again.</summary>
    public const int RetryAfterSeconds = 1;

    public static readonly IReadOnlyDictionary<string, (int Status, string Title)> Table = new Dictionary<string, (int, string)>(
        StringComparer.Ordinal
    )
    {
        ["malformed_json"] = (400, "The body is not valid JSON"),
        ["unknown_field"] = (400, "There is no such field"),
        ["missing_field"] = (400, "A field is missing"),
        ["invalid_field"] = (400, "A field has a value that cannot be"),
        ["negative_line"] = (400, "A line is negative"),
        ["duplicate_line"] = (400, "A line number stands twice"),
        ["two_operation_ids"] = (400, "The body and the header name different operation ids"),
        ["unauthenticated"] = (401, "No good key"),
        ["forbidden"] = (403, "This key may not do that"),
        ["wrong_store"] = (403, "This key is another store's"),
        ["not_a_sandbox"] = (403, "This club is not a sandbox"),
        ["not_found"] = (404, "There is nothing at this address"),
        ["unknown_member"] = (404, "No such member"),
        ["unknown_purchase"] = (404, "No such purchase"),
        ["unknown_key"] = (404, "No such key"),
        ["unknown_reward"] = (404, "No such reward"),
        ["unknown_redemption"] = (404, "No such redemption"),
        ["unknown_voucher"] = (404, "No such voucher"),
        ["method_not_allowed"] = (405, "This address does not take this method"),
        ["operation_conflict"] = (409, "This id was used for something else"),
        ["already_a_member"] = (409, "Already a member"),
        ["key_shown_once"] = (409, "This key was shown before"),
        ["member_merged"] = (409, "A part of another member"),
        ["redemption_ended"] = (409, "Not reserved any more"),
        ["not_merged"] = (409, "Not merged"),
        ["body_too_large"] = (413, "The body is too large"),
        ["unsupported_media_type"] = (415, "The body is of another kind"),
        ["before_joining"] = (422, "Older than the membership"),
        ["joined_in_the_future"] = (422, "The membership would begin in the future"),
        ["at_out_of_range"] = (422, "The time is out of range"),
        ["amount_decimals"] = (422, "More decimals than the currency has"),
        ["currency_mismatch"] = (422, "Another currency"),
        ["member_erased"] = (422, "The member was forgotten"),
        ["insufficient_points"] = (422, "Not enough points"),
        ["expires_in_the_past"] = (422, "Expired before it begins"),
        ["card_invalid"] = (422, "Not a card of the club"),
        ["card_replaced"] = (422, "The card was replaced"),
        ["card_expired"] = (422, "The card shows another code by now"),
        ["card_used"] = (422, "This code has spent already"),
        ["card_cannot_spend"] = (422, "A printed card can only earn"),
        ["programme_invalid"] = (422, "The programme has faults"),
        ["programme_moved_on"] = (409, "Another version has been put"),
        ["programme_from_decided"] = (422, "Purchases after that were decided"),
        ["clock_backwards"] = (422, "The clock goes only forward"),
        ["close_in_the_future"] = (422, "Nothing can be closed ahead of time"),
        ["not_offered"] = (422, "The programme does not offer this"),
        ["merged_too_long_ago"] = (422, "Merged too long ago"),
        ["same_member"] = (422, "One and the same member"),
        ["unknown_line"] = (422, "No such line"),
        ["return_exceeds_purchase"] = (422, "More than is left"),
        ["pay_below_minimum"] = (422, "Too few points to pay with"),
        ["pay_not_multiple"] = (422, "Not a multiple"),
        ["pay_above_share"] = (422, "Points may not pay so much"),
        ["not_redeemable"] = (422, "Not to be had for points"),
        ["tier_required"] = (422, "For other tiers"),
        ["out_of_stock"] = (422, "Out of stock"),
        ["voucher_used"] = (422, "The voucher was used"),
        ["voucher_expired"] = (422, "The voucher has ended"),
        ["unknown_referrer"] = (422, "No such referrer"),
        ["self_referral"] = (422, "Referring oneself"),
        ["member_busy"] = (429, "Too many requests for one member"),
        ["internal_error"] = (500, "A mistake of ours"),
        ["overloaded"] = (503, "More work than can wait"),
        ["store_unavailable"] = (503, "The store cannot be reached or written"),
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

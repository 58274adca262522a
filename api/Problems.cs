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
        [RefusalCode.MalformedJson] = (400, "The body is not valid JSON"),
        [RefusalCode.UnknownField] = (400, "Unknown field"),
        [RefusalCode.MissingField] = (400, "Required field missing"),
        [RefusalCode.InvalidField] = (400, "Invalid value of a field"),
        [RefusalCode.NegativeLine] = (400, "Negative quantity"),
        [RefusalCode.DuplicateLine] = (400, "Duplicate line number"),
        [RefusalCode.TwoOperationIds] = (400, "The body and the header name different operation ids"),
        [RefusalCode.Unauthenticated] = (401, "No valid key"),
        [RefusalCode.Forbidden] = (403, "The role of the key does not allow it"),
        [RefusalCode.WrongStore] = (403, "The key belongs to another store"),
        [RefusalCode.ProgrammeWantsAdmin] = (403, "The programme gives back so much that an admin must put it"),
        [RefusalCode.NotASandbox] = (403, "The club is not a sandbox"),
        [RefusalCode.NotFound] = (404, "Unknown address"),
        [RefusalCode.UnknownMember] = (404, "Unknown member"),
        [RefusalCode.UnknownPurchase] = (404, "Unknown purchase"),
        [RefusalCode.UnknownKey] = (404, "Unknown key"),
        [RefusalCode.UnknownSegment] = (404, "Unknown segment"),
        [RefusalCode.UnknownTill] = (404, "Unknown till"),
        [RefusalCode.UnknownFinding] = (404, "Unknown finding"),
        [RefusalCode.UnknownReward] = (404, "Unknown reward"),
        [RefusalCode.UnknownRedemption] = (404, "Unknown redemption"),
        [RefusalCode.UnknownVoucher] = (404, "Unknown voucher"),
        [RefusalCode.MethodNotAllowed] = (405, "The address does not support this method"),
        [RefusalCode.OperationConflict] = (409, "The operation id was used with other content"),
        [RefusalCode.AlreadyAMember] = (409, "Already a member"),
        [RefusalCode.KeyShownOnce] = (409, "The key was shown before"),
        [RefusalCode.CodeShownOnce] = (409, "The pairing code was shown before"),
        [RefusalCode.MemberMerged] = (409, "The member was merged into another"),
        [RefusalCode.RedemptionEnded] = (409, "The reservation has ended"),
        [RefusalCode.NotMerged] = (409, "Not merged"),
        [RefusalCode.ProgrammeMovedOn] = (409, "There is a later version"),
        [RefusalCode.BodyTooLarge] = (413, "The body is too large"),
        [RefusalCode.UnsupportedMediaType] = (415, "Unsupported media type"),
        [RefusalCode.NegativeTotal] = (422, "The receipt's total is below zero"),
        [RefusalCode.ReturnInAnotherStore] = (422, "The programme takes goods back in the store of the purchase"),
        [RefusalCode.BeforeJoining] = (422, "The purchase precedes the membership"),
        [RefusalCode.JoinedInTheFuture] = (422, "The membership begins in the future"),
        [RefusalCode.AtOutOfRange] = (422, "The time is out of range"),
        [RefusalCode.AmountDecimals] = (422, "More decimals than the currency has"),
        [RefusalCode.CurrencyMismatch] = (422, "The currency is not the programme's"),
        [RefusalCode.MemberErased] = (422, "The member was erased"),
        [RefusalCode.AllowanceExceeded] = (422, "The day's limit of adjusted points is reached"),
        [RefusalCode.InsufficientPoints] = (422, "Not enough points"),
        [RefusalCode.ExpiresInThePast] = (422, "The opening balance is expired"),
        [RefusalCode.OnHold] = (422, "The member's spending is on hold"),
        [RefusalCode.CardInvalid] = (422, "The card is not valid"),
        [RefusalCode.CardReplaced] = (422, "The card was replaced"),
        [RefusalCode.CardExpired] = (422, "The code of the card has expired"),
        [RefusalCode.CardUsed] = (422, "The code has already been used to spend"),
        [RefusalCode.CardRequired] = (422, "A till spends with the member's card"),
        [RefusalCode.CardCannotSpend] = (422, "A printed card only earns"),
        [RefusalCode.ProgrammeInvalid] = (422, "The programme has faults"),
        [RefusalCode.SegmentInvalid] = (422, "The condition has faults"),
        [RefusalCode.TooManySegments] = (422, "Too many segments"),
        [RefusalCode.ProgrammeFromDecided] = (422, "Later purchases are decided"),
        [RefusalCode.ClockBackwards] = (422, "The clock goes forward only"),
        [RefusalCode.CloseInTheFuture] = (422, "The close lies in the future"),
        [RefusalCode.NotOffered] = (422, "The programme does not offer it"),
        [RefusalCode.MergedTooLongAgo] = (422, "The merge is too old to be undone"),
        [RefusalCode.SameMember] = (422, "The two members are the same"),
        [RefusalCode.UnknownLine] = (422, "Unknown line"),
        [RefusalCode.ReturnExceedsPurchase] = (422, "The return exceeds the rest of the purchase"),
        [RefusalCode.PayBelowMinimum] = (422, "Fewer points than the minimum"),
        [RefusalCode.PayNotMultiple] = (422, "Points are not a multiple of the step"),
        [RefusalCode.PayAboveShare] = (422, "Points may pay a smaller share"),
        [RefusalCode.NotRedeemable] = (422, "The reward has no price in points"),
        [RefusalCode.TierRequired] = (422, "The reward is not available to this tier"),
        [RefusalCode.OutOfStock] = (422, "Out of stock"),
        [RefusalCode.VoucherUsed] = (422, "The voucher was used"),
        [RefusalCode.VoucherExpired] = (422, "The voucher has expired"),
        [RefusalCode.UnknownReferrer] = (422, "Unknown referrer"),
        [RefusalCode.SelfReferral] = (422, "The referral is to the same person"),
        [RefusalCode.PairingCodeInvalid] = (422, "The pairing code is not valid"),
        [RefusalCode.TooManyRequests] = (429, "Too many requests of this key"),
        [RefusalCode.TooManyTries] = (429, "Too many wrong codes"),
        [RefusalCode.TooManyTillsWaiting] = (429, "Too many tills wait to be paired"),
        [RefusalCode.MemberBusy] = (429, "Too many requests for one member"),
        [RefusalCode.InternalError] = (500, "Internal error"),
        [RefusalCode.Overloaded] = (503, "Overloaded"),
        [RefusalCode.StoreUnavailable] = (503, "The store is unavailable"),
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

    public static Refused Missing(string field) =>
        new(RefusalCode.MissingField, $"The field '{field}' is missing.", new Fact("field", field));

    public static Refused Invalid(string field, string rule) =>
        new(RefusalCode.InvalidField, $"The field '{field}' {rule}.", new Fact("field", field));

    public static Refused Forbidden(string what) => new(RefusalCode.Forbidden, what);

    public static Refused TooLarge(long limit) =>
        new(
            RefusalCode.BodyTooLarge,
            string.Create(CultureInfo.InvariantCulture, $"The body may have {limit} bytes at most."),
            new Fact("limit", limit)
        );
}

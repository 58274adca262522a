namespace LoyaltyClub.Contracts;

/// <summary>
/// The stable code of each refusal, once: what a caller may branch on. <c>api/Problems.cs</c> gives the status and title of each, in this
/// order; the rules in <c>silo/Domain/Members/Refusal.cs</c> use the same texts.
/// </summary>
public static class RefusalCode
{
    public const string MalformedJson = "malformed_json";
    public const string UnknownField = "unknown_field";
    public const string MissingField = "missing_field";
    public const string InvalidField = "invalid_field";
    public const string NegativeLine = "negative_line";
    public const string DuplicateLine = "duplicate_line";
    public const string TwoOperationIds = "two_operation_ids";
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string WrongStore = "wrong_store";
    public const string ProgrammeWantsAdmin = "programme_wants_admin";
    public const string NotASandbox = "not_a_sandbox";
    public const string NotFound = "not_found";
    public const string UnknownMember = "unknown_member";
    public const string UnknownPurchase = "unknown_purchase";
    public const string UnknownKey = "unknown_key";
    public const string UnknownSegment = "unknown_segment";
    public const string UnknownTill = "unknown_till";
    public const string UnknownFinding = "unknown_finding";
    public const string UnknownReward = "unknown_reward";
    public const string UnknownRedemption = "unknown_redemption";
    public const string UnknownVoucher = "unknown_voucher";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string OperationConflict = "operation_conflict";
    public const string AlreadyAMember = "already_a_member";
    public const string KeyShownOnce = "key_shown_once";
    public const string CodeShownOnce = "code_shown_once";
    public const string MemberMerged = "member_merged";
    public const string RedemptionEnded = "redemption_ended";
    public const string NotMerged = "not_merged";
    public const string ProgrammeMovedOn = "programme_moved_on";
    public const string BodyTooLarge = "body_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string NegativeTotal = "negative_total";
    public const string ReturnInAnotherStore = "return_in_another_store";
    public const string BeforeJoining = "before_joining";
    public const string JoinedInTheFuture = "joined_in_the_future";
    public const string AtOutOfRange = "at_out_of_range";
    public const string AmountDecimals = "amount_decimals";
    public const string CurrencyMismatch = "currency_mismatch";
    public const string MemberErased = "member_erased";
    public const string AllowanceExceeded = "allowance_exceeded";
    public const string InsufficientPoints = "insufficient_points";
    public const string ExpiresInThePast = "expires_in_the_past";
    public const string OnHold = "on_hold";
    public const string CardInvalid = "card_invalid";
    public const string CardReplaced = "card_replaced";
    public const string CardExpired = "card_expired";
    public const string CardUsed = "card_used";
    public const string CardRequired = "card_required";
    public const string CardCannotSpend = "card_cannot_spend";
    public const string ProgrammeInvalid = "programme_invalid";
    public const string SegmentInvalid = "segment_invalid";
    public const string TooManySegments = "too_many_segments";
    public const string ProgrammeFromDecided = "programme_from_decided";
    public const string ClockBackwards = "clock_backwards";
    public const string CloseInTheFuture = "close_in_the_future";
    public const string NotOffered = "not_offered";
    public const string MergedTooLongAgo = "merged_too_long_ago";
    public const string SameMember = "same_member";
    public const string UnknownLine = "unknown_line";
    public const string ReturnExceedsPurchase = "return_exceeds_purchase";
    public const string PayBelowMinimum = "pay_below_minimum";
    public const string PayNotMultiple = "pay_not_multiple";
    public const string PayAboveShare = "pay_above_share";
    public const string NotRedeemable = "not_redeemable";
    public const string TierRequired = "tier_required";
    public const string OutOfStock = "out_of_stock";
    public const string VoucherUsed = "voucher_used";
    public const string VoucherExpired = "voucher_expired";
    public const string UnknownReferrer = "unknown_referrer";
    public const string SelfReferral = "self_referral";
    public const string PairingCodeInvalid = "pairing_code_invalid";
    public const string TooManyRequests = "too_many_requests";
    public const string TooManyTries = "too_many_tries";
    public const string TooManyTillsWaiting = "too_many_tills_waiting";
    public const string MemberBusy = "member_busy";
    public const string InternalError = "internal_error";
    public const string Overloaded = "overloaded";
    public const string StoreUnavailable = "store_unavailable";
}

using System.Globalization;
using LoyaltyClub.Api.Purchases;

namespace LoyaltyClub.Api;

/// <summary>The shape of requests, independent of the programme. Each check returns the first fault, or null.</summary>
public static partial class Check
{
    public const int MostLines = 1_000;
    public const decimal MostAmount = 10_000_000,
        MostQuantity = 1_000_000;
    public const long MostPoints = 1_000_000_000;
    public const int MostVouchers = 20;

    /// <summary>Seconds of a week.</summary>
    public const int LongestReservation = 7 * 24 * 60 * 60;

    /// <summary>A day of a query; null if it is not there.</summary>
    public static bool Day(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
        {
            return false;
        }

        day = parsed;
        return true;
    }

    /// <summary>A text of 1 to <paramref name="most"/> characters without control characters or halves of characters.</summary>
    public static Refused? Text(string field, string text, int most)
    {
        if (text.Length == 0 || text.Length > most)
        {
            return Problems.Invalid(field, $"must have 1 to {most} characters, not {text.Length}");
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                return Problems.Invalid(field, "has a control character");
            }
            else if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return Problems.Invalid(field, "has half of a character");
            }
        }

        return null;
    }

    public static Refused? Required(string field, string? text, int most) =>
        text is null ? Problems.Missing(field) : Text(field, text, most);

    public static Refused? Optional(string field, string? text, int most) => text is null ? null : Text(field, text, most);

    /// <summary>A code as a scanner gives it: a line end or a tab behind it is none of it.</summary>
    public static Refused? Scanned(string field, string? code, int most = 100) => Optional(field, code?.Trim(), most);

    public static Refused? Purchase(PurchaseRequest purchase)
    {
        if (
            (Required("store", purchase.Store, 40) ?? Optional("till", purchase.Till, 40) ?? Required("receipt", purchase.Receipt, 100)) is
            { } fault
        )
        {
            return fault;
        }

        if (purchase.Kind is not (null or "purchase"))
        {
            return Problems.Invalid("kind", "must be purchase; a return has a route of its own, and in a batch the kind return");
        }

        if (purchase.ReturnReceipt is not null)
        {
            return Problems.Invalid("returnReceipt", "goes with a return only");
        }

        if (purchase.PurchaseDay is not null)
        {
            return Problems.Invalid("purchaseDay", "goes with a return only");
        }

        if (purchase.PurchaseStore is not null)
        {
            return Problems.Invalid("purchaseStore", "goes with a return only");
        }

        if (purchase.At is null)
        {
            return Problems.Missing("at");
        }

        if (purchase.Member is null == purchase.Card is null)
        {
            return purchase.Member is null
                ? Problems.Missing("member")
                : Problems.Invalid("card", "and 'member' are both given; one says whose the receipt is");
        }

        if (
            (Optional("member", purchase.Member, 40) ?? Scanned("card", purchase.Card) ?? Optional("currency", purchase.Currency, 3)) is
            { } whose
        )
        {
            return whose;
        }

        if (purchase.Lines is not { Length: > 0 } lines)
        {
            return Problems.Missing("lines");
        }

        if (lines.Length > MostLines)
        {
            return Problems.Invalid("lines", $"may be {MostLines} at most, not {lines.Length}");
        }

        if (purchase.PayWithPoints is { Points: < 1 or > MostPoints })
        {
            return Problems.Invalid("payWithPoints.points", $"must be from 1 to {MostPoints}");
        }

        if (purchase.Vouchers is { } vouchers)
        {
            if (vouchers.Length > MostVouchers)
            {
                return Problems.Invalid("vouchers", $"may be {MostVouchers} at most, not {vouchers.Length}");
            }

            for (var i = 0; i < vouchers.Length; i++)
            {
                if ((vouchers[i] is null ? Problems.Missing($"vouchers[{i}]") : Scanned($"vouchers[{i}]", vouchers[i], 60)) is { } unfit)
                {
                    return unfit;
                }
            }
        }
        return Lines(lines);
    }

    public static Refused? SaleWithoutCard(SaleWithoutCard sale) =>
        Required("store", sale.Store, 40)
        ?? Required("receipt", sale.Receipt, 100)
        ?? (sale.At is null ? Problems.Missing("at") : null)
        ?? (
            sale.Amount is not { } amount ? Problems.Missing("amount")
            : amount < 0 || amount > MostAmount || decimal.Round(amount, 4) != amount
                ? Problems.Invalid(
                    "amount",
                    string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {MostAmount}, with up to 4 decimals")
                )
            : null
        )
        ?? (
            sale.Lines is not { } lines ? null
            : lines.Length is 0 or > MostLines
                ? Problems.Invalid("lines", $"must be 1 to {MostLines}, or left out for one line of the amount")
            : Lines(lines)
                ?? (
                    lines.Sum(line => line.Amount) != sale.Amount
                        ? Problems.Invalid(
                            "lines",
                            string.Create(CultureInfo.InvariantCulture, $"must add up to the amount, {sale.Amount}")
                        )
                        : null
                )
        );

    public static Refused? Return(ReturnRequest request)
    {
        if (
            (
                Required("store", request.Store, 40)
                ?? Optional("till", request.Till, 40)
                ?? Required("receipt", request.Receipt, 100)
                ?? Optional("purchaseStore", request.PurchaseStore, 40)
                ?? Required("returnReceipt", request.ReturnReceipt, 100)
            ) is
            { } fault
        )
        {
            return fault;
        }

        if (request.At is null)
        {
            return Problems.Missing("at");
        }

        if (request.Lines is not { } lines)
        {
            return null;
        }

        if (lines.Length is 0 or > MostLines)
        {
            return Problems.Invalid("lines", $"must be 1 to {MostLines}, or left out for everything");
        }

        var numbers = new HashSet<int>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i]?.Line is not { } number)
            {
                return Problems.Missing($"lines[{i}].line");
            }

            if (lines[i].Quantity is not { } quantity)
            {
                return Problems.Missing($"lines[{i}].quantity");
            }

            if (!numbers.Add(number))
            {
                return new(RefusalCode.DuplicateLine, $"Line {number} stands twice in the return.", new Fact("line", number));
            }

            if (quantity <= 0 || quantity > MostQuantity || decimal.Round(quantity, 3) != quantity)
            {
                return Problems.Invalid(
                    $"lines[{i}].quantity",
                    string.Create(CultureInfo.InvariantCulture, $"must be above 0 and at most {MostQuantity}, with up to 3 decimals")
                );
            }
        }
        return null;
    }

    public static Refused? Redemption(RedemptionRequest request)
    {
        if (request.Reward is null == request.Points is null)
        {
            return request.Reward is null
                ? Problems.Missing("reward")
                : Problems.Invalid("points", "and 'reward' are both given; one says what is redeemed");
        }

        return Optional("reward", request.Reward, 64)
            ?? Scanned("card", request.Card)
            ?? Optional("store", request.Store, 40)
            ?? Optional("receipt", request.Receipt, 100)
            ?? (request.Points is < 1 or > MostPoints ? Problems.Invalid("points", $"must be from 1 to {MostPoints}") : null)
            ?? (request.Capture is null ? Problems.Missing("capture") : null)
            ?? (
                request.TtlSeconds is < 1 or > LongestReservation
                    ? Problems.Invalid("ttlSeconds", $"must be from 1 to {LongestReservation}")
                    : null
            );
    }

    public static Refused? Transfer(TransferRequest request) =>
        Required("to", request.To, 40)
        ?? (request.Points is < 1 or > MostPoints ? Problems.Invalid("points", $"must be from 1 to {MostPoints}") : null);

    private static Refused? Lines(PurchaseLine[] lines)
    {
        HashSet<int>? numbers = lines.Length > 8 ? [] : null;
        var total = 0m;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is not { } line)
            {
                return Problems.Missing($"lines[{i}]");
            }

            if (line.Line is not { } number)
            {
                return Problems.Missing($"lines[{i}].line");
            }

            if (number is < 0 or > 1_000_000)
            {
                return Problems.Invalid($"lines[{i}].line", "must be from 0 to 1000000");
            }

            if (numbers is null ? lines.AsSpan(0, i).ContainsLine(number) : !numbers.Add(number))
            {
                return new(RefusalCode.DuplicateLine, $"Line {number} stands twice on the receipt.", new Fact("line", number));
            }

            if (line.Quantity is not { } quantity)
            {
                return Problems.Missing($"lines[{i}].quantity");
            }

            if (line.Amount is not { } amount)
            {
                return Problems.Missing($"lines[{i}].amount");
            }

            if (quantity < 0)
            {
                return new(
                    RefusalCode.NegativeLine,
                    $"Line {number} has a negative quantity; what lowers the receipt has a negative amount, what comes back later is a return.",
                    new Fact("line", number),
                    new Fact("quantity", quantity),
                    new Fact("amount", amount)
                );
            }

            if (quantity > MostQuantity || decimal.Round(quantity, 3) != quantity)
            {
                return Problems.Invalid(
                    $"lines[{i}].quantity",
                    string.Create(CultureInfo.InvariantCulture, $"must be at most {MostQuantity}, with up to 3 decimals")
                );
            }

            if (Math.Abs(amount) > MostAmount)
            {
                return Problems.Invalid(
                    $"lines[{i}].amount",
                    string.Create(CultureInfo.InvariantCulture, $"must be from -{MostAmount} to {MostAmount}")
                );
            }

            var tax = line.Tax ?? 0;
            if (Math.Abs(tax) > Math.Abs(amount) || tax * amount < 0)
            {
                return Problems.Invalid($"lines[{i}].tax", "must be a part of the line's amount, from 0 to all of it");
            }

            foreach (var money in (ReadOnlySpan<decimal>)[amount, tax])
            {
                if (decimal.Round(money, 4) != money)
                {
                    return new(
                        RefusalCode.AmountDecimals,
                        $"Line {number} has an amount with more decimals than any currency has.",
                        new Fact("line", number),
                        new Fact("amount", money)
                    );
                }
            }

            if (ReceiptReader.Fault(i, line) is { } fault)
            {
                return fault;
            }

            total += amount;
        }
        return total < 0
            ? new(
                RefusalCode.NegativeTotal,
                string.Create(CultureInfo.InvariantCulture, $"The receipt comes to {total}; goods that come back are a return."),
                new Fact("total", total)
            )
            : null;
    }

    private static bool ContainsLine(this Span<PurchaseLine> lines, int number)
    {
        foreach (var line in lines)
        {
            if (line.Line == number)
            {
                return true;
            }
        }

        return false;
    }

    public static Refused? Adjustment(Adjustment adjustment) =>
        Required("reason", adjustment.Reason, 200)
        ?? (
            adjustment.Points is 0 or > MostPoints or < -MostPoints
                ? Problems.Invalid("points", $"must be from -{MostPoints} to {MostPoints}, and not 0")
                : null
        );

    public static Refused? Key(KeyRequest request) =>
        request.Role switch
        {
            null => Problems.Missing("role"),
            "till" => Required("store", request.Store, 40) ?? Optional("name", request.Name, 100),
            "marketing" or "admin" when request.Store is not null => Problems.Invalid("store", "goes with the role till only"),
            "marketing" or "admin" => Optional("name", request.Name, 100),
            _ => Problems.Invalid("role", "must be till, marketing or admin"),
        };
}

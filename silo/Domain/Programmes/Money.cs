namespace LoyaltyClub.Domain.Programmes;

/// <summary>Currencies and their decimals by ISO 4217.</summary>
public static class Money
{
    private const string Two =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
        + "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
        + "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
        + "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
        + "TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
    private const string Zero = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string Three = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly Dictionary<string, int> ByCode = new[] { (Two, 2), (Zero, 0), (Three, 3) }
        .SelectMany(group => group.Item1.Split(' ').Select(code => (code, group.Item2)))
        .ToDictionary(pair => pair.code, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>True for an ISO 4217 code in upper case.</summary>
    public static bool IsCurrency(string code) => ByCode.ContainsKey(code);

    /// <summary>Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public static int Decimals(string currency) => ByCode[currency];

    /// <summary>Significant decimals of a number: 12.340 has two.</summary>
    public static int DecimalsOf(decimal amount) => Plain(amount).Scale;

    /// <summary>The number without trailing zeros: 12.340 becomes 12.34, so that stored and decoded values have the same form.</summary>
    public static decimal Plain(decimal amount)
    {
        if (amount.Scale == 0)
        {
            return amount;
        }

        Span<int> parts = stackalloc int[4];
        decimal.GetBits(amount, parts);
        var whole = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var scale = amount.Scale;
        while (scale > 0 && whole % 10 == 0)
        {
            (whole, scale) = (whole / 10, (byte)(scale - 1));
        }

        return scale == amount.Scale
            ? amount
            : new((int)(uint)whole, (int)(uint)(whole >> 32), (int)(uint)(whole >> 64), amount < 0, scale);
    }
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>Conditions without a field in <see cref="OfferView"/>, so that a new condition leaves the contract unchanged.</summary>
internal static class OfferConditions
{
    private static readonly FrozenSet<string> WithField =
    [
        "category",
        "brand",
        "sku",
        "stores",
        "days",
        "from",
        "to",
        "minimumSpend",
        "minimumQuantity",
        "firstPurchase",
        "birthday",
        "birthdayMonth",
    ];

    private static readonly IReadOnlyList<FieldDescription> Others = Besides(WithField);

    public static OfferConditionView[]? Of(Conditions when) => Others.Count == 0 ? null : Of(when, Others);

    internal static IReadOnlyList<FieldDescription> Besides(IReadOnlySet<string> names) =>
        [
            .. ProgrammeFields.All.Where(field =>
                field.Path.StartsWith(ProgrammeFields.When + ".", StringComparison.Ordinal) && !names.Contains(Name(field))
            ),
        ];

    internal static OfferConditionView[]? Of(Conditions when, IReadOnlyList<FieldDescription> fields)
    {
        var said = ProgrammeFields.Say(when);
        return
            fields.Where(field => said[Name(field)] is not null).Select(field => View(field, said[Name(field)]!)).ToArray()
                is { Length: > 0 } views
            ? views
            : null;
    }

    private static string Name(FieldDescription field) => field.Path[(ProgrammeFields.When.Length + 1)..];

    private static OfferConditionView View(FieldDescription field, JsonNode value) =>
        new(
            Name(field),
            value switch
            {
                JsonArray texts => [.. texts.Select(text => (string)text!)],
                _ when value.GetValueKind() == JsonValueKind.String => [(string)value!],
                _ => [],
            },
            field.Kind == FieldKind.Number ? decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null,
            field.Unit == "money"
        );
}

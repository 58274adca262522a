using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>The domain's table of the programme's fields as contract records.</summary>
internal sealed class ProgrammeFieldTable : IProgrammeFields
{
    public IReadOnlyList<ProgrammeFieldView> All { get; } = [.. ProgrammeFields.All.Select(View)];

    private static ProgrammeFieldView View(FieldDescription field) =>
        new(
            field.Path,
            // Two enums with the same names: the domain's never crosses a process, the contract's never enters the domain.
            Enum.Parse<ProgrammeFieldKind>(field.Kind.ToString()),
            field.Says,
            field.Default,
            field.Required,
            field.Range?.Least,
            field.Range?.Most,
            field.Range?.Decimals,
            field.Most,
            field.Choices,
            field.Of,
            field.Unit,
            field.Group,
            field.Place,
            field.Ordered,
            field.OnlyWith?.Field,
            field.OnlyWith?.Values ?? []
        );
}

namespace LoyaltyClub.Domain.Programmes;

internal sealed class TierFields()
    : ObjectFields<Tiers>(
        new(),
        Written.All,
        [
            Choice("by", "What counts for a level.", tiers => tiers.By, (tiers, by) => tiers with { By = by }),
            Object(
                "window",
                "The time over which it is counted.",
                new WindowFields(),
                tiers => tiers.Window,
                (tiers, window) => tiers with { Window = window }
            ),
            Object(
                "downgrade",
                "What becomes of a member who does not reach the level again.",
                new DowngradeFields(),
                tiers => tiers.Downgrade,
                (tiers, downgrade) => tiers with { Downgrade = downgrade }
            ),
            List(
                "levels",
                "From the lowest, which begins at 0, upwards.",
                new TierLevelFields(),
                level => level.Code,
                tiers => tiers.Levels,
                (tiers, levels) => tiers with { Levels = levels },
                most: 50
            ) with
            {
                Ordered = true,
            },
        ],
        Check
    )
{
    private static void Check(ObjectReader reader, Tiers tiers)
    {
        var levels = tiers.Levels;
        if (levels[0].From != 0)
        {
            reader.Fault("levels[0].from", FaultKind.LowestLevel, levels[0].From);
        }

        for (var i = 1; i < levels.Length; i++)
        {
            if (levels[i].From <= levels[i - 1].From)
            {
                reader.Fault($"levels[{i}].from", FaultKind.LevelOrder, levels[i - 1].From, levels[i].From);
            }
        }
    }
}

internal sealed class WindowFields()
    : ObjectFields<Window>(
        new Tiers().Window,
        Written.All,
        [
            Choice(
                "kind",
                "The last months, the calendar year, the year since joining, or the whole membership.",
                window => window.Kind,
                (window, kind) => window with { Kind = kind }
            ),
            Whole(
                "months",
                1,
                120,
                "Of a rolling window.",
                window => window.Months,
                (window, months) => window with { Months = (int)months }
            ) with
            {
                Unit = "months",
                OnlyWith = new("kind", "rolling"),
            },
        ]
    );

internal sealed class DowngradeFields()
    : ObjectFields<Downgrade>(
        new Tiers().Downgrade,
        Written.All,
        [
            Choice(
                "to",
                "The member falls by one level, to the level that is reached, or not at all.",
                downgrade => downgrade.To,
                (downgrade, to) => downgrade with { To = to }
            ),
            Whole(
                "graceDays",
                0,
                3_660,
                "Days before the level falls.",
                downgrade => downgrade.GraceDays,
                (downgrade, days) => downgrade with { GraceDays = (int)days }
            ) with
            {
                Unit = "days",
                OnlyWith = new("to", "oneDown", "eligible"),
            },
        ]
    );

internal sealed class TierLevelFields()
    : ObjectFields<TierLevel>(
        new("", new(""), 0, 1),
        Written.Said,
        [
            Code("code", "As rewards and answers name the level.", level => level.Code, (level, code) => level with { Code = code }),
            Name(level => level.Name, (level, name) => level with { Name = name }, level => level.Code),
            Number(
                "from",
                NumberRange.Money(1_000_000_000),
                "Points, money or visits in the window that the level takes.",
                level => level.From,
                (level, from) => level with { From = from }
            ),
            Number(
                "multiply",
                new(0, 100, 4),
                "Factor on what a member of this level earns.",
                level => level.Multiply,
                (level, factor) => level with { Multiply = factor }
            ) with
            {
                Unit = "times",
            },
        ]
    );

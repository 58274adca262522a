namespace LoyaltyClub.Domain.Programmes;

internal sealed class StampCardFields()
    : ObjectFields<StampCard>(
        new("", new(""), StampBy.Visit, Names.None, Names.None, 1, true, ""),
        Written.Said,
        [
            Code("code", "As answers name the card.", card => card.Code, (card, code) => card with { Code = code }),
            Name(card => card.Name, (card, name) => card with { Name = name }, card => card.Code),
            Choice("by", "What a stamp is for.", card => card.By, (card, by) => card with { By = by }),
            Texts(
                "category",
                "Only lines of these categories count; all if absent.",
                card => card.Categories,
                (card, categories) => card with { Categories = categories }
            ) with
            {
                Place = 2,
            },
            Texts(
                "sku",
                "Only lines of these articles count; all if absent.",
                card => card.Skus,
                (card, skus) => card with { Skus = skus }
            ) with
            {
                Place = 2,
            },
            Number(
                "size",
                NumberRange.Price(1_000_000),
                "Visits or items, a whole number, or money for one reward.",
                card => card.Size,
                (card, size) => card with { Size = size },
                required: true,
                rangeOf: card => card.By == StampBy.Spend ? NumberRange.Price(1_000_000) : NumberRange.Whole(1, 1_000_000)
            ),
            Flag(
                "repeats",
                "True if the card begins again when it is full.",
                card => card.Repeats,
                (card, repeats) => card with { Repeats = repeats }
            ) with
            {
                Place = 1,
            },
            Code("reward", "What a full card brings.", card => card.Reward, (card, reward) => card with { Reward = reward }) with
            {
                Of = "rewards",
            },
        ]
    );

internal sealed class RewardFields()
    : ObjectFields<Reward>(
        new("", new(""), null, Reward.UsualDays, null, Names.None),
        Written.Said,
        [
            Code(
                "code",
                "As redemptions and stamp cards name the reward.",
                reward => reward.Code,
                (reward, code) => reward with { Code = code }
            ),
            Name(reward => reward.Name, (reward, name) => reward with { Name = name }, reward => reward.Code),
            Whole(
                "cost",
                1,
                1_000_000_000,
                "Points; a reward without comes from stamp cards only.",
                reward => reward.Cost,
                (reward, points) => reward with { Cost = points }
            ) with
            {
                Unit = "points",
            },
            Whole(
                "validDays",
                1,
                3_660,
                "Days for which a voucher is good.",
                reward => reward.ValidDays,
                (reward, days) => reward with { ValidDays = (int)days }
            ) with
            {
                Unit = "days",
            },
            Whole(
                "stock",
                0,
                1_000_000_000,
                "How many can ever be issued; no limit if absent.",
                reward => reward.Stock,
                (reward, units) => reward with { Stock = (int)units }
            ),
            Texts(
                "tiers",
                "Only for members of these levels; for all if absent.",
                reward => reward.Tiers,
                (reward, tiers) => reward with { Tiers = tiers }
            ) with
            {
                Of = "tiers.levels",
            },
        ]
    );

internal sealed class CategoryFields()
    : ObjectFields<Category>(
        new("", new("")),
        Written.Said,
        [
            PlainText(
                "code",
                "The category as lines of receipts have it; compared without regard to case.",
                category => category.Code,
                (category, code) => category with { Code = code }
            ),
            Text(
                "name",
                "What people call it; as receipts have it if absent.",
                category => category.Name,
                (category, name) => category with { Name = name },
                otherwise: category => new(category.Code)
            ),
        ]
    );

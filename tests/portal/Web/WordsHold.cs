using System.Text.Json;
using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Member;
using LoyaltyClub.Portal.Web;

namespace LoyaltyClub.Tests.Portal;

public partial class WordsHold
{
    private static readonly string Portal = Path.Combine(Repository.Root, "portal");

    [Fact]
    public void Both_languages_have_the_same_keys_with_the_same_places()
    {
        var (en, es) = (Languages.Texts["en"], Languages.Texts["es"]);
        en.Count.ShouldBeGreaterThan(100);
        en.Keys.Order().ShouldBe(es.Keys.Order());
        foreach (var (key, text) in en)
        {
            es[key].ShouldNotBeNullOrWhiteSpace(key);
            Places(es[key]).ShouldBe(Places(text), key);
        }

        static string Places(string text) => string.Concat(Place().Matches(text).Select(place => place.Value).Distinct().Order());
    }

    [Fact]
    public void Every_key_that_a_page_names_is_there()
    {
        var named = Directory
            .EnumerateFiles(Portal, "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal))
            .SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(key => !key.EndsWith(".css", StringComparison.Ordinal))
            .Distinct()
            .ToArray();
        named.Length.ShouldBeGreaterThan(100);
        named.Where(key => !Known(key)).ShouldBeEmpty();
        Known("member.no.such.key").ShouldBeFalse("the rule cannot fail");

        // A whole key, one that counts, or the beginning of one that is put together.
        static bool Known(string key) =>
            Languages.Texts["en"] is var texts
            && (
                key.EndsWith('.')
                    ? texts.Keys.Any(other => other.StartsWith(key, StringComparison.Ordinal))
                    : texts.ContainsKey(key) || texts.ContainsKey(key + ".one")
            );
    }

    [Fact]
    public void Keys_that_are_put_together_are_there()
    {
        IEnumerable<string> keys =
        [
            .. Explanations.Kinds.Select(kind => "member.kind." + kind),
            .. StatementModel.Periods.Select(period => "member.period." + period),
            .. new[] { "now", "today", "later" }.Select(group => "member.offers.group." + group),
            .. from span in new[] { "day", "days", "ever" }
            from times in new[] { "one", "other" }
            select $"member.offers.limit.{span}.{times}",
            .. RewardsModel.Sorries.Select(sorry => "member.sorry." + sorry),
            .. ProfileModel.Doings.Select(done => "member.done." + done),
            .. AuditLine.Kinds.Select(kind => "desk.what." + kind),
            .. AccountModel.Doings.Concat(StaffMemberModel.Doings).Concat(MemberModel.Doings).Select(done => "desk.done." + done),
            .. Enum.GetNames<MailStep>().Select(step => "desk.mail.test." + step.ToLowerInvariant()),
            .. MailModel.Encryptions.Select(one => "desk.mail.encryption." + one.ToString().ToLowerInvariant()),
            .. new[] { "saved", "removed" }.Select(done => "desk.mail.done." + done),
            .. StaffModel.Roles.Select(role => "desk.role." + role.ToString().ToLowerInvariant()),
            .. new[] { "unknown", "lastAdmin" }.Select(fault => "desk.staff." + fault),
            .. Enum.GetNames<FaultKind>().Select(kind => "programme.fault." + JsonNamingPolicy.CamelCase.ConvertName(kind)),
            .. ProgrammeForms.Parts.All.SelectMany(PartKeys),
            // Days and hours are said without a word.
            .. ProgrammeForms
                .Parts.Conditions.Select(field => "programme." + field.Path)
                .Except(["programme.when.days", "programme.when.from", "programme.when.to"]),
        ];
        keys.Where(key => !Languages.Texts["es"].ContainsKey(key)).ShouldBeEmpty();
    }

    private static IEnumerable<string> PartKeys(ProgrammePart part) =>
        [
            "programme.part." + part.Code,
            $"programme.part.{part.Code}.text",
            .. part.Optional is { } optional ? ["programme.field." + optional] : Array.Empty<string>(),
            .. part.Fields.SelectMany(field => FieldKeys(field.Path, field)),
            .. part.List is { } list
                ?
                [
                    $"programme.list.{list.Path}.add",
                    $"programme.list.{list.Path}.empty",
                    .. list.Fields.SelectMany(field => FieldKeys($"{list.Path}.{field.Path}", field)),
                ]
                : Array.Empty<string>(),
        ];

    private static IEnumerable<string> FieldKeys(string key, ProgrammeField field) =>
        [
            "programme.field." + key,
            .. field.Unit is { } unit and not "money" ? ["programme.unit." + unit] : Array.Empty<string>(),
            .. field.Group is { } group ? ["programme.group." + group] : Array.Empty<string>(),
            .. field.Kind == Kind.Choice ? (field.Options ?? []).Select(option => $"programme.choice.{key}.{option}") : [],
        ];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"""((?:member|common|desk|programme)\.[A-Za-z][A-Za-z.]*)""")]
    private static partial Regex Key();
}

using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Templates;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A club with something of everything, and steps through the API.</summary>
internal static class Arranged
{
    public const string Now = "2026-03-12T12:00:00Z";

    public static async Task<ClubApplication> Club(StoreKind kind = StoreKind.Sqlite, int pendingDays = 0)
    {
        var club = await ClubApplication.Start(kind, Now);
        (
            await club.Admin.Put(
                "/v1/programme",
                new
                {
                    programme = JsonNode.Parse(
                        $$"""
                        {
                          "name": "Club <La Ribera> & Co", "currency": "EUR", "timeZone": "Europe/Madrid",
                          "earning": {"points": 1, "per": 1.00, "pendingDays": {{pendingDays}}, "rules": [{"code": "big-basket", "when": {"minimumSpend": 40.00}, "add": 25}]},
                          "expiry": {"kind": "afterActivation", "months": 12, "roundUp": "month"},
                          "tiers": {"by": "points", "levels": [{"code": "basic", "name": "Basic", "from": 0, "multiply": 1.0}, {"code": "gold", "name": "Oro", "from": 700, "multiply": 1.0}]},
                          "payWithPoints": {"value": 0.01, "minimum": 100, "multipleOf": 100, "maximumShare": 0.5},
                          "stampCards": [{"code": "coffee", "name": "Cafés", "by": "visit", "size": 5, "reward": "coffee"}],
                          "rewards": [
                            {"code": "coffee", "name": "Un café", "cost": 60, "validDays": 30}, {"code": "basket", "name": "Cesta", "cost": 900, "validDays": 60},
                            {"code": "dinner", "name": "Cena", "cost": 50, "validDays": 90, "tiers": ["gold"]}, {"code": "bag", "name": "Bolsa", "cost": 20, "validDays": 90, "stock": 0}
                          ]
                        }
                        """
                    ),
                }
            )
        ).Status.ShouldBe(200);
        return club;
    }

    public static async Task<string> Member(
        this ClubApplication club,
        string email,
        string firstName = "Ana",
        long points = 100,
        string? language = "en",
        string? phone = null
    )
    {
        var reply = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "join " + email,
                firstName,
                lastName = "López",
                email,
                phone,
                language,
                joinedAt = "2026-01-01T00:00:00Z",
                openingBalance = new { points },
            }
        );
        reply.Status.ShouldBe(201, reply.Body);
        return (string)reply.Json["id"]!;
    }

    /// <summary>Sets the mail server up, as an admin does at the desk: from now on mails leave.</summary>
    public static Task SetUpMail(this ClubApplication club, MailServer server) =>
        club
            .Services.GetRequiredService<IMailSettings>()
            .Put(new("127.0.0.1", server.Port, MailEncryption.None, null, null, "club@example.org", null), AuditLine.CommandLine);
}

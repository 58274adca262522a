using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Members;

internal static class MemberRoutes
{
    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var members = app.MapGroup("/v1/members").WithTags("Members");
        const Role office = Role.Marketing | Role.Admin;

        members
            .MapPost("", Enrol.Handle)
            .For(AccessRules.Everyone)
            .Takes<Enrolment>()
            .Gives<MemberView>(201, 400, 409, 422)
            .WithSummary("Enrol a member");
        members
            .MapGet("", LookUp.ByDetail)
            .For(AccessRules.Everyone)
            .Asks("email", "phone", "externalId", "card")
            .Gives<MemberView>(200, 400, 404, 422)
            .WithSummary("Look up a member by externalId; by email, phone or card better with POST /v1/members/look-up");
        members
            .MapPost("/look-up", LookUp.ByBody)
            .For(AccessRules.Everyone)
            .Takes<MemberLookUp>()
            .Gives<MemberView>(200, 400, 404, 422)
            .WithSummary("Look up a member by one detail in the body, which no proxy logs; a till reads what greets");
        members
            .MapPost("/search", Search.Handle)
            .For(office)
            .Takes<MemberQuery>()
            .Gives<MemberPage>(200, 400, 422)
            .WithSummary("Find members by name, e-mail, phone or card, as one types, or by a segment's condition")
            .WithDescription("Answers from rows that follow the journal a moment behind it; asOf says how far. Changes nothing.");
        members
            .MapGet("/{id}", LookUp.ById)
            .For(AccessRules.Everyone)
            .Gives<MemberView>(200, 404)
            .WithSummary("A member with balance and tier; a till reads what greets");
        members
            .MapPatch("/{id}", Change.Handle)
            .For(office)
            .Takes<MemberPatch>()
            .Gives<MemberView>(200, 400, 404, 409)
            .WithSummary("Change a person's details");
        members
            .MapDelete("/{id}", Erase.Handle)
            .For(Role.Admin)
            .Gives<ErasureAnswer>(200, 404)
            .WithSummary("Forget the person, keep the ledger");
        members
            .MapGet("/{id}/export", Export.Handle)
            .For(Role.Admin)
            .Gives<MemberExport>(200, 404)
            .WithSummary("Everything held about a person");
        members
            .MapGet("/{id}/statement", Statement.Handle)
            .For(office)
            .Asks("from", "to", "limit", "after")
            .Gives<StatementPage>(200, 400, 404)
            .WithSummary("Every movement of a member's points");
        members
            .MapPost("/{id}/transfers", Transfer.Handle)
            .For(Role.Admin)
            .Takes<TransferRequest>()
            .Gives<TransferAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Give points to another member");
        members
            .MapPost("/{id}/merge", Merge.Handle)
            .For(Role.Admin)
            .Takes<MergeRequest>()
            .Gives<MergeAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Make another member a part of this one");
        members
            .MapPost("/{id}/unmerge", Merge.Undo)
            .For(Role.Admin)
            .Takes<MergeRequest>()
            .Gives<MergeAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Split off a member that was merged within 30 days");
        members
            .MapPost("/{id}/card", ReplaceCard.Handle)
            .For(Role.Till | Role.Admin)
            .Takes<OperationRequest>()
            .Gives<MemberView>(201, 400, 404, 409)
            .WithSummary("Give a new card; the old one is refused from now on");
        members.MapGet("/{id}/card", Card.Codes).For(Role.Admin).Gives<CardCodes>(200, 404, 422).WithSummary("What the card's QR says now");
        members
            .MapGet("/{id}/card.svg", Card.Svg)
            .For(AccessRules.Everyone)
            .Produces(200, null, "image/svg+xml")
            .ProducesProblem(404)
            .WithSummary("The printed card as a picture");
        members
            .MapGet("/{id}/card.png", Card.Png)
            .For(AccessRules.Everyone)
            .Produces(200, null, "image/png")
            .ProducesProblem(404)
            .WithSummary("The printed card's QR as a picture, for what shows no SVG");
        app.MapPost("/v1/scans", Scan.Handle)
            .For(Role.Till | Role.Admin)
            .WithTags("Members")
            .Takes<ScanRequest>()
            .Gives<ScanAnswer>(200, 400, 404, 422)
            .WithSummary("Who shows this card or voucher");
        members
            .MapPost("/{id}/adjustments", Adjust.Handle)
            .For(office)
            .Takes<Adjustment>()
            .Gives<AdjustmentAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Give or take points by hand");
    }
}

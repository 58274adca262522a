using System.Buffers;
using System.Text.Json;

namespace LoyaltyClub.Api.Members;

internal static class Change
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        // As an element first: a field that is null is taken away, one that is absent stays.
        var (fields, fault) = await Body.Read(http, ApiJson.Default.JsonDocument);
        if (fields is null)
        {
            return new Answer(fault!);
        }

        using var document = fields;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new Answer(new Refused(RefusalCode.MalformedJson, "The body must be an object."));
        }

        var (patch, wrong) = Body.Parse(
            new ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(document.RootElement, ApiJson.Default.JsonElement)),
            ApiJson.Default.MemberPatch
        );
        if (patch is null)
        {
            return new Answer(wrong!);
        }

        var names = document.RootElement.EnumerateObject().Select(property => property.Name).Where(name => name != "operationId").ToArray();
        var (operationId, twice) = Body.OperationId(http, patch.OperationId);
        if ((twice ?? Check.Patch(patch, names)) is { } refusal)
        {
            return new Answer(refusal);
        }

        var change = new MemberChange(operationId, names, patch.Consents).WithDetails(patch);
        var outcome = await LookUp.Ask(id, grains, member => names.Length == 0 ? member.Get() : member.Change(change, http.By()));
        return Answer.Of(outcome.Named(http), ApiJson.Default.MemberView);
    }
}

using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>What a built assembly refers to, read from its metadata.</summary>
/// <param name="Assemblies">Names of the assemblies that it uses.</param>
/// <param name="Types">Full names of the types that it uses from other assemblies.</param>
/// <param name="Members">Members of other assemblies' types that it uses, as <c>Namespace.Type.Member</c>.</param>
/// <param name="Defined">How many types it defines.</param>
internal sealed record AssemblyFacts(
    ImmutableSortedSet<string> Assemblies,
    ImmutableSortedSet<string> Types,
    ImmutableSortedSet<string> Members,
    int Defined
)
{
    public static AssemblyFacts Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return new(
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. metadata.TypeReferences.Select(handle => NameOf(metadata, handle))],
            [
                .. metadata
                    .MemberReferences.Select(metadata.GetMemberReference)
                    .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                    .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}"),
            ],
            metadata.TypeDefinitions.Count
        );
    }

    /// <summary>The types used from a namespace and those below it.</summary>
    public IEnumerable<string> TypesIn(string space) => Types.Where(type => type.StartsWith(space + ".", StringComparison.Ordinal));

    /// <summary>Our own assemblies that it uses.</summary>
    public IEnumerable<string> Projects => Assemblies.Where(name => name.StartsWith("LoyaltyClub", StringComparison.Ordinal));

    /// <summary>Assemblies that it uses and that are not part of .NET itself.</summary>
    public IEnumerable<string> Packages =>
        Assemblies
            .Except(Projects)
            .Where(name => !File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll")));

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : type.Namespace.IsNil ? name
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}

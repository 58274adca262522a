using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Runtime;

/// <summary>A grain class, how to create one, and the places of those that are in memory.</summary>
internal sealed class GrainClass(Type type)
{
    private readonly ObjectFactory _factory = ActivatorUtilities.CreateFactory(type, []);

    /// <summary>The name under which reminders are stored.</summary>
    public string Name { get; } = type.FullName ?? type.Name;

    public Type Type { get; } = type;

    public bool StaysForEver { get; } = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);

    public ConcurrentDictionary<string, Mailbox> Places { get; } = new();

    public Grain Create(IServiceProvider services) => (Grain)_factory(services, null);
}

/// <summary>A grain interface with its methods, its own and the inherited ones.</summary>
internal sealed class GrainFace
{
    public GrainFace(Type type)
    {
        Interface = type;
        Methods = type.GetInterfaces().Append(type)
            .SelectMany(face => face.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .ToFrozenDictionary(method => method, method => new GrainMethod(method));
    }

    public Type Interface { get; }

    public FrozenDictionary<MethodInfo, GrainMethod> Methods { get; }
}

/// <summary>Which class answers for which interface, found once at start.</summary>
internal sealed class GrainCatalogue
{
    private readonly Dictionary<Type, GrainReference> _byInterface = [];
    private readonly Dictionary<string, GrainClass> _byName = [];

    /// <exception cref="InvalidOperationException">An interface without a class, or with several; every one of them is named.</exception>
    public GrainCatalogue(IEnumerable<Assembly> assemblies)
    {
        var types = assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).ToList();
        var classes = types.Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsSubclassOf(typeof(Grain))).ToList();
        var faces = types.Where(IsGrainInterface).Union(classes.SelectMany(type => type.GetInterfaces()).Where(IsGrainInterface));

        foreach (var type in classes) _byName.Add(type.FullName!, new GrainClass(type));
        List<string> wrong = [];
        foreach (var face in faces)
        {
            var found = classes.Where(face.IsAssignableFrom).ToList();
            if (found.Count == 1) _byInterface.Add(face, GrainReference.Prototype(_byName[found[0].FullName!], new GrainFace(face)));
            else if (found.Count == 0) wrong.Add($"{face.FullName} has no grain class.");
            else wrong.Add($"{face.FullName} has {found.Count} grain classes: {string.Join(", ", found.Select(type => type.FullName))}.");
        }
        if (wrong.Count > 0) throw new InvalidOperationException("Grain interfaces need exactly one class each. " + string.Join(" ", wrong));
    }

    public IEnumerable<GrainClass> Classes => _byName.Values;

    public GrainReference Find(Type face)
        => _byInterface.TryGetValue(face, out var found)
            ? found
            : throw new ArgumentException($"{face} is not a grain interface of this engine; was its assembly given to AddEmbeddedEngine?");

    public GrainClass? FindClass(string name) => _byName.GetValueOrDefault(name);

    private static bool IsGrainInterface(Type type)
        => type is { IsInterface: true, IsGenericTypeDefinition: false } && type != typeof(IGrainWithStringKey) && typeof(IGrainWithStringKey).IsAssignableFrom(type);
}

using System.Reflection;

namespace LoyaltyClub.Runtime;

/// <summary>What <see cref="IGrainFactory.GetGrain"/> hands out: it implements the grain's interface and sends what is called on it.</summary>
public class GrainReference : DispatchProxy, IAddressable
{
    private GrainEngine _engine = null!;
    private GrainClass _class = null!;
    private GrainFace _face = null!;

    internal string Key { get; private set; } = "";

    internal static object Create(GrainEngine engine, GrainClass target, GrainFace face, string key)
    {
        var made = DispatchProxy.Create(face.Interface, typeof(GrainReference));
        var reference = (GrainReference)made;
        (reference._engine, reference._class, reference._face, reference.Key) = (engine, target, face, key);
        return made;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        => _engine.Send(_class, Key, _face.Methods[targetMethod!], args ?? []);

    /// <inheritdoc/>
    public override string ToString() => $"{_face.Interface.Name}/{Key}";
}

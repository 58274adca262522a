using System.Reflection;

namespace LoyaltyClub.Runtime;

/// <summary>What <see cref="IGrainFactory.GetGrain"/> hands out: it implements the grain's interface and sends what is called on it.</summary>
public class GrainReference : DispatchProxy, IAddressable
{
    private GrainEngine _engine = null!;
    private GrainClass _class = null!;
    private GrainFace _face = null!;

    internal string Key { get; private set; } = "";

    /// <summary>The first reference to an interface, from which all others are cloned: making one through DispatchProxy costs five times as much.</summary>
    internal static GrainReference Prototype(GrainClass target, GrainFace face)
    {
        var reference = (GrainReference)DispatchProxy.Create(face.Interface, typeof(GrainReference));
        (reference._class, reference._face) = (target, face);
        return reference;
    }

    internal GrainReference For(GrainEngine engine, string key)
    {
        var reference = (GrainReference)MemberwiseClone();
        (reference._engine, reference.Key) = (engine, key);
        return reference;
    }

    internal string ClassName => _class.Name;

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        => _engine.Send(_class, Key, _face.Methods[targetMethod!], args ?? []);

    /// <inheritdoc/>
    public override string ToString() => $"{_face.Interface.Name}/{Key}";
}

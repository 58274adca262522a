namespace LoyaltyClub.Runtime;

/// <summary>Means nothing here: arguments and results stay in the process and are handed over as they are, never serialised.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

/// <summary>Means nothing here: nothing is copied between grains, so everything that is handed over must be left unchanged anyway.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property
    | AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class ImmutableAttribute : Attribute;

/// <summary>Means nothing here: it numbers the fields of a serialised form, and there is none.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class
    | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The field's number.</summary>
    public uint Id { get; } = id;
}

/// <summary>Means nothing here: it names types and methods on the wire, and there is no wire.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum
    | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Alias { get; } = alias;
}

/// <summary>On an interface's method: it does not wait for its turn, and nobody waits for it. See the README for what it may touch.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>Means nothing here: Orleans lets read-only calls overlap each other, we keep them in turn, which is stricter and so safe.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>On a grain class: it does not leave for idleness, nor to make room for others.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeepAliveAttribute : Attribute;

namespace LoyaltyClub.Runtime;

/// <summary>Anything that has a place in the engine: a grain, or a reference to one.</summary>
public interface IAddressable;

/// <summary>The root of all grain interfaces. Every method returns <see cref="Task"/> or <see cref="Task{TResult}"/>.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain that is found by a string key.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>Hands out references to grains. Getting a reference activates nothing and cannot fail for want of a member.</summary>
public interface IGrainFactory
{
    /// <summary>The reference to the grain with this key; cheap, ask for it whenever it is needed.</summary>
    /// <param name="primaryKey">The key, case-sensitive, not empty.</param>
    /// <param name="grainClassNamePrefix">If given, the grain class's full name must start with it.</param>
    /// <exception cref="ArgumentException">The interface is not one of the engine's, or the class has another name.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}

/// <summary>What grains and references know about themselves.</summary>
public static class GrainExtensions
{
    /// <summary>The key under which the grain is found.</summary>
    /// <exception cref="ArgumentException">It is neither a grain of an engine nor a reference to one.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            Grain own => own.Place.Key,
            GrainReference reference => reference.Key,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };
    }
}

using System.Reflection;

namespace LoyaltyClub.Runtime;

/// <summary>A method of a grain interface, ready to be called: found, checked and compiled once.</summary>
internal sealed class GrainMethod
{
    private readonly MethodInvoker _invoker;
    private readonly ResultKind _result;

    public GrainMethod(MethodInfo method)
    {
        if (method.IsGenericMethod || !IsTask(method.ReturnType))
            throw new InvalidOperationException($"{method.DeclaringType}.{method.Name}: a grain's method is not generic and returns Task or Task<T>.");
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        _invoker = MethodInvoker.Create(method);
        _result = method.ReturnType == typeof(Task)
            ? new ResultKind.None()
            : (ResultKind)Activator.CreateInstance(typeof(ResultKind.Of<>).MakeGenericType(method.ReturnType.GetGenericArguments()))!;
    }

    public string Name { get; }

    public bool Interleaves { get; }

    /// <summary>Runs the method up to its first wait. Never throws: what the method throws is in the task, as with an async method.</summary>
    public Task Invoke(Grain grain, object?[] arguments)
    {
        try
        {
            return (Task?)_invoker.Invoke(grain, arguments.AsSpan()) ?? Failed(new InvalidOperationException($"{Name} returned null instead of a task."));
        }
        catch (Exception thrown)
        {
            return Failed(thrown);
        }
    }

    /// <summary>A task of the method's type that has failed.</summary>
    public Task Failed(Exception why) => _result.Failed(why);

    /// <summary>A call that has to wait.</summary>
    public Call Later(object?[] arguments) => _result.Later(this, arguments);

    private static bool IsTask(Type type) => type == typeof(Task) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>));

    private abstract class ResultKind
    {
        public abstract Task Failed(Exception why);

        public abstract Call Later(GrainMethod method, object?[] arguments);

        public sealed class None : ResultKind
        {
            public override Task Failed(Exception why) => Task.FromException(why);

            public override Call Later(GrainMethod method, object?[] arguments) => new Call.WithoutResult(method, arguments);
        }

        public sealed class Of<T> : ResultKind
        {
            public override Task Failed(Exception why) => Task.FromException<T>(why);

            public override Call Later(GrainMethod method, object?[] arguments) => new Call.WithResult<T>(method, arguments);
        }
    }
}

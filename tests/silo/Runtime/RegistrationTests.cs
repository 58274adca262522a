using System.Reflection;
using System.Reflection.Emit;
using LoyaltyClub.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Runtime;

public class RegistrationTests
{
    [Fact]
    public void An_interface_without_a_class_stops_the_start_and_is_named()
        => Should.Throw<InvalidOperationException>(() => Register(classes: 0)).Message.ShouldContain("ILonely has no grain class");

    [Fact]
    public void An_interface_with_two_classes_stops_the_start_and_both_are_named()
        => Should.Throw<InvalidOperationException>(() => Register(classes: 2)).Message.ShouldContain("Grain0, Grain1");

    [Fact]
    public void An_interface_with_one_class_is_found() => Should.NotThrow(() => Register(classes: 1));

    [Fact]
    public void A_method_that_returns_no_task_stops_the_start_and_is_named()
        => Should.Throw<InvalidOperationException>(() => Register(classes: 1, badMethod: true)).Message.ShouldContain("ILonely.Now");

    /// <summary>Built on the fly: an interface without a class in this assembly would stop every other test's engine.</summary>
    private static void Register(int classes, bool badMethod = false)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Lonely"), AssemblyBuilderAccess.Run).DefineDynamicModule("Lonely");
        var face = module.DefineType("ILonely", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        face.AddInterfaceImplementation(typeof(IGrainWithStringKey));
        const MethodAttributes open = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot;
        if (badMethod) face.DefineMethod("Now", open | MethodAttributes.Abstract, typeof(int), []);
        var made = face.CreateType();
        for (var i = 0; i < classes; i++)
        {
            var type = module.DefineType("Grain" + i, TypeAttributes.Public | TypeAttributes.Class, typeof(Grain), [made]);
            if (badMethod)
            {
                var body = type.DefineMethod("Now", open, typeof(int), []).GetILGenerator();
                body.Emit(OpCodes.Ldc_I4_0);
                body.Emit(OpCodes.Ret);
            }
            type.CreateType();
        }
        new ServiceCollection().AddEmbeddedEngine(null, made.Assembly);
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Roles that may open a page of the desk. A page without this attribute is closed to everyone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForAttribute(StaffRole roles) : Attribute
{
    public const StaffRole Everyone = StaffRole.Cashier | StaffRole.Marketing | StaffRole.Admin,
        Office = StaffRole.Marketing | StaffRole.Admin;

    public StaffRole Roles => roles;

    /// <summary>True for a page that is open without signing in.</summary>
    public bool Anyone { get; init; }
}

/// <summary>Checks access to every page of the desk.</summary>
internal sealed class DeskGuard : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        var who = http.RequestServices.GetRequiredService<StaffVisitor>();
        var access = context.HandlerInstance.GetType().GetCustomAttribute<ForAttribute>();
        if (access is { Anyone: true } || who.Is(access?.Roles ?? StaffRole.None))
        {
            // The address of a form's handler has no page to GET.
            if (context.HandlerMethod is not null || !http.Request.RouteValues.ContainsKey("handler"))
            {
                return next();
            }

            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
        else if (who.View is not null)
        {
            http.Note(SecurityEvent.Forbidden, who.By, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/'));
            // The start page is open to every role; a cashier is redirected to the account page.
            context.Result =
                http.Request.Path == "/desk"
                    ? new RedirectResult("/desk/account")
                    : new ViewResult { ViewName = "/Desk/NotYours.cshtml", StatusCode = StatusCodes.Status403Forbidden };
        }
        else
        {
            // A form is not sent again after signing in; the redirect leads back to its page.
            var back = http.Request.Path + (HttpMethods.IsGet(http.Request.Method) ? http.Request.QueryString : default);
            var signIn = "/desk/sign-in?back=" + Uri.EscapeDataString(back);
            if (http.Request.Headers.ContainsKey("HX-Request"))
            {
                http.Response.Headers["HX-Redirect"] = signIn;
                context.Result = new StatusCodeResult(204);
            }
            else
            {
                context.Result = new RedirectResult(signIn);
            }
        }
        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Mvc.Filters;

namespace LoyaltyClub.Portal.Member;

/// <summary>
/// A page of the member's room. It requires a signed-in member and shows that member's own data; no address contains a member id.
/// </summary>
public abstract class MemberPage(Visitor visitor) : PageModel
{
    public MemberView Member => visitor.View!;

    protected Visitor Visitor => visitor;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (visitor.Member is not null)
        {
            return;
        }
        // A form is not sent again after signing in; the redirect leads back to its page.
        var back = Request.Path + (HttpMethods.IsGet(Request.Method) ? Request.QueryString : default);
        var signIn = "/sign-in?back=" + Uri.EscapeDataString(back);
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            Response.Headers["HX-Redirect"] = signIn;
            context.Result = new StatusCodeResult(204);
        }
        else
        {
            context.Result = new RedirectResult(signIn);
        }
    }
}

namespace LoyaltyClub.Tests.Portal;

/// <summary>What every answer says to browsers, in each room and of the API.</summary>
public class HeadersHold
{
    private static readonly string[] Addresses =
    [
        "/",
        "/sign-in",
        "/join",
        "/card/claim/x",
        "/till/sign-in",
        "/till",
        "/desk/sign-in",
        "/desk",
        "/nowhere",
        "/docs",
        "/openapi/v1.json",
        "/v1/members",
        "/v1/members?email=x",
        "/health/live",
        "/sw.js",
    ];

    [Fact]
    public async Task Every_answer_forbids_framing_foreign_code_and_guessing_its_type()
    {
        await using var club = await Arranged.Club();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = club.Address };
        foreach (var address in Addresses)
        {
            using var answer = await client.GetAsync(address);
            Header("X-Content-Type-Options").ShouldBe("nosniff", address);
            var policy = Header("Content-Security-Policy");
            policy.ShouldContain(address == "/docs" ? "object-src 'none'" : "default-src 'none'", Case.Sensitive, address);
            policy.ShouldContain("base-uri 'none'", Case.Sensitive, address);
            policy.ShouldContain("frame-ancestors 'none'", Case.Sensitive, address);
            policy.ShouldNotContain("script-src 'unsafe", Case.Sensitive, address);
            policy.ShouldNotContain("https:", Case.Sensitive, address);
            if (address != "/sw.js")
            {
                Header("Cache-Control").ShouldContain("no-store", Case.Sensitive, address);
            }
            if (answer.Content.Headers.ContentLength is > 0)
            {
                answer.Content.Headers.ContentType.ShouldNotBeNull(address);
            }
            answer.Headers.Contains("Server").ShouldBeFalse(address);
            answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(address);

            string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";
        }
    }

    [Fact]
    public async Task Nobody_gets_their_request_back()
    {
        await using var club = await Arranged.Club();
        foreach (var address in Addresses)
        {
            using var request = new HttpRequestMessage(HttpMethod.Trace, address);
            request.Headers.Add("X-Secret", "four bright teapots");
            using var answer = await club.Admin.SendAsync(request);
            ((int)answer.StatusCode).ShouldBeInRange(400, 405, address);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("teapots");
        }
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/desk@evil.example")]
    [InlineData("/desk/sign-in?back=//evil.example")]
    [InlineData("http:evil.example")]
    [InlineData("")]
    public async Task No_way_back_leads_elsewhere(string back)
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = club.Address };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var mail = new MailFolder(club);
        var query = "?back=" + Uri.EscapeDataString(back);
        await Leads("/language", ("language", "en"), ("back", back));
        await Leads("/sign-in" + query, ("email", "ana@example.org"));
        await Leads("/sign-in/code" + query, ("code", (await mail.Next("ana@example.org")).Code));
        await Leads("/desk/sign-in/code" + query, ("code", "123456"));

        async Task Leads(string address, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var answer = await client.PostAsync(address, form);
            ((int)answer.StatusCode).ShouldBe(302, address);
            var to = new Uri(new Uri("http://club.example/x"), answer.Headers.Location!.OriginalString);
            (to.Scheme, to.Host).ShouldBe(("http", "club.example"), answer.Headers.Location.OriginalString);
            answer.Headers.Location.OriginalString.ShouldStartWith("/");
        }
    }

    [Fact]
    public async Task Who_is_signed_in_can_sign_out_on_every_page()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var ana = new Browser(club);
        await ana.SignIn(club, "ana@example.org");
        foreach (var page in new[] { "/", "/card", "/rewards", "/statement", "/offers", "/profile", "/profile/email" })
        {
            (await ana.Open(page)).Html.ShouldContain("action=\"/profile/signout\"", Case.Sensitive, page);
        }

        using var olga = await Desk.Admin(club);
        foreach (var page in new[] { "", "/members", "/programme", "/stores", "/staff", "/audit", "/account" }.Select(one => "/desk" + one))
        {
            (await olga.Browser.Open(page)).Html.ShouldContain("action=\"/desk/account/signout\"", Case.Sensitive, page);
        }

        (await olga.Browser.Send("/desk/account/signout")).Address.ShouldBe("/desk/sign-in");
        (await ana.Send("/profile/signout")).Status.ShouldBe(200);
        (await ana.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task The_desk_signs_a_member_out_everywhere()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        using var phone = new Browser(club);
        using var laptop = new Browser(club);
        await phone.SignIn(club, "ana@example.org");
        await laptop.SignIn(club, "ana@example.org");
        using var olga = await Desk.Admin(club);
        (await olga.Browser.Send($"/desk/members/{id}/endsessions")).Text.ShouldContain("They are signed out everywhere");
        (await phone.Open("/profile")).Address.ShouldStartWith("/sign-in");
        (await laptop.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Of_sixty_tries_of_one_code_at_once_four_are_wrong_and_then_it_is_over()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var mail = new MailFolder(club);
        await browser.Send("/sign-in", ("email", "ana@example.org"));
        var right = (await mail.Next("ana@example.org")).Code;
        var wrong = right == "000000" ? "000001" : "000000";
        var pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => browser.Send("/sign-in/code", ("code", wrong))));
        pages.Count(page => page.Text.Contains("That is not the code", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(4);
        (await browser.Send("/sign-in/code", ("code", right))).Address.ShouldBe("/sign-in/code");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }
}

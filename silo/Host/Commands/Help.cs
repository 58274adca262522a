namespace LoyaltyClub.Host.Commands;

internal static class Help
{
    public static int Run()
    {
        Console.WriteLine(
            """
            LoyaltyClub                            runs the service
            LoyaltyClub verify                     checks every link of the journal and names what is broken
            LoyaltyClub import members FILE        brings members from a CSV file
            LoyaltyClub import purchases FILE      brings purchases from a CSV file
                [--mapping MAPPING.json]           which header is which field; deploy/import/README.md
                [--refused REFUSED.csv]            where refused rows go; FILE.refused.csv
            LoyaltyClub admin-link EMAIL           prints a link by which an admin of the desk sets up their sign-in anew
            LoyaltyClub change-secret [DAYS]       makes the club a new secret; the former one is taken for DAYS (30) more
            LoyaltyClub rebuild-members            builds the member list again from the journal, beside a running service too
            LoyaltyClub health [URL]               asks a service whether it is ready, and ends with 0 if so
            LoyaltyClub help                       this page

            Settings are environment variables: Club__Store (sqlite:PATH or a PostgreSQL connection string),
            Club__Urls, Club__Https__Certificate, Club__AdminKey, Club__Sandbox, Club__Demo. deploy/README.md documents all.
            """
        );
        return 0;
    }
}

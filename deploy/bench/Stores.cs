namespace LoyaltyClub.Bench;

/// <summary>Fresh places to keep a club in: databases of the one PostgreSQL server, or SQLite files.</summary>
internal sealed class Stores(Options options)
{
    /// <summary>A service's <c>Club__Store</c> for a new one.</summary>
    public async Task<string> New(string name)
    {
        if (!options.OnSqlite)
        {
            await new Database(options, name).Create();
        }

        return Of(name);
    }

    /// <summary>For one that is there.</summary>
    public string Of(string name) =>
        options.OnSqlite ? $"sqlite:{Path.Combine(options.Work, name + ".db")}" : new Database(options, name).Setting;

    /// <summary>In front of a row's name where it is not PostgreSQL.</summary>
    public string Prefix => options.OnSqlite ? "SQLite: " : "";
}

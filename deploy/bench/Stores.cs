namespace LoyaltyClub.Bench;

/// <summary>Fresh places to keep a club in: databases of the one PostgreSQL server, or SQLite files.</summary>
internal sealed class Stores(Options options)
{
    /// <summary>A service's <c>Club__Store</c> for a new one.</summary>
    public async Task<string> New(string name)
    {
        if (options.OnSqlite) return $"sqlite:{Path.Combine(options.Work, name + ".db")}";
        var database = new Database(options, name);
        await database.Create();
        return database.Setting;
    }

    /// <summary>In front of a row's name where it is not PostgreSQL.</summary>
    public string Prefix => options.OnSqlite ? "SQLite: " : "";
}

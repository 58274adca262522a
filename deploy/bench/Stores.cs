namespace LoyaltyClub.Bench;

/// <summary>New stores: databases of the PostgreSQL server, or SQLite files.</summary>
internal sealed class Stores(Options options)
{
    /// <summary><c>Club__Store</c> for a new store.</summary>
    public async Task<string> New(string name)
    {
        if (!options.OnSqlite)
        {
            await new Database(options, name).Create();
        }

        return Of(name);
    }

    /// <summary><c>Club__Store</c> for an existing store.</summary>
    public string Of(string name) =>
        options.OnSqlite ? $"sqlite:{Path.Combine(options.Work, name + ".db")}" : new Database(options, name).Setting;

    /// <summary>Prefix of row names for stores other than PostgreSQL.</summary>
    public string Prefix => options.OnSqlite ? "SQLite: " : "";
}

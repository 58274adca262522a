namespace LoyaltyClub.Journal;

/// <summary>A step of a store's schema: <c>Postgres/Migrations/0001-journal.sql</c> is version 1.</summary>
internal sealed record Migration(int Version, string Sql)
{
    /// <summary>All steps of a store (<c>Postgres</c> or <c>Sqlite</c>), in order.</summary>
    public static IReadOnlyList<Migration> Of(string store)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = store + "/Migrations/";
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Migration(
                    int.Parse(name.AsSpan(prefix.Length, 4), System.Globalization.CultureInfo.InvariantCulture),
                    reader.ReadToEnd()
                );
            })
            .OrderBy(migration => migration.Version)
            .ToList();
    }

    /// <summary>The steps that a store at <paramref name="version"/> lacks.</summary>
    /// <exception cref="StoreTooNewException"/>
    public static IEnumerable<Migration> Missing(IReadOnlyList<Migration> all, int version)
    {
        if (version > all[^1].Version)
        {
            throw new StoreTooNewException(version, all[^1].Version);
        }

        return all.Where(migration => migration.Version > version);
    }
}

using System.Globalization;

namespace LoyaltyClub.Journal;

/// <summary>Brings the file's tables to this program's version; the file's write lock lets one process do it at a time.</summary>
internal static class SqliteMigrations
{
    public static Task Run(SqliteDatabase database) =>
        database.Write(session =>
        {
            var all = Migration.Of("Sqlite");
            session.Execute(
                "create table if not exists schema_version (version integer primary key, applied_at text not null default current_timestamp)"
            );
            var version = Convert.ToInt32(
                session.Scalar("select coalesce(max(version), 0) from schema_version"),
                CultureInfo.InvariantCulture
            );
            foreach (var migration in Migration.Missing(all, version))
            {
                session.Execute(migration.Sql);
                session.Execute("insert into schema_version (version) values (?1)", migration.Version);
            }
            return version;
        });
}

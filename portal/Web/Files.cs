using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Scripts, styles and pictures of the pages. They are embedded in the assembly and served under names that contain their hash, so browsers
/// cache them without limit and a new version has a new name.
/// </summary>
public sealed class Files
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
        [".json"] = "application/json",
    };

    /// <summary>Rooms with one bundled style and one bundled script, shared parts included: two requests instead of five.</summary>
    private static readonly string[] Rooms = ["member", "till", "desk"];

    private readonly FrozenDictionary<string, string> names;
    private readonly FrozenDictionary<string, File> byAddress;

    public Files()
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var assembly = typeof(Files).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("assets/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            contents[resource["assets/".Length..].Replace('\\', '/')] = bytes;
        }
        foreach (var room in Rooms.Where(room => contents.ContainsKey(room + ".css") && contents.ContainsKey(room + ".js")))
        {
            // The desk previews members' pages.
            contents[room + ".all.css"] = Together(
                contents,
                ["vendor/pico.min.css", "site.css", .. room == "desk" ? new[] { "member.css" } : [], room + ".css"]
            );
            contents[room + ".all.js"] = Together(contents, "vendor/htmx.min.js", "site.js", "passkey.js", room + ".js");
        }
        var (byName, files) = (new Dictionary<string, string>(), new Dictionary<string, File>());
        foreach (var (name, bytes) in contents)
        {
            var address = $"/assets/{HashOf(name, contents)}/{name}";
            byName[name] = address;
            files[address] = new(bytes, Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"));
        }
        (names, byAddress) = (byName.ToFrozenDictionary(), files.ToFrozenDictionary());
    }

    /// <summary>The files of a folder share one hash over all of them, so that modules import each other by plain names.</summary>
    private static string HashOf(string name, Dictionary<string, byte[]> contents)
    {
        var folder = Path.GetDirectoryName(name);
        var hashed = folder is null or "" or "vendor"
            ? contents[name]
            :
            [
                .. contents
                    .Where(file => Path.GetDirectoryName(file.Key) == folder)
                    .OrderBy(file => file.Key, StringComparer.Ordinal)
                    .SelectMany(file => file.Value),
            ];
        return Convert.ToHexStringLower(SHA256.HashData(hashed)[..6]);
    }

    private static byte[] Together(Dictionary<string, byte[]> contents, params ReadOnlySpan<string> names)
    {
        var all = new List<byte>();
        foreach (var name in names)
        {
            all.AddRange([.. contents[name], (byte)'\n']);
        }

        return [.. all];
    }

    /// <summary>The address of a file by its name below <c>/assets</c>. An unknown name is a bug and throws.</summary>
    public string this[string name] => names[name];

    public IReadOnlyCollection<string> Addresses => byAddress.Keys;

    /// <summary>The bytes of a file by its name below <c>/assets</c>, for files with a fixed address.</summary>
    public Task Send(HttpContext http, string name) => byAddress[names[name]].Send(http);

    public Task Serve(HttpContext http)
    {
        if (!byAddress.TryGetValue(http.Request.Path.Value ?? "", out var file))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return file.Send(http);
    }

    private sealed class File(byte[] bytes, string type)
    {
        private readonly Lazy<byte[]> brotli = new(() =>
        {
            using var packed = new MemoryStream();
            using (var stream = new BrotliStream(packed, CompressionLevel.SmallestSize))
            {
                stream.Write(bytes);
            }

            return packed.ToArray();
        });

        public async Task Send(HttpContext http)
        {
            var small =
                bytes.Length > 500
                && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal)
                && !type.StartsWith("image/png", StringComparison.Ordinal);
            var body = small ? brotli.Value : bytes;
            if (small)
            {
                http.Response.Headers.ContentEncoding = "br";
            }

            http.Response.Headers.Vary = "Accept-Encoding";
            http.Response.ContentType = type;
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}

using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace LoyaltyClub.Templates;

/// <summary>Read-only named values for one rendering.</summary>
internal sealed class ViewObject(IReadOnlyDictionary<string, object?> values) : IScriptObject
{
    public int Count => values.Count;

    public bool IsReadOnly
    {
        get => true;
        set { }
    }

    public IEnumerable<string> GetMembers() => values.Keys;

    public bool Contains(string member) => values.ContainsKey(member);

    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) =>
        values.TryGetValue(member, out value);

    public bool CanWrite(string member) => false;

    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) => false;

    public bool Remove(string member) => false;

    public void SetReadOnly(string member, bool readOnly) { }

    public IScriptObject Clone(bool deep) => this;
}

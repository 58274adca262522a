using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>What is looked for on every page.</summary>
internal static class Look
{
    public static readonly ViewportSize Phone = new() { Width = 360, Height = 740 },
        Tablet = new() { Width = 1024, Height = 768 },
        Desktop = new() { Width = 1280, Height = 860 };

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Faults of accessibility, as axe-core names them, all its rules.</summary>
    public static async Task<string[]> Accessible(IPage page)
    {
        await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<JsonElement>(
            "axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(rule => ({ id: rule.id, help: rule.help, nodes: rule.nodes.map(node => `${node.target.join(' ')} ${node.any.map(check => check.message).join(' ')}`) })))"
        );
        return
        [
            .. found
                .EnumerateArray()
                .Select(rule =>
                    $"axe {rule.GetProperty("id")}: {rule.GetProperty("help")}: {string.Join(" | ", rule.GetProperty("nodes").EnumerateArray().Take(3))}"
                ),
        ];
    }

    /// <summary>Whether the page is wider than its window, or words are cut off or lie outside of what holds them.</summary>
    public static async Task<string[]> Fits(IPage page) =>
        await page.EvaluateAsync<string[]>(
            """
            () => {
              const faults = [], close = 1.5;
              const over = document.documentElement.scrollWidth - innerWidth;
              if (over > 0) faults.push(`the page is ${over} px wider than its window`);
              const name = element => `${element.localName}${element.id ? '#' + element.id : ''}${element.className && element.className.baseVal === undefined ? '.' + element.className : ''}`;
              // Said to screen readers only.
              const unseen = element => { for (let one = element; one; one = one.parentElement) if (getComputedStyle(one).clipPath === 'inset(50%)') return true; return false; };
              const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let node = words.nextNode(); node; node = words.nextNode()) {
                const holder = node.parentElement;
                if (!node.data.trim() || !holder.checkVisibility({ visibilityProperty: true }) || holder.closest('.skip, option, script, noscript, svg') || unseen(holder)) continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                const boxes = [...range.getClientRects()].filter(box => box.width > 0);
                for (let around = holder; around && around !== document.documentElement; around = around.parentElement) {
                  const style = getComputedStyle(around), frame = around.getBoundingClientRect();
                  const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
                  // What lies further down in what can be scrolled can be read, and so can what lies further along in a row of ways on.
                  if (around.matches('nav') && style.overflowX === 'auto') break;
                  const scrolls = ['auto', 'scroll'].includes(style.overflowY);
                  const holds = clips || around.matches('button, [role=button], .badge, .panel, td, th, input, select') || around === document.body;
                  if (!holds) continue;
                  const out = boxes.find(box => box.right > frame.right + close || box.left < frame.left - close || (clips && !scrolls && (box.bottom > frame.bottom + close + 2 || box.top < frame.top - close - 2)));
                  if (out) { faults.push(`"${node.data.trim().slice(0, 60)}" lies ${Math.round(out.right - frame.right)} px outside of ${name(around)}`); break; }
                }
              }
              const pen = document.createElement('canvas').getContext('2d');
              for (const field of document.querySelectorAll('input:not([type=hidden]), select')) {
                // What the writer of a programme calls things may be longer than any field.
                if (!field.checkVisibility({ visibilityProperty: true }) || (field.closest('.editor') && (field.localName === 'input' || field.name.endsWith('.reward')))) continue;
                const style = getComputedStyle(field), text = field.localName === 'select' ? field.selectedOptions[0]?.text : field.value || field.placeholder;
                pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
                const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
                if (text && !['checkbox', 'radio', 'date'].includes(field.type) && !field.value.includes('@') && pen.measureText(text).width > room + close) faults.push(`"${text}" needs more than the ${Math.round(room)} px of ${name(field)}`);
              }
              const [bar, main] = ['.tabs', 'main'].map(one => document.querySelector(one));
              if (bar && getComputedStyle(bar).position === 'fixed' && parseFloat(getComputedStyle(main).paddingBottom) < bar.offsetHeight) faults.push('the end of the page lies under the bar at its foot');
              // What can be pressed lies beside what can be pressed; the bar at the foot of a phone lies over the page.
              const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')].filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.skip') && !unseen(one));
              const frames = controls.map(one => one.getBoundingClientRect());
              for (let i = 0; i < controls.length; i++)
                for (let j = i + 1; j < controls.length; j++)
                  if (Boolean(controls[i].closest('.tabs')) === Boolean(controls[j].closest('.tabs')) && Math.min(frames[i].right, frames[j].right) - Math.max(frames[i].left, frames[j].left) > 2 && Math.min(frames[i].bottom, frames[j].bottom) - Math.max(frames[i].top, frames[j].top) > 2)
                    faults.push(`${name(controls[i])} "${controls[i].textContent.trim()}" lies over ${name(controls[j])} "${controls[j].textContent.trim()}"`);
              return faults;
            }
            """
        );

    /// <summary>
    /// A picture of the whole page, in a window that is as high: what stays at the foot of the window is at the foot of the picture, and a
    /// phone stays one.
    /// </summary>
    public static async Task Picture(IPage page, string name)
    {
        var window = page.ViewportSize!;
        var height = Math.Max(window.Height, await page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        await page.SetViewportSizeAsync(window.Width, height);
        await page.ScreenshotAsync(
            new() { Path = Path.Combine(Chromium.Screenshots, name + ".png"), Animations = ScreenshotAnimations.Disabled }
        );
        await page.SetViewportSizeAsync(window.Width, window.Height);
    }
}

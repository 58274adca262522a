// The desk: copy buttons, jumps to lines and fields with faults. Every page works without it.
(() => {
  "use strict";
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText).then(() => { button.textContent = button.dataset.copied; });
  });
  if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;

  // The time that a pairing code has left, by this device's clock only from now on.
  const left = document.querySelector("[data-seconds]"), end = left && performance.now() + left.dataset.seconds * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
    left.textContent = left.dataset.left.replace("{0}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    if (seconds) setTimeout(tick, 1000);
  };
  if (left) tick();

  // From a fault to its line in the programme's text.
  document.addEventListener("click", event => {
    const link = event.target.closest("[data-line]"), text = document.getElementById("document");
    if (!link || !text) return;
    event.preventDefault();
    const lines = text.value.split("\n"), line = Math.min(Number(link.dataset.line), lines.length) - 1;
    const start = lines.slice(0, line).reduce((length, before) => length + before.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line].length);
    text.scrollTop = (line - 3) * parseFloat(getComputedStyle(text).lineHeight);
  });

  // A link to a field in a closed item opens the item.
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1)), field = id && document.getElementById(id), item = field && field.closest("details");
    if (item) { item.open = true; field.scrollIntoView({ block: "center" }); field.focus(); }
  };
  addEventListener("hashchange", open);
  const part = () => document.querySelector(".parts [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  document.addEventListener("htmx:afterSettle", part);
  open();
  part();

  // The code of a link is in the fragment, which is not sent with the request of the page, and leaves the address bar.
  const opens = document.getElementById("opens");
  if (opens && location.hash.length > 1) {
    opens.elements.code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    opens.requestSubmit();
  }
})();

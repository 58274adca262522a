// The member's room: polls while visible, counts down, copies. Every page works without it.
(() => {
  "use strict";
  const every = 4000;

  // Polling: the server answers 204 while nothing has changed.
  const look = () => {
    const live = document.querySelector("[data-live]");
    if (live && document.visibilityState === "visible" && !live.contains(document.activeElement?.closest("input, select"))) htmx.trigger(live, "refresh");
  };
  setInterval(look, every);
  document.addEventListener("visibilitychange", look);

  // Reservations: counted from page load by the monotonic clock.
  const deadlines = new WeakMap();
  const tick = () => {
    for (const timer of document.querySelectorAll("[data-left]")) {
      if (!deadlines.has(timer)) deadlines.set(timer, performance.now() + Number(timer.dataset.left) * 1000);
      const left = Math.max(0, Math.round((deadlines.get(timer) - performance.now()) / 1000));
      timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      timer.classList.toggle("bad", left <= 60);
      const bar = timer.closest("section")?.querySelector("[data-left-bar]");
      if (bar) bar.value = left;
      if (left === 0 && Number(timer.dataset.left) > 0) { timer.dataset.left = "0"; look(); }
    }
  };
  setInterval(tick, 1000);

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(() => { button.textContent = button.dataset.copied; });
  });
  if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
})();

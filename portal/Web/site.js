// Every room: shows a message when a part of a page fails to load, until one succeeds. Polling stays silent.
(() => {
  "use strict";
  const say = hidden => { const trouble = document.getElementById("trouble"); if (trouble) trouble.hidden = hidden; };
  for (const what of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(what, event => { if (!event.detail.elt.matches("[data-live]")) say(false); });
  document.addEventListener("htmx:afterRequest", event => { if (event.detail.successful) say(true); });
})();

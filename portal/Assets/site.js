// Every room: a part of a page that does not come says so, until one comes again. What looks for news by itself stays quiet.
(() => {
  "use strict";
  const say = hidden => { const trouble = document.getElementById("trouble"); if (trouble) trouble.hidden = hidden; };
  for (const what of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(what, event => { if (!event.detail.elt.matches("[data-live]")) say(false); });
  document.addEventListener("htmx:afterRequest", event => { if (event.detail.successful) say(true); });
})();

// The desk: copies what is to be kept. Without it every page still works.
(() => {
  "use strict";
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText).then(() => { button.textContent = button.dataset.copied; });
  });
  if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
})();

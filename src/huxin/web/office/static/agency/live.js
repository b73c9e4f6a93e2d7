// The queue keeps itself fresh, but never under somebody's hands: not while a row is ticked or a field is open.
(function () {
  "use strict";

  function busy() {
    const list = document.getElementById("queue-rows");
    const focused = document.activeElement;
    return (
      document.hidden ||
      (list && list.querySelector("input[name=case]:checked") !== null) ||
      (focused && focused.matches("input:not([type=checkbox]), select, textarea"))
    );
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (busy()) event.preventDefault();
  });

  // Tick every row of the page at once.
  document.addEventListener("change", (event) => {
    if (event.target.id !== "all-rows") return;
    document.querySelectorAll("#queue-rows input[name=case]").forEach((box) => {
      box.checked = event.target.checked;
    });
  });
})();

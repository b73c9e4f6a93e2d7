// The pay list: tick all at once and see the sum of what is ticked. Without this file the server counts after the button.
(function () {
  "use strict";

  const form = document.querySelector("form[data-pay]");
  const all = form && form.querySelector("[data-all]");
  if (!all) return; // nothing can be paid: there is no table
  const boxes = Array.from(form.querySelectorAll("input[name=case]"));
  const count = form.querySelector("[data-count]");
  const sum = form.querySelector("[data-sum]");

  function yuan(fen) {
    const whole = (fen / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return whole + "." + (fen % 100n).toString().padStart(2, "0");
  }

  function refresh() {
    const ticked = boxes.filter((box) => box.checked);
    count.textContent = ticked.length;
    sum.textContent = yuan(ticked.reduce((total, box) => total + BigInt(box.dataset.fen), 0n));
    all.checked = boxes.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    boxes.forEach((box) => {
      box.checked = all.checked;
    });
    refresh();
  });
  form.addEventListener("change", refresh);
  refresh();
})();

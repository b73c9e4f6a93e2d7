// Keys for the workbench. Everything here has a link or a button beside it: the pages work without this file.
// j / k: next and previous row · Enter: open it · x: tick · u: back to the queue · p: print sheet · a: go to what I can do · ?: this list
(function () {
  "use strict";

  let rows = findRows();
  const keyList = document.getElementById("keys");
  const remembered = "huxin-row:" + location.pathname;

  function findRows() {
    return Array.from(document.querySelectorAll("tr[data-row]"));
  }

  function current() {
    return rows.findIndex((row) => row.classList.contains("is-current"));
  }

  function remember(row) {
    try {
      sessionStorage.setItem(remembered, row.dataset.row);
    } catch {
      // Private windows may refuse storage; the mark is then lost on leaving the page, nothing else.
    }
  }

  function mark(index, focus) {
    const row = rows[index];
    if (!row) return;
    rows.forEach((other) => other.classList.toggle("is-current", other === row));
    remember(row);
    if (focus) {
      row.querySelector("a").focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function lastRow() {
    try {
      return rows.findIndex((row) => row.dataset.row === sessionStorage.getItem(remembered));
    } catch {
      return -1;
    }
  }

  function tick() {
    const row = rows[current()];
    const box = row && row.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
  }

  function follow(selector) {
    const link = document.querySelector(selector);
    if (link) link.click();
  }

  function toActs() {
    const acts = document.getElementById("acts");
    const first = acts && acts.querySelector("input:not([type=hidden]), select, textarea, summary, button");
    if (first) first.focus();
  }

  function showKeys() {
    if (!keyList) return;
    keyList.open = !keyList.open;
    keyList.querySelector("summary").focus();
  }

  const actions = {
    j: () => mark(Math.min(current() + 1, rows.length - 1), true),
    k: () => mark(Math.max(current() - 1, 0), true),
    u: () => follow("[data-key=u]"),
    p: () => follow("[data-key=p]"),
    n: () => follow("[data-key=n]"),
    x: tick,
    a: toActs,
    "?": showKeys,
  };

  function typing(target) {
    return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "Enter" && event.target === document.body && current() >= 0) {
      rows[current()].querySelector("a").click();
      return;
    }
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) mark(rows.indexOf(row), false);
  });

  // A list that was fetched anew has new rows; the mark stays on the same case.
  document.addEventListener("htmx:afterSettle", () => {
    rows = findRows();
    if (rows.length) mark(Math.max(lastRow(), 0), false);
  });
  if (rows.length) mark(Math.max(lastRow(), 0), false);
})();

// Warns before the sign-in ends, and takes what was typed along when the language is changed.  Without it the page says
// the time, and what is sent too late is kept by the server.
"use strict";
(() => {
  const line = document.querySelector("[data-session]");
  if (line) {
    const words = line.dataset, minute = 60000;
    let seen = Date.now(), banner = null;
    const show = (text, button) => {
      banner = banner || document.createElement("div");
      banner.className = "note is-wait ag-note session-warning";
      banner.setAttribute("role", "alert");
      banner.textContent = text + " ";
      if (button) {
        const stay = document.createElement("button");
        stay.type = "button";
        stay.className = "btn btn-plain";
        stay.textContent = words.stay;
        stay.addEventListener("click", () => {
          fetch(words.session, { headers: { "X-Requested-With": "fetch" } }).then((answer) => {
            if (!answer.ok) return show(words.over, false);
            seen = Date.now();
            banner.remove();
          }, () => {});
        });
        banner.append(stay);
      }
      document.getElementById("main").prepend(banner);
    };
    setInterval(() => {
      const left = words.minutes - (Date.now() - seen) / minute;
      if (left <= 0) show(words.over, false);
      else if (left <= 3 && !(banner && banner.isConnected)) show(words.soon, true);
    }, 5000);
  }

  // The form on which somebody is working: the first in the page in which something stands that was typed or chosen.
  const typed = (form) => Array.from(new FormData(form)).some(([name, value]) =>
    typeof value === "string" && value && form.elements[name] && form.elements[name].type !== "hidden");
  for (const switcher of document.querySelectorAll("form[data-language]")) {
    switcher.addEventListener("submit", () => {
      const form = Array.from(document.querySelectorAll("main form")).find((one) => one.method === "post" && typed(one));
      if (!form) return;
      const add = (name, value) => {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        switcher.append(field);
      };
      add("form-path", new URL(form.getAttribute("action") || location.pathname, location.href).pathname);
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && name !== "csrfmiddlewaretoken") add("field-" + name, value);
      }
    });
  }
})();

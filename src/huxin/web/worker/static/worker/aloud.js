// Reads the page to whoever would rather listen, with the voice that the phone has; without one the button stays away.
"use strict";
(() => {
  const button = document.querySelector("[data-aloud]"), voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  const first = button.textContent;
  let left = 0;
  const still = () => { left = 0; button.textContent = first; button.setAttribute("aria-pressed", "false"); };
  const lines = () => document.getElementById("main").innerText.split("\n").map((line) => line.trim())
    .filter((line) => line && line !== first);
  button.hidden = false;
  button.addEventListener("click", () => {
    voice.cancel();
    if (left) return still();
    const said = lines();
    left = said.length;
    button.textContent = button.dataset.aloud;
    button.setAttribute("aria-pressed", "true");
    for (const line of said) {  // a line each: a long text breaks off in some browsers
      const part = new SpeechSynthesisUtterance(line);
      part.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
      part.onend = part.onerror = () => { left -= 1; if (left === 0) still(); };
      voice.speak(part);
    }
  });
  addEventListener("pagehide", () => voice.cancel());
})();

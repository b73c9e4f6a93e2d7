// Sends photos in pieces that can be sent again, so that a bad line loses nothing.  Without it the plain form works.
"use strict";
(() => {
  const wait = (ms) => new Promise((go) => {
    const timer = setTimeout(go, ms);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
  const nameOf = async (file) => {
    if (!window.crypto || !crypto.subtle) return [file.size, file.lastModified, file.name.length].join("-");
    return hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  };
  const ask = async (url, body, headers, offline) => {
    for (let pause = 2000; ; pause = Math.min(pause * 2, 30000)) {
      try {
        const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
        if (answer.ok) return await answer.json();
        if (answer.status === 401) throw { out: true };
        if (answer.status < 500) throw { hint: (await answer.json().catch(() => ({}))).hint || answer.status };
      } catch (fault) {
        if (fault.hint || fault.out) throw fault;
      }
      offline();
      await wait(pause);
    }
  };
  const send = async (input, file, line) => {
    const words = input.dataset, form = input.form;
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Requested-With": "fetch" };
    const say = (text) => { line.textContent = file.name + " · " + text; };
    say(words.here);
    const begin = new URLSearchParams({ key: await nameOf(file), size: file.size });
    const offline = () => say(words.here + " · " + words.wait);
    let state = await ask(words.pieces, begin, headers, offline);
    headers["Content-Type"] = "application/octet-stream";
    while (!state.evidence) {
      say(words.here + " · " + Math.round(100 * state.next * state.piece / file.size) + "%");
      const piece = file.slice(state.next * state.piece, (state.next + 1) * state.piece);
      state = await ask(words.pieces + state.upload + "/" + state.next + "/", piece, headers, offline);
    }
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = "kept-" + input.name;
    kept.value = state.evidence;
    form.append(kept);
    say("✓ " + words.sent + " " + new Date().toTimeString().slice(0, 5));
  };
  for (const input of document.querySelectorAll("input[data-pieces]")) {
    input.addEventListener("change", async () => {
      const list = document.createElement("ul");
      list.setAttribute("role", "status");
      input.after(list);
      let refused = 0;
      for (const file of Array.from(input.files)) {
        const line = document.createElement("li");
        list.append(line);
        await send(input, file, line).catch((fault) => {
          refused += 1;
          line.textContent = file.name + " · " + (fault.out ? input.dataset.out : fault.hint);
        });
      }
      if (!refused) input.value = "";
    });
  }
})();

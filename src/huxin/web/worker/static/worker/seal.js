// A photo lies in the phone's own storage before anything is sent; it is hashed here and sent in pieces that can be sent
// again.  What did not get through waits for the next time that this page is open.  Without a script the plain form works.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-all]")) {
    form.addEventListener("change", () => {
      const names = new Set(Array.from(form.querySelectorAll("input[type=radio]"), (one) => one.name));
      if (form.querySelectorAll("input[type=radio]:checked").length === names.size) form.requestSubmit();
    });
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/phone.js").catch(() => {});

  const form = document.querySelector("form[data-seal]");
  if (!form || !window.indexedDB || !window.crypto || !crypto.subtle) return;
  const words = form.dataset, list = form.querySelector("[data-files]");

  // --- the phone's own storage: "files" not yet delivered, "links" of what was sealed ---
  const opened = () => new Promise((go, stop) => {
    const asked = indexedDB.open("huxin-accident", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("files", { keyPath: "id" });
      asked.result.createObjectStore("links", { keyPath: "secret" });
    };
    asked.onsuccess = () => go(asked.result);
    asked.onerror = () => stop(asked.error);
  });
  const store = async (name, mode, work) => {
    const base = await opened();
    return new Promise((go, stop) => {
      const turn = base.transaction(name, mode), asked = work(turn.objectStore(name));
      turn.oncomplete = () => { base.close(); go(asked.result); };
      turn.onabort = turn.onerror = () => { base.close(); stop(turn.error); };
    });
  };
  const save = (name, row) => store(name, "readwrite", (held) => held.put(row));
  const drop = (name, key) => store(name, "readwrite", (held) => held.delete(key));
  const all = (name) => store(name, "readonly", (held) => held.getAll());

  const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
  const drawn = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replaceAll("+", "-").replaceAll("/", "_");
  const page = (secret) => words.sealed.replace("SECRET", secret);
  const wait = (ms) => new Promise((go) => {
    const timer = setTimeout(go, ms);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });

  const lines = new Map();
  const say = (row, text) => {
    const line = lines.get(row.id) || document.createElement("li");
    if (!lines.has(row.id)) { lines.set(row.id, line); list.append(line); }
    line.textContent = row.name + " · " + text;
    return line;
  };
  const ask = async (url, body, type, waiting) => {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Requested-With": "fetch" };
    if (type) headers["Content-Type"] = type;
    for (let pause = 2000; ; pause = Math.min(pause * 2, 30000)) {
      let answer = null;
      try { answer = await fetch(url, { method: "POST", body, headers, redirect: "error" }); } catch { /* no line */ }
      if (answer && answer.ok) {
        const found = await answer.json().catch(() => null);
        if (found) return found;
      } else if (answer && answer.status === 400) {
        throw await answer.json().catch(() => ({ hint: "400" }));
      } else if (answer && answer.status < 500 && answer.status !== 429) {
        throw { again: true };
      }
      waiting();
      await wait(pause);
    }
  };
  const send = async (row, held) => {
    const here = held ? words.here + " · " : "", waiting = () => say(row, here + words.wait);
    const door = page(row.secret) + "pieces/";
    for (let turn = 0; ; turn += 1) {
      try {
        let state = await ask(door, new URLSearchParams({ key: row.id, size: row.blob.size }), "", waiting);
        while (!state.evidence) {
          say(row, here + Math.round(100 * state.next * state.piece / row.blob.size) + "%");
          const part = row.blob.slice(state.next * state.piece, (state.next + 1) * state.piece);
          const where = door + state.upload + "/" + state.next + "/";
          state = await ask(where, part, "application/octet-stream", waiting);
        }
        return;
      } catch (fault) {
        if (!(fault.again || fault.code === "differs") || turn >= 5) throw fault;
        await wait(2000);
      }
    }
  };
  const deliver = async (row, held) => {
    try {
      await send(row, held);
    } catch (fault) {
      const line = say(row, (held ? words.here + " · " : "") + words.refused + (fault.hint || words.later));
      if (held && fault.hint) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words.forget;
        button.addEventListener("click", () => drop("files", row.id).then(() => line.remove()));
        line.append(" ", button);
      }
      return false;
    }
    await save("links", { secret: row.secret, at: Date.now() }).catch(() => {});
    if (held) await drop("files", row.id).catch(() => {});
    say(row, "✓ " + words.sent);
    return true;
  };

  const take = async (files) => {
    const secret = words.secret || drawn(), sent = [];
    const held = await Promise.all(Array.from(files, async (file) => {
      const id = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const row = { id, secret, name: file.name, blob: file, at: Date.now() };
      const safe = await save("files", row).then(() => true, () => false);
      say(row, safe ? words.here : words.full);
      return [row, safe];
    }));
    for (const [row, safe] of held) sent.push(await deliver(row, safe));
    if (sent.length && sent.every(Boolean)) location.assign(page(secret));
    else if (sent.some(Boolean)) link(secret);
  };
  const link = (secret) => {
    const line = document.createElement("li"), to = document.createElement("a");
    to.href = page(secret);
    to.textContent = words.look;
    line.append(to);
    list.append(line);
  };

  form.addEventListener("change", () => {
    const inputs = Array.from(form.querySelectorAll("input[type=file]"));
    const files = inputs.flatMap((one) => Array.from(one.files));
    for (const one of inputs) one.value = "";
    if (files.length) take(files);
  });
  form.querySelector("button[type=submit]").hidden = true;

  // What did not get through last time goes on; what was sealed from this phone can be found again.
  (async () => {
    const rows = await all("files").catch(() => []), links = await all("links").catch(() => []);
    for (const row of rows) say(row, words.here);
    const through = new Set();
    for (const row of rows) if (await deliver(row, true)) through.add(row.secret);
    if (words.secret) { if (through.has(words.secret)) location.reload(); return; }
    for (const { secret } of links) through.add(secret);
    for (const secret of through) link(secret);
  })();
})();

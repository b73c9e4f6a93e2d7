// On-site records without a line: kept on the phone first, sent when there is one.  Without this the plain form works.
"use strict";
(() => {
  if (!("serviceWorker" in navigator) || !window.indexedDB || !crypto.randomUUID) return;
  const BY_SCRIPT = { "X-Requested-With": "fetch" };  // what was done is told to the page that follows, not to the script
  const list = document.getElementById("waiting"), form = document.getElementById("record");

  const store = (mode, work) => new Promise((done, failed) => {
    const opening = indexedDB.open("huxin-site", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("records", { keyPath: "key" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const deal = opening.result.transaction("records", mode);
      const asked = work(deal.objectStore("records"));
      deal.oncomplete = () => { opening.result.close(); done(asked.result); };
      deal.onerror = () => { opening.result.close(); failed(deal.error); };
    };
  });
  const records = () => store("readonly", (rows) => rows.getAll());
  const save = (record) => store("readwrite", (rows) => rows.put(record));
  const drop = (key) => store("readwrite", (rows) => rows.delete(key));

  // The list: pages are kept for later, what waits is sent.
  const begin = async () => {
    const words = list.dataset;
    await navigator.serviceWorker.register(words.worker);
    await navigator.serviceWorker.ready;
    await pages().then(() => { document.getElementById("ready").hidden = !document.querySelector("[data-site]"); }, () => {});
    await send(words);
    addEventListener("online", () => {  // the line is often there a moment later than it is told
      send(words);
      setTimeout(() => send(words), 2000);
    });
    setInterval(() => send(words), 30000);
  };
  // Every record's page and the parts of this one; what was kept for a unit that is done is thrown away.
  const pages = async () => {
    const wanted = [...document.querySelectorAll("[data-site]")].map((one) => new URL(one.dataset.site, location).href);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    const cache = await caches.open("huxin-site-1"), own = location.origin + location.pathname;
    for (const one of [...wanted, ...parts, own]) {
      const answer = await fetch(one, { headers: BY_SCRIPT });
      if (answer.ok && !answer.redirected) await cache.put(one, answer);
    }
    for (const one of await cache.keys()) {
      const below = one.url.startsWith(own) && one.url !== own;
      if (below && !wanted.includes(one.url)) await cache.delete(one);
    }
  };

  let sending = false;
  const send = async (words) => {
    if (sending) return;
    sending = true;
    let arrived = "";
    try {
      for (const record of await records()) {
        if (record.account !== words.account) continue;
        const line = shown(record);
        if (record.refused) say(line, words.refused + record.refused, record.url);
        else arrived = (await deliver(record, line, words)) || arrived;
      }
    } finally { sending = false; }
    if (arrived) location.replace(arrived);
  };
  const shown = (record) => {
    list.hidden = false;
    const known = [...list.querySelectorAll("li")].find((one) => one.dataset.key === record.key);
    if (known) return known;
    const line = document.createElement("li"), name = document.createElement("b");
    line.dataset.key = record.key;
    name.textContent = record.name;
    line.append(name, document.createElement("p"));
    list.querySelector("ul").append(line);
    return line;
  };
  const say = (line, text, url) => {
    const told = document.createElement(url ? "a" : "span");
    told.textContent = text;
    if (url) told.href = url;
    line.lastChild.replaceChildren(told);
  };
  const turnedAway = (line, answer, words) => {
    const over = answer.redirected || answer.status === 401;
    say(line, over ? words.signedOut : words.busy, over ? words.login : "");
  };
  // Answers where the service led to once it has the record.  A fresh page gives a fresh token and shows whether
  // somebody is still signed in; the record's key stays the same.
  const deliver = async (record, line, words) => {
    say(line, words.going);
    try {
      const page = await fetch(record.url, { cache: "no-store" });
      if (page.redirected || !page.ok) {
        turnedAway(line, page, words);
        return "";
      }
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
      const body = new FormData();
      for (const [name, value] of record.fields) body.append(name, value);
      body.set("csrfmiddlewaretoken", fresh.querySelector("#record [name=csrfmiddlewaretoken]").value);
      body.set("key", record.key);
      const answer = await fetch(record.url, { method: "POST", body, headers: BY_SCRIPT });
      if (answer.ok && answer.redirected && new URL(answer.url).pathname === location.pathname) {
        await drop(record.key);
        say(line, words.sent);
        return answer.url;
      }
      if (answer.status !== 400) {
        turnedAway(line, answer, words);
        return "";
      }
      const refused = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("#problems li");
      record.refused = [...refused].map((one) => one.textContent.trim()).join(" ");
      await save(record);
      say(line, words.refused + record.refused, record.url);
    } catch { say(line, words.offline); }
    return "";
  };

  // The record: what is typed stays on the phone until it is sent, also when the page is closed.
  const typed = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key");
  const draft = form && "site " + form.dataset.account + " " + location.pathname;
  const fill = (fields) => {
    for (const one of form.querySelectorAll("[type=radio], [type=checkbox]")) one.checked = false;
    for (const [name, value] of fields) {
      const held = form.elements[name], many = held instanceof RadioNodeList ? [...held] : [held];
      for (const one of many) {
        if (!one || one.type === "file") continue;
        if (one.type === "radio" || one.type === "checkbox") one.checked = one.checked || one.value === value;
        else one.value = value;
      }
    }
  };
  const write = async () => {
    document.getElementById("kept-here").hidden = false;
    const mine = (await records()).find((one) => one.account === form.dataset.account && one.url === location.pathname);
    const known = JSON.parse(localStorage.getItem(draft) || "null");
    if (!("refused" in form.dataset) && (mine || known)) fill(mine ? mine.fields : known);
    form.addEventListener("input", () => {
      const words = typed().filter(([, value]) => typeof value === "string");
      localStorage.setItem(draft, JSON.stringify(words));
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = typed().filter(([, value]) => typeof value === "string" || value.size);
      const photos = fields.some(([name]) => name === "photos");
      if (mine && !photos) fields.push(...mine.fields.filter(([name]) => name === "photos"));
      const record = { key: crypto.randomUUID(), url: location.pathname, name: form.dataset.name, fields };
      await save({ ...record, account: form.dataset.account });
      if (mine) await drop(mine.key);
      localStorage.removeItem(draft);
      location.assign(form.dataset.list);
    });
  };
  if (list) begin();
  if (form) write();
})();

"use strict";
// The phone as a static page: each screen is a hash, a template and operations of the API.
const root = document.documentElement;
const main = document.querySelector("main");
const query = new URLSearchParams(location.search);
const one = (selector, within = document) => within.querySelector(selector);
const hex = (bytes) => Array.from(bytes, (part) => part.toString(16).padStart(2, "0")).join("");
const newKey = () => hex(crypto.getRandomValues(new Uint8Array(16)));

function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem("huxin-" + name, value);
    return localStorage.getItem("huxin-" + name) || "";
  } catch {
    return value || ""; // a phone that keeps nothing
  }
}

// --- words: Chinese stands in the page, English is fetched by whoever reads it ---

let lang = query.get("lang") || kept("lang") || (navigator.language.startsWith("zh") ? "zh" : "en");
let english = {};
const t = (text) => (lang === "en" && english[text]) || text;
const say = (both) => (both && typeof both === "object" ? both[lang] || both.zh : (both ?? ""));

// --- screens from templates: {name} is filled in, data-each repeats, data-if and data-unless choose ---

const read = (data, path) => path.split(".").reduce((at, name) => at?.[name], data);
const filled = (text, data) => text.replace(/\{([\w.]+)\}/g, (_all, path) => say(read(data, path)));

function bind(node, data) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.trim();
    if (text) node.data = node.data.replace(text, () => filled(t(text), data));
    return;
  }
  const { each, if: wanted, unless, alone } = node.dataset || {};
  if ((wanted && !read(data, wanted)) || (unless && read(data, unless))) {
    node.remove();
    return;
  }
  if (each) {
    const rows = read(data, each), pattern = [...node.children];
    if (!rows.length) ((alone === undefined && node.closest(".card")) || node).remove();
    node.replaceChildren(...rows.flatMap((row) => pattern.map((part) => {
      const made = h("div", part.cloneNode(true));
      bind(made, { ...data, ...(typeof row === "object" ? row : {}), it: row });
      return [...made.childNodes];
    }).flat()));
    return;
  }
  for (const one of node.attributes || []) one.value = filled(one.value, data);
  for (const child of [...node.childNodes]) bind(child, data);
}

function h(tag, ...parts) {
  const made = document.createElement(tag);
  made.append(...parts);
  return made;
}

// ``sends``: what each form of the template does, the last one for all that follow.
function fill(id, data = {}, ...sends) {
  const made = one("#" + id).content.cloneNode(true);
  bind(made, data);
  made.querySelectorAll("form").forEach((form, place) => ready(form, sends[Math.min(place, sends.length - 1)]));
  return made;
}

// A form sends once: its key is drawn with it, and its button rests until the answer is there.
function ready(form, send) {
  const told = h("div"), button = one("button", form), key = newKey();
  told.setAttribute("role", "alert");
  form.prepend(told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = one("[data-told]", form.parentElement);
    button.disabled = true;
    told.replaceChildren();
    try {
      const found = await send(Object.fromEntries(new FormData(form)), key, new FormData(form), place);
      if (found) place.replaceChildren(found);
    } catch (error) {
      const why = h("p", error.message);
      why.className = "note is-bad";
      why.tabIndex = -1;
      told.append(why);
      why.focus();
    }
    button.disabled = false;
  });
}

// --- the line ---

async function call(name, body = {}, key = newKey()) {
  const headers = { "Content-Type": "application/json", "Accept-Language": lang, "Idempotency-Key": key, "X-CSRFToken": here?.csrf || "" };
  let answer;
  try {
    answer = await fetch(root.dataset.api + name, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Error(t("没有网络。填的都还在，有网了再点一次。"));
  }
  const found = await answer.json().catch(() => ({}));
  if (answer.ok) return found;
  throw Object.assign(new Error(found.hint || answer.status), { status: answer.status, next: found.next });
}
const phone = (name, body, key) => call("phone/" + name, body, key);

let here = null;
function enter(found) {
  here = found;
  one("[data-out]").hidden = !here.signed_in;
  one(".demo").hidden = !here.demo;
}

// --- screens ---

let answers = [];
let wanted = "";

const screens = {
  "": async () => fill("home"),

  in: async () => fill("in", here, async (data) => {
    enter(await phone("sign-in", data));
    location.href = here.own_password ? wanted || "#/cases" : "../password/";
  }),

  async cases() {
    const found = await phone("cases");
    return fill("cases", { ...found, none: !found.cases.length });
  },

  async case(no) {
    const found = await phone("case", { no }), may = found.case.allowed;
    const messages = found.messages.map((row) => ({ ...row, when: row.at.slice(0, 16).replace("T", " ") }));
    const papers = found.case.letters.filter((row) => row.issued_at);
    const made = fill("case", { ...found, messages, papers, may: may.length }, async (data, key) => {
      await phone("act", { no, act: "message", payload: data }, key);
      await show();
    });
    if (!may.includes("message")) one("form", made).remove();
    return made;
  },

  async letter(letter) {
    return fill("letter", await phone("letter", { letter }), async () => {
      const { name, pdf } = await phone("letter", { letter, pdf: true }), file = h("a");
      file.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(pdf), (part) => part.charCodeAt(0))], { type: "application/pdf" }));
      file.download = name;
      file.click();
    });
  },

  async get(place = 0, now = "") {
    const before = answers.slice(0, Number(place)), said = Object.assign({}, ...before);
    const found = await phone("what-can-i-get", { said }), next = found.next;
    if (now || !next) return fill("result", { rows: result(found) });
    return fill("question", { ...next, fields: next.fields.map(field), place: before.length }, async (_data, _key, typed) => {
      const part = Object.fromEntries(next.fields.map((row) => [row.name, answer(row, typed)]));
      await phone("what-can-i-get", { said: { ...said, ...part } }); // what is not taken is told on this screen
      answers = [...before, part];
      location.hash = "#/get/" + answers.length;
    });
  },

  async pay() {
    const ask = (data) => phone("limitation", data);
    return fill("pay", await ask({ matter: "pay", knew_on: "2026-01-05", lasts: true }), async ({ matter, knew_on, lasts, ended_on }) => {
      const stays = lasts === "yes";
      return fill("limits", await ask({ matter, knew_on, lasts: stays, ended_on: (!stays && ended_on) || null }));
    });
  },

  rest: async () => fill("rest", {}, async () => {
    const { coords } = await new Promise((found, failed) => navigator.geolocation.getCurrentPosition(
      found, () => failed(new Error(t("手机没有给位置。到网页上按县（市、区）找。"))), { timeout: 10000 }));
    const near = await call("places/nearest", { lng: coords.longitude, lat: coords.latitude, kinds: ["rest_station"], limit: 8 });
    const states = { open: "开着", closed: "关着", unknown: "没有登记开门时间" };
    const away = (metres) => (metres < 1000 ? Math.round(metres) + " m" : (metres / 1000).toFixed(1) + " km");
    const places = near.places.map((row) => ({ ...row, away: away(row.metres), state: t(states[row.state]) || row.state }));
    return fill("places", { places, signed_in: here.signed_in }, async ({ place }, key) => {
      const told = await phone("places/report", { place, faults: ["closed"] }, key);
      location.hash = "#/case/" + told.no;
    });
  }),

  accident: async () => fill("accident", { held: kept("secret") }, async (data, _key, _typed, place) => {
    place.replaceChildren(fill("sending"));
    await seal(new Uint8Array(await data.photo.arrayBuffer()));
    location.hash = "#/after";
  }),

  async after() {
    const secret = kept("secret"), sealed = await phone("accident/sealed", { secret }), found = await phone("accident/after", { secret });
    const platforms = ["", ...found.platforms], mine = here.signed_in && !sealed.claimed;
    return fill("after", { ...found, ...sealed, platforms, mine }, async (data) => fill("cover", await phone("accident/after", { secret, ...data })), async () => {
      await phone("accident/claim", { secret });
      await show();
    });
  },

  code: async () => fill("code", {}, async (data) => {
    await phone("case-by-code/ask", data);
    return fill("digits", data, async (given) => fill("standing", await phone("case-by-code/look", given)));
  }),

  async me() {
    const own = await phone("me"), week = await phone("hours");
    const hours = (row) => `${Math.floor(row.minutes / 60)}:${String(row.minutes % 60).padStart(2, "0")}`;
    const days = week.days.map((row) => ({ ...row, hours: hours(row) })), line = week.line && week.line / 60;
    const held = own.held.filter((row) => row.count !== null), consents = own.consents.filter((row) => row.purpose !== "delegate");
    const look = async (data) => fill("on-day", await phone("cover", data));
    return fill("me", { ...own, ...week, held, consents, days, line }, look, async ({ purpose, given }) => {
      await phone("consent", { purpose, given: given !== "true" });
      await show();
    });
  },

  async agreements() {
    const words = { offered: "等你签", signed: "有效", disputed: "有争议", replaced: "已换新的", ended: "已结束" };
    const { agreements } = await phone("agreements");
    return fill("agreements", { agreements: agreements.map((row) => ({ ...row, status: t(words[row.status]) })) });
  },

  async agreement(agreement) {
    const found = await phone("agreement", { agreement });
    return fill("agreement", found, async (data, key) => {
      await phone("agreement/sign", { agreement, sha256: found.sha256, read: data.read === "yes" }, key);
      await show();
    });
  },
};

const many = (row) => row.type.startsWith("list");
function field(row) {
  const open = { value: "", text: t("不清楚") };
  const rows = row.type === "bool" ? [{ value: true, text: t("是") }, { value: false, text: t("否") }] : row.choices;
  if (many(row)) return { ...row, ticks: "checkbox" };
  if (rows.length > 3) return { ...row, picks: true, choices: [open, ...rows] };
  if (rows.length) return { ...row, ticks: "radio", choices: [...rows, open] };
  return { ...row, types: { date: "date", month: "month", instant: "datetime-local" }[row.type] || "text" };
}

function answer(row, typed) {
  const text = typed.get(row.name) || "";
  if (many(row)) return typed.getAll(row.name);
  if (!text) return null;
  if (row.type === "bool") return text === "true";
  if (row.type === "int" || row.type === "months") return Number(text);
  return row.type === "instant" ? text + ":00+08:00" : text;
}

function result(found) {
  const words = { granted: "能领", not_yet: "还不到时候", insufficient_evidence: "还差几样才知道", needs_human: "要由经办人定", refused: "按你说的，没有" };
  const order = Object.keys(words), rows = [...found.items].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return rows.map((row) => ({
    ...row, label: found.labels[row.item], estimate: row.certainty === "estimate",
    verdict: t(row.verdict === "granted" && !found.money.includes(row.item) ? "算出来了" : words[row.verdict]),
    sum: row.verdict === "granted" && Object.values(row.outputs).find((out) => out.unit === "CNY" && Number(out.value))?.value,
    reasons: row.reasons.map((why) => ({ why: { zh: why.text, en: why.text_en }, clause: why.clause })),
  }));
}

// The secret is kept before anything is sent; what is not delivered is said to be on its way.
async function seal(bytes) {
  const drawn = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))));
  const secret = kept("secret") || kept("secret", drawn.replace(/\+/g, "-").replace(/\//g, "_"));
  const digest = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  let state = await phone("accident/begin", { secret, digest, size: bytes.length });
  while (!state.evidence) {
    const from = state.next * state.piece, piece = bytes.subarray(from, from + state.piece);
    const content = btoa(Array.from(piece, (part) => String.fromCharCode(part)).join(""));
    state = await phone("accident/piece", { secret, upload: state.upload, number: state.next, content });
  }
}

// --- from hash to screen ---

let shown = 0;
async function show() {
  const mark = ++shown, [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  let made;
  try {
    if (!here) await begin();
    made = await screens[Object.keys(screens).includes(name) ? name : ""](...rest);
  } catch (error) {
    if (error.next) return void (location.href = error.next);
    if (error.status === 401) return (wanted = location.hash), void (location.hash = "#/in");
    made = fill("trouble", { why: error.message });
  }
  if (mark !== shown) return; // somebody went on meanwhile
  main.replaceChildren(made);
  const title = one("h1", main);
  document.title = `${title.textContent} · ${t("护新")}`;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function begin() {
  await dress();
  enter(await phone("start"));
  const ticket = query.get("ticketId");
  query.delete("ticketId"); // it is good once
  if (ticket && !here.signed_in) enter(await phone("sign-in-by-ticket", { ticket }));
}

const around = [...document.querySelectorAll(".top a, .demo, .foot a, .foot button:not([data-lang])")].map((part) => [part, part.textContent]);
async function dress() {
  if (lang === "en") english = await (await fetch("en.json")).json();
  root.lang = lang === "en" ? "en" : "zh-Hans";
  root.className = "is-" + (kept("size") || (elder ? "large" : "normal"));
  for (const [part, text] of around) part.textContent = t(text);
  one("[data-lang]").textContent = lang === "en" ? "中文" : "English";
}

// Elder mode as the app has it; a size that somebody chose stands.
let elder = query.get("uiStyle") === "elder";
window.ZWJSBridge?.getUiStyle({}).then((found) => {
  elder = found.uiStyle === "elder";
  return dress();
});
one("[data-lang]").addEventListener("click", async () => {
  lang = kept("lang", lang === "en" ? "zh" : "en");
  await dress();
  await show();
});
one("[data-size]").addEventListener("click", () => {
  kept("size", { "is-normal": "large", "is-large": "largest" }[root.className] || "normal");
  dress();
});
one("[data-out]").addEventListener("click", async () => {
  enter(await phone("sign-out"));
  location.hash = "#/";
});
addEventListener("hashchange", show);
show();

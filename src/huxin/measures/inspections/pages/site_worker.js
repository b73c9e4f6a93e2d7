// Keeps the pages of the on-site records and what they are drawn with, so that they open without a line.
"use strict";
const CACHE = "huxin-site-1";
const PARTS = ["style", "script", "image", "font"];
const here = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  if (answer.ok && !answer.redirected) {
    const address = new URL(request.url);
    const cache = await caches.open(CACHE);
    await cache.put(address.origin + address.pathname, answer.clone());
  }
  return answer;
};
const kept = async (request) => {
  const address = new URL(request.url);
  return (await caches.match(address.origin + address.pathname)) || Response.error();
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const ours = address.pathname.startsWith(here) || PARTS.includes(event.request.destination);
  if (event.request.method !== "GET" || address.origin !== location.origin || !ours) return;
  if (event.request.cache === "no-store") return;  // who sends a record wants the page of now, not a kept one
  event.respondWith(fetch(event.request).then((answer) => keep(event.request, answer), () => kept(event.request)));
});

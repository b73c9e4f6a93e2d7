// Keeps the page for an accident and the lists of places, and what they are drawn with, so that they open without a line.
"use strict";
const CACHE = "huxin-phone-1";
const PAGES = ["/accident/", "/places/"];
const PARTS = ["style", "script"];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add("/accident/")).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  if (answer.ok && !answer.redirected) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
};
const kept = async (request) => (await caches.match(request, { ignoreVary: true })) || Response.error();

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  const ours = PAGES.some((one) => address.pathname.startsWith(one)) || PARTS.includes(request.destination);
  if (request.method !== "GET" || address.origin !== location.origin || !ours) return;
  event.respondWith(fetch(request).then((answer) => keep(request, answer), () => kept(request)));
});

// Asks for the location when the person presses the button, or came by the door that asks for the nearest; without a script
// the list by county is there.  The last list stays in the phone, for when there is no line.
const form = document.querySelector("[data-near]");
if (form && "serviceWorker" in navigator) navigator.serviceWorker.register("/phone.js").catch(() => {});
if (form && navigator.geolocation) {
  const button = form.querySelector("button");
  const refused = form.querySelector("[data-refused]");
  const says = form.querySelector("[data-says]");
  const list = document.querySelector("[data-list]");
  const KEPT = "huxin-places";
  form.hidden = false;
  const say = (text) => { if (says) says.textContent = text; };
  const show = (html, text) => {
    list.innerHTML = html;
    list.hidden = false;
    say(text);
  };
  const without = () => {
    const kept = localStorage.getItem(KEPT);
    if (kept) show(kept, form.dataset.kept);
    else say(form.dataset.nothing);
  };
  const fetched = async () => {
    try {
      const body = new FormData(form);
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      const html = await answer.text();
      if (!answer.ok) return void (refused.hidden = false);
      show(html, "");
      localStorage.setItem(KEPT, html.replace(/<form[\s\S]*?<\/form>/g, ""));
    } catch {
      without();
    }
  };
  const look = () => {
    button.disabled = true;
    say(form.dataset.looking || "");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        form.elements.lng.value = found.coords.longitude;
        form.elements.lat.value = found.coords.latitude;
        button.disabled = false;
        if (list) fetched();
        else form.requestSubmit();
      },
      () => {
        button.disabled = false;
        say("");
        if (list && !navigator.onLine) without();
        refused.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  };
  form.addEventListener("submit", (event) => {
    if (!list && form.elements.lat.value) return;
    event.preventDefault();
    look();
  });
  if (list && "atOnce" in form.dataset && list.hidden) look();
}

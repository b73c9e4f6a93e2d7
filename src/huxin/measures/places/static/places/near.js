// Asks for the location only when the person presses the button; without a script the list by county is there.
const form = document.querySelector("[data-near]");
if (form && navigator.geolocation) {
  const button = form.querySelector("button");
  const refused = form.querySelector("[data-refused]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.lat.value) return;
    event.preventDefault();
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        form.elements.lng.value = found.coords.longitude;
        form.elements.lat.value = found.coords.latitude;
        button.disabled = false;
        form.requestSubmit();
      },
      () => {
        button.disabled = false;
        refused.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}

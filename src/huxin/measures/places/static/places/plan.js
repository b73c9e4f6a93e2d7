// A site is dragged on the picture; where it is let go goes into the form beside it, and the form is sent.
(() => {
  const map = document.querySelector(".plan-map[data-west]");
  const form = document.getElementById("move");
  if (!map || !form) return;
  let held = null;
  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    held.setAttribute("cx", point.x);
    held.setAttribute("cy", point.y);
    return point;
  };
  map.addEventListener("pointerdown", (event) => {
    if (!event.target.dataset.site) return;
    held = event.target;
    held.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  map.addEventListener("pointermove", (event) => { if (held) place(event); });
  map.addEventListener("pointerup", (event) => {
    if (!held) return;
    const point = place(event);
    const { west, north, wide, high } = map.dataset;
    form.elements.site.value = held.dataset.site;
    form.elements.lng.value = (Number(west) + point.x / Number(wide)).toFixed(6);
    form.elements.lat.value = (Number(north) - point.y / Number(high)).toFixed(6);
    held = null;
    form.requestSubmit();
  });
})();

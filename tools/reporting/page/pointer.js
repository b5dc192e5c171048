/**
 * What the pointer and the keys do on a picture: a click, a drag that zooms, a wheel that zooms or moves.
 * @param {HTMLElement} element
 * @param {import("./view.js").View} view
 * @param {() => {left: number, width: number}} box where time is, in the element
 * @param {{hover: (x: number|null, y: number) => void, select: (from: number|null, to: number) => void,
 *          click: (time: number, y: number) => void}} told of pixels and seconds
 */
export function listen(element, view, box, told) {
  const timeAt = (x) => view.min + Math.min(1, Math.max(0, (x - box().left) / box().width)) * view.span;
  let pressed = null;
  const place = (event) => {
    const bounds = element.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pressed = place(event)[0];
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (pressed !== null && Math.abs(x - pressed) > 5) told.select(pressed, x);
    else told.hover(x, y);
  });
  element.addEventListener("pointerup", (event) => {
    if (pressed === null) return;
    const [x, y] = place(event);
    const from = pressed;
    pressed = null;
    told.select(null, 0);
    if (Math.abs(x - from) <= 5) told.click(timeAt(x), y);
    else view.set(Math.min(timeAt(from), timeAt(x)), Math.max(timeAt(from), timeAt(x)));
  });
  for (const type of ["pointercancel", "pointerleave"])
    element.addEventListener(type, () => {
      if (type === "pointercancel") pressed = null;
      if (pressed === null) told.select(null, 0);
      told.hover(null, 0);
    });
  const onWheel = (event) => {
    if (
      !event.ctrlKey &&
      !event.metaKey &&
      !event.shiftKey &&
      Math.abs(event.deltaX) <= Math.abs(event.deltaY)
    )
      return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) view.zoom(2 ** (-event.deltaY / 200), timeAt(place(event)[0]));
    else view.pan((event.deltaX || event.deltaY) / box().width);
  };
  element.addEventListener("wheel", onWheel, { passive: false });
  const keys = {
    ArrowLeft: () => view.pan(-0.2),
    ArrowRight: () => view.pan(0.2),
    "+": () => view.zoom(2),
    "-": () => view.zoom(1 / 2),
    0: () => view.whole(),
    Escape: () => view.whole(),
    Enter: () => told.click(view.min, 0),
  };
  element.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

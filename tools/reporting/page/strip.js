import { h } from "./dom.js";

/**
 * A bar below a picture: where what is seen lies in the whole. Dragging it moves.
 * @param {import("./view.js").View} view
 */
export function strip(view) {
  const thumb = h("i");
  const element = h("div", { class: "strip", hidden: true }, thumb);
  const move = (event) => {
    const bounds = element.getBoundingClientRect();
    const at = ((event.clientX - bounds.left) / bounds.width) * view.duration;
    view.set(at - view.span / 2, at + view.span / 2);
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    move(event);
  });
  element.addEventListener(
    "pointermove",
    (event) => element.hasPointerCapture(event.pointerId) && move(event),
  );
  const update = () => {
    element.hidden = view.isWhole;
    thumb.style.left = `${(100 * view.min) / view.duration}%`;
    thumb.style.width = `${(100 * view.span) / view.duration}%`;
  };
  return { element, update };
}

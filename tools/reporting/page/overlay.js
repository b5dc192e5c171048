import { hertzAt } from "./axis.js";
import { h } from "./dom.js";
import { clock, number } from "./format.js";
import { player } from "./player.js";
import { colour } from "./theme.js";

/** What changes often: where the pointer is, what is selected, chosen and played. @param {any} card */
export function drawOverlay(context, card) {
  context.clearRect(0, 0, card.place.clientWidth, card.layout.height);
  const { box, axisTop } = card.layout;
  const high = axisTop - box.top;
  const xOf = (time) => box.left + ((time - card.view.min) / card.view.span) * box.width;
  const line = (time, ink, width) => {
    if (time < card.view.min || time > card.view.max) return;
    context.fillStyle = colour(ink);
    context.fillRect(xOf(time) - width / 2, box.top, width, high);
  };
  const shade = (from, to) => {
    const [left, right] = [Math.max(box.left, from), Math.min(box.left + box.width, to)];
    context.globalAlpha = 0.2;
    context.fillStyle = colour("--accent");
    if (right > left) context.fillRect(left, box.top, right - left, high);
    context.globalAlpha = 1;
  };
  if (card.chosen !== null) {
    shade(xOf(card.run.start[card.chosen]), xOf(card.run.end[card.chosen]));
    line(card.run.start[card.chosen], "--accent", 1.5);
    line(card.run.end[card.chosen], "--accent", 1.5);
  }
  if (card.selected) shade(Math.min(...card.selected), Math.max(...card.selected));
  if (card.hovered !== null) line(card.hovered, "--muted", 1);
  if (player.recording === card.recording) line(player.time_s, "--playhead", 2);
}

/** The time, and the frequency where there is one, under the pointer. @param {any} card @returns {Node[]} */
export function placeTip(card, y) {
  const { spectrum } = card.layout;
  const share = 1 - (y - spectrum.top) / spectrum.height;
  const isOver = spectrum.height && share >= 0 && share <= 1;
  const hertz = isOver ? `, ${number(hertzAt(share, card.recording.sound.top_hz))} Hz` : "";
  return [h("div", {}, clock(card.hovered, 2) + hertz)];
}

/** @param {import("./run_data.js").RunData} run @param {number} row @returns {Node[]} */
export function findingTip(run, row) {
  const score = run.score[row] === null ? "" : ` ${run.score[row].toFixed(3)}`;
  const times = `${clock(run.start[row], 2)} – ${clock(run.end[row], 2)}`;
  const detail = run.detailOf(row);
  return [
    h("strong", {}, run.fullTextOf(row) + score),
    h("div", {}, times),
    ...(detail ? [h("div", {}, detail)] : []),
  ];
}

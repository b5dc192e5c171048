import { h, zoomButtons } from "./dom.js";
import { clock, count, number } from "./format.js";
import { badge } from "./soak.js";

/** The play button, the name, the state, and facts. @param {any} card */
export function cardHead(card) {
  const one = card.recording;
  const meta = [
    one.duration_s ? clock(one.duration_s, one.duration_s < 60 ? 1 : 0) : "",
    one.codec
      ? `${one.codec}, ${number(one.sample_rate_hz / 1000)} kHz, ${count(one.channels ?? 1, "channel")}`
      : "",
    one.sound ? `peak ${one.sound.peak > 0 ? number(20 * Math.log10(one.sound.peak)) : "−∞"} dB` : "",
    one.sound ? `drawn to ${number(1000 * one.sound.hop_s)} ms` : "",
    one.clipped ? `${count(one.clipped, "frame")} clipped` : "",
  ];
  const play = h(
    "button",
    {
      type: "button",
      class: "play",
      "aria-label": `Play ${one.name}`,
      onclick: () => card.click(card.view.min, -1),
    },
    "▶",
  );
  const buttons = zoomButtons(
    (factor) => card.view.zoom(factor),
    () => card.view.whole(),
  );
  return h(
    "header",
    {},
    one.duration_s ? play : null,
    h("h4", {}, h("bdi", { title: one.name }, one.name)),
    badge(one.status),
    card.hasPicture ? buttons : null,
    h("p", { class: "meta" }, meta.filter(Boolean).join(" · ")),
  );
}

/** Why it was refused, or has no picture, and what its picture lacks. @param {any} card @returns {Node[]} */
export function cardReasons(card) {
  const errors = card.run.rowsOf[card.index].filter((row) => card.run.typeOf(row) === "error");
  const refused = errors.map((row) =>
    h("p", { class: "note" }, `${card.run.textOf(row)}: ${card.run.detailOf(row)}`),
  );
  const none =
    card.recording.no_sound && !errors.length ? [`No picture of the sound: ${card.recording.no_sound}.`] : [];
  const lacks = card.recording.sound?.notes ?? [];
  return [...refused, ...[...none, ...lacks].map((text) => h("p", { class: "hint" }, text))];
}

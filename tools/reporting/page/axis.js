import { clock } from "./format.js";
import { colour } from "./theme.js";

const STEPS_S = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400,
  43200, 86400,
];
const HZ = [100, 250, 500, 1000, 2000, 4000, 8000, 16000, 32000];
export const FONT = "11px system-ui, sans-serif";

/** Times that are round, at least `gap` pixels apart. @param {import("./view.js").View} view */
export function timeTicks(view, width, gap) {
  const least = (view.span / width) * gap;
  const step =
    STEPS_S.find((one) => one >= least) ??
    STEPS_S[STEPS_S.length - 1] * Math.ceil(least / STEPS_S[STEPS_S.length - 1]);
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const ticks = [];
  for (let i = Math.ceil(view.min / step); i * step <= view.max; ++i)
    ticks.push({ at: i * step, text: clock(i * step, decimals) });
  return ticks;
}

/** The line of times under a picture. */
export function drawTimeAxis(context, view, box, top) {
  context.font = FONT;
  context.textBaseline = "top";
  context.fillStyle = colour("--muted");
  context.textAlign = "right";
  context.fillText("time", box.left - 8, top + 6);
  context.textAlign = "center";
  for (const { at, text } of timeTicks(view, box.width, 84)) {
    const x = box.left + ((at - view.min) / view.span) * box.width;
    context.fillStyle = colour("--line");
    context.fillRect(Math.round(x), box.top, 1, top - box.top + 4);
    const half = context.measureText(text).width / 2;
    context.fillStyle = colour("--muted");
    context.fillText(text, Math.min(Math.max(x, box.left + half), box.left + box.width - half), top + 6);
  }
}

function mel(hz) {
  return 2595 * Math.log10(1 + hz / 700);
}

/** The frequency at a share of the height, from below. */
export function hertzAt(share, top) {
  return 700 * (10 ** ((share * mel(top)) / 2595) - 1);
}

/** Frequencies on the mel scale, beside the spectrogram. */
export function drawFrequencyAxis(context, topHz, left, top, height) {
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = colour("--muted");
  let last = Infinity;
  for (const hz of HZ.filter((one) => one < topHz)) {
    const y = top + height * (1 - mel(hz) / mel(topHz));
    if (last - y < 15 || y < top + 5 || y > top + height - 4) continue;
    context.fillText(hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`, left - 8, y);
    context.fillRect(left - 5, Math.round(y), 5, 1);
    last = y;
  }
}

import { FONT } from "./axis.js";
import { colour } from "./theme.js";

export const LANE = 20; // pixels, with the space between
const MOST_LANES = 12;
const OWN_LANE = { transcript: "said", word: "words", gap: "gaps", skipped: "skipped", error: "refused" };

/**
 * @typedef {Object} Lane
 * @property {string} title
 * @property {string} type "event", "match", ...
 * @property {number[]} rows of the findings, by their begin
 * @property {boolean} [mixed] of several labels
 */

/** Findings of one recording, a lane for each label. @param {any} run @param {number[]} rows @returns {Lane[]} */
export function lanesOf(run, rows) {
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const row of rows) {
    const type = run.typeOf(row);
    const title = OWN_LANE[type] ?? run.textOf(row);
    const key = `${type} ${title}`;
    if (!lanes.has(key)) lanes.set(key, { title, type, rows: [] });
    lanes.get(key).rows.push(row);
  }
  const order = ["gap", "skipped", "error", "transcript", "word", "match", "event"];
  const all = [...lanes.values()].sort(
    (a, b) => order.indexOf(a.type) - order.indexOf(b.type) || seconds(run, b) - seconds(run, a),
  );
  for (const lane of all) lane.rows.sort((a, b) => run.start[a] - run.start[b]);
  if (all.length <= MOST_LANES) return all;
  const others = all.splice(MOST_LANES - 1);
  const rest = others.flatMap((lane) => lane.rows).sort((a, b) => run.start[a] - run.start[b]);
  return [...all, { title: `${others.length} others`, type: others[0].type, rows: rest, mixed: true }];
}

function seconds(run, lane) {
  return lane.rows.reduce((sum, row) => sum + run.end[row] - run.start[row], 0);
}

/** Bars of one lane, with their texts where there is room. */
export function drawLane(context, run, lane, view, box) {
  const scale = box.width / view.span;
  const right = box.left + box.width;
  let drawnTo = -1; // what lies within a pixel that is drawn already is not drawn again
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const row of lane.rows) {
    if (run.start[row] > view.max) break;
    if (run.end[row] < view.min) continue;
    const from = Math.max(box.left, box.left + (run.start[row] - view.min) * scale);
    const to = Math.min(right, Math.max(from + 1.5, box.left + (run.end[row] - view.min) * scale));
    if (to <= drawnTo) continue;
    drawnTo = to;
    const wide = to - from;
    context.fillStyle = colour(run.colourOf(row));
    context.globalAlpha = run.score[row] === null ? 1 : 0.4 + 0.6 * run.score[row];
    const gap = wide > 4 ? 0.5 : 0;
    context.fillRect(from + gap, box.top + 2, wide - 2 * gap, LANE - 4);
    context.globalAlpha = 1;
    const text = labelIn(run, lane, row);
    if (wide < 26 || context.measureText(text.slice(0, 3)).width > wide - 8) continue;
    context.save();
    context.beginPath();
    context.rect(from + 2, box.top, wide - 4, LANE);
    context.clip();
    context.fillStyle = colour("--on-mark");
    context.fillText(text, from + 5, box.top + LANE / 2 + 0.5);
    context.restore();
  }
}

/** A lane's title says the label already: then the bars say the score. */
function labelIn(run, lane, row) {
  const text = run.textOf(row);
  if (lane.mixed || OWN_LANE[lane.type]) return text;
  return run.score[row] === null ? "" : run.score[row].toFixed(2);
}

/** What is under the pointer; the shortest where several are. */
export function rowAt(run, lane, time, slack) {
  const under = lane.rows.filter((row) => run.start[row] - slack <= time && time <= run.end[row] + slack);
  return under.sort((a, b) => run.end[a] - run.start[a] - (run.end[b] - run.start[b]))[0] ?? null;
}

/** Hatches what was not recognised, over the sound. */
export function drawMissing(context, run, lanes, view, box) {
  const scale = box.width / view.span;
  for (const lane of lanes.filter((one) => one.type === "gap" || one.type === "skipped")) {
    for (const row of lane.rows) {
      const from = Math.max(box.left, box.left + (run.start[row] - view.min) * scale);
      const to = Math.min(box.left + box.width, box.left + (run.end[row] - view.min) * scale);
      if (to > from)
        hatch(context, from, box.top, Math.max(to - from, 1.5), box.height, colour(run.colourOf(row)));
    }
  }
}

function hatch(context, left, top, width, height, stroke) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.globalAlpha = 0.16;
  context.fillStyle = stroke;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 0.8;
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let x = Math.floor((left - height) / 9) * 9; x < left + width; x += 9) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

import { h } from "./dom.js";
import { columnsOf } from "./findings_columns.js";
import { count } from "./format.js";
import { player } from "./player.js";
import { RecordingCard } from "./recording.js";
import { RunData } from "./run_data.js";
import { markLegend, runSummary } from "./run_summary.js";
import { table } from "./table.js";
import { onTheme } from "./theme.js";

const NAMES = {
  event: "events",
  word: "words",
  transcript: "utterances",
  match: "matches",
  gap: "gaps",
  skipped: "skipped",
  error: "refused",
};

/** @param {any} section of kind "run" @returns {Node[]} */
export function drawRun(section) {
  const run = new RunData(section);
  const cards = run.recordings.map((_, i) => new RecordingCard(run, i));
  const list = h("div", { class: "recordings" }, ...cards.map((card) => card.element));
  fillWhereSeen(cards);
  onTheme(() => cards.forEach((card) => card.draw()));
  const findings = table("Findings", columnsOf(run, cards), run.count, (row) =>
    go(cards[run.recording[row]], row),
  );
  const said = h("p", { class: "hint", role: "status" });
  const types = new Set(run.types);
  const query = h("input", {
    type: "search",
    placeholder: "Search recordings, labels, words, codes …",
    "aria-label": "Search",
  });
  const search = () => {
    const rows = run.search(query.value, types);
    findings.show(rows);
    const all = types.size === run.types.length;
    const shown = new Set([...rows.map((row) => run.recording[row]), ...(all ? run.named(query.value) : [])]);
    cards.forEach((card, i) => (card.element.hidden = !shown.has(i)));
    said.textContent = `${count(rows.length, "finding")} in ${shown.size.toLocaleString("en")} of ${count(run.recordings.length, "recording")}`;
  };
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, run.count > 20000 ? 200 : 0);
  });
  const tools = h("div", { class: "tools" }, query, ...typeButtons(run, types, search), said);
  search();
  if (!player.bar.isConnected) document.body.append(player.bar);
  const hints =
    "Click to play, drag to zoom; ctrl and wheel zoom, shift and wheel or arrow keys move, 0 shows the whole.";
  return [
    runSummary(section, run),
    tools,
    findings.element,
    h("h3", {}, "Recordings"),
    h("p", { class: "hint" }, hints),
    markLegend(),
    list,
  ];
}

function typeButtons(run, types, search) {
  const counts = new Map();
  for (const type of run.type) counts.set(type, (counts.get(type) ?? 0) + 1);
  return run.types.flatMap((type, i) => {
    if (!counts.has(i)) return [];
    const act = () => {
      if (!types.delete(type)) types.add(type);
      button.setAttribute("aria-pressed", String(types.has(type)));
      search();
    };
    const button = h(
      "button",
      { type: "button", class: "chip", "aria-pressed": "true", onclick: act },
      `${NAMES[type]} ${counts.get(i).toLocaleString("en")}`,
    );
    return [button];
  });
}

/** @param {RecordingCard} card */
function go(card, row) {
  card.fill();
  card.show(row);
  card.element.scrollIntoView({ block: "center" });
  card.place?.focus({ preventScroll: true });
}

/** @param {RecordingCard[]} cards */
function fillWhereSeen(cards) {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        isIntersecting ? target.card.fill() : target.card.empty();
    },
    { rootMargin: "600px 0px" },
  );
  cards.forEach((card) => near.observe(card.element));
}

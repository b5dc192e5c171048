import { barTable, factList, figureList, h } from "./dom.js";
import { duration, number } from "./format.js";

/** One question that was measured: its candidates, fastest first, a bar each. */
function contestOf(contest) {
  const candidates = [...contest.candidates].sort((a, b) => a.ms.median - b.ms.median);
  const rows = candidates.map((one) => ({
    cells: [
      one.name === contest.chosen ? h("strong", {}, one.name) : one.name,
      `${number(one.ms.median)} ms`,
      `${number(one.ms.low)} to ${number(one.ms.high)}`,
      `${number(one.ratio)} x`,
      number(one.rounds),
      one.verdict + (one.stopped_early ? ", stopped early" : ""),
    ],
    bars: [[one.ms.median, one.name === contest.chosen ? "cpu" : "wall"]],
  }));
  const titles = ["Candidate", "A segment", "Quartiles, ms", "Of the reference", "Rounds", "Verdict"];
  return [h("h3", {}, contest.what), h("p", { class: "hint" }, contest.why), barTable(titles, rows)];
}

/** What a profile says: its choice, and a sentence on each. */
function profileFacts(profile) {
  const choice = Object.entries(profile.choice ?? {}).map(([key, value]) => [
    key.replaceAll("_", " "),
    String(value),
  ]);
  const reasons = (profile.why ?? []).map((why) => h("li", {}, String(why)));
  return [factList(choice), h("ul", {}, ...reasons)];
}

/** @param {any} section of kind "tune": of `tune --json` @returns {Node[]} */
export function drawTune({ report }) {
  const { profile } = report;
  return [
    figureList([
      ["Model", String(profile.for?.model ?? "–"), ""],
      ["Limit", String(report.limit?.name ?? "–"), String(report.limit?.why ?? "")],
      ["Took", duration(report.took_s), `of ${duration(report.budget_s)}`],
    ]),
    ...profileFacts(profile),
    ...report.contests.flatMap(contestOf),
    ...(report.left_out ?? []).map((what) => h("p", { class: "note" }, `Left out: ${what}`)),
  ];
}

/** @param {any} section of kind "profile": the file that tune keeps @returns {Node[]} */
export function drawProfile({ report }) {
  return [
    figureList([["Model", String(report.for?.model ?? "–"), String(report.for?.libtorch ?? "")]]),
    ...profileFacts(report),
  ];
}

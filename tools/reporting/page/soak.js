import { chart } from "./chart.js";
import { factList, figureList, h } from "./dom.js";
import { count, duration, number, size } from "./format.js";
import { grid } from "./sweep.js";
import { paletteName } from "./theme.js";

const MIB = 2 ** 20;
const megabytes = (values) => values.map((value) => (value === null ? null : value / MIB));
const inMiB = (value) => `${number(value)} MiB`;
const hours = (section) => section.columns.sound_s.map((seconds) => seconds / 3600);
const X = "sound, hours";

/** @param {any} section of kind "soak" @returns {Node[]} */
export function drawSoak(section) {
  const { setup = {}, summary, columns } = section;
  const last = columns.sound_s.length - 1;
  if (last < 0) return [h("p", { class: "note" }, "There is no sample yet.")];
  const plot = (title, yLabel, names, convert, format) =>
    chart({
      title,
      xLabel: X,
      x: hours(section),
      yLabel,
      format,
      lines: names
        .map(([key, label], i) => ({ label, values: convert(columns[key]), colour: paletteName(i) }))
        .filter((line) => line.values.some((value) => value !== null)),
    });
  const same = (values) => values;
  const peak = Math.max(...columns.peak_rss_bytes.filter((value) => value !== null));
  const memory = [
    ["rss_bytes", "RSS"],
    ["pss_bytes", "PSS"],
    ["heap_resident_bytes", "heap resident"],
    ["heap_active_bytes", "heap active"],
    ["heap_allocated_bytes", "heap allocated"],
    ["heap_retained_bytes", "heap retained"],
  ];
  const latency = [50, 95, 99].map((p) => [`latency_p${p}_ms`, p === 50 ? "median" : `p${p}`]);
  const held = [
    ["threads", "threads"],
    ["open_files", "open files"],
    ["batches_under_way", "batches under way"],
  ];
  return [
    figureList([
      ["Sound", duration(columns.sound_s[last]), `in ${duration(columns.elapsed_s[last])}`],
      ["Speed", `${number(columns.sound_s[last] / columns.elapsed_s[last])} x`, "real time"],
      [
        "Peak memory",
        size(peak),
        setup.memory_ceiling_bytes ? `ceiling ${size(setup.memory_ceiling_bytes)}` : "",
      ],
      ["Latency, p99", `${number(summary?.latency_p99_ms ?? columns.latency_p99_ms[last])} ms`, "of a batch"],
    ]),
    summary ? gates(summary.gates) : "",
    grid([
      plot("Memory", "MiB", memory, megabytes, inMiB),
      plot("Latency of a batch", "ms", latency, same, (v) => `${number(v)} ms`),
      plot("Speed", "times real time", [["x_real_time", "x real time"]], same, (v) => `${number(v)} x`),
      plot("Held by the process", "how many", held, same),
    ]),
    factList([
      ["Model", setup.model],
      ["Nightjar", setup.version],
      ["Allocator", setup.allocator],
      ["Workers", setup.workers],
      ["Sound", setup.sound],
      ["Samples", count(last + 1, "sample")],
    ]),
  ];
}

function gates(list) {
  const row = (gate) =>
    h(
      "tr",
      {},
      h("td", {}, gate.name),
      h("td", {}, badge(gate.verdict)),
      h("td", { class: "wide" }, gate.why),
    );
  const head = h("tr", {}, ...["Gate", "Verdict", "Why"].map((title) => h("th", { scope: "col" }, title)));
  return h("div", { class: "table" }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...list.map(row))));
}

/** A state in a word, a sign and a colour. @param {string} state */
export function badge(state) {
  const good = ["ok", "passed"].includes(state);
  const bad = ["FAILED", "refused"].includes(state);
  return h(
    "span",
    { class: `badge ${good ? "good" : bad ? "bad" : "mixed"}` },
    `${good ? "✓" : bad ? "✕" : "!"} ${state}`,
  );
}

/** Memory of several soaks in one plot, where there is more than one. @param {any[]} soaks */
export function compareSoaks(soaks) {
  const x = [...new Set(soaks.flatMap(hours))].sort((a, b) => a - b);
  const place = new Map(x.map((value, i) => [value, i]));
  const spread = (section) => {
    const values = new Array(x.length).fill(null);
    const own = megabytes(section.columns.rss_bytes);
    hours(section).forEach((at, i) => (values[place.get(at)] = own[i]));
    return bridged(values);
  };
  const lines = soaks.map((section, i) => ({
    label: `${section.file} (${section.setup?.allocator ?? "allocator unknown"})`,
    values: spread(section),
    colour: paletteName(i),
  }));
  return chart({ title: "Memory of all soaks", xLabel: X, x, yLabel: "RSS, MiB", format: inMiB, lines });
}

/** Straight lines between a soak's own samples, where only another has some. */
function bridged(values) {
  let before = -1;
  values.forEach((value, i) => {
    if (value === null) return;
    for (let between = before + 1; before >= 0 && between < i; ++between)
      values[between] = values[before] + ((value - values[before]) * (between - before)) / (i - before);
    before = i;
  });
  return values;
}

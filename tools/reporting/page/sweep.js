import { chart } from "./chart.js";
import { factList, h } from "./dom.js";
import { duration, number, size } from "./format.js";
import { table } from "./table.js";

const PINNED_JEMALLOC = "naive pinned jemalloc";
/** What stands out from the naive arrangements, whose pools go from light to dark. */
const STYLES = {
  [PINNED_JEMALLOC]: { colour: "--c2", dash: [8, 5] },
  nightjar: { colour: "--c0", width: 4 },
};
const POOLS = 5;
/** `value` is that of a point. */
const PLOTS = [
  { title: "CPU use", yLabel: "CPU use, %CORES", value: (p) => p.cpu_use * 100, unit: "%" },
  { title: "Processing time", yLabel: "processing time, s", value: (p) => p.wall_s, unit: "s" },
  {
    title: "Latency of a segment, 95th percentile",
    yLabel: "latency, ms",
    value: (p) => p.latency_ms?.p95,
    unit: "ms",
  },
  {
    title: "Growth of a segment's work",
    yLabel: "times that of the fewest threads",
    value: (p) => p.growth?.work,
    unit: "x",
  },
  { title: "Peak memory", yLabel: "peak RSS, MiB", value: (p) => p.peak_rss_bytes / 2 ** 20, unit: "MiB" },
  {
    title: "Context switches",
    yLabel: "thousands",
    value: (p) => (p.voluntary_switches + p.involuntary_switches) / 1000,
    unit: "thousand",
  },
];
const PUBLISHED =
  "Published for pools at their defaults, from 1 to 5 engine threads: end to end 4 x, inference 3 x.";

/** The points of each line, by its label: naive by pool, then the others. */
function linesOf(points) {
  const lines = new Map();
  const place = (point) =>
    STYLES[point.name] ? 1e6 + Object.keys(STYLES).indexOf(point.name) : point.intra_op_threads;
  for (const point of [...points].sort((a, b) => place(a) - place(b))) {
    const pool = point.intra_op_threads;
    const inForce = point.intra_op_in_force === undefined ? "" : ` (${point.intra_op_in_force})`;
    const pools = pool === 0 ? `default${inForce}` : pool === 1 ? "1, pinned" : pool;
    const label = STYLES[point.name] ? point.name : `naive, intra-op ${pools}`;
    if (!lines.has(label)) lines.set(label, []);
    lines.get(label).push(point);
  }
  return lines;
}

/** @param {any} section of kind "sweep" @returns {Node[]} */
export function drawSweep(section) {
  const points = section.points;
  const lines = linesOf(points);
  const threads = [...new Set(points.map((point) => point.engine_threads))].sort((a, b) => a - b);
  const naive = [...lines.keys()].filter((label) => label.startsWith("naive, "));
  const style = (label) => {
    const last = Math.max(1, naive.length - 1);
    return STYLES[label] || { colour: `--pool${Math.round((naive.indexOf(label) / last) * (POOLS - 1))}` };
  };
  const plot = ({ title, yLabel, value, unit }) =>
    chart({
      title,
      xLabel: "engine threads",
      x: threads,
      doubling: true,
      yLabel: yLabel.replace("CORES", section.machine?.cores ? ` of ${section.machine.cores} cores` : ""),
      format: (v) => `${number(v)} ${unit}`,
      lines: [...lines].map(([label, own]) => ({
        label,
        values: threads.map((n) => finite(value(own.find((point) => point.engine_threads === n) ?? {}))),
        ...style(label),
      })),
    });
  const drawn = PLOTS.filter(({ value }) => points.some((point) => finite(value(point)) !== null));
  return [
    grid(drawn.map(plot)),
    h("p", { class: "hint" }, PUBLISHED),
    pointTable(points).element,
    factList([
      ["Model", section.model],
      ["Nightjar", section.version],
      ["Sound", points[0].sound_s ? duration(points[0].sound_s) : null],
      ["Rounds", points[0].rounds],
    ]),
  ];
}

/** CSV and older files lack some. */
function finite(value) {
  return Number.isFinite(value) ? value : null;
}

/** @param {Node[]} plots */
export function grid(plots) {
  return h("div", { class: "charts" }, ...plots);
}

function pointTable(points) {
  const column = (title, value, text = number) => ({
    title,
    value: (i) => value(points[i]) ?? null,
    text: (i) => text(value(points[i])),
    right: true,
  });
  return table(
    "All points of the sweep",
    [
      { title: "Arrangement", value: (i) => points[i].name },
      column("Engine threads", (p) => p.engine_threads),
      column(
        "Intra-op",
        (p) => p.intra_op_threads,
        (v) => (v === 0 ? "default" : String(v)),
      ),
      column("Wall, s", (p) => p.wall_s),
      column("x real time", (p) => p.x_real_time),
      column("CPU, %", (p) => p.cpu_use * 100),
      column("Median, ms", (p) => p.latency_ms?.median),
      column("p95, ms", (p) => p.latency_ms?.p95),
      column("p99, ms", (p) => p.latency_ms?.p99),
      column("Work, x", (p) => p.growth?.work),
      column("Infer, x", (p) => p.growth?.infer),
      column("Peak RSS", (p) => p.peak_rss_bytes, size),
      column("Mean RSS", (p) => p.mean_rss_bytes, size),
    ],
    points.length,
  );
}

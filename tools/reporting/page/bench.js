import { barTable, factList, figureList, h } from "./dom.js";
import { count, duration, number, size } from "./format.js";

/** What takes the time: a bar each. */
function stepTable(steps) {
  const rows = steps.map((step) => ({
    cells: [step.step, number(step.calls), `${number(step.cpu_s)} s`, `${number(step.wall_s)} s`],
    bars: [
      [step.cpu_s, "cpu"],
      [step.wall_s, "wall"],
    ],
  }));
  const legend = [
    h("i", { class: "cpu" }),
    " CPU time ",
    h("i", { class: "wall" }),
    " wall time, of all workers together",
  ];
  return [
    h("h3", {}, "Steps"),
    barTable(["Step", "Calls", "CPU", "Wall"], rows),
    h("p", { class: "hint" }, ...legend),
  ];
}

/** @param {any} section of kind "bench": of `bench --json` or `run --stats` @returns {Node[]} */
export function drawBench({ report }) {
  const percent = (share) => (share === undefined || share === null ? null : `${number(100 * share)} %`);
  return [
    figureList([
      ["Speed", `${number(report.x_real_time)} x`, "real time"],
      ["Sound", duration(report.sound_s), count(report.recordings ?? 0, "recording")],
      [
        "Use of the workers",
        percent(report.worker_use) ?? "–",
        report.efficiency ? `efficiency ${number(report.efficiency)}` : "",
      ],
      ["Peak memory", size(report.peak_rss_bytes), `ceiling ${size(report.memory_ceiling_bytes)}`],
    ]),
    ...stepTable(report.steps),
    factList([
      ["Workers", report.workers],
      ["Allocator", report.allocator],
      ["Nightjar", report.version],
      ["Wall", (report.wall_s ?? report.run_s) ? duration(report.wall_s ?? report.run_s) : null],
      [
        "Cores used by others",
        report.cores_used_by_others === undefined ? null : number(report.cores_used_by_others),
      ],
    ]),
  ];
}

/** @param {any} section of kind "queue" @returns {Node[]} */
export function drawQueue({ report }) {
  const side = (one) => `${number(one?.requests_per_s)} a second, ${number(one?.cpu_ms)} ms of CPU each`;
  return [
    figureList([
      ["Gain", `${number(report.gain)} x`, `on ${count(report.cores ?? 0, "core")}`],
      ["Requests at once", number(report.jobs), `of ${count(report.batch_segments ?? 0, "segment")}`],
    ]),
    factList([
      ["One by one", side(report.one)],
      ["Queue", side(report.queue)],
      ["Why not more", report.shortfall],
      ["Model", report.model],
    ]),
  ];
}

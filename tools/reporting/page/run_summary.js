import { factList, figureList, h } from "./dom.js";
import { clock, count, duration, size } from "./format.js";
import { badge } from "./soak.js";

/** How much was recognised, and how. @param {any} section @param {import("./run_data.js").RunData} run */
export function runSummary(section, run) {
  const sum = (key) =>
    run.recordings.reduce(
      (all, one) => all + (one.sample_rate_hz ? (one[key] ?? 0) / one.sample_rate_hz : 0),
      0,
    );
  const states = new Map();
  for (const one of run.recordings) states.set(one.status, (states.get(one.status) ?? 0) + 1);
  const { run: setup, done } = section;
  const [gap, skipped] = [sum("gap"), sum("skipped")];
  const lost = [gap ? `${duration(gap)} in gaps` : "", skipped ? `${duration(skipped)} skipped` : ""]
    .filter(Boolean)
    .join(", ");
  const element = h("div", {});
  element.append(
    figureList([
      [
        "Recordings",
        run.recordings.length.toLocaleString("en"),
        done?.not_audio ? `${done.not_audio} other files left out` : "",
      ],
      ["Recognised", duration(sum("processed")), lost || "all of the sound"],
      [
        "Findings",
        run.count.toLocaleString("en"),
        run.labelColours.size ? count(run.labelColours.size, "label") : "",
      ],
    ]),
    h(
      "p",
      { class: "states" },
      ...[...states].flatMap(([state, n]) => [badge(state), ` ${n.toLocaleString("en")} `]),
    ),
    factList([
      ["Model", setup.model ?? "index of landmarks"],
      ["SHA-256", (setup.model_sha256 ?? setup.index_sha256 ?? "").slice(0, 16)],
      ["Nightjar", setup.version],
      ["Channels", setup.channels],
      ["From", setup.from_s ? clock(setup.from_s, 2) : null],
      ["To", setup.to_s ? clock(setup.to_s, 2) : null],
      ["Profile", setup.profile],
      [
        "Pictures of sound",
        section.sound_bytes ? `${size(section.sound_bytes)} of at most ${size(section.sound_limit)}` : "none",
      ],
    ]),
  );
  return element;
}

/** What the marks of the pictures mean. */
export function markLegend() {
  const item = (kind, text) => h("span", {}, h("i", { class: kind }), text);
  return h(
    "p",
    { class: "legend marks" },
    item("heat", "quiet to loud"),
    item("gap-mark", "gap: not recognised"),
    item("skip-mark", "skipped: not asked for"),
    item("score-mark", "stronger: higher score"),
  );
}

import { factList, h } from "./dom.js";
import { size } from "./format.js";

/** The machine, from all files that say something of it. @param {any[]} sections @returns {Node[]} */
export function drawMachine(sections) {
  const doctor = sections.find((section) => section.kind === "doctor")?.report;
  const named = sections.find((section) => section.machine)?.machine;
  const queue = sections.find((section) => section.kind === "queue")?.report;
  const bench = sections.find((section) => section.kind === "bench")?.report;
  const soak = sections.find((section) => section.kind === "soak")?.setup;
  const tune = sections.find((section) => ["tune", "profile"].includes(section.kind))?.report;
  const tuned = (tune?.profile ?? tune)?.for;
  const facts = [
    ["Processor", tuned?.cpu],
    ["Cores", doctor?.cores?.usable ?? named?.cores ?? queue?.cores ?? tuned?.cores],
    ["Instructions", doctor?.isa ?? named?.instruction_set ?? queue?.instruction_set],
    ["Memory", doctor?.memory?.usable ?? (named?.memory_bytes ? size(named.memory_bytes) : null)],
    [
      "Inference",
      doctor?.inference
        ? `${doctor.inference.library}, ${doctor.inference.kernels} kernels`
        : tuned?.libtorch,
    ],
    ["Allocator", doctor?.allocator?.name ?? bench?.allocator ?? soak?.allocator],
    ["Huge pages", doctor?.memory?.["huge pages"]],
    ["Others' threads", doctor?.load?.["threads of others"]?.toFixed(1)],
  ].map(([term, value]) => [term, value === null || value === undefined ? null : String(value)]);
  const notes = [...(doctor?.errors ?? []), ...(doctor?.warnings ?? []), ...(doctor?.notes ?? [])];
  if (facts.every(([, value]) => value === null))
    return [
      h(
        "p",
        { class: "hint" },
        "None of the files says which machine made it; `nightjar doctor --json` would.",
      ),
    ];
  return [factList(facts), ...notes.map((note) => h("p", { class: "note" }, String(note)))];
}

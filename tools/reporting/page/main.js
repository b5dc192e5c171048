import { drawBench, drawQueue } from "./bench.js";
import { h } from "./dom.js";
import { drawMachine } from "./machine.js";
import { drawRun } from "./run.js";
import { compareSoaks, drawSoak } from "./soak.js";
import { drawSweep } from "./sweep.js";
import { drawProfile, drawTune } from "./tune.js";

const KINDS = {
  run: ["Findings", drawRun],
  soak: ["Soak", drawSoak],
  sweep: ["Sweep over threads", drawSweep],
  bench: ["Speed", drawBench],
  queue: ["Queue", drawQueue],
  tune: ["Tuning", drawTune],
  profile: ["Profile", drawProfile],
};

function sectionOf(title, file, notes, content) {
  const lines = notes.map((note) => h("p", { class: "note" }, note));
  const id = `part-${document.querySelectorAll("section").length + 1}`;
  return h(
    "section",
    { id },
    h("h2", {}, title),
    file ? h("p", { class: "file" }, h("bdi", {}, file)) : null,
    ...lines,
    ...content,
  );
}

/** One part that cannot be drawn leaves the others alone. */
function drawnOrWhyNot(draw, section) {
  try {
    return draw(section);
  } catch (error) {
    console.error(error);
    return [
      h("p", { class: "note" }, `This part cannot be drawn: ${error}. Please report it, with the file.`),
    ];
  }
}

function start() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("page");
  const soaks = data.sections.filter((section) => section.kind === "soak");
  const drawn = data.sections.filter((section) => KINDS[section.kind]);
  const nav = h("nav", { "aria-label": "Parts" });
  page.replaceChildren(h("header", { class: "top" }, h("h1", {}, data.title), nav));
  const add = (title, file, notes, content) => {
    const section = sectionOf(title, file, notes, content);
    page.append(section);
    const alone = drawn.filter((other) => KINDS[other.kind][0] === title).length < 2;
    nav.append(h("a", { href: `#${section.id}` }, alone ? title : `${title}: ${file.split("/").pop()}`));
  };
  for (const section of drawn) {
    const [title, draw] = KINDS[section.kind];
    add(title, section.file, section.notes, drawnOrWhyNot(draw, section));
  }
  if (soaks.length > 1) add("Soaks compared", "", [], [compareSoaks(soaks)]);
  add("Machine", "", [], drawMachine(data.sections));
  nav.hidden = nav.children.length < 3;
  page.dataset.ready = String(Math.round(performance.now()));
}

start();

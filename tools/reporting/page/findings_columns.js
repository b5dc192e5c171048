import { h } from "./dom.js";
import { clock } from "./format.js";

/**
 * The table of all findings.
 * @param {import("./run_data.js").RunData} run @param {import("./recording.js").RecordingCard[]} cards
 * @returns {import("./table.js").Column[]}
 */
export function columnsOf(run, cards) {
  const time = (column) => ({
    value: (row) => column[row],
    text: (row) => clock(column[row], 2),
    right: true,
    width: "6.5rem",
  });
  const play = (row) => {
    const one = cards[run.recording[row]];
    if (run.typeOf(row) === "error") return "";
    const act = (event) => {
      event.stopPropagation();
      one.play(row);
    };
    return h("button", { type: "button", class: "play", "aria-label": "Play", onclick: act }, "▶");
  };
  return [
    { title: "", value: (row) => row, text: play, width: "2.6rem" },
    { title: "Type", value: (row) => run.type[row], text: (row) => run.typeOf(row), width: "6.5rem" },
    {
      title: "What",
      value: (row) => run.textRank[run.text[row]],
      text: (row) => marked(run, row),
      width: "13rem",
    },
    { title: "Begin", ...time(run.start) },
    { title: "End", ...time(run.end) },
    {
      title: "Score",
      value: (row) => run.score[row],
      text: (row) => (run.score[row] === null ? "" : run.score[row].toFixed(4)),
      right: true,
      width: "5rem",
    },
    {
      title: "Recording",
      value: (row) => run.nameRank[run.recording[row]],
      text: (row) =>
        h("bdi", { title: run.recordings[run.recording[row]].name }, run.shortNames[run.recording[row]]),
    },
    {
      title: "More",
      value: (row) => run.textRank[run.detail[row]],
      text: (row) => h("span", { title: run.detailOf(row) }, run.detailOf(row)),
    },
  ];
}

function marked(run, row) {
  const swatch = h("i", { class: "swatch" });
  swatch.style.background = `var(${run.colourOf(row)})`;
  return h("span", { title: run.fullTextOf(row) }, swatch, run.textOf(row));
}

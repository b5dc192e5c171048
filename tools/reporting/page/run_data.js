import { paletteName } from "./theme.js";

const COLOURS = { gap: "--bad-mark", skipped: "--c7", error: "--bad-mark", word: "--c0", transcript: "--c5" };

/** What a run found: a row each, in columns. */
export class RunData {
  /** @param {any} section of kind "run" */
  constructor(section) {
    const findings = section.findings;
    this.recordings = section.recordings;
    this.types = findings.types;
    this.texts = findings.texts;
    this.type = findings.type;
    this.recording = findings.recording;
    this.start = findings.start_s;
    this.end = findings.end_s;
    this.text = findings.text;
    this.score = findings.score;
    this.detail = findings.detail;
    this.count = this.type.length;
    /** Names without the folder that all are in. */
    this.shortNames = withoutFolder(this.recordings.map((one) => one.name));
    /** @type {number[][]} */
    this.rowsOf = this.recordings.map(() => []);
    this.recording.forEach((of, row) => this.rowsOf[of].push(row));
    this.matchNames = this.nameMatches();
    this.labelColours = this.chooseColours();
    /** The place of each text among all, sorted: numbers compare faster. */
    this.textRank = ranks(this.texts);
    this.nameRank = ranks(this.recordings.map((one) => one.name));
  }

  /** The labels with the most findings get the first colours, and the same ones everywhere. */
  chooseColours() {
    const counts = new Map();
    for (let row = 0; row < this.count; ++row)
      if (["event", "match"].includes(this.typeOf(row)))
        counts.set(this.text[row], (counts.get(this.text[row]) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return new Map(most.map(([text], i) => [text, paletteName(i)]));
  }

  /** Known recordings that match are paths too. @returns {Map<number, string>} by the number of the text */
  nameMatches() {
    const matches = [...new Set(this.text.filter((_, row) => this.typeOf(row) === "match"))];
    return new Map(
      withoutFolder(matches.map((text) => this.texts[text])).map((name, i) => [matches[i], name]),
    );
  }

  typeOf(row) {
    return this.types[this.type[row]];
  }

  /** As the file has it. */
  fullTextOf(row) {
    return this.texts[this.text[row]];
  }

  textOf(row) {
    const text = this.text[row];
    return this.typeOf(row) === "match" ? this.matchNames.get(text) : this.texts[text];
  }

  detailOf(row) {
    return this.texts[this.detail[row]];
  }

  colourOf(row) {
    return COLOURS[this.typeOf(row)] ?? this.labelColours.get(this.text[row]);
  }

  /**
   * Rows that have every word of the query in a name, a text or a detail, and are of the types.
   * @param {string} query @param {Set<string>} types
   */
  search(query, types) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (list) => list.map((text) => words.map((word) => text.toLowerCase().includes(word)));
    const [inTexts, inNames, inTypes] = [
      has(this.texts),
      has(this.recordings.map((one) => one.name)),
      has(this.types),
    ];
    const rows = [];
    for (let row = 0; row < this.count; ++row) {
      if (!types.has(this.typeOf(row))) continue;
      const found = (_, i) =>
        inTexts[this.text[row]][i] ||
        inNames[this.recording[row]][i] ||
        inTexts[this.detail[row]][i] ||
        inTypes[this.type[row]][i];
      if (words.every(found)) rows.push(row);
    }
    return rows;
  }

  /** Recordings whose names have every word of the query. @param {string} query */
  named(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const name = (i) => this.recordings[i].name.toLowerCase();
    return this.recordings.map((_, i) => i).filter((i) => words.every((word) => name(i).includes(word)));
  }
}

function withoutFolder(names) {
  const folder = (name) => name.slice(0, name.lastIndexOf("/") + 1);
  let common = folder(names[0] ?? "");
  for (const name of names) while (!name.startsWith(common)) common = folder(common.slice(0, -1));
  return names.map((name) => name.slice(common.length));
}

function ranks(texts) {
  const order = texts
    .map((_, i) => i)
    .sort((a, b) => texts[a].localeCompare(texts[b], "en", { numeric: true }));
  const rank = new Array(texts.length);
  order.forEach((text, i) => (rank[text] = i));
  return rank;
}

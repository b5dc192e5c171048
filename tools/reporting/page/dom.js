/**
 * An element. Text is always put in as text, so nothing that a file says can become markup.
 * @param {string} tag
 * @param {Object<string, any>} [attributes] on... are listeners; null and false are left out
 * @param {...(Node|string|null)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A term and what it is, one beside another. @param {any[][]} facts pairs */
export function factList(facts) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "dl",
    { class: "facts" },
    ...known.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
  );
}

/** The figures that matter most, large. @param {string[][]} figures term, value, more */
export function figureList(figures) {
  const tile = ([term, value, more]) =>
    h("div", {}, h("dt", {}, term), h("dd", {}, value), more ? h("p", {}, more) : null);
  return h("dl", { class: "figures" }, ...figures.map(tile));
}

/**
 * A table whose rows end in bars, of values that compare with those of all rows.
 * @param {string[]} titles the first is of names, the others of numbers
 * @param {{cells: (string|Node)[], bars: any[][]}[]} rows bars: value, and class
 */
export function barTable(titles, rows) {
  const most = Math.max(...rows.flatMap((row) => row.bars.map(([value]) => value)), 1e-9);
  const right = (i) => ({ class: i ? "right" : null });
  const bar = ([value, kind]) => {
    const element = h("i", { class: kind });
    element.style.width = `${(100 * value) / most}%`;
    return element;
  };
  const line = ({ cells, bars }) =>
    h(
      "tr",
      {},
      ...cells.map((cell, i) => h("td", right(i), cell)),
      h("td", { class: "bars" }, ...bars.map(bar)),
    );
  const head = h(
    "tr",
    {},
    ...titles.map((title, i) => h("th", { scope: "col", ...right(i) }, title)),
    h("th", {}),
  );
  return h(
    "div",
    { class: "table" },
    h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows.map(line))),
  );
}

/**
 * Buttons that zoom, for those without a mouse too.
 * @param {(factor: number) => void} zoom above 1: see more detail
 * @param {() => void} whole
 */
export function zoomButtons(zoom, whole) {
  const button = (text, title, act) =>
    h("button", { type: "button", title, "aria-label": title, onclick: act }, text);
  return h(
    "span",
    { class: "zoom" },
    button("−", "Zoom out", () => zoom(1 / 2)),
    button("+", "Zoom in", () => zoom(2)),
    button("Whole", "Show the whole", whole),
  );
}

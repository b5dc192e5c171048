import { h } from "./dom.js";

/**
 * @typedef {Object} Column
 * @property {string} title
 * @property {(row: number) => number|string|null} value what it is sorted by
 * @property {(row: number) => string|Node} [text] what is shown
 * @property {boolean} [right] of numbers
 * @property {string} [width] of CSS
 *
 * @typedef {Object} Table
 * @property {HTMLElement} element
 * @property {(rows: number[]) => void} show these rows, in the order that the table is sorted by
 * @property {() => number[]} shown
 */

const ROW = 32; // pixels, as parts.css has it
const SPARE = 10; // rows drawn above and below what can be seen

/**
 * A table of any number of rows, of which only those that can be seen are in the page. A click on a title sorts.
 * @param {string} label
 * @param {Column[]} columns
 * @param {number} count rows are numbers from 0
 * @param {(row: number) => void} [onRow] a row was chosen
 * @returns {Table}
 */
export function table(label, columns, count, onRow) {
  let rows = Array.from({ length: count }, (_, i) => i);
  let [by, down] = [-1, false];
  const titles = columns.map((column, i) =>
    h(
      "th",
      { scope: "col", class: column.right ? "right" : null },
      h("button", { type: "button", onclick: () => sort(i) }, column.title),
    ),
  );
  titles.forEach((title, i) => (title.style.width = columns[i].width || ""));
  const [above, body, below] = [h("tbody"), h("tbody"), h("tbody")];
  const scroller = h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": label, onscroll: draw },
    h(
      "table",
      { class: columns.some((column) => column.width) ? "fixed" : null, "aria-rowcount": count },
      h("thead", {}, h("tr", {}, ...titles)),
      above,
      body,
      below,
    ),
  );
  new ResizeObserver(draw).observe(scroller);

  function sort(column) {
    if (by === column && down) [by, down] = [-1, false];
    else if (by === column) down = true;
    else [by, down] = [column, false];
    titles.forEach((title, i) =>
      title.setAttribute("aria-sort", i !== by ? "none" : down ? "descending" : "ascending"),
    );
    show(rows);
    scroller.scrollTop = 0;
  }

  function show(chosen) {
    rows = chosen.slice().sort((a, b) => a - b);
    if (by >= 0) {
      const value = columns[by].value;
      const sign = down ? -1 : 1;
      rows.sort((a, b) => compare(value(a), value(b), sign) || a - b);
    }
    draw();
  }

  function draw() {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - SPARE);
    const last = Math.min(rows.length, first + Math.ceil((scroller.clientHeight || 400) / ROW) + 2 * SPARE);
    body.replaceChildren(...rows.slice(first, last).map(line));
    above.replaceChildren(space(first * ROW));
    below.replaceChildren(space((rows.length - last) * ROW));
  }

  function line(row) {
    const cells = columns.map((column) =>
      h(
        "td",
        { class: column.right ? "right" : null },
        column.text ? column.text(row) : String(column.value(row)),
      ),
    );
    if (!onRow) return h("tr", {}, ...cells);
    const onkeydown = (event) => event.key === "Enter" && event.target.tagName === "TR" && onRow(row);
    return h(
      "tr",
      { tabindex: "0", class: "chosen-by-click", onclick: () => onRow(row), onkeydown },
      ...cells,
    );
  }

  draw();
  return { element: scroller, show, shown: () => rows };
}

function space(height) {
  const cell = h("td");
  cell.style.height = `${height}px`;
  return height ? h("tr", { "aria-hidden": "true", class: "space" }, cell) : "";
}

/** What has no value comes last, whichever way. */
function compare(a, b, sign) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "string" && typeof b === "string")
    return sign * a.localeCompare(b, "en", { numeric: true });
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}

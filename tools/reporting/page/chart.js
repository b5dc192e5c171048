import { h, zoomButtons } from "./dom.js";
import { number } from "./format.js";
import { colour, onTheme } from "./theme.js";

/**
 * @typedef {Object} Line
 * @property {string} label
 * @property {(number|null)[]} values one for each x
 * @property {string} colour a custom property of the style sheet
 * @property {number} [width]
 * @property {number[]} [dash]
 *
 * @typedef {Object} ChartSpec
 * @property {string} title
 * @property {string} xLabel
 * @property {number[]} x rising
 * @property {boolean} [doubling] x is drawn as a logarithm, and each of its values has a tick
 * @property {string} yLabel with its unit
 * @property {(value: number|null) => string} [format] of a value of y
 * @property {Line[]} lines
 * @property {number} [least] y reaches at least so far
 */

const HEIGHT = 280;
const CHART_FONT = "12px system-ui, sans-serif";

/**
 * Lines over x, from zero. Hover reads values, dragging zooms, a legend's entry hides its line. The element's `plot` is
 * uPlot's object, once the element is in the page.
 * @param {ChartSpec} spec
 */
export function chart(spec) {
  const format = spec.format || number;
  const place = h("div", { class: "plot" });
  const zoomed = (act) => () => figure.plot && act(figure.plot);
  const buttons = zoomButtons((factor) => zoomed((plot) => zoomX(plot, factor))(), zoomed(whole));
  const legend = h(
    "div",
    { class: "legend" },
    ...spec.lines.map((line, i) => entry(line, () => figure.plot, i + 1)),
  );
  const head = h("figcaption", {}, h("strong", {}, spec.title), buttons);
  const figure = h("figure", { class: "chart", "aria-label": spec.title }, head, legend, place);
  figure.plot = null;
  new ResizeObserver(() => {
    const width = place.clientWidth;
    if (!width) return;
    if (figure.plot) figure.plot.setSize({ width, height: HEIGHT });
    else
      figure.plot = new uPlot(
        options(spec, format, width),
        [spec.x, ...spec.lines.map((line) => line.values)],
        place,
      );
  }).observe(place);
  onTheme(() => figure.plot && figure.plot.redraw(false));
  return figure;
}

/** @param {Line} line */
function entry(line, plot, index) {
  const swatch = h("i", { class: line.dash ? "dashed" : null });
  swatch.style.borderTopColor = `var(${line.colour})`;
  swatch.style.borderTopWidth = `${(line.width || 2) + 1}px`;
  const button = h(
    "button",
    { type: "button", "aria-pressed": "true", title: "Hide or show this line" },
    swatch,
    line.label,
  );
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    plot()?.setSeries(index, { show: shown });
  });
  return button;
}

function zoomX(plot, factor) {
  const { min, max } = plot.scales.x;
  const log = plot.scales.x.distr === 3;
  const [to, back] = log ? [Math.log2, (v) => 2 ** v] : [(v) => v, (v) => v];
  const [middle, half] = [(to(min) + to(max)) / 2, (to(max) - to(min)) / 2 / factor];
  const xs = plot.data[0];
  const [first, last] = [xs[0], xs[xs.length - 1]];
  plot.setScale("x", { min: Math.max(first, back(middle - half)), max: Math.min(last, back(middle + half)) });
}

function whole(plot) {
  plot.setData(plot.data, true);
}

/** @param {ChartSpec} spec */
function options(spec, format, width) {
  const few = spec.x.length <= 40;
  const axis = (label, more) => ({
    label,
    labelSize: 22,
    labelFont: `600 ${CHART_FONT}`,
    font: CHART_FONT,
    stroke: () => colour("--muted"),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    ...more,
  });
  const line = (one) => ({
    label: one.label,
    stroke: () => colour(one.colour),
    width: one.width || 2,
    dash: one.dash,
    spanGaps: false,
    points: { show: few, size: 6, fill: () => colour(one.colour) },
  });
  return {
    width,
    height: HEIGHT,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: true, y: true, uni: 30 }, points: { size: 7 } },
    scales: {
      x: spec.doubling ? { time: false, distr: 3, log: 2 } : { time: false },
      y: { range: (_, __, most) => [0, Math.max(most || 0, spec.least || 0) * 1.08 || 1] },
    },
    axes: [
      axis(
        spec.xLabel,
        spec.doubling
          ? { size: 28, splits: () => spec.x, values: (_, at) => at.map(String), filter: (_, at) => at }
          : { size: 28 },
      ),
      axis(spec.yLabel, { size: 58, values: (_, at) => alike(at) }),
    ],
    series: [{}, ...spec.lines.map(line)],
    plugins: [tooltip(spec, format)],
  };
}

/** All with the decimals that the finest of them needs. @param {number[]} ticks */
function alike(ticks) {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  let decimals = 0;
  while (decimals < 6 && Math.abs(step - Number(step.toFixed(decimals))) > 1e-3 * step) ++decimals;
  return ticks.map((tick) => tick.toLocaleString("en", { minimumFractionDigits: decimals }));
}

/** @param {ChartSpec} spec */
function tooltip(spec, format) {
  const box = h("div", { class: "tooltip", hidden: true });
  const row = (plot, index) => (line, i) => {
    if (!plot.series[i + 1].show || line.values[index] === null || line.values[index] === undefined)
      return null;
    const swatch = h("i");
    swatch.style.background = `var(${line.colour})`;
    return h("div", {}, swatch, h("span", {}, line.label), h("b", {}, format(line.values[index])));
  };
  return {
    hooks: {
      init: (plot) => plot.over.append(box),
      setCursor: (plot) => {
        const { idx, left, top } = plot.cursor;
        box.hidden = idx === null || idx === undefined || left < 0;
        if (box.hidden) return;
        const rows = spec.lines.map(row(plot, idx)).filter((one) => one !== null);
        box.replaceChildren(h("strong", {}, `${spec.xLabel}: ${number(spec.x[idx])}`), ...rows);
        const [width, height] = [box.offsetWidth, box.offsetHeight];
        const room = plot.over.clientWidth;
        box.style.left = `${Math.max(0, left + 14 + width > room ? left - width - 14 : left + 14)}px`;
        box.style.top = `${Math.min(Math.max(0, top - height / 2), Math.max(0, plot.over.clientHeight - height))}px`;
      },
    },
  };
}

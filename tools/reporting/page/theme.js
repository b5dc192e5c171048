const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
/** @type {Map<string, string>} */
let known = new Map();

/** The value now of a custom property of the style sheet. @param {string} name such as "--ink" */
export function colour(name) {
  let value = known.get(name);
  if (value === undefined) {
    value = getComputedStyle(root).getPropertyValue(name).trim();
    known.set(name, value);
  }
  return value;
}

export function isDark() {
  return dark.matches;
}

/** Calls when light becomes dark, or dark light. @param {() => void} redraw */
export function onTheme(redraw) {
  dark.addEventListener("change", redraw);
}
onTheme(() => (known = new Map()));

/** The name of the nth colour of lines and labels: a palette that the colour-blind can tell apart. @param {number} n */
export function paletteName(n) {
  return `--c${n % 8}`;
}

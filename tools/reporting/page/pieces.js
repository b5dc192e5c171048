import { colour, isDark, onTheme } from "./theme.js";

const KEPT = 96; // tiles with colours, 400 kB each

/** What is left of the least recently used goes first. @type {Map<string, HTMLCanvasElement>} */
const tiles = new Map();
/** @type {Map<string, (() => void)[]>} those who wait for a tile */
const waiting = new Map();
onTheme(() => tiles.clear());

/** The bytes of a piece of the page. @param {string} name @returns {Uint8Array|null} */
export function bytesOf(name) {
  const element = document.getElementById(name);
  if (!element) return null;
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Colours of the levels from 0 to 255: dark ones to `low`, all there are up to `high`. */
export function colourTable(low, high) {
  const stops = Array.from({ length: 6 }, (_, i) => rgb(colour(`--heat${i}`)));
  const table = new Uint32Array(256);
  for (let level = 0; level < 256; ++level) {
    const at = Math.min(1, Math.max(0, (level - low) / Math.max(1, high - low))) * (stops.length - 1);
    const i = Math.min(stops.length - 2, Math.floor(at));
    const [r, g, b] = [0, 1, 2].map((part) =>
      Math.round(stops[i][part] + (at - i) * (stops[i + 1][part] - stops[i][part])),
    );
    table[level] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return table;
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/**
 * A tile in colours; null where it is not decoded yet: then `ready` is called later.
 * @param {string} name of its piece
 * @param {number} low @param {number} high
 * @param {() => void} ready
 */
export function tileOf(name, low, high, ready) {
  const known = tiles.get(name);
  if (known) {
    tiles.delete(name); // and to the end again
    tiles.set(name, known);
    return known;
  }
  if (waiting.has(name)) waiting.get(name).push(ready);
  else {
    const bytes = bytesOf(name);
    if (!bytes) return null;
    waiting.set(name, [ready]);
    decode(name, bytes, low, high);
  }
  return null;
}

async function decode(name, bytes, low, high) {
  const dark = isDark();
  const image = await createImageBitmap(new Blob([bytes], { type: "image/webp" }));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height);
  const words = new Uint32Array(pixels.data.buffer);
  const table = colourTable(low, high);
  for (let i = 0; i < words.length; ++i) words[i] = table[words[i] & 255];
  context.putImageData(pixels, 0, 0);
  if (dark === isDark()) tiles.set(name, canvas);
  if (tiles.size > KEPT) tiles.delete(tiles.keys().next().value);
  const told = waiting.get(name) ?? [];
  waiting.delete(name);
  told.forEach((ready) => ready());
}

import { tileOf } from "./pieces.js";

/** A level of 8 bits of a level in dB. */
const levelOf = (db, floor) => ((db - floor) / -floor) * 255;

/**
 * Draws the part that is seen, from tiles of the level that has about as many columns as there are pixels; from a coarser
 * one that is there already while those are decoded.
 * @param {any} recording with `sound` and `piece` @param {import("./view.js").View} view
 * @param {{left: number, top: number, width: number, height: number}} box
 * @param {() => void} again called when more can be drawn
 */
export function drawSpectrogram(context, recording, view, box, again) {
  const { sound, piece } = recording;
  const pixelSeconds = view.span / (box.width * devicePixelRatio);
  const columnSeconds = (level) => sound.hop_s * sound.coarser ** level;
  let wanted = 0;
  while (wanted + 1 < sound.columns.length && columnSeconds(wanted + 1) <= 1.5 * pixelSeconds) ++wanted;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  let isWhole = drawLevel(wanted, again);
  for (let level = sound.columns.length - 1; !isWhole && level > wanted; --level) drawLevel(level, () => {});
  if (!isWhole) drawLevel(wanted, () => {});
  context.restore();

  function drawLevel(level, ready) {
    const column = columnSeconds(level);
    const tile = column * sound.tile;
    const last = Math.min(Math.ceil(view.max / tile), Math.ceil(sound.columns[level] / sound.tile));
    let all = true;
    for (let i = Math.max(0, Math.floor(view.min / tile)); i < last; ++i) {
      const [low, high] = [sound.dark_db, sound.bright_db].map((db) => levelOf(db, sound.floor_db));
      const picture = tileOf(`${piece}${level}-${i}`, low, Math.max(high, low + 30), ready);
      if (!picture) {
        all = false;
        continue;
      }
      const scale = box.width / view.span;
      const x = box.left + (i * tile - view.min) * scale;
      context.drawImage(picture, x, box.top, picture.width * column * scale, box.height);
    }
    return all;
  }
}

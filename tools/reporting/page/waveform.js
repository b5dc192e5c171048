import { bytesOf } from "./pieces.js";
import { colour } from "./theme.js";

const COARSER = 4;

/** Lowest and highest samples of a recording, at coarser and coarser resolution. */
export class Waveform {
  /** @param {any} recording with `sound` and `piece` */
  constructor(recording) {
    const bytes = bytesOf(`${recording.piece}peaks`);
    /** @type {Int8Array[]} pairs of lowest and highest, -127 to 127 */
    this.levels = [bytes ? new Int8Array(bytes.buffer) : new Int8Array(0)];
    const pairsPerColumn = this.levels[0].length / 2 / recording.sound.columns[0];
    this.pairSeconds = recording.sound.hop_s / pairsPerColumn;
    while (this.levels[this.levels.length - 1].length > 4096)
      this.levels.push(coarser(this.levels[this.levels.length - 1]));
  }

  /** Lowest and highest from `from` to `to` seconds. @returns {[number, number]} */
  extremes(from, to) {
    let level = 0;
    let seconds = this.pairSeconds;
    while (level + 1 < this.levels.length && seconds * COARSER <= (to - from) / 2) {
      ++level;
      seconds *= COARSER;
    }
    const pairs = this.levels[level];
    const first = Math.max(0, Math.floor(from / seconds));
    const last = Math.min(pairs.length / 2, Math.max(first + 1, Math.ceil(to / seconds)));
    let [low, high] = [0, 0];
    for (let i = first; i < last; ++i) {
      low = Math.min(low, pairs[2 * i]);
      high = Math.max(high, pairs[2 * i + 1]);
    }
    return [low, high];
  }

  /** @param {import("./view.js").View} view @param {{left: number, top: number, width: number, height: number}} box */
  draw(context, view, box) {
    const middle = box.top + box.height / 2;
    const scale = box.height / 2 / 127;
    const step = 1 / devicePixelRatio;
    context.fillStyle = colour("--line");
    context.fillRect(box.left, Math.round(middle), box.width, 1);
    context.fillStyle = colour("--wave");
    for (let x = 0; x < box.width; x += step) {
      const from = view.min + (x / box.width) * view.span;
      const [low, high] = this.extremes(from, from + (step / box.width) * view.span);
      context.fillRect(box.left + x, middle - high * scale, step, Math.max(step, (high - low) * scale));
    }
  }
}

function coarser(pairs) {
  const result = new Int8Array(2 * Math.ceil(pairs.length / 2 / COARSER));
  for (let i = 0; i < pairs.length; i += 2) {
    const at = 2 * Math.floor(i / 2 / COARSER);
    result[at] = Math.min(result[at], pairs[i]);
    result[at + 1] = Math.max(result[at + 1], pairs[i + 1]);
  }
  return result;
}

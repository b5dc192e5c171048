import { cardHead, cardReasons } from "./card_head.js";
import { h } from "./dom.js";
import { LANE, lanesOf, rowAt } from "./lanes.js";
import { drawOverlay, findingTip, placeTip } from "./overlay.js";
import { drawPicture, layoutOf } from "./picture.js";
import { player } from "./player.js";
import { listen } from "./pointer.js";
import { strip } from "./strip.js";
import { View } from "./view.js";
import { Waveform } from "./waveform.js";

const HEAD = 86; // pixels: what a card has above its picture, and its margins

/** The card of one recording. What it holds is made when it comes near the screen, and given up when it goes. */
export class RecordingCard {
  /** @param {import("./run_data.js").RunData} run @param {number} index */
  constructor(run, index) {
    this.run = run;
    this.index = index;
    this.recording = run.recordings[index];
    this.lanes = lanesOf(
      run,
      run.rowsOf[index].filter((row) => run.typeOf(row) !== "error"),
    );
    this.view = new View(this.recording.duration_s, () => this.draw());
    this.waveform = null;
    this.chosen = null; // the row that was chosen in the table
    this.hovered = null;
    this.selected = null;
    this.element = h("article", {
      class: "recording",
      "data-index": index,
      "aria-label": this.recording.name,
    });
    this.element.card = this;
    this.watch = () => this.drawOver();
    this.reserve();
  }

  get hasPicture() {
    return Boolean(this.recording.sound) || this.lanes.length > 0;
  }

  /** As high as it will be, so that nothing jumps. */
  reserve() {
    const picture = layoutOf(1000, Boolean(this.recording.sound), this.lanes.length).height;
    this.element.style.minHeight = `${(this.hasPicture ? picture : 0) + HEAD}px`;
  }

  fill() {
    if (this.canvas) return;
    this.canvas = h("canvas", {});
    this.over = h("canvas", { class: "over" });
    this.tip = h("div", { class: "tooltip", hidden: true });
    this.place = h(
      "div",
      {
        class: "picture",
        tabindex: "0",
        role: "img",
        "aria-label": `Sound and findings of ${this.recording.name}`,
      },
      this.canvas,
      this.over,
      this.tip,
    );
    this.strip = strip(this.view);
    if (this.recording.sound) this.waveform = new Waveform(this.recording);
    this.element.replaceChildren(
      cardHead(this),
      ...cardReasons(this),
      ...(this.hasPicture ? [this.place, this.strip.element] : []),
    );
    listen(this.place, this.view, () => this.layout.box, {
      hover: (x, y) => this.hover(x, y),
      select: (from, to) => {
        this.selected = from === null ? null : [from, to];
        this.drawOver();
      },
      click: (time, y) => this.click(time, y),
    });
    this.element.style.minHeight = "";
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.place);
    player.watchers.add(this.watch);
  }

  empty() {
    if (!this.canvas) return;
    this.resized.disconnect();
    player.watchers.delete(this.watch);
    this.element.style.minHeight = `${this.element.offsetHeight}px`;
    this.element.replaceChildren();
    [this.canvas, this.over, this.place, this.tip, this.waveform] = [null, null, null, null, null];
  }

  draw() {
    if (!this.place?.clientWidth) return;
    this.layout = layoutOf(this.place.clientWidth, Boolean(this.waveform), this.lanes.length);
    const context = this.sized(this.canvas);
    drawPicture(context, this, this.layout, () => this.drawSoon());
    this.strip.update();
    this.drawOver();
  }

  drawSoon() {
    cancelAnimationFrame(this.soon ?? 0);
    this.soon = requestAnimationFrame(() => this.canvas && this.draw());
  }

  /** The canvas's context, in CSS pixels. */
  sized(canvas) {
    const [width, height] = [this.place.clientWidth, this.layout.height];
    this.place.style.height = `${height}px`;
    const [w, h2] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== w || canvas.height !== h2) [canvas.width, canvas.height] = [w, h2];
    const context = canvas.getContext("2d");
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return context;
  }

  /** What changes often: where the pointer is, what is selected, chosen and played. */
  drawOver() {
    if (this.layout && this.over) drawOverlay(this.sized(this.over), this);
  }

  laneAt(y) {
    return this.lanes[Math.floor((y - this.layout.lanesTop) / LANE)];
  }

  hover(x, y) {
    const { box } = this.layout;
    const inside = x !== null && x >= box.left && x <= box.left + box.width;
    this.hovered = inside ? this.view.min + ((x - box.left) / box.width) * this.view.span : null;
    this.tip.hidden = !inside;
    if (inside) {
      const lane = this.laneAt(y);
      const row = lane ? rowAt(this.run, lane, this.hovered, (3 * this.view.span) / box.width) : null;
      this.tip.replaceChildren(...(row === null ? placeTip(this, y) : findingTip(this.run, row)));
      this.tip.style.left = `${Math.max(0, Math.min(x + 14, this.place.clientWidth - this.tip.offsetWidth - 4))}px`;
      this.tip.style.top = `${Math.max(0, Math.min(y + 16, this.layout.height - this.tip.offsetHeight))}px`;
    }
    this.drawOver();
  }

  /** A click on a mark plays the mark, elsewhere from there on. */
  click(time, y) {
    const lane = y < 0 ? null : this.laneAt(y);
    const row = lane ? rowAt(this.run, lane, time, (3 * this.view.span) / this.layout.box.width) : null;
    if (row === null) player.play(this.recording, time);
    else this.play(row);
  }

  /** @param {number} row */
  play(row) {
    player.play(this.recording, this.run.start[row], this.run.end[row]);
  }

  /** Shows a finding, with some of what is about it. @param {number} row */
  show(row) {
    this.chosen = row;
    const [start, end] = [this.run.start[row], this.run.end[row]];
    const margin = Math.max(2, end - start);
    this.view.set(start - margin, end + margin);
  }
}

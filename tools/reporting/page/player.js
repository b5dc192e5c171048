import { h } from "./dom.js";
import { clock } from "./format.js";

/** Plays one recording at a time, and says what hinders it. */
class Player {
  constructor() {
    this.recording = null;
    this.until = Infinity;
    /** @type {Set<() => void>} told of every new position */
    this.watchers = new Set();
    this.audio = h("audio", { preload: "none" });
    this.button = h("button", { type: "button", class: "play", onclick: () => this.toggle() }, "❚❚");
    this.name = h("bdi", {});
    this.time = h("span", { class: "time" });
    this.words = h("p", { role: "status" });
    const close = h(
      "button",
      { type: "button", title: "Close", "aria-label": "Close the player", onclick: () => this.close() },
      "✕",
    );
    this.bar = h(
      "aside",
      { class: "player", hidden: true, "aria-label": "Player" },
      this.button,
      this.time,
      this.name,
      this.words,
      close,
    );
    this.audio.addEventListener("error", () => this.fail());
    for (const event of ["play", "pause", "ended", "timeupdate"])
      this.audio.addEventListener(event, () => this.tick());
  }

  get time_s() {
    return this.audio.currentTime;
  }

  isPlaying(recording) {
    return this.recording === recording && !this.audio.paused;
  }

  /** @param {any} recording with `url` @param {number} from seconds @param {number} [until] */
  play(recording, from, until = Infinity) {
    if (this.recording !== recording) {
      this.recording = recording;
      this.name.textContent = recording.name;
      this.audio.src = recording.url;
    }
    this.until = until;
    this.words.textContent = "";
    this.bar.hidden = false;
    this.audio.currentTime = from;
    this.audio.play().catch((error) => error.name !== "AbortError" && this.fail());
    requestAnimationFrame(() => this.follow());
  }

  toggle() {
    this.until = Infinity;
    if (this.audio.paused) this.audio.play().catch(() => this.fail());
    else this.audio.pause();
    this.follow();
  }

  close() {
    this.audio.pause();
    this.bar.hidden = true;
  }

  fail() {
    const where = decodeForEyes(this.recording?.url ?? "");
    this.words.textContent =
      `The browser cannot play ${where}: it is not there, as seen from this page, or not in a format that the browser decodes. ` +
      "Put the page where it was made with respect to the recordings, or open it by file://.";
    this.tick();
  }

  follow() {
    this.tick();
    if (this.audio.currentTime >= this.until) this.audio.pause();
    if (!this.audio.paused) requestAnimationFrame(() => this.follow());
  }

  tick() {
    this.button.textContent = this.audio.paused ? "▶" : "❚❚";
    this.button.setAttribute("aria-label", this.audio.paused ? "Play" : "Pause");
    this.time.textContent = clock(this.audio.currentTime, 1);
    this.watchers.forEach((watcher) => watcher());
  }
}

function decodeForEyes(url) {
  try {
    return decodeURIComponent(url);
  } catch {
    return url; // bytes that are not UTF-8
  }
}

export const player = new Player();

const LEAST_S = 0.05;

/** The part of a recording's time that is seen. */
export class View {
  /** @param {number} duration seconds @param {() => void} changed */
  constructor(duration, changed) {
    this.duration = Math.max(duration, LEAST_S);
    this.changed = changed;
    this.min = 0;
    this.max = this.duration;
  }

  get span() {
    return this.max - this.min;
  }

  get isWhole() {
    return this.span >= this.duration;
  }

  /** As near to this as there is sound. @param {number} min @param {number} max */
  set(min, max) {
    const span = Math.min(this.duration, Math.max(LEAST_S, max - min));
    const middle = (min + max) / 2;
    this.min = Math.min(Math.max(0, middle - span / 2), this.duration - span);
    this.max = this.min + span;
    this.changed();
  }

  /** @param {number} factor above 1: see more detail @param {number} [at] seconds, which stays where it is */
  zoom(factor, at = (this.min + this.max) / 2) {
    const span = Math.min(this.duration, Math.max(LEAST_S, this.span / factor));
    const min = at - ((at - this.min) / this.span) * span;
    this.set(min, min + span);
  }

  /** @param {number} share of what is seen */
  pan(share) {
    this.set(this.min + share * this.span, this.max + share * this.span);
  }

  whole() {
    this.set(0, this.duration);
  }
}

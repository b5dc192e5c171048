import { FONT, drawFrequencyAxis, drawTimeAxis } from "./axis.js";
import { LANE, drawLane, drawMissing } from "./lanes.js";
import { drawSpectrogram } from "./spectrogram.js";
import { colour } from "./theme.js";

const WAVE = 64;
const SPECTRUM = 136;
const SPACE = 8;
const AXIS = 26;

/** Where everything is, in pixels. @param {boolean} hasSound @param {number} lanes */
export function layoutOf(width, hasSound, lanes) {
  const left = width < 520 ? 74 : 104;
  const box = { left, width: Math.max(40, width - left - 10) };
  const wave = { ...box, top: SPACE, height: hasSound ? WAVE : 0 };
  const spectrum = { ...box, top: wave.top + (hasSound ? WAVE + SPACE : 0), height: hasSound ? SPECTRUM : 0 };
  const lanesTop = spectrum.top + (hasSound ? SPECTRUM + SPACE : 0);
  const axisTop = lanesTop + Math.max(1, lanes) * LANE;
  return { box: { ...box, top: SPACE }, wave, spectrum, lanesTop, axisTop, height: axisTop + AXIS };
}

/**
 * A recording's waveform, spectrogram and lanes over its time.
 * @param {{recording: any, run: any, lanes: import("./lanes.js").Lane[], waveform: any, view: any}} what
 * @param {() => void} again called when more can be drawn
 */
export function drawPicture(context, what, layout, again) {
  const { recording, run, lanes, waveform, view } = what;
  const { box, wave, spectrum, lanesTop, axisTop } = layout;
  context.clearRect(0, 0, box.left + box.width + 10, layout.height);
  drawTimeAxis(context, view, box, axisTop);
  if (waveform) {
    context.fillStyle = colour("--well");
    context.fillRect(wave.left, wave.top, wave.width, wave.height);
    context.fillRect(spectrum.left, spectrum.top, spectrum.width, spectrum.height);
    waveform.draw(context, view, wave);
    drawSpectrogram(context, recording, view, spectrum, again);
    drawFrequencyAxis(context, recording.sound.top_hz, spectrum.left, spectrum.top, spectrum.height);
    title(context, "level", wave.left, wave.top + wave.height / 2);
  }
  lanes.forEach((lane, i) => {
    const top = lanesTop + i * LANE;
    title(context, lane.title, box.left, top + LANE / 2, lane.mixed ? "--muted" : "--ink");
    drawLane(context, run, lane, view, { ...box, top });
  });
  const sound = waveform
    ? { ...box, height: spectrum.top + spectrum.height - box.top }
    : { ...box, top: lanesTop, height: 0 };
  drawMissing(context, run, lanes, view, sound);
}

function title(context, text, right, middle, ink = "--muted") {
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = colour(ink);
  const room = right - 10;
  let shown = text;
  while (shown.length > 1 && context.measureText(shown + (shown === text ? "" : "…")).width > room)
    shown = shown.slice(0, -1);
  context.fillText(shown === text ? text : `${shown}…`, right - 8, middle);
}

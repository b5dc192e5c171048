/** 1:02:03.45 of seconds; `decimals` as the axis needs them. @param {number} seconds */
export function clock(seconds, decimals = 0) {
  const unit = 10 ** decimals;
  const rounded = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(rounded / unit);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  const fraction = decimals ? "." + String(rounded % unit).padStart(decimals, "0") : "";
  const sign = seconds < 0 ? "−" : "";
  return sign + (hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`) + fraction;
}

/** With about three digits that count. @param {number|null|undefined} value */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const decimals =
    size === 0 || size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return value.toLocaleString("en", { maximumFractionDigits: decimals }).replace("-", "−");
}

/** @param {number|null|undefined} bytes */
export function size(bytes) {
  if (bytes === null || bytes === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; Math.abs(bytes) >= 1024 && unit + 1 < units.length; ++unit) bytes /= 1024;
  return `${number(bytes)} ${units[unit]}`;
}

/** @param {number} n @param {string} noun */
export function count(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** A length of time in words. @param {number} seconds */
export function duration(seconds) {
  if (seconds >= 60) return clock(seconds) + (seconds >= 3600 ? " h" : " min");
  return `${number(seconds)} s`;
}

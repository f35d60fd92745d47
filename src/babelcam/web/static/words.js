/** Figures in words. */

const whole = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const count = (number) => whole.format(number);
export const rate = (number) => tenths.format(number);
export const atMost = (number) => short.format(number);
export const size = (width, height) => `${width} × ${height}`;
export const viewers = (number) => (number === 1 ? "1 viewer" : `${whole.format(number)} viewers`);
export const megabits = (bitsPerSecond) => `${tenths.format(bitsPerSecond / 1e6)} Mbit/s`;

/** Seconds as the two largest units that are not zero: "2 h 5 min". */
export function duration(seconds) {
  const left = Math.max(0, Math.floor(seconds));
  const units = [
    [Math.floor(left / 86400), "d"],
    [Math.floor(left / 3600) % 24, "h"],
    [Math.floor(left / 60) % 60, "min"],
    [left % 60, "s"],
  ];
  const first = units.findIndex(([number]) => number > 0);
  if (first < 0) {
    return "0 s";
  }
  return units
    .slice(first, first + 2)
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(" ");
}

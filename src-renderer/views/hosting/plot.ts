/**
 * Pure. The line of a small plot in a box of `width` by `height` px, zero at the bottom: the newest value at the end, each older one
 * a step before it, `slots` steps in all. A single value is a line of one step; none is no line.
 */
export function plotLine(values: readonly number[], slots: number, width: number, height: number): string {
  const shown = values.length === 1 ? [...values, ...values] : values.slice(-slots);
  const most = Math.max(1, ...shown);
  const step = width / (slots - 1);
  return shown
    .map((value, index) => {
      const x = width - (shown.length - 1 - index) * step;
      const y = height - (Math.max(0, value) / most) * height;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

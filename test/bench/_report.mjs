// What a benchmark says: what it runs on, then one JSON object a line.
import { cpus, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';

/** One line a person reads, on standard error: standard output has result lines only, behind the machine. */
export function note(text) {
  process.stderr.write(`${text}\n`);
}

/** What the benchmark runs on, as a line of its own. */
export function printMachine(bench, settings) {
  const processors = cpus();
  print({
    bench,
    machine: {
      cpu: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: type(),
      node: process.version,
    },
    settings,
  });
}

export function print(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/**
 * Options of the command line by the names of `defaults`; a number, or several with commas where the default is a list.
 * A bad one is said in one line and ends with exit code 2.
 */
export function readOptions(defaults) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }]));
  try {
    const { values } = parseArgs({ options, strict: true });
    return Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [
        name,
        values[name] === undefined
          ? value
          : Array.isArray(value)
            ? values[name].split(',').map(toNumber(name))
            : toNumber(name)(values[name]),
      ]),
    );
  } catch (error) {
    note(
      `${error.message.split('. ')[0]}; options: ${Object.keys(defaults)
        .map((name) => `--${name}`)
        .join(' ')}`,
    );
    process.exit(2);
  }
}

function toNumber(name) {
  return (text) => {
    const number = Number(text);
    if (!(number > 0)) throw new Error(`--${name} ${text}: not a number above 0`);
    return number;
  };
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that so many per cent are not above; 0 without any. */
export function percentile(numbers, percent) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

/** To three significant digits. */
export function round(number) {
  return Number.isFinite(number) ? Number(number.toPrecision(3)) : null;
}

/** A result line's numbers, each to three significant digits. */
export function rounded(result) {
  return Object.fromEntries(Object.entries(result).map(([field, value]) => [field, round(value)]));
}

const BUCKETS_PER_E = 100;
const BUCKETS = 2_400;

/** Durations in µs from 1 to 10^10, counted in buckets that are one per cent wide. */
export class Durations {
  #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  add(us) {
    const bucket = us <= 1 ? 0 : Math.min(BUCKETS - 1, (Math.log(us) * BUCKETS_PER_E) | 0);
    this.#buckets[bucket]++;
    this.#count++;
  }

  /** In ms; null when there are none. */
  percentile(percent) {
    if (this.#count === 0) return null;
    let left = Math.ceil((this.#count * percent) / 100);
    const bucket = this.#buckets.findIndex((count) => (left -= count) <= 0);
    return Math.exp((bucket + 0.5) / BUCKETS_PER_E) / 1000;
  }
}

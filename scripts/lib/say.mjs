/** One line to the person, on standard error: standard output belongs to the program that is run. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A problem that is the person's to solve: shown as one line, without a stack. */
export class Problem extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's body; a number it gives becomes the exit code, a Problem one line and its exit code. */
export async function runCommand(body) {
  try {
    const code = await body();
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}

/** `1234` → `1.2 s` */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

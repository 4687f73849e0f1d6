import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** How much of a quiet child's output is kept, in characters; the end is what tells why it failed. */
const KEPT_OUTPUT_CHARS = 200_000;

/** @typedef {{ code: number, output: string, timedOut: boolean }} QuietResult */

/**
 * Runs a program without showing its output and without giving it standard input.
 * Never rejects: a program that is missing has code 127.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number, isPatient?: boolean }} [options] isPatient: it gets
 *   the processor when nobody else wants it
 * @returns {Promise<QuietResult>}
 */
export function runQuietly(command, args, { timeoutMs, isPatient = false, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    if (isPatient && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const keep = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARS);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    const finish = (code) => {
      clearTimeout(timer);
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/**
 * Runs a program in the foreground: it has our standard streams, gets the signals sent to us, and its exit code is
 * the result (128 + number when a signal ended it, as a shell says it).
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const forward = (signal) => {
      // A terminal sends Ctrl+C to the whole process group: the child has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const stopForwarding = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * Runs npm, the one that runs us where there is one.
 * @param {string[]} args
 * @param {Parameters<typeof runQuietly>[2]} [options]
 */
export function runNpm(args, options) {
  const npmCli = process.env.npm_execpath;
  if (npmCli?.endsWith('.js')) return runQuietly(process.execPath, [npmCli, ...args], options);
  return process.platform === 'win32'
    ? runQuietly('npm.cmd', args, { ...options, shell: true })
    : runQuietly('npm', args, options);
}

/** The last line of a failed program's output that says something. */
export function lastLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? 'it said nothing';
}

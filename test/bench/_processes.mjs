// The processes of a benchmark: started with an end that is sure to come, watched from /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TICK_US = 10_000;
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 3_000;
const KEPT_OUTPUT_CHARS = 4_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => process.exit(code));
}

/** Ends the benchmark, and with it all it started, when it takes longer than anybody would wait. */
export function endAfter(ms) {
  setTimeout(() => {
    process.stderr.write(`the benchmark took more than ${Math.round(ms / 1000)} s and was ended\n`);
    process.exit(1);
  }, ms).unref();
}

/** A Node process of this folder or of `dist`, with a channel to it. */
export function startNode(script, args = [], nodeArgs = []) {
  const child = spawn(process.execPath, [...nodeArgs, script, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-KEPT_OUTPUT_CHARS);
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${script} ended with ${signal ?? code}\n${errors}`);
  });
  ended.catch(() => undefined);
  return { child, ended };
}

/** A server in a process of its own, once it has said where it listens. */
export async function startServer(script, args = []) {
  const hooks = fileURLToPath(new URL('_child.mjs', import.meta.url));
  const { child, ended } = startNode(script, args, ['--expose-gc', '--import', hooks]);
  let output = '';
  const port = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARS);
      const found = /listening on ws:\/\/[^\s]*:(\d+)/u.exec(output);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  return {
    child,
    ended,
    pid: child.pid,
    port: await within(START_TIMEOUT_MS, Promise.race([port, ended]), `start of ${script}`),
  };
}

/** Ends a process in an orderly way, else at once. */
export async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(force);
}

/** `process.memoryUsage()` of a server when its garbage has been collected. */
export async function memoryOf(server) {
  await ask(server, 'collect');
  return ask(server, 'collect');
}

/** How late the event loop of a server was, in ms, since this was asked last. */
export function loopDelayOf(server) {
  return ask(server, 'delay');
}

/** What `_child.mjs` answers in the process of a server. */
async function ask({ child, ended }, question) {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = await within(START_TIMEOUT_MS, Promise.race([answered, ended]), `an answer to ${question}`);
  return answer;
}

/** Microseconds of processor time of a process so far, its threads and the kernel on its behalf included. */
export function cpuUsOf(pid) {
  try {
    let ns = 0;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    }
    return ns / 1000;
  } catch {
    // A kernel without scheduler statistics counts in ticks of 10 ms.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /u, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  }
}

/** A promise's value, or an error that names what did not happen in time. */
export async function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A load process; `ask` gives it one job and resolves with the answer. */
export function startLoad(script) {
  const { child, ended } = startNode(script);
  let job = null;
  child.on('message', ({ error, answer }) => {
    if (error === undefined) job?.resolve(answer);
    else job?.reject(new Error(error));
  });
  return {
    child,
    ask: (message, timeoutMs) => {
      const answered = new Promise((resolve, reject) => {
        job = { resolve, reject };
      });
      child.send(message);
      return within(timeoutMs, Promise.race([answered, ended]), `${message.job} in the load process`);
    },
  };
}

/** The other end of `startLoad`: runs one job after another by name. */
export function serveJobs(jobs) {
  process.on('disconnect', () => process.exit(1));
  process.on('message', async ({ job, ...options }) => {
    try {
      process.send({ answer: await jobs[job](options) });
    } catch (error) {
      process.send({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}

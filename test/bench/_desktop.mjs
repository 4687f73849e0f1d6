// A real window that a benchmark looks into and uses as a person does: by wheel and keys.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { within } from './_processes.mjs';

const APP = fileURLToPath(new URL('../../', import.meta.url));
const STEP_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
const FRAME_MS = 1000 / 60;
/** Chromium's name for a turn of a thread's loop, and the category it is traced under. */
const TASK = 'ThreadControllerImpl::RunTask';
const TRACED = 'toplevel';
/** Wheel events that the page has not answered yet; more would only queue. */
const WHEEL_AHEAD_MAX = 4;

export class Desktop {
  #app;
  #page;
  #cdp;
  #pid;

  /** Starts an app folder with a data folder of its own; the window is there when this resolves. */
  static async start(electron, data, folder = APP) {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const desktop = new Desktop();
    desktop.#app = await _electron.launch({
      executablePath: electron.path,
      args: [...asRoot, `--user-data-dir=${data}`, folder],
      env: { ...process.env, LANGUAGE: 'en', LANG: 'en_GB.UTF-8' },
    });
    desktop.#page = await desktop.#app.firstWindow();
    desktop.#cdp = await desktop.#page.context().newCDPSession(desktop.#page);
    await desktop.#cdp.send('Performance.enable');
    await desktop.#cdp.send('HeapProfiler.enable');
    desktop.#pid = await desktop.#app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0].webContents.getOSProcessId(),
    );
    await desktop.#page.evaluate(installProbe);
    return desktop;
  }

  get cdp() {
    return this.#cdp;
  }

  /** Runs a function in the page. */
  inPage(run, argument) {
    return this.#page.evaluate(run, argument);
  }

  /** Runs a function in the main process, which gets Electron's module. */
  inMain(run, argument) {
    return this.#app.evaluate(run, argument);
  }

  /** Waits until a function in the page is true. */
  async until(run, argument, what = String(run), ms = STEP_TIMEOUT_MS) {
    await within(
      ms,
      (async () => {
        while (!(await this.inPage(run, argument))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      })(),
      what,
    );
  }

  /** What the frames and tasks of the page were like while `run` ran. */
  async watch(run) {
    const before = await this.#times();
    const endTrace = await this.#trace();
    await this.inPage(() => globalThis.probe.start());
    const began = performance.now();
    const result = await run();
    const seconds = (performance.now() - began) / 1000;
    const watched = await this.inPage(() => globalThis.probe.stop());
    const after = await this.#times();
    const cpuOfTasks = await endTrace();
    const share = (name) => (after[name] - before[name]) / seconds;
    return {
      result,
      ...watched,
      cpuOfTasks,
      seconds,
      busy: share('TaskDuration'),
      scripting: share('ScriptDuration'),
      layout: share('LayoutDuration') + share('RecalcStyleDuration'),
    };
  }

  /** Notes the page's tasks; the function it resolves with ends that and gives the processor time of each, in ms. */
  async #trace() {
    const cpu = [];
    let main = null;
    const take = ({ value }) => {
      for (const { name, ph, pid, tid, tdur, args } of value) {
        if (name === 'thread_name' && pid === this.#pid && args.name === 'CrRendererMain') main = tid;
        else if (ph === 'X' && pid === this.#pid && name === TASK) cpu.push([tid, (tdur ?? 0) / 1000]);
      }
    };
    this.#cdp.on('Tracing.dataCollected', take);
    await this.#cdp.send('Tracing.start', { transferMode: 'ReportEvents', categories: TRACED });
    return async () => {
      const complete = new Promise((resolve) => this.#cdp.once('Tracing.tracingComplete', resolve));
      await this.#cdp.send('Tracing.end');
      await complete;
      this.#cdp.off('Tracing.dataCollected', take);
      return cpu.filter(([tid]) => tid === main).map(([, ms]) => ms);
    };
  }

  async #times() {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** The page's own memory once its garbage is gone; of Linux. */
  async memory() {
    for (let i = 0; i < 3; i++) await this.#cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#cdp.send('Runtime.getHeapUsage');
    return { privateMiB: privateBytes(this.#pid) / 2 ** 20, heapMiB: usedSize / 2 ** 20 };
  }

  async key(key, { code = key, keyCode = 0, modifiers = 0, text } = {}) {
    const event = { key, code, windowsVirtualKeyCode: keyCode, modifiers };
    await this.#cdp.send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', text, ...event });
    await this.#cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  /** Turns the wheel over the log, an event a frame, until `done` says so. */
  async wheel(deltaY, done) {
    const at = await this.inPage(() => {
      const { x, y, width, height } = document.querySelector('[role=log]').getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    });
    let underWay = 0;
    let failure = null;
    let turned = 0;
    const timer = setInterval(() => {
      if (underWay >= WHEEL_AHEAD_MAX) return;
      underWay++;
      turned++;
      this.#cdp
        .send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY })
        .catch((error) => (failure = error))
        .finally(() => underWay--);
    }, FRAME_MS);
    try {
      while (failure === null && !(await done())) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    } finally {
      clearInterval(timer);
    }
    if (failure !== null) throw failure;
    return turned;
  }

  async close() {
    await this.#app.close();
  }
}

/** What the process has for itself alone; of Linux. */
function privateBytes(pid) {
  const own = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return [...own.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].reduce((total, [, kib]) => total + Number(kib) * 1024, 0);
}

/** Runs in the page: notes long tasks, the time between frames and what is in the DOM, and when a change is painted. */
function installProbe() {
  const ROWS_EVERY_FRAMES = 6;
  let tasks = [];
  let frames = [];
  let most = { rows: 0, nodes: 0 };
  let request = 0;
  let last = null;
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });

  const look = () => {
    most.rows = Math.max(most.rows, document.querySelectorAll('[role=log] [role=article], [role=log] article').length);
    most.nodes = Math.max(most.nodes, document.getElementsByTagName('*').length);
  };
  const frame = (now) => {
    if (last !== null) frames.push(now - last);
    last = now;
    if (frames.length % ROWS_EVERY_FRAMES === 0) look();
    request = requestAnimationFrame(frame);
  };
  /** Calls back when what this frame shows is painted. */
  const painted = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  };

  globalThis.probe = {
    start: () => {
      observer.takeRecords();
      [tasks, frames, most, last] = [[], [], { rows: 0, nodes: 0 }, null];
      request = requestAnimationFrame(frame);
    },
    stop: () => {
      cancelAnimationFrame(request);
      look();
      tasks.push(...observer.takeRecords().map(({ duration }) => duration));
      return { tasks, frames, ...most };
    },
    /** The number of the first or last message in the DOM, from a text such as `c3n120 …`; null without one. */
    edge: (which) => {
      const messages = document.querySelectorAll('[role=log] [role=article], [role=log] article');
      const found = /\b([cf]\d+)n(\d+)\b/.exec(messages[which === 'first' ? 0 : messages.length - 1]?.textContent ?? '');
      return found === null ? null : { mark: found[1], number: Number(found[2]) };
    },
    /** Resolves with the ms from the next key to the frame that shows messages of another conversation. */
    switched: () =>
      new Promise((resolve) => {
        const before = globalThis.probe.edge('last')?.mark;
        const onkey = (event) => {
          if (event.key !== 'ArrowDown') return;
          removeEventListener('keydown', onkey, true);
          const check = () => {
            const mark = globalThis.probe.edge('last')?.mark;
            if (mark === undefined || mark === before) requestAnimationFrame(check);
            else painted((at) => resolve(at - event.timeStamp));
          };
          requestAnimationFrame(check);
        };
        addEventListener('keydown', onkey, true);
      }),
    /** Resolves with the ms from the next key to the frame with its glyph. */
    typed: () =>
      new Promise((resolve) => {
        const onkey = (event) => {
          addEventListener('input', () => requestAnimationFrame(() => painted((at) => resolve(at - event.timeStamp))), {
            capture: true,
            once: true,
          });
        };
        addEventListener('keydown', onkey, { capture: true, once: true });
      }),
  };
}

import { createSocket } from 'node:dgram';
import { OTHER_ORIGINS, TRAVERSALS } from '../support/traversals.ts';
import { expect, freePort, testTogether as test } from './support/desktop.ts';
import { NO_SANDBOX, processesOf, statusOf } from './support/processes.ts';

/**
 * What the shell around the page promises, each as a test on the real app, which all of them share. docs/SECURITY.md says which rule
 * each of them shows; scripts/guards takes the guards away one by one and expects these tests to fail.
 */

test('every page has its sandbox: system calls are filtered and no program it starts gets more rights', async ({ me }) => {
  const reason = process.env['RWCI_NO_SANDBOX'];
  test.skip(process.platform !== 'linux', 'only Linux tells of its processes in /proc');
  test.skip(reason !== undefined, reason ?? '');
  expect(process.getuid?.(), 'root has no sandbox to look at: run this by npm test or npm run e2e').not.toBe(0);
  // One that asks for no sandbox gets it like all others.
  await me.app.evaluate(async ({ BrowserWindow }) => {
    await new BrowserWindow({ show: false, webPreferences: { sandbox: false } }).loadURL('data:text/html,<title>bare</title>');
  });
  const all = await processesOf(me.app.process().pid ?? 0);
  const pages = all.filter(({ type }) => type === 'renderer');
  const statuses = await Promise.all(pages.map(({ pid }) => statusOf(pid)));
  await me.app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) if (window.webContents.getURL().startsWith('data:')) window.destroy();
  });
  expect(pages.length).toBeGreaterThan(1);
  for (const status of statuses) expect(status).toMatchObject({ Seccomp: '2', NoNewPrivs: '1' });
  expect(all.filter(({ argv }) => argv.some((argument) => NO_SANDBOX.test(argument)))).toEqual([]);
});

test('every page has the preferences that are written down, and nothing of Node in it', async ({ me: { app, page } }) => {
  const golden = {
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  };
  const all = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((each) => {
      const contents = each as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return contents.getLastWebPreferences();
    }),
  );
  expect(all).toHaveLength(1);
  for (const preferences of all) {
    expect(preferences).toMatchObject(golden);
    // Those Electron tells of only where they are on.
    for (const off of ['nodeIntegrationInWorker', 'plugins', 'navigateOnDragDrop', 'spellcheck']) {
      expect(preferences[off] ?? false, off).toBe(false);
    }
    for (const risky of [
      'enableBlinkFeatures',
      'disableBlinkFeatures',
      'additionalArguments',
      'allowDisplayingInsecureContent',
    ]) {
      expect(preferences[risky] ?? '', risky).toBe('');
    }
  }
  const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'];
  expect(await page.evaluate((asked) => asked.filter((name) => name in window), names)).toEqual([]);
  const door = await page.evaluate(() =>
    Object.entries((window as unknown as { rwci: object }).rwci).map(([name, value]) => `${name} ${typeof value}`),
  );
  expect(door.sort()).toEqual(['invoke function', 'subscribe function']);
});

test('the scheme serves what is in its table, and no other address makes it read a file', async ({ me: { app } }) => {
  const refused = [...TRAVERSALS, ...OTHER_ORIGINS];
  expect(refused.length).toBeGreaterThanOrEqual(60);
  const served = await app.evaluate(async ({ net }, urls) => {
    const files = process.getBuiltinModule('node:fs/promises');
    const real = files.readFile;
    const reads: string[] = [];
    files.readFile = ((path: string, ...rest: []) => {
      reads.push(path);
      return real(path, ...rest);
    }) as typeof real;
    try {
      const answers: Record<string, unknown> = {};
      for (const url of urls) {
        answers[url] = await net.fetch(url).then(
          (response) => response.status,
          (error: unknown) => String(error),
        );
      }
      const refusedReads = reads.splice(0);
      const good = await net.fetch('app://rwci/index.html');
      return { answers, refusedReads, goodReads: reads.length, good: good.status, headers: Object.fromEntries(good.headers) };
    } finally {
      files.readFile = real;
    }
  }, refused);
  expect(served.answers).toEqual(Object.fromEntries(refused.map((url) => [url, 404])));
  expect(served.refusedReads).toEqual([]);
  // The same way of looking sees a file that is read.
  expect([served.good, served.goodReads]).toEqual([200, 1]);
  expect(served.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-dns-prefetch-control': 'off' });
});

test('the policy lets in nothing but the page itself', async ({ me }) => {
  const { page } = me;
  me.mayViolate = true;
  const policy = await me.app.evaluate(async ({ net }) =>
    (await net.fetch('app://rwci/index.html')).headers.get('content-security-policy'),
  );
  expect(policy?.split('; ').sort()).toEqual(
    [
      ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'"],
      ...["connect-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
      ...["require-trusted-types-for 'script'", 'trusted-types svelte-trusted-html'],
    ].sort(),
  );
  const port = await freePort();
  const tried = await page.evaluate(async (at) => {
    const blocked: string[] = [];
    const listener = (event: SecurityPolicyViolationEvent) => blocked.push(event.effectiveDirective);
    addEventListener('securitypolicyviolation', listener);
    const marks = window as unknown as { ranInline?: boolean };
    const results: Record<string, string> = {};
    const attempt = async (name: string, work: () => unknown) => {
      results[name] = await Promise.resolve()
        .then(work)
        .then(
          () => 'done',
          () => 'refused',
        );
    };
    const event = (target: EventTarget) =>
      new Promise<void>((resolve, reject) => {
        target.addEventListener('load', () => {
          resolve();
        });
        target.addEventListener('error', () => {
          reject(new Error('no'));
        });
      });
    await attempt('inline script', () => {
      const script = document.createElement('script');
      script.append('ranInline = true');
      document.head.append(script);
      script.remove();
      if (marks.ranInline !== true) throw new Error('no');
    });
    await attempt('markup out of a text', () => {
      document.createElement('div').innerHTML = '<b>x</b>';
    });
    // What a tool evaluates may evaluate in turn, until it first waits.
    await attempt('eval', () => new Promise((resolve) => setTimeout(resolve)).then(() => (0, eval)('1') as unknown));
    await attempt('remote image', async () => {
      const image = new Image();
      const seen = event(image);
      image.src = `http://127.0.0.1:${String(at)}/x.png`;
      await seen;
    });
    await attempt('fetch', () => fetch(`http://127.0.0.1:${String(at)}/`));
    await attempt('fetch of its own', () => fetch('app://rwci/index.html'));
    await attempt('WebSocket', () => event(new WebSocket(`ws://127.0.0.1:${String(at)}/`)));
    await attempt('frame', () => {
      const frame = document.createElement('iframe');
      frame.src = `http://127.0.0.1:${String(at)}/`;
      document.body.append(frame);
      return new Promise((resolve, reject) => {
        frame.addEventListener('load', () => {
          let inside: string | undefined;
          try {
            inside = frame.contentDocument?.URL;
          } catch {
            // Another origin's document: what was refused has an opaque one.
          }
          frame.remove();
          if (inside === undefined) reject(new Error('no'));
          else resolve(inside);
        });
      });
    });
    await attempt('worker', () => event(new Worker('app://rwci/index.html')));
    // The events come after what they are about.
    for (let turns = 0; turns < 100 && blocked.length < 9; turns++) await new Promise((resolve) => setTimeout(resolve, 20));
    removeEventListener('securitypolicyviolation', listener);
    return { results, blocked: [...new Set(blocked)].sort() };
  }, port);
  expect(tried.results).toEqual(Object.fromEntries(Object.keys(tried.results).map((name) => [name, 'refused'])));
  expect(Object.keys(tried.results)).toHaveLength(9);
  expect(tried.blocked).toEqual(['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for']);
});

/** Names of permissions that pages ask for, as the web has them. */
const PERMISSIONS = [
  ...['accelerometer', 'ambient-light-sensor', 'background-fetch', 'background-sync', 'camera', 'clipboard-read'],
  ...['display-capture', 'geolocation', 'gyroscope', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi'],
  ...['nfc', 'notifications', 'payment-handler', 'periodic-background-sync', 'persistent-storage', 'screen-wake-lock'],
  ...['storage-access', 'window-management', 'keyboard-lock', 'pointer-lock', 'captured-surface-control', 'speaker-selection'],
];

/** What a page asks for, and what it is told; for the page of any session. */
async function askForEverything(names: readonly string[]): Promise<{ granted: string[]; got: string[] }> {
  const granted: string[] = [];
  for (const name of names) {
    const state = await navigator.permissions.query({ name } as PermissionDescriptor).then(
      (status) => status.state as string,
      // A name that this Chromium has not.
      () => 'denied',
    );
    if (state === 'granted') granted.push(name);
  }
  const late = (ms: number) => new Promise<never>((_resolve, reject) => setTimeout(reject, ms, new Error('no answer')));
  const any = navigator as unknown as Record<string, Record<string, (...all: unknown[]) => Promise<unknown>> | undefined>;
  const call = (part: string, method: string, argument?: unknown) => async (): Promise<unknown> => {
    const of = any[part];
    if (of?.[method] === undefined) throw new Error('not there');
    return of[method](argument);
  };
  const wishes: Record<string, () => Promise<unknown>> = {
    notifications: async () => {
      if ((await Notification.requestPermission()) !== 'granted') throw new Error('no');
    },
    geolocation: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
    microphone: call('mediaDevices', 'getUserMedia', { audio: true }),
    camera: call('mediaDevices', 'getUserMedia', { video: true }),
    screen: call('mediaDevices', 'getDisplayMedia', { video: true }),
    clipboard: call('clipboard', 'read'),
    midi: async () =>
      (navigator as unknown as { requestMIDIAccess(options: object): Promise<unknown> }).requestMIDIAccess({ sysex: true }),
    usb: call('usb', 'requestDevice', { filters: [] }),
    hid: async () => {
      const chosen = (await call('hid', 'requestDevice', { filters: [] })()) as unknown[];
      if (chosen.length === 0) throw new Error('none');
    },
    serial: call('serial', 'requestPort'),
    bluetooth: call('bluetooth', 'requestDevice', { acceptAllDevices: true }),
    'wake lock': call('wakeLock', 'request', 'screen'),
    windows: async () => (window as unknown as { getScreenDetails(): Promise<unknown> }).getScreenDetails(),
    fonts: async () => {
      const fonts = await (window as unknown as { queryLocalFonts(): Promise<unknown[]> }).queryLocalFonts();
      if (fonts.length === 0) throw new Error('none');
    },
    files: async () => (window as unknown as { showOpenFilePicker(): Promise<unknown> }).showOpenFilePicker(),
    idle: async () => {
      const { IdleDetector } = window as unknown as { IdleDetector: { requestPermission(): Promise<string> } };
      if ((await IdleDetector.requestPermission()) !== 'granted') throw new Error('no');
    },
    'storage that stays': async () => {
      if (!(await navigator.storage.persist())) throw new Error('no');
    },
  };
  const got: string[] = [];
  await Promise.all(
    Object.entries(wishes).map(async ([name, wish]) => {
      await Promise.race([wish(), late(3_000)]).then(
        () => got.push(name),
        () => undefined,
      );
    }),
  );
  return { granted, got: got.sort() };
}

test('no page gets a permission, a device or a screen, and neither does one of a session made later', async ({ me }) => {
  expect(await me.page.evaluate(askForEverything, PERMISSIONS)).toEqual({ granted: [], got: [] });
  const [later] = await Promise.all([
    me.app.waitForEvent('window'),
    me.app.evaluate(async ({ BrowserWindow, session }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { session: session.fromPartition(`later-${String(Math.random())}`), sandbox: true },
      });
      await window.loadURL('data:text/html,<title>later</title>');
    }),
  ]);
  await later.waitForLoadState();
  const asked = await later.evaluate(askForEverything, PERMISSIONS);
  const query = await later.evaluate(() => navigator.permissions.query({ name: 'notifications' }).then(({ state }) => state));
  await me.app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) if (window.webContents.getURL().startsWith('data:')) window.destroy();
  });
  expect(asked).toEqual({ granted: [], got: [] });
  expect(query).toBe('denied');
});

test('no page reaches the network by WebRTC, which no policy of content is about', async ({ me: { page } }) => {
  const sink = createSocket('udp4');
  let packets = 0;
  sink.on('message', () => (packets += 1));
  await new Promise<void>((resolve) => sink.bind(0, '127.0.0.1', resolve));
  try {
    const state = await page.evaluate(async (port) => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${String(port)}` }] });
      connection.createDataChannel('x');
      await connection.setLocalDescription(await connection.createOffer());
      await new Promise<void>((resolve) => {
        if (connection.iceGatheringState === 'complete') resolve();
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState === 'complete') resolve();
        });
        // With the guard away the gathering waits for an answer that never comes.
        setTimeout(resolve, 3_000);
      });
      const candidates = connection.localDescription?.sdp.match(/^a=candidate/gm)?.length ?? 0;
      connection.close();
      return { candidates };
    }, sink.address().port);
    expect({ packets, ...state }).toEqual({ packets: 0, candidates: 0 });
  } finally {
    sink.close();
  }
});

test('nothing is spelt by a dictionary that would be fetched', async ({ me: { app } }) => {
  const spelling = await app.evaluate(({ session }) =>
    [session.defaultSession, session.fromPartition('spelt-later')].map((each) => ({
      isOn: each.isSpellCheckerEnabled(),
      languages: each.getSpellCheckerLanguages(),
    })),
  );
  expect(spelling).toEqual([
    { isOn: false, languages: [] },
    { isOn: false, languages: [] },
  ]);
});

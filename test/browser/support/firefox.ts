import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { Bidi } from './bidi.ts';
import { HOME } from './names.ts';
import { browserPath } from './paths.ts';

/** A Firefox that has not begun to listen by then never will. */
const START_TIMEOUT_MS = 30_000;
const LISTENS = /WebDriver BiDi listening on (ws:\/\/\S+)/;
/** Keys as WebDriver numbers them. */
const ENTER = '\uE007';

interface Found {
  readonly nodes: readonly { readonly sharedId: string }[];
}

type Outcome =
  | { readonly type: 'success'; readonly result: { readonly value?: unknown } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

/** A Firefox without a window, with a profile of its own. */
export class Firefox {
  readonly #child: ChildProcess;
  readonly #bidi: Bidi;
  readonly #profile: string;

  private constructor(child: ChildProcess, bidi: Bidi, profile: string) {
    this.#child = child;
    this.#bidi = bidi;
    this.#profile = profile;
  }

  static async launch(): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'rwci-firefox-'));
    await writeFile(join(profile, 'user.js'), `user_pref('network.dns.localDomains', '${HOME}');\n`);
    const args = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile];
    const child = spawn(browserPath('RWCI_FIREFOX'), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const bidi = await Bidi.connect(`${await addressOf(child)}/session`);
      await bidi.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
      return new Firefox(child, bidi, profile);
    } catch (error) {
      child.kill('SIGKILL');
      await rm(profile, { recursive: true, force: true });
      throw error;
    }
  }

  async open(url: string): Promise<FirefoxPage> {
    const { context } = await this.#bidi.send<{ context: string }>('browsingContext.create', { type: 'tab' });
    const page = new FirefoxPage(this.#bidi, context);
    await page.goTo(url);
    return page;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#bidi.close();
    this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), START_TIMEOUT_MS);
    await gone;
    clearTimeout(deadline);
    await rm(this.#profile, { recursive: true, force: true });
  }
}

/** One tab, as a person finds their way in it: by roles and accessible names as Firefox itself works them out. */
export class FirefoxPage {
  readonly #bidi: Bidi;
  readonly #context: string;

  constructor(bidi: Bidi, context: string) {
    this.#bidi = bidi;
    this.#context = context;
  }

  async goTo(url: string): Promise<void> {
    await this.#bidi.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async reload(): Promise<void> {
    await this.#bidi.send('browsingContext.reload', { context: this.#context, wait: 'complete' });
  }

  /** The page's value of an expression, as text. */
  async text(expression: string): Promise<string> {
    const target = { context: this.#context };
    const params = { expression: `String(${expression})`, target, awaitPromise: true };
    const outcome = await this.#bidi.send<Outcome>('script.evaluate', params);
    if (outcome.type === 'exception') throw new Error(outcome.exceptionDetails.text);
    return String(outcome.result.value);
  }

  /** How many elements have this role and exactly this name; elements that are not shown have neither. */
  async count(role: string, name: string): Promise<number> {
    return (await this.#find(role, name)).length;
  }

  /** Waits until there is exactly one such element. */
  async expectOne(role: string, name: string): Promise<void> {
    await expect.poll(() => this.count(role, name), `${role} "${name}"`).toBe(1);
  }

  async click(role: string, name: string): Promise<void> {
    await this.expectOne(role, name);
    const [element] = await this.#find(role, name);
    const origin = { type: 'element', element };
    const actions = [
      { type: 'pointerMove', x: 0, y: 0, origin },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#perform({ type: 'pointer', id: 'mouse', actions });
  }

  /** Presses a key for each character, wherever the focus is. */
  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#perform({ type: 'key', id: 'keyboard', actions });
  }

  pressEnter(): Promise<void> {
    return this.type(ENTER);
  }

  /** A picture of what the tab shows. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context: this.#context });
    return Buffer.from(data, 'base64');
  }

  async #find(role: string, name: string): Promise<Found['nodes']> {
    const locator = { type: 'accessibility', value: { role, name } };
    const { nodes } = await this.#bidi.send<Found>('browsingContext.locateNodes', { context: this.#context, locator });
    return nodes;
  }

  async #perform(source: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#bidi.send('input.performActions', { context: this.#context, actions: [source] });
  }
}

/** Where the new browser can be driven, as it says on its standard error. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const deadline = setTimeout(() => {
      reject(new Error(`Firefox does not say where it can be driven:\n${said}`));
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => {
      reject(new Error(`Firefox ended with ${String(code)}:\n${said}`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = LISTENS.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(deadline);
      resolve(address);
    });
  });
}

import type { App } from 'electron';

/** Of a start's arguments, those that are looked at. */
const ARGUMENTS_MAX = 64;

/** The app's own kind of link, however it is written behind that. */
const OURS = /^rwci:/i;

/** Links of ours that come from outside: with the start, with a second one, from macOS. Until somebody serves them the latest waits. */
export class DeepLinks {
  #waiting: string | null = null;
  #serve: ((link: string) => void) | null = null;

  /** A link came, or something that begins like one. */
  readonly open = (link: string): void => {
    if (this.#serve === null) this.#waiting = link;
    else this.#serve(link);
  };

  /** The link among a start's arguments, if there is one. */
  openOf(argv: readonly string[]): void {
    const link = argv.slice(0, ARGUMENTS_MAX).find((argument) => OURS.test(argument));
    if (link !== undefined) this.open(link);
  }

  /** From now on each link goes to `serve`, the one that waits first. */
  serve(serve: (link: string) => void): void {
    this.#serve = serve;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) serve(waiting);
  }
}

/** Listens for links from outside; call before the app is ready, because macOS hands over the first one by then. */
export function watchDeepLinks(app: App, argv: readonly string[]): DeepLinks {
  const links = new DeepLinks();
  links.openOf(argv.slice(1));
  app.on('second-instance', (_event, secondArgv) => {
    links.openOf(secondArgv.slice(1));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    links.open(url);
  });
  return links;
}

/** Tells the system that links of ours are opened by this app; one that is not installed would only be in the way of the one that is. */
export function claimLinks(app: App, env: NodeJS.ProcessEnv): void {
  if (!app.isPackaged) return;
  // The portable program of Windows runs from a folder that is gone with it.
  const program = env['PORTABLE_EXECUTABLE_FILE'] ?? process.execPath;
  if (!app.isDefaultProtocolClient('rwci', program)) app.setAsDefaultProtocolClient('rwci', program);
}

import type { Entry, MessageEntry } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import type { MenuEntry, MenuPoint } from '../shared/menu.ts';
import { Brief } from './brief.svelte.ts';
import { messageMenu, type MessageVerbs } from './message-menu.ts';
import { messageVerbs, ONLY_COPY, type MessageAsks } from './message-verbs.ts';
import { rowOf, type Row } from './timeline.ts';

/** That something was copied is shown for so long, in ms. */
const COPIED_MS = 1_500;

/** The log whose messages something is done with, as it is at the moment. */
export interface ActedOn extends MessageAsks {
  readonly rows: readonly Row[];
  /** Null where it shows the past. */
  readonly present: readonly Entry[] | null;
  readonly oncopy: (text: string) => void;
  readonly onperson: (name: string, anchor: HTMLElement) => void;
  /** What can be done with a person, for a right click on their name. */
  readonly personMenuOf?: ((name: string) => MenuEntry[]) | undefined;
  /** A screen reader is to be told. */
  readonly say: (text: string) => void;
}

interface LogMenu {
  readonly label: string;
  /** The message it is about; null: a person. */
  readonly entry: number | null;
  readonly anchor: HTMLElement;
  readonly point: MenuPoint | undefined;
  readonly rows: MenuEntry[];
}

/** What is done with the messages of a log, and the menu that offers it. */
export class LogActions {
  #menu = $state.raw<LogMenu | null>(null);
  readonly #copied = new Brief<number>(COPIED_MS);
  readonly #log: () => ActedOn;

  constructor(log: () => ActedOn) {
    this.#log = log;
  }

  /** The menu that is open. */
  get menu(): LogMenu | null {
    return this.#menu;
  }

  closeMenu(): void {
    this.#menu = null;
  }

  /** The message whose text was copied, for a while. */
  get copied(): number | null {
    return this.#copied.value;
  }

  copy(entry: number, text: string): void {
    const { oncopy, say } = this.#log();
    oncopy(text);
    say(words().timeline.copied);
    this.#copied.show(entry);
  }

  /** What can be done with the message at `stop`; null where nobody in particular wrote it. */
  verbsAt(stop: HTMLElement): { readonly entry: MessageEntry; readonly verbs: MessageVerbs } | null {
    const row = this.#rowAt(stop);
    return row?.kind === 'message' ? { entry: row.entry, verbs: this.#verbsOf(row.entry, stop) } : null;
  }

  /** Opens the menu of the message at `stop`; `on`: what in it was asked about. */
  openMenu(stop: HTMLElement, point?: MenuPoint, on: Element = stop): void {
    const row = this.#rowAt(stop);
    if (row?.kind !== 'message' && row?.kind !== 'broadcast') return;
    const { entry } = row;
    const selection = document.getSelection();
    const selected = selection !== null && selection.containsNode(stop, true) ? selection.toString().trim() : '';
    const href = on.closest<HTMLElement>('[data-href]')?.dataset['href'] ?? null;
    const verbs =
      row.kind === 'message'
        ? this.#verbsOf(row.entry, stop)
        : { ...ONLY_COPY, copy: (text: string) => this.copy(entry.id, text) };
    const rows = messageMenu(entry, { selected, href }, verbs);
    this.#menu = { label: words().timeline.actions, entry: entry.id, anchor: stop, point, rows };
  }

  readonly oncontextmenu = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const stop = event.target.closest<HTMLElement>('[data-entry]');
    if (stop === null) return;
    event.preventDefault();
    const { me, personMenuOf } = this.#log();
    const name = event.target.closest<HTMLElement>('[data-author]')?.dataset['author'];
    const point = { x: event.clientX, y: event.clientY };
    if (name !== undefined && name !== me && personMenuOf !== undefined) {
      this.#menu = { label: name, entry: null, anchor: stop, point, rows: personMenuOf(name) };
    } else if (this.#menu === null) {
      this.openMenu(stop, point, event.target);
    }
  };

  /** A click on a name shows who that is. */
  readonly onclick = ({ target }: MouseEvent): void => {
    const author = target instanceof Element ? target.closest<HTMLElement>('[data-author]') : null;
    const name = author?.dataset['author'];
    if (author === null || name === undefined || document.getSelection()?.isCollapsed === false) return;
    const { me, onperson } = this.#log();
    if (name !== me) onperson(name, author);
  };

  #rowAt(stop: HTMLElement): Row | undefined {
    return rowOf(this.#log().rows, Number(stop.dataset['entry']));
  }

  #verbsOf(entry: MessageEntry, anchor: HTMLElement): MessageVerbs {
    const log = this.#log();
    return messageVerbs(entry, log.present, log, {
      copy: (text) => this.copy(entry.id, text),
      profile: (name) => log.onperson(name, anchor),
    });
  }
}

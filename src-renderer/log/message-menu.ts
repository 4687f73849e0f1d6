import AtSign from '@lucide/svelte/icons/at-sign';
import Copy from '@lucide/svelte/icons/copy';
import Link from '@lucide/svelte/icons/link';
import MailOpen from '@lucide/svelte/icons/mail-open';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import TextQuote from '@lucide/svelte/icons/text-quote';
import TextSelect from '@lucide/svelte/icons/text-select';
import Trash from '@lucide/svelte/icons/trash-2';
import User from '@lucide/svelte/icons/user';
import type { BroadcastEntry, MessageEntry } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import type { MenuEntry } from '../shared/menu.ts';
import { retryLabel } from './failure-text.ts';

/** What can be done with one message; null: not with this one, or not here. */
export interface MessageVerbs {
  readonly copy: (text: string) => void;
  readonly quote: (() => void) | null;
  readonly mention: (() => void) | null;
  readonly profile: (() => void) | null;
  readonly markUnread: (() => void) | null;
  readonly retry: (() => void) | null;
  readonly discard: (() => void) | null;
}

/** What the menu was opened on, within the message. */
export interface MenuPlace {
  /** Text that is marked; empty where none is. */
  readonly selected: string;
  /** The address of a link, or null. */
  readonly href: string | null;
}

/** The rows of a message's menu. */
export function messageMenu(entry: MessageEntry | BroadcastEntry, place: MenuPlace, verbs: MessageVerbs): MenuEntry[] {
  const say = words().timeline;
  const rows: MenuEntry[] = [];
  const { href, selected } = place;
  if (selected !== '') rows.push({ label: say.copySelection, icon: TextSelect, onselect: () => verbs.copy(selected) });
  if (href !== null) rows.push({ label: say.copyLink, icon: Link, onselect: () => verbs.copy(href) });
  rows.push({ label: say.copyText, icon: Copy, keys: 'C', onselect: () => verbs.copy(entry.text) });
  if (verbs.quote !== null) rows.push({ label: say.quote, icon: TextQuote, keys: 'R', onselect: verbs.quote });
  if (entry.kind === 'message') {
    if (verbs.mention !== null) rows.push({ label: say.mention(entry.author), icon: AtSign, onselect: verbs.mention });
    if (verbs.profile !== null) rows.push({ label: say.profile, icon: User, onselect: verbs.profile });
  }
  if (verbs.markUnread !== null) {
    rows.push({ label: say.markUnread, icon: MailOpen, keys: 'U', onselect: verbs.markUnread });
  }
  if (entry.kind === 'message' && (verbs.retry !== null || verbs.discard !== null)) {
    rows.push('line');
    if (verbs.retry !== null) rows.push({ label: retryLabel(entry.reason), icon: RotateCw, onselect: verbs.retry });
    if (verbs.discard !== null) {
      rows.push({ label: words().common.delete, icon: Trash, look: 'danger', onselect: verbs.discard });
    }
  }
  return rows;
}

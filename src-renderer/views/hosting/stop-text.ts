import { locale, words } from '../../../src-shared/language/index.ts';
import type { HostingState } from '../../../src-shared/ipc/app-state.ts';

/** Names that a question says. */
const NAMES_MAX = 4;

/** Who is on the hosted server besides `me`, as a sentence; null where nobody is. */
export function whoIsOn(hosting: HostingState, me: string | null): string | null {
  if (hosting.status !== 'on') return null;
  const others = hosting.names.filter((name) => name !== me).slice(0, NAMES_MAX);
  const isMe = me !== null && hosting.people > 0;
  const count = hosting.people - (isMe ? 1 : 0);
  if (count <= 0 || others.length === 0) return null;
  const more = Math.max(0, count - others.length);
  const list = new Intl.ListFormat(locale(), { type: more === 0 ? 'conjunction' : 'unit' }).format(others);
  return words().hosting.stop.who(list, more);
}

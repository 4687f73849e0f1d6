import type { ChatState } from '../../src-shared/chat/state.ts';

/** Whether somebody is on the server, and since when, in ms since the epoch, as far as it is known. */
export type Presence =
  | { readonly state: 'here' | 'away'; readonly since: number | null }
  /** There is no connection to know it by. */
  | { readonly state: 'unknown' };

/** What is known of where somebody is, from who is here and who came and went. */
export function presenceOf(chat: ChatState, name: string): Presence {
  if (chat.connection.phase !== 'connected') return { state: 'unknown' };
  const isHere = chat.members.includes(name);
  const kind = isHere ? 'join' : 'quit';
  let since: number | null = null;
  for (const { entries } of chat.conversations) {
    const last = entries.findLast((entry) => (entry.kind === 'join' || entry.kind === 'quit') && entry.name === name);
    if (last?.kind === kind && (since === null || last.at > since)) since = last.at;
  }
  return { state: isHere ? 'here' : 'away', since };
}

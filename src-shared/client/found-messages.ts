import type { ConversationId } from '../chat/index.ts';
import type { Outcome, SearchOutcome, ServerId } from '../ipc/index.ts';
import { words } from '../language/index.ts';
import type { History } from './history.ts';
import type { ServerLink } from './server-link.ts';

/** The servers of the list. */
interface Links {
  readonly links: readonly ServerLink[];
  get(id: ServerId): ServerLink | undefined;
  /** Brings a server to the front. */
  front(id: ServerId): void;
}

/** Results in one answer to a search. */
const RESULTS_MAX = 50;

/** Looks through what is kept of the servers of the list. */
export async function search(
  servers: Links,
  history: Pick<History, 'search'>,
  query: string,
  cursor: number | null,
): Promise<SearchOutcome> {
  const links = servers.links;
  try {
    // What is on its way into the history is found too.
    await Promise.all(links.map((link) => link.settled()));
    const keys = links.map(({ key }) => key);
    const page = await history.search(keys, query, cursor, RESULTS_MAX);
    const results = page.found.flatMap(({ server, conversation, entry }) => {
      const link = links.find(({ key }) => key === server);
      return link === undefined ? [] : [{ server: link.id, conversation, entry }];
    });
    return { ok: true, results, cursor: page.cursor };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** Brings a kept message in front of the person, with its server and its conversation. */
export async function showEntry(
  servers: Links,
  { conversation, entry, server }: { readonly server: ServerId; readonly conversation: ConversationId; readonly entry: number },
): Promise<Outcome> {
  const link = servers.get(server);
  if (link === undefined) return { ok: false, message: words().shell.serverGone };
  try {
    servers.front(server);
    void link.openConversation(conversation);
    const isShown = await link.pager.show(conversation, entry);
    return isShown ? { ok: true } : { ok: false, message: words().shell.history.messageGone };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

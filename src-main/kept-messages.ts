import { app, dialog } from 'electron';
import { join } from 'node:path';
import { findConversation, type ConversationId } from '../src-shared/chat/index.ts';
import { words } from '../src-shared/language/index.ts';
import type { ExportOutcome, Outcome, SearchOutcome, ServerId } from '../src-shared/ipc/index.ts';
import type { History } from '../src-shared/client/history.ts';
import type { ExportFormat, Retention } from '../src-shared/client/records.ts';
import type { Servers } from './servers.ts';

/** Results in one answer to a search. */
const RESULTS_MAX = 50;

/** What the window asks about messages that are kept: search, show, export. */

export async function search(servers: Servers, history: History, query: string, cursor: number | null): Promise<SearchOutcome> {
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
  servers: Servers,
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

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = { text: 'txt', json: 'json', html: 'html' };

/** Asks the person where to, and writes the conversation there. */
export async function exportConversation({
  conversation,
  format,
  history,
  server,
  servers,
}: {
  readonly servers: Servers;
  readonly history: History;
  readonly server: ServerId;
  readonly conversation: ConversationId;
  readonly format: ExportFormat;
}): Promise<ExportOutcome> {
  const link = servers.get(server);
  const chat = link?.chat ?? null;
  const found = chat === null ? undefined : findConversation(chat, conversation);
  if (link === undefined || chat === null || found === undefined) {
    return { ok: false, message: words().shell.export.conversationGone };
  }
  const place = chat.server?.name ?? chat.address;
  const title = found.kind === 'channel' ? `#${found.name} - ${place}` : `${found.name} - ${place}`;
  const extension = EXTENSIONS[format];
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: words().shell.export.title,
    defaultPath: join(app.getPath('documents'), `${fileName(title)}.${extension}`),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  });
  if (canceled || filePath === '') return { ok: true, saved: null };
  try {
    await link.settled();
    const messages = await history.export(link.key, conversation, title, format, filePath);
    return { ok: true, saved: { file: filePath, messages } };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** How long messages are kept, from the setting in days. */
export function retentionOf(keepDays: number | null): Retention {
  if (keepDays === null) return { keep: 'all' };
  return keepDays === 0 ? { keep: 'nothing' } : { keep: 'days', days: keepDays };
}

/** Without what file systems do not take, or take for something else. */
function fileName(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N}#() _-]+/gu, ' ').trim();
  return plain.slice(0, 80) || words().shell.export.conversation;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

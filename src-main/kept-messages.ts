import { app, dialog } from 'electron';
import { join } from 'node:path';
import { findConversation, type ConversationId } from '../src-shared/chat/index.ts';
import { words } from '../src-shared/language/index.ts';
import type { ExportOutcome, ServerId } from '../src-shared/ipc/index.ts';
import type { History } from '../src-shared/client/history.ts';
import type { ExportFormat, Retention } from '../src-shared/client/records.ts';
import type { Servers } from './servers.ts';

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

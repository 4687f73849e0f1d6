import * as v from 'valibot';
import type { ConversationId } from '../../../src-shared/chat/index.ts';
import type { Row } from './rows.ts';

const number = v.pipe(v.number(), v.safeInteger());
const text = v.nullable(v.string());
const conversation = v.custom<ConversationId>((value) => typeof value === 'string' && /^(channel|dm):/.test(value));

const moment = { id: number, at: number };
const place = v.exactOptional(v.object({ id: number, seq: v.nullable(number) }));

const MessageSchema = v.object({
  ...moment,
  kind: v.literal('message'),
  author: v.string(),
  text: v.string(),
  delivery: v.nullable(v.picklist(['queued', 'written', 'delivered', 'unconfirmed', 'failed'])),
  reason: v.nullable(v.picklist(['connection-lost', 'no-receipt', 'channel-gone', 'refused'])),
  mention: v.boolean(),
  nonce: v.exactOptional(v.string()),
  place,
  detail: v.exactOptional(v.string()),
});

const EntrySchema = v.variant('kind', [
  MessageSchema,
  v.object({ ...moment, kind: v.literal('broadcast'), text: v.string(), place }),
  v.object({ ...moment, kind: v.picklist(['join', 'quit']), name: v.string() }),
  v.object({ ...moment, kind: v.literal('gap'), from: number }),
]);

const RowSchema = v.variant('kind', [
  v.object({
    kind: v.literal('server'),
    row: number,
    account: v.string(),
    identity: text,
    profile: text,
    address: v.string(),
    usedAt: v.number(),
    nextEntryId: number,
    state: text,
  }),
  v.object({
    kind: v.literal('conversation'),
    row: number,
    server: number,
    kept: v.object({
      id: conversation,
      unread: number,
      mentions: number,
      firstUnread: v.nullable(number),
      draft: v.string(),
      choices: v.string(),
    }),
  }),
  v.object({
    kind: v.literal('entry'),
    row: number,
    conversation: number,
    era: number,
    anchor: number,
    rank: number,
    entry: EntrySchema,
  }),
  v.object({ kind: v.literal('outbox'), row: number, conversation: number, entry: MessageSchema }),
]);

/** Whether this is a row as a version of this page writes it. More may be in it than this version knows. */
export function isRow(value: unknown): value is Row {
  return v.is(RowSchema, value);
}

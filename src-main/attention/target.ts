import * as v from 'valibot';
import type { ConversationId } from '../../src-shared/chat/index.ts';
import type { Target } from '../../src-shared/client/attention/worth-telling.ts';

/** A target as text that a system keeps with a notification, and gives back when it is clicked: also to a later run of the app. */
export function writeTarget({ server, conversation, entry }: Target): string {
  return Buffer.from(JSON.stringify([server, conversation, entry])).toString('base64url');
}

/** Null for what is no target: whatever starts the app can say anything. */
export function readTarget(text: string): Target | null {
  if (text.length > TEXT_MAX_CHARS) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
  const parsed = v.safeParse(PARTS, value);
  if (!parsed.success) return null;
  const [server, conversation, entry] = parsed.output;
  return { server, conversation, entry };
}

/** Windows gives back what `toastXml` wrote, `type=click&tag=…&target=…`. */
export function readActivation(text: string): Target | null {
  const target = text.length > TEXT_MAX_CHARS ? null : new URLSearchParams(text).get(ACTIVATION_KEY);
  return target === null ? null : readTarget(target);
}

/**
 * A notification in the language of Windows: the only way for it to say what it is about when it is clicked after the app has ended.
 * `type` and `tag` are what Electron finds the notification by while the app runs.
 */
export function toastXml(notice: { id: string; title: string; body: string; silent: boolean; target: Target }): string {
  const { body, id, silent, target, title } = notice;
  const launch = new URLSearchParams({ type: 'click', tag: id, [ACTIVATION_KEY]: writeTarget(target) }).toString();
  return [
    `<toast launch="${escapeXml(launch)}">`,
    `<visual><binding template="ToastGeneric"><text>${escapeXml(title)}</text><text>${escapeXml(body)}</text></binding></visual>`,
    silent ? '<audio silent="true"/>' : '',
    '</toast>',
  ].join('');
}

const ACTIVATION_KEY = 'target';
const TEXT_MAX_CHARS = 4_096;

/** As in the contract of the window. */
const PARTS = v.strictTuple([
  v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  v.custom<ConversationId>((value) => typeof value === 'string' && value.length <= 1_000 && /^(channel|dm):/.test(value)),
  v.pipe(v.number(), v.safeInteger()),
]);

/** Text and attributes alike; what XML has no place for, such as NUL, becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/** XML 1.0, "Characters". */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

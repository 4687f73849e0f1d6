import * as v from 'valibot';
import { CLIENT_PACKET_BOUNDS, SERVER_PACKET_BOUNDS, type PacketBounds } from './limits.ts';
import {
  CLIENT_PACKETS,
  PLUS_CLIENT_PACKETS,
  requestNonce,
  SERVER_PACKETS,
  type BaseClientPacket,
  type ClientPacket,
  type ServerPacket,
} from './packets.ts';

/** Why a frame's text is not a packet. RFC #001, "Old Format Packets": such frames are dropped. */
export type DecodeFailure =
  | 'too-large'
  | 'too-deep'
  | 'too-many-keys'
  | 'too-many-containers'
  | 'not-json'
  | 'not-an-object'
  | 'forbidden-key'
  | 'no-type'
  | 'unknown-type'
  | 'bad-field';

export type Decoded<P> =
  | { readonly ok: true; readonly packet: P }
  | {
      readonly ok: false;
      readonly reason: DecodeFailure;
      /** The known type of a packet whose fields are wrong. */
      readonly type?: string;
      /** The field that is wrong. */
      readonly detail?: string;
      /** What the sender calls the request, where it can be made out: the answer carries it. */
      readonly nonce?: string;
    };

/** The text of a packet: one JSON object, keys in the order the object has them. */
export function encode(packet: ClientPacket | ServerPacket): string {
  return JSON.stringify(packet);
}

/**
 * What a client sent, as a packet or a named reason. Never throws, whatever the text; what it returns is a fresh object
 * with known fields only.
 */
export function decodeClientPacket(text: string): Decoded<BaseClientPacket> {
  return decode(text, CLIENT_PACKETS, CLIENT_PACKET_BOUNDS) as Decoded<BaseClientPacket>;
}

/** What a client sent that had sent `client_info` before; the same promises. */
export function decodePlusClientPacket(text: string): Decoded<ClientPacket> {
  return decode(text, PLUS_CLIENT_PACKETS, CLIENT_PACKET_BOUNDS) as Decoded<ClientPacket>;
}

/** What a server sent; the same promises as `decodeClientPacket`. */
export function decodeServerPacket(text: string): Decoded<ServerPacket> {
  return decode(text, SERVER_PACKETS, SERVER_PACKET_BOUNDS) as Decoded<ServerPacket>;
}

function decode(
  text: string,
  table: Readonly<Record<string, { fields: v.GenericSchema }>>,
  bounds: PacketBounds,
): Decoded<unknown> {
  if (text.length > bounds.maxChars) return { ok: false, reason: 'too-large' };
  const shape = checkShape(text, bounds);
  if (shape !== null) return { ok: false, reason: shape };

  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not-json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, reason: 'not-an-object' };
  const named = nonceIn(value);
  if (FORBIDDEN_TEXT.test(text) && hasForbiddenKey(value)) return { ok: false, reason: 'forbidden-key', ...named };
  if (!Object.hasOwn(value, 'type')) return { ok: false, reason: 'no-type', ...named };
  const type = (value as { type: unknown }).type;
  if (typeof type !== 'string') return { ok: false, reason: 'no-type', ...named };
  const row = Object.hasOwn(table, type) ? table[type] : undefined;
  if (row === undefined) return { ok: false, reason: 'unknown-type', ...named };

  const parsed = v.safeParse(row.fields, value, { abortEarly: true });
  if (parsed.success) return { ok: true, packet: parsed.output };
  return { ok: false, reason: 'bad-field', type, detail: `${type}.${v.getDotPath(parsed.issues[0]) ?? '?'}`, ...named };
}

/** The nonce of what is no packet, if that is one. */
function nonceIn(value: object): { nonce?: string } {
  const parsed = Object.hasOwn(value, 'nonce') ? v.safeParse(requestNonce, (value as { nonce: unknown }).nonce) : null;
  return parsed?.success === true ? { nonce: parsed.output } : {};
}

/** Keys that reach an object's prototype when somebody copies the object carelessly; no packet has a use for them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Without one of these in its text a packet has no such key: an escape could spell one. */
const FORBIDDEN_TEXT = /__proto__|constructor|prototype|\\u/u;

/** Whether such a key is anywhere in a value whose depth `checkShape` has bounded. */
function hasForbiddenKey(value: object): boolean {
  if (Array.isArray(value))
    return value.some((item: unknown) => typeof item === 'object' && item !== null && hasForbiddenKey(item));
  return Object.entries(value).some(
    ([key, item]: [string, unknown]) =>
      FORBIDDEN_KEYS.has(key) || (typeof item === 'object' && item !== null && hasForbiddenKey(item)),
  );
}

/** What is wrong with a frame, in words for the person who wrote the program that sent it. */
export function explainDecodeFailure({ reason, detail }: Decoded<unknown> & { ok: false }): string {
  switch (reason) {
    case 'bad-field':
      return `The field ${detail ?? '?'} is missing or not what it has to be.`;
    case 'unknown-type':
      return 'There is no packet of that type.';
    case 'no-type':
      return 'The packet has no type that is text.';
    case 'not-json':
    case 'not-an-object':
      return 'The frame is not one JSON object.';
    case 'too-large':
    case 'too-deep':
    case 'too-many-keys':
    case 'too-many-containers':
      return 'The packet is too large or too deep.';
    case 'forbidden-key':
      return 'A field has a name that no packet has.';
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Looks at the brackets and colons outside strings before `JSON.parse` sees the text: parsing a megabyte of nested arrays
 * takes a quarter of a second, this pass a few milliseconds.
 */
function checkShape(text: string, bounds: PacketBounds): 'too-deep' | 'too-many-keys' | 'too-many-containers' | null {
  let depth = 0;
  let keys = 0;
  let containers = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > bounds.maxDepth) return 'too-deep';
      if (++containers > bounds.maxContainers) return 'too-many-containers';
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    } else if (code === 0x3a && ++keys > bounds.maxKeys) {
      return 'too-many-keys';
    }
  }
  return null;
}

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  CLIENT_PACKET_BOUNDS,
  CLIENT_PACKETS,
  decodeClientPacket,
  decodePlusClientPacket,
  decodeServerPacket,
  encode,
  LIST_MAX_NAMES,
  PLUS_CLIENT_PACKETS,
  SERVER_PACKET_BOUNDS,
  SERVER_PACKETS,
  type ClientPacket,
  type DecodeFailure,
  type ServerPacket,
} from '../../src-shared/protocol/index.ts';
import { anyFrame, CLIENT_ARBITRARIES, PLUS_CLIENT_ARBITRARIES, SERVER_ARBITRARIES } from './arbitraries.ts';

const DIRECTIONS = [
  { from: 'client', table: CLIENT_PACKETS, arbitraries: CLIENT_ARBITRARIES, decode: decodeClientPacket },
  {
    from: 'client after client_info',
    table: PLUS_CLIENT_PACKETS,
    arbitraries: PLUS_CLIENT_ARBITRARIES,
    decode: decodePlusClientPacket,
  },
  { from: 'server', table: SERVER_PACKETS, arbitraries: SERVER_ARBITRARIES, decode: decodeServerPacket },
] as const;

type AnyPacket = ClientPacket | ServerPacket;

describe.each(DIRECTIONS)('packets of a $from', ({ table, arbitraries, decode }) => {
  test('each row of the table has an arbitrary', () => {
    expect(Object.keys(arbitraries).sort()).toEqual(Object.keys(table).sort());
  });

  describe.each(Object.entries(arbitraries) as [string, fc.Arbitrary<AnyPacket>][])('%s', (_type, arbitrary) => {
    test.prop([arbitrary])('decoding what was encoded gives the packet back', (packet) => {
      expect(decode(encode(packet))).toEqual({ ok: true, packet });
    });

    test.prop([
      arbitrary,
      fc.dictionary(
        fc.string({ minLength: 1 }).map((key) => `x${key}`),
        fc.string(),
        { maxKeys: 5 },
      ),
    ])('unknown fields are left out', (packet, extra) => {
      expect(decode(JSON.stringify({ ...extra, ...packet }))).toEqual({ ok: true, packet });
    });

    test.prop([arbitrary, fc.nat()])('a required field that is missing is named, and so is the request', (packet, at) => {
      const required = Object.keys(packet).filter((key) => !isOptional(table, packet.type, key) && key !== 'type');
      if (required.length === 0) return;
      const missing = required[at % required.length] ?? '';
      const rest = Object.fromEntries(Object.entries(packet).filter(([key]) => key !== missing));
      const named = 'nonce' in rest ? { nonce: rest['nonce'] } : {};
      expect(decode(JSON.stringify(rest))).toEqual({ ...badField(packet.type, missing), ...named });
    });

    test.prop([arbitrary, fc.nat(), fc.constantFrom([[]], { a: 1 })])(
      'a field of a wrong type is named',
      (packet, at, wrong) => {
        // Who a server says it is spoils nothing else; see below.
        const keys = Object.keys(packet).filter((key) => key !== 'type' && key !== 'identity');
        if (keys.length === 0) return;
        const key = keys[at % keys.length] ?? '';
        const decoded = decode(JSON.stringify({ ...packet, [key]: wrong }));
        expect(decoded).toMatchObject({ ok: false, reason: 'bad-field' });
        expect(decoded.ok ? '' : decoded.detail).toMatch(new RegExp(`^${packet.type}\\.${key}`));
      },
    );
  });

  test.prop([anyFrame], { numRuns: 20_000 })('whatever comes is a packet or a named reason, never an exception', (frame) => {
    const decoded = decode(frame);
    if (decoded.ok) expect(Object.keys(table)).toContain(decoded.packet.type);
    else expect(typeof decoded.reason).toBe('string');
  });

  test.prop([anyFrame])('what was decoded encodes and decodes to itself', (frame) => {
    const decoded = decode(frame);
    if (decoded.ok) expect(decode(encode(decoded.packet))).toEqual(decoded);
  });
});

/** Whether a field may be missing. The conformance tables say which servers and clients of the wild leave one out. */
function isOptional(table: object, type: string, key: string): boolean {
  const rows = table as Record<string, { fields: { entries: Record<string, { type: string }> } }>;
  return rows[type]?.fields.entries[key]?.type === 'exact_optional';
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${String(i)}":0`).join(',');
const ok = '"type":"join","username":"ann"';

describe('a frame that is no packet is dropped for a named reason', () => {
  test.each<[string, string, DecodeFailure, string?]>([
    ['nothing', '', 'not-json'],
    ['white space', ' \n\t ', 'not-json'],
    ['no JSON', 'hello', 'not-json'],
    ['half an object', '{"type":"join"', 'not-json'],
    ['a byte order mark', `\uFEFF{${ok}}`, 'not-json'],
    ['NUL after the object', `{${ok}}\0`, 'not-json'],
    ['two objects', `{${ok}}{${ok}}`, 'not-json'],
    ['single quotes', "{'type':'join'}", 'not-json'],
    ['a comment', `{${ok}} // hi`, 'not-json'],
    ['a raw line break in a string', '{"type":"join","username":"a\nb"}', 'not-json'],
    ['unbalanced closing brackets', ']]]]]}}}', 'not-json'],
    ['a string', '"join"', 'not-an-object'],
    ['a number', '1e999', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['an array', `[{${ok}}]`, 'not-an-object'],
    ['no type', '{"username":"ann"}', 'no-type'],
    ['a type that is a number', '{"type":1}', 'no-type'],
    ['a type that is null', '{"type":null}', 'no-type'],
    ['a type that is an array', '{"type":["join"]}', 'no-type'],
    ['a type in the prototype only', '{"__proto__":{"type":"join","username":"ann"}}', 'forbidden-key'],
    ['an unknown type', '{"type":"dance"}', 'unknown-type'],
    ['a type in other case', '{"type":"Join","username":"ann"}', 'unknown-type'],
    ['a type with a space', '{"type":"join ","username":"ann"}', 'unknown-type'],
    ['a type every object has', '{"type":"constructor"}', 'unknown-type'],
    ['a type that is the prototype', '{"type":"__proto__"}', 'unknown-type'],
    ['a method as type', '{"type":"toString"}', 'unknown-type'],
    ['a client packet from a server', '{"type":"client_info","name":"","version":"","capabilities":[]}', 'unknown-type'],
    ['a missing field', '{"type":"join"}', 'bad-field', 'join.username'],
    ['a field in the prototype only', '{"type":"join","__proto__":{"username":"ann"}}', 'forbidden-key'],
    ['the prototype, its name in escapes', `{${ok},"\\u005f_proto__":{"admin":true}}`, 'forbidden-key'],
    ['a constructor', `{${ok},"constructor":{"name":"x"}}`, 'forbidden-key'],
    ['a prototype', `{${ok},"prototype":null}`, 'forbidden-key'],
    ['the prototype inside what is not known', `{${ok},"x":[[{"__proto__":1}]]}`, 'forbidden-key'],
    ['null for a text', '{"type":"join","username":null}', 'bad-field', 'join.username'],
    ['a text for a boolean', '{"type":"auth","success":"true"}', 'bad-field', 'auth.success'],
    ['a number for a boolean', '{"type":"auth","success":1}', 'bad-field', 'auth.success'],
    ['an object for a list', '{"type":"user_list","users":{"length":1,"0":"ann"}}', 'bad-field', 'user_list.users'],
    ['a number in a list', '{"type":"user_list","users":["ann",7]}', 'bad-field', 'user_list.users.1'],
    ['infinity for a count', limits('1e999'), 'bad-field', 'server_info.limits.message_bytes'],
    ['a fraction for a count', limits('0.5'), 'bad-field', 'server_info.limits.message_bytes'],
    ['less than nothing for a count', limits('-1'), 'bad-field', 'server_info.limits.message_bytes'],
    ['a count that is not exact', limits('9007199254740993'), 'bad-field', 'server_info.limits.message_bytes'],
    ['one level too deep', `{${ok},"x":${nested(SERVER_PACKET_BOUNDS.maxDepth)}}`, 'too-deep'],
    ['very deep', nested(100_000), 'too-deep'],
    ['deep and unfinished', '{"a":'.repeat(10_000), 'too-deep'],
    ['a key too many', `{${keys(SERVER_PACKET_BOUNDS.maxKeys + 1)}}`, 'too-many-keys'],
    ['a list too many', `{${ok},"x":[${'[],'.repeat(SERVER_PACKET_BOUNDS.maxContainers - 2)}[]]}`, 'too-many-containers'],
    ['a character too long', `{${ok}}`.padEnd(SERVER_PACKET_BOUNDS.maxChars + 1), 'too-large'],
    ['ten megabytes', 'x'.repeat(10 * 1024 * 1024), 'too-large'],
    ['a name too many', userList(LIST_MAX_NAMES + 1), 'bad-field', 'user_list.users'],
  ])('%s', (_what, frame, reason, detail) => {
    const decoded = decodeServerPacket(frame);
    const [type = '', ...field] = (detail ?? '').split('.');
    expect(decoded).toEqual(detail === undefined ? { ok: false, reason } : badField(type, field.join('.')));
  });
});

describe('a client has less room than a server', () => {
  const { maxChars, maxDepth, maxKeys, maxContainers } = CLIENT_PACKET_BOUNDS;
  const typing = '"type":"typing"';
  const lists = (count: number) => `{${typing},"x":[${Array.from({ length: count }, () => '[]').join(',')}]}`;

  test.each<[string, string, DecodeFailure]>([
    ['a key too many', `{${typing},${keys(maxKeys)}}`, 'too-many-keys'],
    ['a list too many', lists(maxContainers - 1), 'too-many-containers'],
    ['a level too deep', `{${typing},"x":${nested(maxDepth)}}`, 'too-deep'],
    ['a character too long', `{${typing}}`.padEnd(maxChars + 1), 'too-large'],
  ])('%s is dropped, and a server may send it', (_what, frame, reason) => {
    expect(decodeClientPacket(frame)).toEqual({ ok: false, reason });
    const ofServer = decodeServerPacket(frame.replace('"typing"', '"typing","username":"ann"'));
    expect(ofServer.ok).toBe(reason !== 'too-deep');
  });

  test.each([
    ['keys', `{${typing},${keys(maxKeys - 1)}}`],
    ['lists', lists(maxContainers - 2)],
    ['levels', `{${typing},"x":${nested(maxDepth - 1)}}`],
    ['characters', `{${typing}}`.padEnd(maxChars)],
  ])('as many %s as allowed are taken', (_what, frame) => {
    expect(decodeClientPacket(frame)).toEqual({ ok: true, packet: { type: 'typing' } });
  });
});

describe('a frame that is a packet in odd clothes is taken', () => {
  test.each<[string, string, ServerPacket]>([
    ['white space around', ` \r\n\t{ ${ok} } `, { type: 'join', username: 'ann' }],
    ['escapes in keys', '{"\\u0074ype":"join","username":"\\u0061nn"}', { type: 'join', username: 'ann' }],
    ['the last of two equal keys counts', `{"username":"bob",${ok}}`, { type: 'join', username: 'ann' }],
    [
      'colons and brackets in a text',
      '{"type":"broadcast","message":"[{[{[{:::\\"}"}',
      { type: 'broadcast', message: '[{[{[{:::"}' },
    ],
    ['NUL in a text', '{"type":"broadcast","message":"a\\u0000b"}', { type: 'broadcast', message: 'a\0b' }],
    ['a lone surrogate is replaced', '{"type":"broadcast","message":"a\\ud800"}', { type: 'broadcast', message: 'a\uFFFD' }],
    [
      'a lone surrogate in a list is replaced',
      '{"type":"user_list","users":["\\udc00"]}',
      { type: 'user_list', users: ['\uFFFD'] },
    ],
    ['a name every object has', '{"type":"join","username":"__proto__"}', { type: 'join', username: '__proto__' }],
    ['no channel', '{"type":"message","author":"a","message":"b"}', { type: 'message', author: 'a', message: 'b' }],
    [
      'channel null',
      '{"type":"message","author":"a","message":"b","channel":null}',
      { type: 'message', author: 'a', message: 'b', channel: null },
    ],
    ['as deep as allowed', `{${ok},"x":${nested(SERVER_PACKET_BOUNDS.maxDepth - 1)}}`, { type: 'join', username: 'ann' }],
    [
      'as many lists as allowed',
      `{${ok},"x":[${'[],'.repeat(SERVER_PACKET_BOUNDS.maxContainers - 3)}[]]}`,
      { type: 'join', username: 'ann' },
    ],
    ['as many keys as allowed', `{${ok},${keys(SERVER_PACKET_BOUNDS.maxKeys - 2)}}`, { type: 'join', username: 'ann' }],
    ['as long as allowed', `{${ok}}`.padEnd(SERVER_PACKET_BOUNDS.maxChars), { type: 'join', username: 'ann' }],
  ])('%s', (_what, frame, packet) => {
    expect(decodeServerPacket(frame)).toEqual({ ok: true, packet });
  });

  test('a list of as many names as allowed', () => {
    expect(decodeServerPacket(userList(LIST_MAX_NAMES))).toMatchObject({ ok: true });
  });
});

describe('who a server says it is', () => {
  const saying = (identity: unknown) => {
    const info = {
      type: 'server_info',
      name: '',
      version: '',
      capabilities: [],
      limits: { message_bytes: 1, name_code_points: 1 },
    };
    return decodeServerPacket(JSON.stringify({ ...info, identity }));
  };

  test.each(['a', '0123456789abcdef0123456789abcdef', 'A_b-9'.padEnd(64, 'x')])('is taken: %s', (identity) => {
    expect(saying(identity)).toMatchObject({ ok: true, packet: { identity } });
  });

  test.each(['', 'x'.repeat(65), '../a', 'a b', 'é', 'a\n', 'a\0', 7, null, true, {}, ['a']])(
    'is nobody where it is %j, and the rest is taken',
    (identity) => {
      expect(saying(identity)).toMatchObject({ ok: true, packet: { type: 'server_info', identity: null } });
    },
  );

  test('is left out where the server leaves it out', () => {
    const decoded = saying(undefined);
    expect(decoded.ok && 'identity' in decoded.packet).toBe(false);
  });
});

function badField(type: string, field: string): object {
  return { ok: false, reason: 'bad-field', type, detail: `${type}.${field}` };
}

function limits(count: string): string {
  return `{"type":"server_info","name":"","version":"","capabilities":[],"limits":{"message_bytes":${count},"name_code_points":1}}`;
}

function userList(names: number): string {
  return `{"type":"user_list","users":[${Array.from({ length: names }, () => '"u"').join(',')}]}`;
}

import { describe, expect, test } from 'vitest';
import { decodeClientPacket, decodeServerPacket, SERVER_PACKET_BOUNDS } from '../../src-shared/protocol/index.ts';

/** As long as is looked at, the shape being what costs most. */
function fill(open: string, unit: string, close: string): string {
  const room = SERVER_PACKET_BOUNDS.maxChars - open.length - close.length;
  return open + unit.repeat(Math.floor(room / unit.length)) + close;
}

const SHAPES: readonly (readonly [string, string])[] = [
  ['nested arrays', fill('', '[', '')],
  ['nested objects', fill('', '{"a":', '')],
  ['many keys', fill('{', '"a":1,', '"b":1}')],
  ['many different keys', `{${Array.from({ length: 90_000 }, (_, i) => `"${String(i)}":1`).join(',')}}`],
  ['one long text', fill('{"type":"broadcast","message":"', 'a', '"}')],
  ['a text of short escapes', fill('{"type":"broadcast","message":"', '\\n', '"}')],
  ['a text of long escapes', fill('{"type":"broadcast","message":"', '\\u00e9', '"}')],
  ['a text of lone surrogates', fill('{"type":"broadcast","message":"', '\\ud800', '"}')],
  ['a text of backslashes without an end', fill('{"type":"broadcast","message":"', '\\\\', '')],
  ['a long number', fill('{"type":"broadcast","message":', '9', '}')],
  ['a long fraction', fill('{"type":"broadcast","message":0.', '1', '}')],
  ['a long exponent', fill('{"type":"broadcast","message":1e', '9', '}')],
  ['many numbers', fill('{"type":"user_list","users":[', '1,', '1]}')],
  ['many long numbers', fill('{"type":"user_list","users":[', '1.7976931348623157e308,', '1]}')],
  ['many empty arrays', fill('{"type":"user_list","users":[', '[],', '[]]}')],
  ['many empty objects', fill('{"type":"user_list","users":[', '{},', '{}]}')],
  ['more than 100,000 names', fill('{"type":"user_list","users":[', '"ann",', '"ann"]}')],
  ['more than 300,000 empty names', fill('{"type":"user_list","users":[', '"",', '""]}')],
  [
    'as many objects with keys as a server may send',
    `{"type":"user_list","users":[${Array.from({ length: 1_000 }, (_, i) => `{"a${String(i)}":1,"b${String(i)}":2,"c":3,"d":4}`).join(',')}]}`,
  ],
  [
    '20,000 long names',
    `{"type":"user_list","users":[${Array.from({ length: 20_000 }, (_, i) => `"${String(i).padEnd(45, '\\u00e9')}"`).join(',')}]}`,
  ],
  ['a long type', fill('{"type":"', 'a', '"}')],
  ['white space', fill('', ' ', '')],
  ['line breaks before an object', fill('', '\n', '{"type":"join","username":"a"}')],
  ['quotes', fill('', '"', '')],
  ['colons', fill('', ':', '')],
  ['closing brackets', fill('', ']}', '')],
  ['open and closed again', fill('', '[]', '')],
  ['NUL', fill('', '\0', '')],
];

/**
 * What one frame of 1 MB may take of the processor: the median of several, so that a pause of the machine does not count, and
 * not what other programs take meanwhile.
 */
const DECODE_MAX_MS = 50;

describe('a hostile megabyte', () => {
  test.each(SHAPES)('%s: costs little and throws nothing', (_what, frame) => {
    expect(frame.length).toBeLessThanOrEqual(SERVER_PACKET_BOUNDS.maxChars);
    for (const decode of [decodeServerPacket, decodeClientPacket]) {
      const times = Array.from({ length: 7 }, () => {
        const start = process.cpuUsage();
        decode(frame);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      }).sort((a, b) => a - b);
      expect(times[3]).toBeLessThan(DECODE_MAX_MS);
    }
  });
});

describe('prototypes', () => {
  test.each([
    '{"type":"join","username":"a","__proto__":{"polluted":true}}',
    '{"type":"join","username":"a","constructor":{"prototype":{"polluted":true}}}',
    '{"__proto__":{"type":"join","username":"a","polluted":true}}',
    '{"type":"server_info","name":"","version":"","capabilities":[],"limits":{"message_bytes":1,"name_code_points":1,"__proto__":{"polluted":true}}}',
    '{"type":"user_list","users":["__proto__","constructor","prototype"],"__proto__":[]}',
  ])('%s changes none', (frame) => {
    const before = ownKeys();
    const decoded = [decodeServerPacket(frame), decodeClientPacket(frame)];
    expect(ownKeys()).toEqual(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const each of decoded) {
      if (!each.ok) continue;
      expect(Object.getPrototypeOf(each.packet)).toBe(Object.prototype);
      expect(each.packet).not.toHaveProperty('polluted');
    }
  });
});

function ownKeys(): (string | symbol)[][] {
  return [Object.prototype, Array.prototype, String.prototype, Function.prototype].map((prototype) =>
    Reflect.ownKeys(prototype),
  );
}

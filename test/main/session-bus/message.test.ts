import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeCall, MESSAGE } from '../../../src-main/session-bus/message.ts';

const CALL = { destination: 'org.example.Böse', path: '/a/b', interface: 'org.example.I', member: 'Ask' };

describe('a message of D-Bus', () => {
  test('is, to the byte, what the specification says', () => {
    const hello = encodeCall(1, {
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'Hello',
    });
    expect(hello.toString('latin1')).toBe(
      [
        'l\u0001\0\u0001\0\0\0\0\u0001\0\0\0\u006d\0\0\0',
        '\u0001\u0001o\0\u0015\0\0\0/org/freedesktop/DBus\0\0\0',
        '\u0002\u0001s\0\u0014\0\0\0org.freedesktop.DBus\0\0\0\0',
        '\u0003\u0001s\0\u0005\0\0\0Hello\0\0\0',
        '\u0006\u0001s\0\u0014\0\0\0org.freedesktop.DBus\0\0\0\0',
      ].join(''),
    );
  });

  test('is read as it was written, wherever it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(), fc.nat(300), (args, serial, behind) => {
        const bytes = encodeCall(serial, CALL, args);
        const more = Buffer.concat([bytes, Buffer.alloc(behind, 'l')]);
        expect(decodeMessage(more)).toEqual({
          message: {
            type: MESSAGE.call,
            serial,
            ...CALL,
            body: args,
          },
          length: bytes.length,
        });
        for (let length = 0; length < bytes.length; length += 7) expect(decodeMessage(bytes.subarray(0, length))).toBeNull();
      }),
    );
  });

  test('that is not all here is waited for; anything else is read or refused, never anything worse', () => {
    const start = fc.constantFrom('l\u0002\0\u0001', 'B\u0002\0\u0001', 'l\u0004\0\u0001', '').map((text) => Buffer.from(text));
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(start, bytes, (head, rest) => {
        try {
          const decoded = decodeMessage(Buffer.concat([head, rest]));
          if (decoded !== null) expect(decoded.length).toBeLessThanOrEqual(head.length + rest.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test('whose bytes are changed anywhere is read or refused', () => {
    const bytes = encodeCall(7, CALL, ['one', 'two', 'three']);
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 127, 128, 255]) {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        try {
          decodeMessage(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }
  });

  test('that says that it is longer than any that is waited for is refused at once', () => {
    const bytes = encodeCall(1, CALL);
    bytes.writeUInt32LE(0x7fffffff, 4);
    expect(() => decodeMessage(bytes)).toThrow(RangeError);
  });
});

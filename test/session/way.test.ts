import { describe, expect, test } from 'vitest';
import { asksForEncryption, isLoopback, parseAddress, placeOf, portOf, withQuery } from '../../src-shared/session/address.ts';
import { protectionOf, wayTo } from '../../src-shared/session/way.ts';
import { fingerprintOf, UNKNOWN_SECURITY, type Security } from '../../src-shared/trust/index.ts';

const CLEAR: Security = { kind: 'clear' };
const PINNED: Security = { kind: 'pinned', fingerprint: fingerprintOf(new Uint8Array(32)) };
const AUTHORITY: Security = { kind: 'authority' };

const way = (address: string, security: Security) => {
  const parsed = parseAddress(address);
  return wayTo(parsed.ok ? parsed.url : expect.fail(address), security);
};

describe('how a server is reached', () => {
  test.each([
    ['host', 'wss://host:8888/', 'first'],
    ['192.168.1.5:9000', 'wss://192.168.1.5:9000/', 'first'],
    ['wss://host', 'wss://host:443/', 'first'],
    ['ws://host', 'ws://host:8888/', 'none'],
    ['localhost', 'ws://localhost:8888/', 'none'],
    ['127.1.2.3', 'ws://127.1.2.3:8888/', 'none'],
    ['::1', 'ws://[::1]:8888/', 'none'],
    ['wss://localhost:1', 'wss://localhost:1/', 'first'],
    ['127.0.0.1.example', 'wss://127.0.0.1.example:8888/', 'first'],
  ])('%s, of which nothing is known: %s', (address, url, kind) => {
    expect(way(address, UNKNOWN_SECURITY)).toEqual({ url, check: { kind } });
  });

  test.each(['host', 'ws://host', 'wss://host:8888', 'localhost', 'ws://127.0.0.1:8888'])(
    '%s is never reached in clear once its key is known, or an authority vouched for it',
    (address) => {
      expect(way(address, PINNED)).toMatchObject({ url: expect.stringMatching(/^wss:/) as string, check: PINNED });
      expect(way(address, AUTHORITY)).toMatchObject({ url: expect.stringMatching(/^wss:/) as string, check: AUTHORITY });
    },
  );

  test('in clear where the person chose that', () => {
    expect(way('host', CLEAR)).toEqual({ url: 'ws://host:8888/', check: { kind: 'none' } });
  });

  test.each([
    ['wss://chat.example', UNKNOWN_SECURITY, 'encrypted'],
    ['chat.example', UNKNOWN_SECURITY, 'encrypted'],
    ['chat.example', PINNED, 'encrypted'],
    ['127.0.0.1', PINNED, 'encrypted'],
    ['ws://chat.example', UNKNOWN_SECURITY, 'clear'],
    ['chat.example', CLEAR, 'clear'],
    ['localhost.example:8888', CLEAR, 'clear'],
    ['not an address', CLEAR, 'clear'],
    ['localhost:8888', CLEAR, 'local'],
    ['127.0.0.1', UNKNOWN_SECURITY, 'local'],
    ['[::1]:8888', CLEAR, 'local'],
  ])('%s, of which is known %o: %s', (address, security, protection) => {
    expect(protectionOf(address, security)).toBe(protection);
  });
});

describe('an address', () => {
  test('is the same place however it is written', () => {
    for (const typed of ['host', 'ws://host', 'wss://host:8888', ' HOST:8888 ']) expect(placeOf(typed)).toBe('host:8888/');
    expect(placeOf('host/a?b')).toBe('host:8888/a?b');
    expect(portOf('host/a?b')).toBe('host:8888');
    expect(placeOf('not an address')).toBeNull();
  });

  test('is one of this computer or of another', () => {
    expect(['localhost', '127.0.0.1:1', '[::1]', 'ws://127.9.9.9'].every(isLoopback)).toBe(true);
    expect(['localhost.example', '128.0.0.1', '::2', 'a b'].some(isLoopback)).toBe(false);
  });

  test('asks for encryption by its scheme alone', () => {
    expect(['wss://host', ' WSS://host'].every(asksForEncryption)).toBe(true);
    expect(['host', 'ws://host', 'wss.example'].some(asksForEncryption)).toBe(false);
  });

  test('takes a PIN into its query, in the place of another', () => {
    expect(withQuery('ws://host:8888/', 'pin', '2468')).toBe('ws://host:8888/?pin=2468');
    expect(withQuery('ws://host:8888/a?b=1&pin=old', 'pin', 'a&b')).toBe('ws://host:8888/a?b=1&pin=a%26b');
  });
});

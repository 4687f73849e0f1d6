import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseAddress } from '../../src-shared/session/address.ts';

describe('what a person types as an address', () => {
  test.each([
    ['192.168.1.5', 'wss://192.168.1.5:8888'],
    ['192.168.1.5:9000', 'wss://192.168.1.5:9000'],
    ['chat.local', 'wss://chat.local:8888'],
    ['  chat.local:8888  ', 'wss://chat.local:8888'],
    ['Chat.Local', 'wss://chat.local:8888'],
    ['localhost', 'ws://localhost:8888'],
    ['ws://chat.local', 'ws://chat.local:8888'],
    ['WS://chat.local:80', 'ws://chat.local:80'],
    ['wss://chat.example', 'wss://chat.example:443'],
    ['wss://chat.example:8888', 'wss://chat.example:8888'],
    ['[::1]', 'ws://[::1]:8888'],
    ['[::1]:9000', 'ws://[::1]:9000'],
    ['::1', 'ws://[::1]:8888'],
    ['fe80::1', 'wss://[fe80::1]:8888'],
    ['wss://[2001:db8::1]', 'wss://[2001:db8::1]:443'],
    ['chat.local:08888', 'wss://chat.local:8888'],
    ['chat.local:65535', 'wss://chat.local:65535'],
    ['bücher.example', 'wss://xn--bcher-kva.example:8888'],
  ])('%s', (typed, url) => {
    expect(parseAddress(typed)).toEqual({ ok: true, url: `${url}/` });
  });

  test.each([
    ['ws://host/chat', 'ws://host:8888/chat'],
    ['host/chat?room=1', 'wss://host:8888/chat?room=1'],
    ['host/chat#general', 'wss://host:8888/chat'],
    ['host?x', 'wss://host:8888/?x'],
    ['host/a:b', 'wss://host:8888/a:b'],
    ['host/a@b', 'wss://host:8888/a@b'],
  ])('%s keeps its path', (typed, url) => {
    expect(parseAddress(typed)).toEqual({ ok: true, url });
  });

  test.each([
    ['', 'Type the address'],
    ['   ', 'Type the address'],
    ['http://chat.local', 'begins with ws://'],
    ['https://chat.local', 'begins with ws://'],
    ['rwci://chat.local', 'begins with ws://'],
    ['file:///etc/passwd', 'begins with ws://'],
    ['chat local', 'no spaces'],
    ['chat.local\nevil', 'no spaces'],
    ['chat\u00A0local', 'no spaces'],
    ['ann@chat.local', 'no user name'],
    ['ws://ann:secret@chat.local', 'no user name'],
    ['chat.local:', 'A port'],
    ['chat.local:0', 'A port'],
    ['chat.local:65536', 'A port'],
    ['[::1]:99999', 'A port'],
    [`chat.local:${'9'.repeat(400)}`, 'A port'],
    ['chat.local:http', 'not an address'],
    ['chat.local:-1', 'not an address'],
    ['a:b:c', 'not an address'],
    ['[::1', 'not an address'],
    ['::1]', 'not an address'],
    ['[::g]', 'not an address'],
    ['javascript:alert(1)', 'not an address'],
    ['host\\path:80', 'not an address'],
    ['ws://\\\\host', 'not an address'],
    ['host\0', 'not an address'],
    ['host%00', 'not an address'],
    ['host%40evil', 'not an address'],
    ['<script>', 'not an address'],
    ['256.256.256.256', 'not an address'],
    ['ws://', 'lacks the name'],
    ['ws:///path', 'lacks the name'],
    [':8888', 'not an address'],
    ['?', 'lacks the name'],
    ['\uD800', 'not an address'],
  ])('%j is answered with a sentence', (typed, message) => {
    const parsed = parseAddress(typed);
    expect(parsed.ok ? parsed.url : parsed.message).toContain(message);
    expect(parsed.ok).toBe(false);
  });

  test.prop([fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.stringMatching(/^[\w.:[\]@/\\#?% -]{0,40}$/))])(
    'is a URL with a host and a port, which means the same when it is typed again, or a sentence',
    (typed) => {
      const parsed = parseAddress(typed);
      if (!parsed.ok) {
        expect(parsed.message).toMatch(/\.$/);
        return;
      }
      const url = new URL(parsed.url);
      expect(['ws:', 'wss:']).toContain(url.protocol);
      expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
      expect(parsed.url).toMatch(/^wss?:\/\/[^/?#\\]+:\d+\//);
      expect(parseAddress(parsed.url)).toEqual(parsed);
    },
  );

  test('costs little when it is very long', () => {
    const start = performance.now();
    for (const unit of ['a', ':', '1', ':1', '[', '@', '/', ' ', '%41', '.']) parseAddress(`x${unit.repeat(100_000)}`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

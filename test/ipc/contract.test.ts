import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { COMMANDS, createApi, DEFAULT_SETTINGS, type Command } from '../../src-shared/ipc/index.ts';
import { MESSAGE_MAX_CHARS } from '../../src-shared/chat/state.ts';
import { fingerprintOf } from '../../src-shared/trust/index.ts';

const KEY = fingerprintOf(new Uint8Array(32));

const accepts = (command: Command, argument: unknown): boolean => v.safeParse(COMMANDS[command], argument).success;

/** An argument that each command takes. A new command without a row does not compile. */
const GOOD: { readonly [C in Command]: v.InferInput<(typeof COMMANDS)[C]> } = {
  'app/snapshot': {},
  'app/about': {},
  'app/diagnostics': {},
  'session/join': { address: 'host:8888', username: 'ann', password: null, remember: true },
  'server/open': { server: 'a' },
  'server/connect': { server: 'a' },
  'server/disconnect': { server: 'a' },
  'server/change': { server: 'a', label: 'Home' },
  'server/trust-key': { server: 'home', seen: KEY },
  'server/encrypt': { server: 'home' },
  'server/go-unencrypted': { server: 'home' },
  'server/order': { servers: ['b', 'a'] },
  'server/remove': { server: 'a', forget: true },
  'reset/server': { server: 'a' },
  'reset/everything': {},
  'session/retry-now': { server: 'a' },
  'chat/send': { server: 'a', conversation: 'channel:general', text: 'hi' },
  'chat/retry': { server: 'a', entry: 1 },
  'chat/discard': { server: 'a', entry: 1 },
  'chat/typing': { server: 'a', conversation: 'channel:general' },
  'chat/open': { server: 'a', conversation: 'dm:ann' },
  'chat/seen': { server: 'a', conversation: 'dm:ann', atEnd: true },
  'chat/mark-unread': { server: 'a', conversation: 'dm:ann', entry: 1 },
  'chat/mark-read': { server: 'a', conversation: null },
  'chat/choose': { server: 'a', conversation: 'dm:ann', notify: 'all' },
  'chat/more': { server: 'a', conversation: 'dm:ann', direction: 'older' },
  'chat/show-entry': { server: 'a', conversation: 'dm:ann', entry: 1 },
  'chat/to-present': { server: 'a', conversation: 'dm:ann' },
  'chat/clear': { server: 'a', conversation: 'dm:ann' },
  'chat/export': { server: 'a', conversation: 'dm:ann', format: 'html' },
  'chat/clear-line': { server: 'a', conversation: 'channel:general' },
  'chat/draft': { server: 'a', conversation: 'dm:ann', text: '' },
  'chat/dismiss-new-account': { server: 'a' },
  'person/block': { server: 'a', username: 'bob', blocked: true },
  'history/search': { query: 'hi', cursor: null },
  'channel/create': { server: 'a', name: 'news' },
  'presence/choose': { server: 'a', state: 'away', text: 'at lunch' },
  'password/change': { server: 'home', current: 'old one', password: 'new one' },
  'room/ask': { server: 'a', request: { type: 'ban', username: 'bob', reason: 'spam', until: 5, address: true } },
  'hosting/start': { name: 'room', port: 8888, username: 'ann', password: 'secret', remember: false },
  'hosting/switch': { on: true },
  'finding/start': {},
  'finding/stop': {},
  'finding/probe': { on: true },
  'hosting/moderate': { action: 'kick', username: 'bob', reason: '' },
  'hosting/panel': { open: true },
  'hosting/change': { name: 'room' },
  'hosting/check': {},
  'hosting/open-pane': { pane: 'firewall' },
  'hosting/back-up': {},
  'hosting/choose-backup': {},
  'hosting/restore': {},
  'settings/change': { theme: 'dark' },
  'spelling/check': { words: ['helo'] },
  'notification/test': {},
  'notification/allow': {},
  'window/close': { choice: 'hide', remember: true },
  'window/do': { action: 'close' },
  'invitation/open': { link: 'rwci://host:8888/' },
  'invitation/answer': { link: 'rwci://host:8888/' },
  'updates/check': {},
  'updates/download': {},
  'updates/install': {},
  'notice/dismiss': { id: 1 },
  'clipboard/write': { text: 'x' },
};

/** Fields that may be left out. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'settings/change theme',
  'server/change label',
  'chat/choose notify',
  'hosting/change name',
]);

/** Fields that hold what others must not. */
const TAKES: Readonly<Record<string, unknown>> = {
  'server/order servers': ['x'],
  'history/search cursor': 1.5,
  'spelling/check words': ['x'],
};

/** What no field of any command takes. */
const WRONG: readonly unknown[] = [undefined, Symbol('x'), () => 1, 1.5, Number.NaN, ['x'], { a: 1 }, new Map(), new Date(0)];

describe.each(Object.entries(GOOD) as [Command, Record<string, unknown>][])('%s', (command, good) => {
  test('takes what it is for', () => {
    expect(accepts(command, good)).toBe(true);
  });

  test('refuses an extra key', () => {
    expect(accepts(command, { ...good, extra: 1 })).toBe(false);
    expect(accepts(command, { ...good, extra: undefined })).toBe(false);
    expect(
      accepts(
        command,
        JSON.parse(
          JSON.stringify({ ...good })
            .replace(/^\{/, '{"__proto__":{},')
            .replace(',}', '}'),
        ),
      ),
    ).toBe(false);
  });

  test.each([undefined, null, 'text', 1, true, ['a'], () => ({})])('refuses %s for the whole', (argument) => {
    expect(accepts(command, argument)).toBe(false);
  });

  test.each(Object.keys(good))('refuses what %s cannot be', (key) => {
    const takes = JSON.stringify(TAKES[`${command} ${key}`]);
    const bad = WRONG.filter((wrong) => takes === undefined || JSON.stringify(wrong) !== takes);
    for (const wrong of bad) expect([key, wrong, accepts(command, { ...good, [key]: wrong })]).toEqual([key, wrong, false]);
  });

  // Each of these can be changed alone.
  const needed = Object.keys(good).filter((key) => !OPTIONAL.has(`${command} ${key}`));
  test.each(needed)('needs %s', (key) => {
    const rest = Object.fromEntries(Object.entries(good).filter(([each]) => each !== key));
    expect(accepts(command, rest)).toBe(false);
  });
});

describe('bounds of arguments', () => {
  const join = GOOD['session/join'];
  const host = GOOD['hosting/start'];
  test.each<[string, Command, unknown, boolean]>([
    ['a longest message', 'chat/send', { server: 'a', conversation: 'dm:a', text: 'x'.repeat(MESSAGE_MAX_CHARS) }, true],
    ['a message too long', 'chat/send', { server: 'a', conversation: 'dm:a', text: 'x'.repeat(MESSAGE_MAX_CHARS + 1) }, false],
    ['a conversation of another kind', 'chat/open', { server: 'a', conversation: 'group:a' }, false],
    ['a conversation in other case', 'chat/open', { server: 'a', conversation: 'DM:a' }, false],
    ['a conversation not at the beginning', 'chat/open', { server: 'a', conversation: ' dm:a' }, false],
    ['a conversation too long', 'chat/open', { server: 'a', conversation: `dm:${'a'.repeat(1_000)}` }, false],
    ['no name', 'session/join', { ...join, username: '' }, false],
    ['a name too long', 'session/join', { ...join, username: 'a'.repeat(201) }, false],
    ['an address too long', 'session/join', { ...join, address: 'a'.repeat(301) }, false],
    ['a password too long', 'session/join', { ...join, password: 'a'.repeat(257) }, false],
    ['any free port', 'hosting/start', { ...host, port: 0 }, true],
    ['a port too large', 'hosting/start', { ...host, port: 65_536 }, false],
    ['a port below nothing', 'hosting/start', { ...host, port: -1 }, false],
    ['no password for a new server', 'hosting/start', { ...host, password: null }, false],
    ['another way to moderate', 'hosting/moderate', { action: 'promote', username: 'bob', reason: '' }, false],
    ['no change of settings', 'settings/change', {}, true],
    [
      'all settings',
      'settings/change',
      { ...DEFAULT_SETTINGS, keywords: ['deploy'], doNotDisturbUntil: 1, keepDays: 30 },
      true,
    ],
    ['a search that is too long', 'history/search', { query: 'x'.repeat(301), cursor: null }, false],
    ['a server that is none', 'server/open', { server: '../a' }, false],
    ['a mute beyond all times', 'chat/choose', { ...GOOD['chat/choose'], mutedUntil: 2 ** 53 }, false],
    ['too many servers', 'server/order', { servers: Array.from({ length: 51 }, () => 'a') }, false],
    ['another theme', 'settings/change', { theme: 'sepia' }, false],
    ['an entry that is no exact number', 'chat/retry', { server: 'a', entry: 2 ** 53 }, false],
    ['megabytes for the clipboard', 'clipboard/write', { text: 'x'.repeat(1_000_000) }, false],
  ])('%s', (_what, command, argument, expected) => {
    expect(accepts(command, argument)).toBe(expected);
  });
});

describe('the window’s door', () => {
  test('passes commands and pushes through as they are', async () => {
    const calls: unknown[] = [];
    const api = createApi({
      invoke: (command, argument) => {
        calls.push([command, argument]);
        return Promise.resolve({ ok: true });
      },
      subscribe: (push, listener) => {
        listener({ first: 1, events: [] });
        return () => calls.push(['end', push]);
      },
    });
    await expect(api.invoke('channel/create', { server: 'a', name: 'news' })).resolves.toEqual({ ok: true });
    api.subscribe('events', (batch) => calls.push(batch))();
    expect(calls).toEqual([['channel/create', { server: 'a', name: 'news' }], { first: 1, events: [] }, ['end', 'events']]);
  });
});

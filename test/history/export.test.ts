import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { historyIn, GENERAL, LOGIN, message, put } from '../support/history.ts';

const AT = new Date(2026, 10, 23, 14, 5, 6).getTime();
const HOSTILE = `<img src=x onerror="alert(1)">'&\n[2026-11-23 14:05:06] carol: I am a fake\r\n\u2028third\u001b[31m`;

async function exported(format: 'text' | 'json' | 'html'): Promise<{ text: string; messages: number; file: string }> {
  const history = await historyIn();
  const { key } = await history.open(LOGIN);
  await history.write([
    put(key, message(1, 'hello 会议', { at: AT })),
    put(key, message(2, HOSTILE, { at: AT + 1_000, author: '</title><b>bob\n' })),
    put(key, { kind: 'broadcast', id: 3, at: AT, text: 'The server restarts.' }),
    put(key, { kind: 'join', id: 4, at: AT, name: 'carol' }),
    put(key, { kind: 'gap', id: 5, at: AT, from: AT - 60_000 }),
    put(key, message(6, 'far', { at: 2 ** 53 - 1 })),
    put(key, message(7, 'elsewhere'), 'channel:other'),
  ]);
  const file = join(history.folder, `out.${format}`);
  const messages = await history.export(key, GENERAL, 'general <on> LAN', format, file);
  expect(readdirSync(history.folder).filter((name) => name.includes('.part'))).toEqual([]);
  return { text: readFileSync(file, 'utf8'), messages, file };
}

describe('a conversation is written to a file', () => {
  test('as text: one line a message, whose other lines cannot be taken for messages', async () => {
    const { text, messages } = await exported('text');
    expect(messages).toBe(4);
    const [title, written, blank, ...lines] = text.split('\n');
    expect([title, blank]).toEqual(['general <on> LAN', '']);
    expect(written).toMatch(/^Written 2024-01-01 \d\d:\d\d:\d\d \(UTC[+-]\d\d:\d\d\)$/u);
    expect(lines.slice(0, -2)).toEqual([
      '[2026-11-23 14:05:06] bob: hello 会议',
      `[2026-11-23 14:05:07] </title><b>bob : <img src=x onerror="alert(1)">'&`,
      '    [2026-11-23 14:05:06] carol: I am a fake',
      '    ',
      '    third\ufffd[31m',
      '[2026-11-23 14:05:06] ** The server restarts.',
      '[2026-11-23 14:05:06] * carol joined',
      '[2026-11-23 14:05:06] * Offline since 2026-11-23 14:04:06: messages from this time may be missing',
    ]);
  });

  test('as JSON that holds every text as it is', async () => {
    const { text, messages } = await exported('json');
    expect(messages).toBe(4);
    const iso = new Date(AT).toISOString();
    expect(JSON.parse(text)).toEqual({
      format: 'rwci-conversation',
      version: 1,
      title: 'general <on> LAN',
      conversation: 'channel:general',
      exportedAt: '2024-01-01T12:00:00.000Z',
      entries: [
        { kind: 'message', at: iso, author: 'bob', text: 'hello 会议' },
        { kind: 'message', at: new Date(AT + 1_000).toISOString(), author: '</title><b>bob\n', text: HOSTILE },
        { kind: 'broadcast', at: iso, text: 'The server restarts.' },
        { kind: 'join', at: iso, name: 'carol' },
        { kind: 'gap', at: iso, from: new Date(AT - 60_000).toISOString() },
        { kind: 'message', at: '+275760-09-13T00:00:00.000Z', author: 'bob', text: 'far' },
      ],
    });
  });

  test('as one page of HTML in which nothing runs and nothing is loaded', async () => {
    const { text, messages } = await exported('html');
    expect(messages).toBe(4);
    expect(text).toContain(`default-src 'none'; style-src 'sha256-`);
    expect(text).toContain('<title>general &lt;on&gt; LAN</title>');
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;');
    expect(text).toContain('<bdi>&lt;/title&gt;&lt;b&gt;bob');
    expect([
      ...text.matchAll(/<(?!\/?(?:!doctype|html|head|meta|title|style|body|header|h1|p|main|article|strong|bdi|time)\b)/giu),
    ]).toEqual([]);
    expect(text.match(/<article/gu)).toHaveLength(6);
    expect(text).not.toContain('\u001b');
  });

  test('readable for this user alone', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has no such modes');
    const { file } = await exported('text');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('of any length, in order', async () => {
    const history = await historyIn();
    const { key } = await history.open(LOGIN);
    await history.write(Array.from({ length: 1_001 }, (_, index) => put(key, message(index + 1, `number ${index}`))));
    const file = join(history.folder, 'out.json');
    expect(await history.export(key, GENERAL, 'x', 'json', file)).toBe(1_001);
    const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: { text: string }[] };
    expect(entries.map(({ text }) => text)).toEqual(Array.from({ length: 1_001 }, (_, index) => `number ${index}`));
  });

  test('which is complete or not there: what had the name stays when it cannot be', async () => {
    const history = await historyIn();
    const { key } = await history.open(LOGIN);
    await history.write([put(key, message(1, 'x'))]);
    const file = join(history.folder, 'missing', 'out.txt');
    await expect(history.export(key, GENERAL, 'x', 'text', file)).rejects.toThrow(
      `The conversation could not be written to ${file}`,
    );
    const folder = join(history.folder, 'taken');
    mkdirSync(folder);
    writeFileSync(join(folder, 'kept'), '');
    await expect(history.export(key, GENERAL, 'x', 'text', folder)).rejects.toThrow('could not be written');
    expect(existsSync(join(folder, 'kept'))).toBe(true);
    expect(readdirSync(history.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('also when nothing is kept of it', async () => {
    const history = await historyIn();
    const { key } = await history.open(LOGIN);
    const file = join(history.folder, 'out.json');
    expect(await history.export(key, 'dm:nobody', 'x', 'json', file)).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ entries: [] });
  });
});

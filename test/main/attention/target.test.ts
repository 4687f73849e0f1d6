import { describe, expect, test } from 'vitest';
import { readActivation, readTarget, toastXml, writeTarget } from '../../../src-main/attention/target.ts';
import { escapeMarkup } from '../../../src-shared/client/attention/telling-text.ts';
import type { Target } from '../../../src-shared/client/attention/worth-telling.ts';

const TARGET: Target = { server: 'a_b-1', conversation: 'dm:bob & "co" <🦄>', entry: -7 };

describe('what a notification is about', () => {
  test.each<Target>([
    TARGET,
    { server: 'x', conversation: 'channel:general', entry: 1 },
    { server: 'x', conversation: `channel:${'é'.repeat(900)}`, entry: Number.MAX_SAFE_INTEGER },
  ])('comes back as it was', (target) => {
    expect(readTarget(writeTarget(target))).toEqual(target);
  });

  const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each<[string, string]>([
    ['nothing', ''],
    ['a random id of another notification', '6b8b4567-327b-23c6-643c-986966334873'],
    ['no JSON', Buffer.from('[').toString('base64url')],
    ['another server id', write(['../x', 'dm:bob', 1])],
    ['no conversation', write(['x', 'bob', 1])],
    ['a conversation too long', write(['x', `dm:${'b'.repeat(1_000)}`, 1])],
    ['half an entry', write(['x', 'dm:bob', 0.5])],
    ['one part too many', write(['x', 'dm:bob', 1, 1])],
    ['an object', write({ server: 'x' })],
    ['too much', 'A'.repeat(1_000_000)],
  ])('is nothing where it is %s', (_what, text) => {
    expect(readTarget(text)).toBeNull();
    expect(readActivation(`type=click&target=${text}`)).toBeNull();
  });

  test('is nothing where Windows says nothing of it', () => {
    expect(readActivation('type=click&tag=1')).toBeNull();
    expect(readActivation('')).toBeNull();
  });
});

describe('a notification in the language of Windows', () => {
  const notice = { id: '1-2', title: 'bob', body: 'hello', silent: false, target: TARGET };
  const unescape = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&');

  test('says what a click is about, by what Electron finds it and what is about it', () => {
    const xml = toastXml(notice);
    const launch = unescape(/^<toast launch="([^"]*)">/u.exec(xml)?.[1] ?? '');
    expect(Object.fromEntries(new URLSearchParams(launch))).toMatchObject({ type: 'click', tag: '1-2' });
    expect(readActivation(launch)).toEqual(TARGET);
    expect(xml).not.toContain('audio');
    expect(toastXml({ ...notice, silent: true })).toContain('<audio silent="true"/>');
  });

  test('is whatever the message is: nobody writes marks into it, and what XML cannot hold is replaced', () => {
    const body = `</text></toast><script a="b" c='d'>&amp;\u0000\u0008\ufffe\ud800 é🦄\n\t`;
    const xml = toastXml({ ...notice, body });
    const text = /<text>bob<\/text><text>([^<]*)<\/text><\/binding>/u.exec(xml)?.[1] ?? '';
    expect(unescape(text)).toBe(`</text></toast><script a="b" c='d'>&amp;\ufffd\ufffd\ufffd\ufffd é🦄\n\t`);
  });
});

test('on Linux, markup of a message stays text', () => {
  expect(escapeMarkup('<a href="x">1 & 2</a>')).toBe('&lt;a href="x"&gt;1 &amp; 2&lt;/a&gt;');
});

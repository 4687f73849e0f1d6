import { describe, expect, test } from 'vitest';
import {
  addressProblem,
  channelNameIn,
  channelNameProblem,
  passwordProblem,
  pinProblem,
  portProblem,
  roomNameProblem,
  statusProblem,
  topicProblem,
  userNameProblem,
  welcomeProblem,
  type FieldRule,
} from '../../src-renderer/field-rules.ts';

/** What each field says while it is typed in: nothing for what is right or not finished, else a sentence. */
const FIELDS: readonly (readonly [string, FieldRule, right: readonly string[], wrong: readonly string[]])[] = [
  [
    'a name',
    userNameProblem,
    ['', ' ', 'alice', 'Zoë Kravitz', '田中さん'],
    ['x'.repeat(33), 'Admin', 'a  b', 'a\u202eb', 'a\u0007b'],
  ],
  [
    'a channel',
    channelNameProblem,
    ['', '#', '#garden', 'tea-room'],
    ['tea room', '##x', '__proto__', 'x'.repeat(33), 'a\u200bb'],
  ],
  ['a room', roomNameProblem, ['', 'The workshop', '🦊'.repeat(60)], ['x'.repeat(61), 'a\u202eb', 'a\u0000b']],
  ['a topic', topicProblem, ['', 'soup on Fridays'], ['x'.repeat(1_000), 'a\u2066b']],
  ['a status', statusProblem, ['', 'at lunch'], ['x'.repeat(141)]],
  ['a welcome', welcomeProblem, ['', 'Be kind.\nPut the tools back.'], ['x'.repeat(501), 'a\u202eb']],
  ['a new password', passwordProblem, ['', 'secret', 'ü'.repeat(128)], ['ü'.repeat(129), `rwci1.${'aB3_-'.repeat(8)}xyz`]],
  ['a PIN', pinProblem, ['2468', 'x'.repeat(32)], ['', '246', 'x'.repeat(33), '12\n34']],
  ['a port', portProblem, ['', '0', ' 8888 ', '65535'], ['65536', '88a8', '-1', '8.8']],
  [
    'an address',
    addressProblem,
    [
      '',
      'pi.local',
      'pi.local:',
      '192.168.1.5:8888',
      '[2001:db8::',
      '[2001:db8::1]:8888',
      'wss://',
      'rwci:',
      'rwci://pi.local/#general',
      'rwci://pi.local/#general?',
    ],
    ['http://pi.local', 'pi.local:99999', 'pi local', 'user@pi.local', 'rwci://pi.local/chat', `rwci://${'x'.repeat(2_000)}`],
  ],
];

describe.each(FIELDS)('%s', (_what, rule, right, wrong) => {
  test.each(right)('%j is right, or not finished', (text) => {
    expect(rule(text)).toBeNull();
  });

  test.each(wrong)('%j is wrong, and why is a sentence', (text) => {
    expect(rule(text)).toMatch(/^\p{Lu}.*\.$/su);
  });
});

test('the # that people type before a channel is taken off', () => {
  expect(channelNameIn(' #garden ')).toBe('garden');
});

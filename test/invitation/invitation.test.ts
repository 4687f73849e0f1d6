import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatInvitation,
  INVITATION_MAX_CHARS,
  parseInvitation,
  readHost,
  type Invitation,
} from '../../src-shared/invitation/index.ts';
import { fingerprintOf } from '../../src-shared/trust/index.ts';
import { hostileLinks } from '../support/hostile-links.ts';
import { invitationParts, orNone } from '../support/invitation-parts.ts';

const fingerprint = fingerprintOf(createHash('sha256').update('a key').digest());
const plain: Invitation = { host: '192.168.1.5', port: 8888, channel: null, fingerprint: null, pin: null };

const print = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(fingerprintOf);
const invitation: fc.Arbitrary<Invitation> = fc.record({
  ...invitationParts,
  fingerprint: orNone(print),
});

describe('an invitation as a link', () => {
  test.each<[string, Partial<Invitation>]>([
    ['rwci://192.168.1.5:8888/', {}],
    ['rwci://192.168.1.5:9000/', { port: 9000 }],
    ['rwci://192.168.1.5:8888/#general', { channel: 'general' }],
    ['rwci://192.168.1.5:8888/#K%C3%BCche?pin=2468', { channel: 'Küche', pin: '2468' }],
    [`rwci://192.168.1.5:8888/?fp=${fingerprint}`, { fingerprint }],
    [`rwci://192.168.1.5:8888/#general?fp=${fingerprint}&pin=a%20bc`, { channel: 'general', fingerprint, pin: 'a bc' }],
    ['rwci://[fd00::5]:8888/', { host: 'fd00::5' }],
    ['rwci://pi.local:8888/', { host: 'pi.local' }],
  ])('%s', (link, parts) => {
    expect(parseInvitation(link)).toEqual({ ...plain, ...parts });
    expect(formatInvitation({ ...plain, ...parts })).toBe(link);
  });

  test.each<[string, Partial<Invitation>]>([
    ['rwci://192.168.1.5', {}],
    ['RWCI://192.168.1.5/', {}],
    ['rwci://PI.Local#general', { host: 'pi.local', channel: 'general' }],
    ['rwci://[FD00:0:0::5]/', { host: 'fd00::5' }],
    [`rwci://192.168.1.5/?pin=2468&fp=${fingerprint}`, { fingerprint, pin: '2468' }],
    [`rwci://192.168.1.5/#%67eneral?later=1&fp=${fingerprint}`, { channel: 'general', fingerprint }],
  ])('%s, written in another way', (link, parts) => {
    expect(parseInvitation(link)).toEqual({ ...plain, ...parts });
  });

  test('says the same when it is read back, within its bound and in ASCII', () => {
    fc.assert(
      fc.property(invitation, (invited) => {
        const link = formatInvitation(invited);
        expect(link).toMatch(/^[!-~]+$/);
        expect(link.length).toBeLessThanOrEqual(INVITATION_MAX_CHARS);
        expect(parseInvitation(link)).toEqual(invited);
      }),
      { numRuns: 3_000 },
    );
  });

  test('of the longest parts fits', () => {
    const longest: Invitation = {
      host: `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
      port: 65_535,
      channel: '🎉'.repeat(32),
      fingerprint,
      pin: '語'.repeat(32),
    };
    expect(readHost(longest.host)).toBe(longest.host);
    expect(parseInvitation(formatInvitation(longest))).toEqual(longest);
  });
});

describe('a hostile link', () => {
  const { harmless, refused } = hostileLinks(8888);

  test('there are enough of them', () => {
    expect(new Set(refused).size).toBe(refused.length);
    expect(refused.length).toBeGreaterThanOrEqual(80);
  });

  test.each(refused.map((link) => [link.slice(0, 80), link]))('is no invitation: %j', (_, link) => {
    expect(parseInvitation(link)).toBeNull();
  });

  test.each(harmless.map((link) => [link]))('is an invitation to its host and nothing more: %j', (link) => {
    const read = parseInvitation(link);
    expect(read).not.toBeNull();
    if (read === null) return;
    expect(['127.0.0.1', 'localhost', '::ffff:7f00:1']).toContain(read.host);
    expect(read.port).toBe(8888);
    expect(Object.keys(read).sort()).toEqual(['channel', 'fingerprint', 'host', 'pin', 'port']);
    expect(parseInvitation(formatInvitation(read))).toEqual(read);
  });

  test('of any text is read in no time and never throws', () => {
    const near = fc.array(
      fc.constantFrom('rwci://', '[', ']', ':', '/', '#', '?', '=', '&', '%', '%00', 'fp', 'pin', '1', 'a', '.', '@', '\u202e'),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 1_200 }),
          near.map((parts) => `rwci://${parts.join('')}`),
        ),
        (text) => {
          const read = parseInvitation(text);
          if (read !== null) expect(parseInvitation(formatInvitation(read))).toEqual(read);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

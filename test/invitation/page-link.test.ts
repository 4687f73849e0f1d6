import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatPageLink,
  INVITATION_MAX_CHARS,
  parsePageFragment,
  type PageInvitation,
} from '../../src-shared/invitation/index.ts';
import { invitationParts } from '../support/invitation-parts.ts';

const nothing: PageInvitation = { channel: null, pin: null };

describe('the address of the page for guests', () => {
  test.each<[string, Partial<Parameters<typeof formatPageLink>[0]>]>([
    ['http://192.168.1.5:8888/', {}],
    ['http://192.168.1.5:8888/#general', { channel: 'general' }],
    ['http://192.168.1.5:8888/#?pin=2468', { pin: '2468' }],
    ['http://192.168.1.5:8888/#K%C3%BCche?pin=a%20b%23c', { channel: 'Küche', pin: 'a b#c' }],
    ['http://[fd00::5]:80/#a%26b%3F', { host: 'fd00::5', port: 80, channel: 'a&b?' }],
  ])('%s', (link, parts) => {
    expect(formatPageLink({ host: '192.168.1.5', port: 8888, ...nothing, ...parts }, 'http')).toBe(link);
    expect(parsePageFragment(new URL(link).hash)).toEqual({
      ...nothing,
      ...('channel' in parts && { channel: parts.channel }),
      ...('pin' in parts && { pin: parts.pin }),
    });
  });

  test('says the same to the page that a browser opens there, and nothing of it to the network', () => {
    fc.assert(
      fc.property(fc.record(invitationParts), fc.constantFrom('http', 'https'), (invited, scheme) => {
        const link = formatPageLink(invited, scheme);
        expect(link).toMatch(/^[!-~]+$/);
        const { channel, pin } = invited;
        const url = new URL(link);
        expect(parsePageFragment(url.hash)).toEqual({ channel, pin });
        expect([url.protocol, url.pathname, url.search, url.username]).toEqual([`${scheme}:`, '/', '', '']);
        expect(url.hostname.replace(/^\[(.*)\]$/, '$1')).toBe(invited.host);
        expect(Number(url.port || { http: 80, https: 443 }[scheme])).toBe(invited.port);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what stands behind the # of the page', () => {
  test.each<[string, Partial<PageInvitation>]>([
    ['', {}],
    ['#', {}],
    ['#?', {}],
    ['general', { channel: 'general' }],
    ['#general?', { channel: 'general' }],
    ['#%67eneral?later=1&pin=2468', { channel: 'general', pin: '2468' }],
  ])('%j, written in another way', (hash, parts) => {
    expect(parsePageFragment(hash)).toEqual({ ...nothing, ...parts });
  });

  test.each<[string, Partial<PageInvitation>]>([
    // One part is wrong: the other counts.
    ['#general?pin=1', { channel: 'general' }],
    ['#general?pin=2468&pin=1357', { channel: 'general' }],
    ['#general?pin=%FF%FF%FF%FF', { channel: 'general' }],
    ['#general?pin=24%E2%80%AE68', { channel: 'general' }],
    [`#general?pin=${'1'.repeat(65)}`, { channel: 'general' }],
    [`#general?${'a=1&'.repeat(8)}pin=2468`, { channel: 'general' }],
    ['#general?pin=2468&__proto__=1', { channel: 'general' }],
    ['#%E2%80%AEgeneral?pin=2468', { pin: '2468' }],
    ['#%00?pin=2468', { pin: '2468' }],
    ['#%?pin=2468', { pin: '2468' }],
    [`#${'a'.repeat(65)}?pin=2468`, { pin: '2468' }],
    // Neither is right.
    ['#general#general', {}],
    ['#general?pin=2468?pin=2468', {}],
    ['#general?pin=2468#', {}],
    ['#Küche', {}],
    ['#general ?pin=2468', {}],
    ['#general\n', {}],
    [`#general?pin=2468&a=${'b'.repeat(INVITATION_MAX_CHARS)}`, {}],
  ])('%j, hostile', (hash, parts) => {
    expect(parsePageFragment(hash)).toEqual({ ...nothing, ...parts });
  });

  test('of any text is read in no time, never throws and gives only what a link can carry', () => {
    const near = fc.array(fc.constantFrom('#', '?', '=', '&', '%', '%00', '%F0%9F', 'pin', 'pin=', '2468', 'a', '\u202e'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 1_200 }),
          near.map((parts) => `#${parts.join('')}`),
        ),
        (hash) => {
          const read = parsePageFragment(hash);
          const { hash: again } = new URL(formatPageLink({ host: '192.168.1.5', port: 8888, ...read }, 'http'));
          expect(parsePageFragment(again)).toEqual(read);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

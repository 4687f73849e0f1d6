import { describe, expect, it } from 'vitest';
import { editDistance, likelyMeant } from '../../src-renderer/chat/known-names.ts';
import { ownServer, suggestedServerName } from '../../src-renderer/chat/hosting.ts';
import type { HostingState } from '../../src-shared/ipc/app-state.ts';

const known = [
  { address: '192.168.1.5', username: 'alice' },
  { address: '192.168.1.5', username: 'al' },
  { address: 'other.local', username: 'carol' },
];

describe('a name that is probably mistyped', () => {
  it.each(['alcie', 'alic', 'alicee', 'aliec', 'Alice', 'ALICE', 'akjce'])('%s is asked about', (typed) => {
    expect(likelyMeant(typed, '192.168.1.5', known)).toBe('alice');
  });

  it.each(['alice', 'al', 'bob', 'bo', 'carol', 'zebra'])('%s goes through', (typed) => {
    expect(likelyMeant(typed, '192.168.1.5', known)).toBeNull();
  });

  it('counts only where the person was under that name', () => {
    expect(likelyMeant('alcie', 'elsewhere.local', known)).toBeNull();
    expect(likelyMeant('carl', 'other.local', known)).toBe('carol');
  });

  it('takes different spellings of an address as one', () => {
    expect(likelyMeant('alcie', ' ws://192.168.1.5:8888/ ', known)).toBe('alice');
    expect(likelyMeant('carl', 'OTHER.local:8888', known)).toBe('carol');
    expect(likelyMeant('alcie', '192.168.1.5:9999', known)).toBeNull();
  });

  it('measures edits, a swap as one', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', 'abc')).toBe(0);
    expect(editDistance('alcie', 'alice')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('👩‍🚀a', '👩‍🚀b')).toBe(1);
  });
});

describe('the server hosted here', () => {
  const hosting: HostingState = {
    status: 'on',
    name: 'Room',
    port: 8889,
    busyPort: 8888,
    addresses: [{ address: '192.168.1.5:8889', network: 'eth0' }],
    fingerprint: null,
    guests: true,
    reach: null,
    people: 1,
    names: [],
  };

  it.each(['localhost:8889', '127.0.0.1:8889', '[::1]:8889', 'ws://127.0.0.1:8889', '192.168.1.5:8889'])('is %s', (address) => {
    expect(ownServer(address, hosting)).toBe(hosting);
  });

  it.each(['localhost', '192.168.1.6:8889', 'chat.example:8889', 'not an address'])('is not %s', (address) => {
    expect(ownServer(address, hosting)).toBeNull();
  });

  it('is none while hosting is off', () => {
    expect(ownServer('localhost:8889', { status: 'off' })).toBeNull();
  });

  it('gets a name to begin with', () => {
    expect(suggestedServerName('alice', '')).toBe('alice’s room');
    expect(suggestedServerName('alice', 'Workshop')).toBe('Workshop');
    expect(suggestedServerName(' ', '')).toBe('My room');
  });
});

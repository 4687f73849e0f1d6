import { describe, expect, test } from 'vitest';
import { securityAt, securityOfLogin } from '../../../src-main/server-security.ts';
import type { Profile } from '../../../src-shared/ipc/index.ts';
import { fingerprintOf, UNKNOWN_SECURITY, type Security } from '../../../src-shared/trust/index.ts';
import { PROFILE } from '../app-state.ts';

const [key, otherKey] = [fingerprintOf(new Uint8Array(32)), fingerprintOf(new Uint8Array(32).fill(1))];
const CLEAR: Security = { kind: 'clear' };
const PINNED: Security = { kind: 'pinned', fingerprint: key };
const AUTHORITY: Security = { kind: 'authority' };

const login = (address: string, more: object = {}) =>
  ({ address, username: 'ann', password: 'secret', remember: true, kind: 'remote', ...more }) as const;
const at = (address: string, security: Security): Profile => ({ ...PROFILE, address, security });

/** Of a login at `host` whose profile is known so. */
const asked = (address: string, security: Security, more: object = {}) => {
  const known = at('host', security);
  return securityOfLogin(login(address, more), known, [known]);
};

describe('what a login asks of a server', () => {
  test('that is new: encryption, unless the person said otherwise and the address does not', () => {
    expect(securityOfLogin(login('host'), undefined, [])).toEqual({ security: UNKNOWN_SECURITY });
    expect(securityOfLogin(login('host', { unencrypted: true }), undefined, [])).toEqual({ security: CLEAR });
    expect(securityOfLogin(login('wss://host', { unencrypted: true }), undefined, [])).toEqual({ security: UNKNOWN_SECURITY });
  });

  test('that is new, by an invitation with a key: that key', () => {
    const invited = login('host', { fingerprint: key, unencrypted: true });
    expect(securityOfLogin(invited, undefined, [])).toEqual({ security: PINNED });
  });

  test.each([PINNED, AUTHORITY])('that is known as %o: the same, whatever is typed and answered', (security) => {
    for (const address of ['host', 'ws://host', 'wss://host:8888'])
      expect(asked(address, security, { unencrypted: true })).toEqual({ security });
  });

  test('whose key is known, by an invitation with another one: nothing is tried', () => {
    expect(asked('host', PINNED, { fingerprint: key })).toEqual({ security: PINNED });
    expect(asked('host', PINNED, { fingerprint: otherKey })).toMatchObject({
      problem: { kind: 'certificate-changed', expected: key, seen: otherKey },
    });
  });

  test('that was chosen in clear: the same, until the address or an invitation asks for more', () => {
    expect(asked('host', CLEAR)).toEqual({ security: CLEAR });
    expect(asked('wss://host:8888', CLEAR)).toEqual({ security: UNKNOWN_SECURITY });
    expect(asked('host', CLEAR, { fingerprint: key })).toEqual({ security: PINNED });
  });

  test('at a port whose key another account knows: that key', () => {
    const all = [at('host', PINNED)];
    expect(securityOfLogin(login('ws://host/chat'), undefined, all)).toEqual({ security: PINNED });
    expect(securityOfLogin(login('host:9000'), undefined, all)).toEqual({ security: UNKNOWN_SECURITY });
  });

  test('of this app itself: what its process said', () => {
    const own = { kind: 'hosted' };
    expect(asked('127.0.0.1:8888', PINNED, { ...own, fingerprint: otherKey })).toEqual({
      security: { kind: 'pinned', fingerprint: otherKey },
    });
    expect(asked('127.0.0.1:8888', PINNED, own)).toEqual({ security: CLEAR });
  });
});

describe('a server that the person gives another address', () => {
  const moved = (security: Security, address: string) => {
    const profile = at('host', security);
    return securityAt(address, profile, [profile]);
  };

  test('has the key it is known by', () => {
    expect(moved(PINNED, 'ws://elsewhere')).toEqual(PINNED);
  });

  test('is asked for encryption anew, where it had none or was known by its name', () => {
    expect(moved(CLEAR, 'elsewhere')).toEqual(UNKNOWN_SECURITY);
    expect(moved(AUTHORITY, 'elsewhere')).toEqual(UNKNOWN_SECURITY);
  });

  test('stays in clear where only the writing of its address is another', () => {
    expect(moved(CLEAR, ' HOST:8888 ')).toEqual(CLEAR);
    expect(moved(CLEAR, 'wss://host:8888')).toEqual(UNKNOWN_SECURITY);
  });
});

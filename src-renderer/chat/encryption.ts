import type { ConnectionState, Problem } from '../../src-shared/chat/state.ts';
import type { Profile } from '../../src-shared/ipc/app-state.ts';
import { asksForEncryption } from '../../src-shared/session/address.ts';
import { protectionOf } from '../../src-shared/session/way.ts';

/** Whether the person is asked to go on without encryption: never where it was there before, or is part of the address. */
export function mayGoUnencrypted(problem: Problem | null, address: string): boolean {
  return problem?.kind === 'not-encrypted' && problem.expected === undefined && !asksForEncryption(address);
}

/** The problem of a server that showed another key; null where there is none. */
export function changedKey(connection: ConnectionState): Problem | null {
  const problem = 'problem' in connection ? (connection.problem ?? null) : null;
  return problem?.kind === 'certificate-changed' ? problem : null;
}

/**
 * Whether what goes to a server can be read on its way: a mark says so for as long as that is so. What does not leave this computer
 * needs none: nobody is on the way.
 */
export function isReadable({ address, security }: Pick<Profile, 'address' | 'security'>): boolean {
  return protectionOf(address, security) === 'clear';
}

import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { argon2Hasher, type PasswordHasher } from '../../src-main/server/accounts/passwords.ts';
import { seeded } from '../support/random.ts';
import { SocketClient } from '../support/server-client.ts';
import { openRoom, quickHasher, temporaryFolder } from '../support/server-room.ts';

const PAIRS = 1_000;
/** Each pair costs three hashes of 19 MiB, so that a thousand of them take most of a minute on two cores. */
const PAIRS_WITH_ARGON2 = 100;
/** Fewer where each takes the processor for so long that a client would give up waiting. */
const AT_ONCE = 50;
const AT_ONCE_WITH_ARGON2 = 8;
const RESTARTED = 20;

/** Takes from nothing to a few milliseconds, so that the two of a pair meet in every order. */
function unevenHasher(random: () => number): PasswordHasher {
  const uneven = async <T>(result: Promise<T>): Promise<T> => {
    const ms = Math.floor(random() * 4);
    if (ms > 0) await pause(ms);
    return result;
  };
  return {
    hash: (password) => uneven(quickHasher.hash(password)),
    verify: (stored, password) => uneven(quickHasher.verify(stored, password)),
    isCurrent: () => true,
  };
}

interface Try {
  readonly password: string;
  /** What the login was answered: `Registered and logged in ok`, say. */
  readonly status: string;
  /** With which code it was closed; null where it was not. */
  readonly code: number | null;
}

async function attempt(client: SocketClient, username: string, password: string): Promise<Try> {
  client.send({ type: 'auth', username, password });
  const { status } = (await client.nextPacket()) as { status: string };
  const code = status === 'Login failed' ? (await client.ended()).code : null;
  client.close();
  return { password, status, code };
}

/** Both are connected before either says who they are. */
async function race(port: number, username: string): Promise<Try[]> {
  const [one, other] = await Promise.all([SocketClient.connect(port), SocketClient.connect(port)]);
  return await Promise.all([attempt(one, username, 'of the one'), attempt(other, username, 'of the other')]);
}

const seed = Number(process.env['RWCI_SEED'] ?? Date.now() % 1_000_000);

test.each<[string, number, PasswordHasher, number]>([
  ['a hasher that takes 0 to 3 ms', PAIRS, unevenHasher(seeded(seed)), AT_ONCE],
  ['argon2id', PAIRS_WITH_ARGON2, argon2Hasher, AT_ONCE_WITH_ARGON2],
])(
  'of two first logins for one name at once, with %s, %i times, one makes the account and the other fails',
  async (name, pairs, hasher, atOnce) => {
    const startedAt = performance.now();
    const dataDir = temporaryFolder();
    const room = await openRoom({ dataDir, hasher });
    const winners: { readonly username: string; readonly won: string; readonly lost: string }[] = [];
    for (let start = 0; start < pairs; start += atOnce) {
      const usernames = Array.from({ length: Math.min(atOnce, pairs - start) }, (_, index) => `squat-${start + index}`);
      const tries = await Promise.all(usernames.map((username) => race(room.server.port, username)));
      for (const [index, both] of tries.entries()) {
        const [won, lost] = both[0]?.code === null ? both : both.toReversed();
        expect([won?.status, won?.code]).toEqual(['Registered and logged in ok', null]);
        expect([lost?.status, lost?.code]).toEqual(['Login failed', 4001]);
        winners.push({ username: usernames[index] ?? '', won: won?.password ?? '', lost: lost?.password ?? '' });
      }
    }
    expect(room.server.admin.stats().members).toBe(pairs);
    const firsts = winners.filter(({ won }) => won === 'of the one').length;
    const ms = Math.round(performance.now() - startedAt);
    console.log(`race (RWCI_SEED=${seed}): ${pairs} pairs with ${name}, ${ms} ms, the first of the pair won ${firsts} times`);

    // The account is the winner's, also after a restart.
    await room.server.stop();
    const again = await openRoom({ dataDir, hasher });
    for (const { username, won, lost } of winners.slice(0, RESTARTED)) {
      expect((await attempt(await again.connect(), username, lost)).status).toBe('Login failed');
      expect((await attempt(await again.connect(), username, won)).status).toBe('Logged in ok');
    }
  },
  120_000,
);

import { expect, test } from 'vitest';
import { HostedRoom } from '../../src-main/hosting/hosted-room.ts';
import { USUAL_ROOM, type KeptRoom } from '../../src-main/hosting/kept-room.ts';
import type { Room } from '../../src-main/hosting/room.ts';
import type { AdminCommand } from '../../src-main/server/process-messages.ts';

/** What is kept of a room, the rooms that were started, and what their server was told. */
function host(kept: Partial<KeptRoom> = {}) {
  const started: Room[] = [];
  const told: AdminCommand[] = [];
  const file = {
    room: { ...USUAL_ROOM, ...kept },
    lastUsed: { address: '', username: '', hostName: 'Club', hostPort: 8888, knownNames: [] },
  };
  const room = new HostedRoom({
    file,
    hosting: {
      ...{ port: 8888, fingerprint: null, others: 0, showSettings: () => undefined, stop: () => Promise.resolve() },
      start: (wanted) => {
        started.push(wanted);
        return Promise.resolve({ ok: true });
      },
      moderate: (command) => {
        told.push(command);
        return Promise.resolve({ ok: true });
      },
    },
    servers: {
      hosted: null,
      setAutoconnect: () => undefined,
      join: () => Promise.resolve({ ok: true }),
      follow: () => Promise.resolve({ ok: true }),
    },
  });
  /** Whether each start says that guests may join with a browser; undefined where it leaves that to the room. */
  return { file, room, told, starts: () => started.map(({ guests }) => guests) };
}

const FORM = { name: 'Club', port: 0, username: 'ann', password: 'of ann', remember: false };

test('a room that is kept knows itself whether guests may join with a browser: a start says it where the form did', async () => {
  const { file, room, starts } = host();
  await room.start(FORM);
  await room.start({ ...FORM, guests: false });
  await room.resume();
  expect(starts()).toEqual([undefined, false, undefined]);
  expect(file.room.guests).toBe(false);
});

test('a room that forgets has to be told each time, as it was last', async () => {
  const { room, starts } = host({ forgets: true });
  await room.start(FORM);
  await room.start({ ...FORM, guests: false });
  await room.switch(true);
  expect(starts()).toEqual([undefined, false, false]);
});

test('a change holds at once and from the next start on', async () => {
  const { file, room, starts, told } = host({ forgets: true });
  expect(await room.change({ guests: false })).toEqual({ ok: true });
  expect(told).toEqual([{ command: 'settings', guests: false }]);
  expect(file.room.guests).toBe(false);
  await room.change({ limits: { peopleMax: 5, historyDays: null } });
  expect(told).toHaveLength(1);
  await room.resume();
  expect(starts()).toEqual([false]);
});

import type { CommandArgument, JoinOutcome, Outcome } from '../../src-shared/ipc/index.ts';
import { words } from '../../src-shared/language/index.ts';
import { followOwnServer, ownAddress } from '../resume.ts';
import type { Servers } from '../servers.ts';
import type { SettingsFile } from '../settings-file.ts';
import type { Hosting } from './hosting.ts';
import type { Room } from './room.ts';

interface Parts {
  readonly hosting: Pick<Hosting, 'start' | 'stop' | 'moderate' | 'showSettings' | 'port' | 'fingerprint' | 'others'>;
  readonly servers: Pick<Servers, 'join' | 'follow' | 'hosted' | 'setAutoconnect'>;
  readonly file: Pick<SettingsFile, 'room' | 'lastUsed'>;
}

/** What a start says of the room. */
interface WantedRoom {
  readonly name: string;
  readonly port: number;
  /** Who may join was said in the form. */
  readonly isSaid: boolean;
  /** The same of guests with a browser; left out where the form did not say. */
  readonly guests?: boolean | undefined;
}

/** The room of the person in front of this app: what they chose for it, its server, and their own login there. */
export class HostedRoom {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts a server as the form says and joins it; where that fails no server runs. */
  async start(form: CommandArgument<'hosting/start'>): Promise<Outcome> {
    const { file, hosting, servers } = this.#parts;
    const { guests, name, password, pin, port, registration, remember, username } = form;
    const forgets = form.forgets ?? file.room.forgets;
    const isSaid = registration !== undefined;
    file.room = {
      ...file.room,
      forgets,
      guests: guests ?? file.room.guests,
      ...(isSaid ? { registration, pin: pin ?? file.room.pin } : {}),
    };
    const started = await hosting.start(this.#room({ name, port, isSaid, guests }));
    if (!started.ok || hosting.port === null) return started;
    file.lastUsed = { ...file.lastUsed, hostName: name, hostPort: port };
    const address = ownAddress(hosting.port);
    const key = hosting.fingerprint === null ? {} : { fingerprint: hosting.fingerprint };
    const joined = await servers.join({ address, username, password, remember, kind: 'hosted', ...key });
    if (joined.ok) return joined;
    await hosting.stop();
    return { ok: false, message: hostingProblem(joined, username) };
  }

  /** Off, or on with what was used last. */
  async switch(on: boolean): Promise<Outcome> {
    const { hosting, servers } = this.#parts;
    const { hosted } = servers;
    // A room that was switched off does not come back by itself at the next start.
    if (hosted !== null) servers.setAutoconnect(hosted.id, on);
    if (!on) {
      await hosting.stop();
      return { ok: true };
    }
    return this.resume();
  }

  /** Starts the server as it was last, and has the person back on it. */
  async resume(): Promise<Outcome> {
    const { file, hosting, servers } = this.#parts;
    const { hostName, hostPort } = file.lastUsed;
    const name = hostName === '' ? words().forms.host.myRoom : hostName;
    const started = await hosting.start(this.#room({ name, port: hostPort, isSaid: false }));
    if (!started.ok) return started;
    return followOwnServer(servers, hosting);
  }

  /** The computer goes to sleep: whoever else is there is told why the room goes quiet. */
  tellAsleep(): void {
    const { hosting } = this.#parts;
    if (hosting.others > 0) void hosting.moderate({ command: 'broadcast', message: words().hosting.sleep });
  }

  /** Changes what is given, at once or, for what only a start can change, from the next one on. */
  async change({ forgets, limits, ...live }: CommandArgument<'hosting/change'>): Promise<Outcome> {
    const { file, hosting } = this.#parts;
    if (Object.keys(live).length > 0) {
      const changed = await hosting.moderate({ command: 'settings', ...live });
      if (!changed.ok) return changed;
      if (live.name !== undefined) file.lastUsed = { ...file.lastUsed, hostName: live.name };
    }
    file.room = {
      forgets: forgets ?? file.room.forgets,
      limits: limits ?? file.room.limits,
      registration: live.registration ?? file.room.registration,
      pin: live.pin ?? file.room.pin,
      guests: live.guests ?? file.room.guests,
    };
    hosting.showSettings();
    return { ok: true };
  }

  /** A room that is kept knows itself who may join; one that forgets has to be told. */
  #room({ guests, isSaid, name, port }: WantedRoom): Room {
    const { file } = this.#parts;
    const { forgets, limits, pin, registration } = file.room;
    const tells = registration !== null && (forgets || isSaid);
    const letsGuests = guests ?? (forgets ? file.room.guests : null);
    return {
      ...{ name, port, forgets, limits },
      ...(tells ? { registration: { mode: registration, ...(pin === null ? {} : { pin }) } } : {}),
      ...(letsGuests === null ? {} : { guests: letsGuests }),
    };
  }
}

/** The room was there and would not take its own host in. */
function hostingProblem(joined: Extract<JoinOutcome, { ok: false }>, username: string): string {
  const { kind, detail } = joined.problem;
  const say = words().shell.hosting;
  if (kind === 'wrong-password') return say.otherPassword(username);
  if (kind === 'name-refused') return detail === undefined ? say.badName(username) : say.badNameBecause(username, detail);
  return detail === undefined ? say.notJoined : say.notJoinedBecause(detail);
}

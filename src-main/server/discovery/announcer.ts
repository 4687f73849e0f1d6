import { randomBytes } from 'node:crypto';
import type { Fingerprint } from '../../../src-shared/trust/fingerprint.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { DnsPacket } from './multicast.ts';
import { instanceName, SERVICE, serviceRecords, type Announced } from './service.ts';
import { REAL_ACCESS, Stations, type NetworkAccess, type Station } from './stations.ts';

/** A name is asked for so often, so far apart, before it is taken: RFC 6762 section 8.1. */
const CLAIMS = 3;
const CLAIM_INTERVAL_MS = 250;
/** Other servers with the same name after which one more does not move us: somebody answers to every name. */
const NAMES_MAX = 20;
/** The same is told to one network at most this often, whoever asks: RFC 6762 section 6. */
const TELL_INTERVAL_MS = 1_000;
/** Said without being asked so many times, ever farther apart: a packet gets lost. */
const TELLS = 4;
const TELL_FACTOR = 3;

export interface AnnouncerParts {
  /** What the room is called at first. */
  readonly room: string;
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  readonly fingerprint: Fingerprint | null;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly log: Logger;
  readonly access?: NetworkAccess;
  /** Networks, by their interfaces' names, that the host leaves out; they are told where there is no other. */
  readonly leftOut?: () => readonly string[];
}

/** What a network was told of the server, and when. */
interface Telling {
  /** By the monotonic clock. */
  at: number;
  /** An answer waits for its time. */
  isDue: boolean;
}

/**
 * Tells the networks of this computer of one server by multicast DNS (RFC 6762, RFC 6763): its room's name, port and fingerprint, and
 * nothing else. What goes wrong is logged and leaves the server alone.
 */
export class Announcer {
  readonly #parts: AnnouncerParts;
  readonly #stations: Stations;
  readonly #tellings = new WeakMap<Station, Telling>();
  #announced: Announced;
  #room: string;
  #attempt = 1;
  #claim: 'none' | 'asking' | 'taken' = 'none';
  #isStopped = false;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    const { room, host, port, fingerprint, clock, log, access = REAL_ACCESS, leftOut = () => [] } = parts;
    this.#room = room;
    const isEverywhere = host === '0.0.0.0' || host === '::';
    this.#stations = new Stations({
      access: {
        open: access.open,
        networks: () => {
          const here = access.networks().filter(({ address }) => isEverywhere || address === host);
          const told = here.filter(({ name }) => !leftOut().includes(name));
          return told.length > 0 ? told : here;
        },
      },
      clock,
      onOpen: (station) => {
        this.#enter(station);
      },
      onLeave: async (station) => {
        if (this.#claim === 'taken') await this.#send(station, 0);
      },
      onFailure: ({ name }, error) => {
        log.warn('the server cannot be announced in a network', { network: name, error: messageOf(error) });
      },
    });
    // Not the computer's name, which is the system's to announce and nobody's business.
    const target = `rwci-${randomBytes(6).toString('hex')}.local`;
    this.#announced = { instance: instanceName(room), host: target, port, fingerprint };
  }

  /** The name of the service; another than the room's where that is taken. */
  get instance(): string {
    return this.#announced.instance;
  }

  start(): void {
    this.#stations.start();
  }

  /** The room is called otherwise: what was told is taken back, and told under the new name once nobody has that. */
  rename(room: string): void {
    if (room === this.#room || this.#isStopped) return;
    this.#room = room;
    const wasTaken = this.#claim === 'taken';
    if (wasTaken) for (const station of this.#stations.open) void this.#send(station, 0);
    this.#attempt = 1;
    this.#announced = { ...this.#announced, instance: instanceName(room) };
    if (wasTaken) this.#ask(0);
  }

  /** Takes back what was told. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    if (this.#claim === 'taken') {
      const goodbyes = this.#stations.open.map((station) => station.tell(this.#recordsFor(station, 0)));
      await Promise.allSettled(goodbyes);
    }
    await this.#stations.stop();
  }

  #enter(station: Station): void {
    this.#tellings.set(station, { at: -Infinity, isDue: false });
    station.onQuery((packet) => {
      if (this.#isAsked(packet)) this.#answer(station);
    });
    station.onResponse((packet) => {
      this.#hear(packet);
    });
    if (this.#claim === 'taken') this.#tellAgain(station, 0);
    else if (this.#claim === 'none') this.#ask(0);
  }

  /** Asks whether the name is taken, then takes it. */
  #ask(asked: number): void {
    if (this.#isStopped) return;
    this.#claim = asked < CLAIMS ? 'asking' : 'taken';
    if (this.#claim === 'taken') {
      this.#parts.log.info('announced in the network', { name: this.instance });
      for (const station of this.#stations.open) this.#tellAgain(station, 0);
      return;
    }
    const { instance } = this;
    for (const station of this.#stations.open) station.ask(this.#name, 'ANY');
    this.#parts.clock.after(CLAIM_INTERVAL_MS, () => {
      this.#ask(instance === this.instance ? asked + 1 : 0);
    });
  }

  #tellAgain(station: Station, told: number): void {
    if (told >= TELLS || this.#claim !== 'taken' || !this.#isOpen(station)) return;
    this.#tell(station);
    this.#parts.clock.after(TELL_INTERVAL_MS * TELL_FACTOR ** told, () => {
      this.#tellAgain(station, told + 1);
    });
  }

  /** One answer to all that is asked within a time, however many ask. */
  #answer(station: Station): void {
    const telling = this.#tellings.get(station);
    if (this.#claim !== 'taken' || telling === undefined || telling.isDue) return;
    const { clock } = this.#parts;
    telling.isDue = true;
    clock.after(Math.max(0, telling.at + TELL_INTERVAL_MS - clock.monotonic()), () => {
      telling.isDue = false;
      if (this.#isOpen(station)) this.#tell(station);
    });
  }

  #tell(station: Station): void {
    const telling = this.#tellings.get(station);
    if (telling !== undefined) telling.at = this.#parts.clock.monotonic();
    void this.#send(station);
  }

  #send(station: Station, ttl?: 0): Promise<void> {
    return station.tell(this.#recordsFor(station, ttl)).catch((error: unknown) => {
      this.#parts.log.warn('the server could not be announced', { error: messageOf(error) });
    });
  }

  /** Somebody else with our name: while we ask for it, we take another one; later the one of two whose host comes first keeps it. */
  #hear({ answers = [], additionals = [] }: DnsPacket): void {
    const name = this.#name.toLowerCase();
    const { host } = this.#announced;
    const isTaken = [...answers, ...additionals].some(({ type, name: of, ttl, data }) => {
      if (type !== 'SRV' || ttl === 0 || of.toLowerCase() !== name) return false;
      const theirs = targetOf(data).toLowerCase();
      return theirs !== host && (this.#claim !== 'taken' || theirs < host);
    });
    if (!isTaken || this.#attempt >= NAMES_MAX || this.#isStopped) return;
    this.#attempt++;
    this.#announced = { ...this.#announced, instance: instanceName(this.#room, this.#attempt) };
    if (this.#claim === 'taken') this.#ask(0);
  }

  get #name(): string {
    return `${this.instance}.${SERVICE}`;
  }

  #recordsFor(station: Station, ttl?: 0): ReturnType<typeof serviceRecords> {
    return serviceRecords(this.#announced, station.network.address, ttl);
  }

  #isAsked({ questions = [] }: DnsPacket): boolean {
    const ours = [SERVICE, this.#name, this.#announced.host].map((name) => name.toLowerCase());
    return questions.some(({ name }) => ours.includes(name.toLowerCase()));
  }

  #isOpen(station: Station): boolean {
    return !this.#isStopped && this.#stations.has(station);
  }
}

function targetOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'target' in data && typeof data.target === 'string' ? data.target : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}

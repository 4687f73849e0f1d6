import { checkChannelName, NAME_MAX_CODE_POINTS, nameKey, type ServerPacketOf } from '../../../src-shared/protocol/index.ts';
import { shorten } from '../content.ts';
import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';
import { notChanged, refused, type Outcome } from '../refusals.ts';
import type { AuditEntry, DeletedChannel, StoredChannel } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { ChannelChange } from '../storage/writes.ts';

/** A channel as it was and as it is now, and its place in the order, from 0. */
export interface Updated {
  readonly before: StoredChannel;
  readonly after: StoredChannel;
  readonly position: number;
}

/** What RWCI+ says of a channel. */
export type ChannelInfo = ServerPacketOf<'channel_info'>['channels'][number];

const FIRST_CHANNEL = 'general';

/** A name with what it must be unique by. */
export interface ChannelKeys {
  readonly name: string;
  readonly key: string;
  readonly look: string;
}

type Done<T> = (outcome: Outcome<T>) => void;

/**
 * The channels of the server in their order, the default one first, which is always there. Who may do what to them is for
 * `ChannelDeeds` to say.
 */
export class Channels {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #limits: Pick<ServerLimits, 'channelsMax' | 'channelRestoreMs'>;
  /** In their order. */
  #byId = new Map<number, StoredChannel>();
  readonly #byName = new Map<string, StoredChannel>();
  readonly #defaultId: number;

  private constructor(
    storage: Storage,
    clock: Clock,
    limits: Pick<ServerLimits, 'channelsMax' | 'channelRestoreMs'>,
    stored: readonly StoredChannel[],
    first: StoredChannel,
  ) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
    this.#defaultId = first.id;
    for (const channel of [first, ...stored]) this.#put(channel);
  }

  /** The channels of a storage, of which a new one gets its first. */
  static async load(
    storage: Storage,
    clock: Clock,
    limits: Pick<ServerLimits, 'channelsMax' | 'channelRestoreMs'>,
  ): Promise<Channels> {
    const stored = storage.channels();
    const first = stored.find(({ isDefault }) => isDefault) ?? (await makeDefault(storage, clock));
    return new Channels(storage, clock, limits, stored, first);
  }

  get default(): StoredChannel {
    const channel = this.#byId.get(this.#defaultId);
    if (channel === undefined) throw new Error('the default channel is gone');
    return channel;
  }

  names(): string[] {
    return Array.from(this.#byId.values(), ({ name }) => name);
  }

  /** All of them, with their creators and the numbers of their newest messages. */
  infos(): ChannelInfo[] {
    const facts = this.#storage.channelFacts();
    return Array.from(this.#byId.values(), (channel) => {
      const { creator = null, lastSeq = 0 } = facts.get(channel.id) ?? {};
      return { channel: channel.name, topic: channel.topic, creator, may_write: channel.mayWrite, last_seq: lastSeq };
    });
  }

  /** The channel as it is now, whatever its name; null when it is gone. */
  withId(id: number): StoredChannel | null {
    return this.#byId.get(id) ?? null;
  }

  /** The channel that a `message` means: absent and null mean the default one; null when there is no such channel. */
  find(name: string | null | undefined): StoredChannel | null {
    if (name === null || name === undefined) return this.default;
    return this.#byName.get(name) ?? null;
  }

  /** The channel that a request about channels means, in whatever letter case; null when there is none. */
  meant(name: string): StoredChannel | null {
    const found = this.find(name);
    if (found !== null) return found;
    const key = keyOf(name);
    for (const channel of this.#byId.values()) if (channel.key === key) return channel;
    return null;
  }

  /** The same among those that were deleted and can be restored: the one that was deleted last. */
  deleted(name: string): DeletedChannel | null {
    return this.#storage.deletedChannel(keyOf(name), this.#clock.wall() - this.#limits.channelRestoreMs);
  }

  /** Its place in the order, from 0. */
  positionOf({ id }: StoredChannel): number {
    return [...this.#byId.keys()].indexOf(id);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Until when a channel that is deleted now can be restored, in ms since the epoch. */
  restorableUntil(): number {
    return this.#clock.wall() + this.#limits.channelRestoreMs;
  }

  /** Why a name cannot be had beside those of the other channels; null when it can. */
  clash({ name, key, look }: ChannelKeys, except?: StoredChannel): string | null {
    for (const channel of this.#byId.values()) {
      if (channel.id === except?.id) continue;
      if (channel.key === key) return `There is a channel #${channel.name} already.`;
      if (channel.look === look) return `#${name} looks too much like the channel #${channel.name}.`;
    }
    return null;
  }

  /** Makes a channel, the last in the order; `done` runs once it is there, in the order of what is written. */
  create(name: string, creatorId: number, audit: (name: string) => AuditEntry, done: Done<StoredChannel>): void {
    const checked = checkChannelName(name);
    const clash = checked.ok ? this.clash(checked) : checked.reason;
    if (!checked.ok || clash !== null) {
      done(refused('name_refused', clash ?? ''));
      return;
    }
    if (!this.#hasRoom(done)) return;
    const at = this.#clock.wall();
    const input = { ...keysOf(checked), isDefault: false, creatorId, at, audit: audit(checked.name) };
    this.#storage.journal.write('createChannel', input, (written) => {
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (written.result === null) {
        done(refused('name_refused', this.clash(checked) ?? 'That name is taken.'));
      } else {
        this.#put(written.result);
        done({ ok: true, value: written.result });
      }
    });
  }

  /** `done` runs once it is gone, with the moment until which it can be restored. */
  delete(channel: StoredChannel, audit: AuditEntry, done: Done<{ channel: StoredChannel; until: number }>): void {
    const input = { channelId: channel.id, at: this.#clock.wall(), keep: this.#limits.channelsMax, audit };
    const until = this.restorableUntil();
    this.#storage.journal.write('deleteChannel', input, (written) => {
      // Asked twice at once, it is gone once.
      const current = this.withId(channel.id);
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (current === null) done(unknownChannel(channel.name));
      else {
        this.#byId.delete(current.id);
        this.#byName.delete(current.name);
        done({ ok: true, value: { channel: current, until } });
      }
    });
  }

  /** With its history, topic and place; `done` runs once it is back. */
  restore(deleted: DeletedChannel, audit: AuditEntry, done: Done<StoredChannel>): void {
    const clash = this.clash(deleted);
    if (clash !== null) {
      done(refused('name_refused', clash));
      return;
    }
    if (!this.#hasRoom(done)) return;
    this.#storage.journal.write('restoreChannel', { id: deleted.id, audit }, (written) => {
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (written.result === null) {
        const taken = this.clash(deleted);
        done(taken === null ? unknownChannel(deleted.name) : refused('name_refused', taken));
      } else {
        const { channel, order } = written.result;
        this.#put(channel);
        this.#order(order);
        done({ ok: true, value: channel });
      }
    });
  }

  /** Changes what is named, and the place in the order when one is given; `done` runs once it is changed. */
  update(channel: StoredChannel, change: ChannelChange, position: number | null, audit: AuditEntry, done: Done<Updated>): void {
    this.#storage.journal.write('updateChannel', { id: channel.id, change, position, audit }, (written) => {
      const before = this.withId(channel.id);
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (before === null) done(unknownChannel(channel.name));
      else if (written.result === null) done(refused('name_refused', 'That name is taken.'));
      else {
        const after = { ...before, ...change };
        this.#byName.delete(before.name);
        this.#put(after);
        if (position !== null) this.#order(written.result);
        done({ ok: true, value: { before, after, position: this.positionOf(after) } });
      }
    });
  }

  #hasRoom(done: Done<never>): boolean {
    const { channelsMax } = this.#limits;
    if (this.#byId.size < channelsMax) return true;
    done(refused('not_allowed', `This server has room for ${channelsMax} channels.`));
    return false;
  }

  #put(channel: StoredChannel): void {
    this.#byId.set(channel.id, channel);
    this.#byName.set(channel.name, channel);
  }

  /** As the storage has them; one that it has already and this has not yet comes last, when it comes. */
  #order(ids: readonly number[]): void {
    const places = new Map(ids.map((id, index) => [id, index]));
    const place = (id: number) => places.get(id) ?? ids.length;
    this.#byId = new Map([...this.#byId].sort(([one], [other]) => place(one) - place(other)));
  }
}

/** The outcome of a request about a channel that is not there. */
export function unknownChannel(name: string): Outcome<never> & { readonly ok: false } {
  return refused('unknown_channel', `There is no channel #${shorten(name)} here.`);
}

/** What of a checked name is kept. */
export function keysOf({ name, key, look }: ChannelKeys): ChannelKeys {
  return { name, key, look };
}

function keyOf(name: string): string {
  return nameKey(name.slice(0, NAME_MAX_CODE_POINTS * 4));
}

async function makeDefault(storage: Storage, clock: Clock): Promise<StoredChannel> {
  const checked = checkChannelName(FIRST_CHANNEL);
  if (!checked.ok) throw new Error(checked.reason);
  const input = { ...keysOf(checked), isDefault: true, creatorId: null, at: clock.wall(), audit: null };
  const channel = await storage.journal.run('createChannel', input);
  if (channel === null) throw new Error(`#${FIRST_CHANNEL} could not be made`);
  return channel;
}

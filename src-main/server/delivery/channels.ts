import {
  checkChannelName,
  checkTopic,
  NAME_MAX_CODE_POINTS,
  nameKey,
  type ClientPacketOf,
  type ServerPacketOf,
} from '../../../src-shared/protocol/index.ts';
import { shorten } from '../content.ts';
import type { Clock } from '../clock.ts';
import { notChanged, refused, type Outcome, type Refusal } from '../refusals.ts';
import type { Account, StoredChannel } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { ChannelChange } from '../storage/writes.ts';

/** A channel as it was and as it is now; the same object when nothing changed. */
export interface Updated {
  readonly before: StoredChannel;
  readonly after: StoredChannel;
}

/** What RWCI+ says of a channel. */
export type ChannelInfo = ServerPacketOf<'channel_info'>['channels'][number];

const FIRST_CHANNEL = 'general';

/** What a client wants to be different. */
type Wanted = Pick<ClientPacketOf<'channel_update'>, 'name' | 'topic' | 'may_write'>;

interface Keys {
  readonly name: string;
  readonly key: string;
  readonly look: string;
}

function mayChange(channel: StoredChannel, { id, role }: Account): boolean {
  if (role === 'owner' || channel.creatorId === id) return true;
  return role === 'moderator' && channel.mayWrite !== 'owner';
}

/** The channels of the server, in the order they were made. There is always the default one. */
export class Channels {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #max: number;
  readonly #byId = new Map<number, StoredChannel>();
  readonly #byName = new Map<string, StoredChannel>();
  readonly #defaultId: number;

  private constructor(storage: Storage, clock: Clock, max: number, stored: readonly StoredChannel[], first: StoredChannel) {
    this.#storage = storage;
    this.#clock = clock;
    this.#max = max;
    this.#defaultId = first.id;
    for (const channel of [first, ...stored]) this.#put(channel);
  }

  /** The channels of a storage, of which a new one gets its first. */
  static async load(storage: Storage, clock: Clock, max: number): Promise<Channels> {
    const stored = storage.channels();
    const first = stored.find(({ isDefault }) => isDefault) ?? (await makeDefault(storage, clock));
    return new Channels(storage, clock, max, stored, first);
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

  /** Makes a channel; `done` runs once it is there, in the order of what is written. */
  create(name: string, creator: Account, done: (outcome: Outcome<StoredChannel>) => void): void {
    const checked = checkChannelName(name);
    if (!checked.ok) {
      done(refused('name_refused', checked.reason));
      return;
    }
    const clash = this.#clash(checked);
    if (clash !== null) {
      done(refused('name_refused', clash));
      return;
    }
    if (this.#byName.size >= this.#max) {
      done(refused('not_allowed', `This server has room for ${this.#max} channels.`));
      return;
    }
    const input = { ...stripped(checked), isDefault: false, creatorId: creator.id, at: this.#clock.wall() };
    this.#storage.journal.write('createChannel', input, (written) => {
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (written.result === null) {
        done(refused('name_refused', this.#clash(checked) ?? 'That name is taken.'));
      } else {
        this.#put(written.result);
        done({ ok: true, value: written.result });
      }
    });
  }

  /** By its creator, a moderator or the owner; `done` runs once it is gone, in the order of what is written. */
  delete(name: string, account: Account, done: (outcome: Outcome<StoredChannel>) => void): void {
    const channel = this.#meant(name);
    if (channel === null) done(unknown(name));
    else if (channel.isDefault) done(refused('not_allowed', `#${channel.name} is the default channel and stays.`));
    else if (account.role === 'member' && channel.creatorId !== account.id) {
      done(refused('not_allowed', `Only who made #${channel.name} and the moderators can delete it.`));
    } else {
      this.#storage.journal.write('deleteChannel', { channelId: channel.id }, (written) => {
        // Asked twice at once, it is gone once.
        const current = this.withId(channel.id);
        if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
        else if (current === null) done(unknown(channel.name));
        else {
          this.#byId.delete(current.id);
          this.#byName.delete(current.name);
          done({ ok: true, value: current });
        }
      });
    }
  }

  /**
   * By its creator, a moderator or the owner, but what is for the owner alone to write in moderators leave as it is; `done` runs
   * once it is changed, in the order of what is written.
   */
  update(name: string, account: Account, wanted: Wanted, done: (outcome: Outcome<Updated>) => void): void {
    const channel = this.#meant(name);
    if (channel === null) {
      done(unknown(name));
      return;
    }
    const change = this.#change(channel, account, wanted);
    if ('refusal' in change) {
      done(change);
      return;
    }
    if (Object.keys(change).length === 0) {
      done({ ok: true, value: { before: channel, after: channel } });
      return;
    }
    this.#storage.journal.write('updateChannel', { id: channel.id, change }, (written) => {
      const before = this.withId(channel.id);
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (before === null) done(unknown(channel.name));
      else if (!written.result) done(refused('name_refused', 'That name is taken.'));
      else {
        const after = { ...before, ...change };
        this.#byName.delete(before.name);
        this.#put(after);
        done({ ok: true, value: { before, after } });
      }
    });
  }

  /** What of a wish is different from what is, or why it is refused. */
  #change(channel: StoredChannel, account: Account, wanted: Wanted): ChannelChange | { ok: false; refusal: Refusal } {
    if (!mayChange(channel, account)) {
      return refused('not_allowed', `Only who made #${channel.name} and the moderators can change it.`);
    }
    const change: { -readonly [K in keyof ChannelChange]: ChannelChange[K] } = {};
    if (wanted.name !== undefined && wanted.name !== channel.name) {
      if (channel.isDefault) return refused('not_allowed', `#${channel.name} is the default channel and keeps its name.`);
      const checked = checkChannelName(wanted.name);
      if (!checked.ok) return refused('name_refused', checked.reason);
      const clash = this.#clash(checked, channel);
      if (clash !== null) return refused('name_refused', clash);
      if (checked.name !== channel.name) Object.assign(change, stripped(checked));
    }
    if (wanted.topic !== undefined) {
      const checked = checkTopic(wanted.topic);
      if (!checked.ok) return refused('bad_packet', checked.reason);
      if (checked.line !== channel.topic) change.topic = checked.line;
    }
    if (wanted.may_write !== undefined && wanted.may_write !== channel.mayWrite) change.mayWrite = wanted.may_write;
    return change;
  }

  #put(channel: StoredChannel): void {
    this.#byId.set(channel.id, channel);
    this.#byName.set(channel.name, channel);
  }

  #meant(name: string): StoredChannel | null {
    return this.find(name) ?? this.#byKey(nameKey(name.slice(0, NAME_MAX_CODE_POINTS * 4)));
  }

  /** Why a name cannot be had beside those of the other channels; null when it can. */
  #clash({ name, key, look }: Keys, except?: StoredChannel): string | null {
    for (const channel of this.#byName.values()) {
      if (channel.id === except?.id) continue;
      if (channel.key === key) return `There is a channel #${channel.name} already.`;
      if (channel.look === look) return `#${name} looks too much like the channel #${channel.name}.`;
    }
    return null;
  }

  #byKey(key: string): StoredChannel | null {
    for (const channel of this.#byName.values()) if (channel.key === key) return channel;
    return null;
  }
}

async function makeDefault(storage: Storage, clock: Clock): Promise<StoredChannel> {
  const checked = checkChannelName(FIRST_CHANNEL);
  if (!checked.ok) throw new Error(checked.reason);
  const input = { ...stripped(checked), isDefault: true, creatorId: null, at: clock.wall() };
  const channel = await storage.journal.run('createChannel', input);
  if (channel === null) throw new Error(`#${FIRST_CHANNEL} could not be made`);
  return channel;
}

function stripped({ name, key, look }: Keys): Keys {
  return { name, key, look };
}

function unknown(name: string): { ok: false; refusal: Refusal } {
  return refused('unknown_channel', `There is no channel #${shorten(name)} here.`);
}

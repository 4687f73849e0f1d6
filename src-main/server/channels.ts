import { checkChannelName, nameKey } from '../../src-shared/protocol/index.ts';
import { shorten } from './content.ts';
import type { Clock } from './clock.ts';
import type { Refusal } from './connection.ts';
import { notStored } from './refusals.ts';
import type { Account, StoredChannel } from './storage/records.ts';
import type { Storage } from './storage/storage.ts';

/** Done, or why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const FIRST_CHANNEL = 'general';

/** The channels of the server, in the order they were made. There is always the default one. */
export class Channels {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #max: number;
  readonly #byName = new Map<string, StoredChannel>();
  readonly default: StoredChannel;

  private constructor(storage: Storage, clock: Clock, max: number, stored: readonly StoredChannel[], first: StoredChannel) {
    this.#storage = storage;
    this.#clock = clock;
    this.#max = max;
    this.default = first;
    for (const channel of [first, ...stored]) this.#byName.set(channel.name, channel);
  }

  /** The channels of a storage, of which a new one gets its first. */
  static async load(storage: Storage, clock: Clock, max: number): Promise<Channels> {
    const stored = storage.channels();
    const first = stored.find(({ isDefault }) => isDefault) ?? (await makeDefault(storage, clock));
    return new Channels(storage, clock, max, stored, first);
  }

  names(): string[] {
    return [...this.#byName.keys()];
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
      done(refuse('name_refused', checked.reason));
      return;
    }
    const clash = this.#clash(checked.name, checked.key, checked.look);
    if (clash !== null) {
      done(refuse('name_refused', clash));
      return;
    }
    if (this.#byName.size >= this.#max) {
      done(refuse('not_allowed', `This server has room for ${this.#max} channels.`));
      return;
    }
    const input = { ...stripped(checked), isDefault: false, creatorId: creator.id, at: this.#clock.wall() };
    this.#storage.journal.write('createChannel', input, (written) => {
      if (!written.ok) done({ ok: false, refusal: notStored(written.reason) });
      else if (written.result === null) {
        done(refuse('name_refused', this.#clash(checked.name, checked.key, checked.look) ?? 'That name is taken.'));
      } else {
        this.#byName.set(written.result.name, written.result);
        done({ ok: true, value: written.result });
      }
    });
  }

  /** By its creator, a moderator or the owner; `done` runs once it is gone, in the order of what is written. */
  delete(name: string, account: Account, done: (outcome: Outcome<StoredChannel>) => void): void {
    const channel = this.find(name) ?? this.#byKey(nameKey(name));
    if (channel === null) done(refuse('unknown_channel', `There is no channel #${shorten(name)} here.`));
    else if (channel.isDefault) done(refuse('not_allowed', `#${channel.name} is the default channel and stays.`));
    else if (account.role === 'member' && channel.creatorId !== account.id) {
      done(refuse('not_allowed', `Only who made #${channel.name} and the moderators can delete it.`));
    } else {
      this.#storage.journal.write('deleteChannel', { channelId: channel.id }, (written) => {
        // Asked twice at once, it is gone once.
        const isGone = written.ok && !this.#byName.delete(channel.name);
        if (!written.ok) done({ ok: false, refusal: notStored(written.reason) });
        else if (isGone) done(refuse('unknown_channel', `There is no channel #${channel.name} here.`));
        else done({ ok: true, value: channel });
      });
    }
  }

  #clash(name: string, key: string, look: string): string | null {
    for (const channel of this.#byName.values()) {
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

function stripped({ name, key, look }: { readonly name: string; readonly key: string; readonly look: string }) {
  return { name, key, look };
}

function refuse(code: Refusal['code'], message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message } };
}

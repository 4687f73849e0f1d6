import { checkChannelName, nameKey } from '../../src-shared/protocol/index.ts';
import { shorten } from './content.ts';
import type { Account, Storage, StoredChannel } from './storage.ts';

/** Done, or why not, in words for a person. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const FIRST_CHANNEL = 'general';

/** The channels of the server, in the order they were made. There is always the default one. */
export class Channels {
  readonly #storage: Storage;
  readonly #max: number;
  readonly #byName = new Map<string, StoredChannel>();
  readonly default: StoredChannel;

  constructor(storage: Storage, max: number) {
    this.#storage = storage;
    this.#max = max;
    const stored = storage.channels();
    this.default = stored.find(({ isDefault }) => isDefault) ?? makeDefault(storage);
    for (const channel of [this.default, ...stored]) this.#byName.set(channel.name, channel);
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  /** The channel that a `message` means: absent and null mean the default one; null when there is no such channel. */
  find(name: string | null | undefined): StoredChannel | null {
    if (name === null || name === undefined) return this.default;
    return this.#byName.get(name) ?? null;
  }

  create(name: string, creator: Account): Outcome<StoredChannel> {
    const checked = checkChannelName(name);
    if (!checked.ok) return { ok: false, reason: checked.reason };
    for (const channel of this.#byName.values()) {
      if (channel.key === checked.key) return { ok: false, reason: `There is a channel #${channel.name} already.` };
      if (channel.look === checked.look) {
        return { ok: false, reason: `#${checked.name} looks too much like the channel #${channel.name}.` };
      }
    }
    if (this.#byName.size >= this.#max) return { ok: false, reason: `This server has room for ${this.#max} channels.` };
    const channel = this.#storage.createChannel({
      name: checked.name,
      key: checked.key,
      look: checked.look,
      isDefault: false,
      creatorId: creator.id,
    });
    this.#byName.set(channel.name, channel);
    return { ok: true, value: channel };
  }

  /** By its creator, a moderator or the owner. */
  delete(name: string, account: Account): Outcome<StoredChannel> {
    const channel = this.find(name) ?? this.#byKey(nameKey(name));
    if (channel === null) return { ok: false, reason: `There is no channel #${shorten(name)} here.` };
    if (channel.isDefault) return { ok: false, reason: `#${channel.name} is the default channel and stays.` };
    if (account.role === 'member' && channel.creatorId !== account.id) {
      return { ok: false, reason: `Only who made #${channel.name} and the moderators can delete it.` };
    }
    this.#storage.deleteChannel(channel);
    this.#byName.delete(channel.name);
    return { ok: true, value: channel };
  }

  #byKey(key: string): StoredChannel | null {
    for (const channel of this.#byName.values()) if (channel.key === key) return channel;
    return null;
  }
}

function makeDefault(storage: Storage): StoredChannel {
  const checked = checkChannelName(FIRST_CHANNEL);
  if (!checked.ok) throw new Error(checked.reason);
  return storage.createChannel({
    name: checked.name,
    key: checked.key,
    look: checked.look,
    isDefault: true,
    creatorId: null,
  });
}

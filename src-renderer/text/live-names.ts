import { createContext } from 'svelte';
import type { ChatState, Entry } from '../../src-shared/chat/state.ts';

/** Which names in a message are live, and where they lead. The sets stay the same objects while what they hold does. */
export interface LiveNames {
  readonly people: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
  /** Who of the people is a guest. */
  readonly guests: ReadonlySet<string>;
  /** Somebody's card shall open at `anchor`. */
  readonly onperson: (name: string, anchor: HTMLElement) => void;
  readonly onchannel: (name: string) => void;
  readonly oncopy: (text: string) => void;
}

const NOTHING_IS_LIVE: LiveNames = {
  people: new Set(),
  channels: new Set(),
  guests: new Set(),
  onperson: () => undefined,
  onchannel: () => undefined,
  oncopy: () => undefined,
};

const [get, set, has] = createContext<LiveNames>();

/** The names that are live around a component; none where nobody has provided them. */
export function useLiveNames(): LiveNames {
  return has() ? get() : NOTHING_IS_LIVE;
}

export const provideLiveNames = set;

const peopleOfMembers = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Who is known in a conversation: the members, and who had written when the members changed last. Looking through what was said
 * at each message would cost more than the message.
 */
export function knownPeople(members: readonly string[], entries: readonly Entry[]): ReadonlySet<string> {
  let people = peopleOfMembers.get(members);
  if (people === undefined) {
    const authors = entries.flatMap((entry) => (entry.kind === 'message' ? [entry.author] : []));
    people = new Set([...members, ...authors]);
    peopleOfMembers.set(members, people);
  }
  return people;
}

const setOfChannels = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The channels there are. */
export function knownChannels({ channels }: Pick<ChatState, 'channels'>): ReadonlySet<string> {
  if (channels === null) return NOTHING_IS_LIVE.channels;
  let known = setOfChannels.get(channels);
  if (known === undefined) {
    known = new Set(channels);
    setOfChannels.set(channels, known);
  }
  return known;
}

let lastGuests: ReadonlySet<string> = NOTHING_IS_LIVE.guests;

/** Who is a guest. The same set as the last time where nobody else is: what people say of themselves changes more often than that. */
export function knownGuests(accounts: ChatState['accounts']): ReadonlySet<string> {
  const names = accounts.flatMap(({ name, role }) => (role === 'guest' ? [name] : []));
  const last = lastGuests;
  if (names.length !== last.size || names.some((name) => !last.has(name))) lastGuests = new Set(names);
  return lastGuests;
}

import type { PresenceState } from '../../src-shared/chat/accounts.ts';
import type { Note } from './note.ts';

/** What the commands of the composer can do. */
export interface CommandActions extends RoomActions {
  /** Says something in the conversation in front. */
  say(text: string): void;
}

/** What is said of it; `done`: it was what was asked for. */
export interface CommandAnswer {
  readonly done: boolean;
  readonly note: Note | null;
}

/** What the room around the composer supplies of it. Sentences that come back say why something was not done. */
export interface RoomActions {
  /** Says something to one person, and shows that conversation. */
  tell(name: string, text: string): void;
  /** Who wrote the last direct message; null where nobody did. */
  lastWriter(): string | null;
  /** People whom one can mean: here, or known from what was said. Oneself is not among them. */
  people(): readonly string[];
  /** Who is here, oneself included. */
  members(): readonly string[];
  channels(): readonly string[];
  blocked(): readonly string[];
  block(name: string, blocked: boolean): void;
  /** Shows a channel, or asks the server for it. */
  openChannel(name: string): Promise<Note | null>;
  /** Asks before it forgets the messages of the conversation in front. */
  clear(): void;
  search(words: string): void;
  /** Changes what the channel in front is about; empty text shows it. */
  topic(text: string): Promise<CommandAnswer>;
  /** How the person wants to be seen from now on. */
  setPresence(state: PresenceState, text: string): Promise<Note | null>;
  /** Null for whoever does not look after the server. */
  readonly moderate: ((action: 'kick' | 'ban', name: string, reason: string) => Promise<Note | null>) | null;
}

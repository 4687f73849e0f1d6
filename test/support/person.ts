import {
  findConversation,
  initialChatState,
  reduceChat,
  type ChatEvent,
  type ChatState,
  type ConversationId,
  type Delivery,
  type Problem,
} from '../../src-shared/chat/index.ts';
import { Session } from '../../src-shared/session/session.ts';
import type { Clock } from '../../src-shared/session/clock.ts';
import type { Connect } from '../../src-shared/session/transport.ts';

/** Where people meet. */
export interface Place {
  readonly url: string;
  readonly clock: Clock;
  readonly connect: Connect;
}

export interface PersonOptions {
  /** Null: only a token is known. */
  readonly password?: string | null;
  readonly token?: string;
  readonly onToken?: (token: string | null) => void;
  readonly persistent?: boolean;
  /** By default reconnects wait for nothing and for half of the longest time, in turns. */
  readonly random?: () => number;
}

/** The first attempt to come back is made at once; where it fails time goes by before the next but one. */
function noneAndHalf(): () => number {
  let calls = 0;
  return () => (calls++ % 2) / 2;
}

/** Over all sessions, as two of one account must not use the same. */
let nonces = 0;

/** Somebody with a session and the chat state it feeds. */
export class Person {
  readonly name: string;
  readonly session: Session;
  /** All events of the state so far. */
  readonly events: ChatEvent[] = [];
  /** What `open` came to; undefined while it is under way. */
  opened: Problem | null | undefined;
  state: ChatState;

  constructor(place: Place, name: string, options: PersonOptions = {}) {
    this.name = name;
    this.state = initialChatState(name, place.url);
    this.session = new Session({
      url: place.url,
      username: name,
      password: options.password === undefined ? `${name}’s password` : options.password,
      ...(options.token === undefined ? {} : { token: options.token }),
      ...(options.onToken === undefined ? {} : { onToken: options.onToken }),
      persistent: options.persistent ?? false,
      client: { name: 'test client', version: '1' },
      store: {
        state: () => this.state,
        dispatch: (event) => {
          this.events.push(event);
          this.state = reduceChat(this.state, event);
        },
      },
      connect: place.connect,
      clock: place.clock,
      random: options.random ?? noneAndHalf(),
      nonce: () => `nonce ${String(++nonces)}`,
    });
  }

  /** Begins to log in. */
  open(): this {
    void this.session.open().then((problem) => {
      this.opened = problem;
    });
    return this;
  }

  get phase(): string {
    return this.state.connection.phase;
  }

  get problem(): string | undefined {
    return 'problem' in this.state.connection ? this.state.connection.problem?.kind : undefined;
  }

  say(text: string, conversation: ConversationId = this.state.active): void {
    this.session.send(conversation, text);
  }

  whisper(to: string, text: string): void {
    this.say(text, `dm:${to}`);
  }

  show(conversation: ConversationId): void {
    this.state = reduceChat(this.state, { type: 'conversation/opened', conversation });
  }

  /** A conversation's lines as texts, see `linesOf`. */
  lines(conversation: ConversationId = this.state.active): string[] {
    return linesOf(this.state, conversation);
  }

  /** How far the own message with this text has come. */
  delivery(text: string): Delivery | null | undefined {
    for (const { entries } of this.state.conversations) {
      for (const entry of entries) if (entry.kind === 'message' && entry.text === text) return entry.delivery;
    }
    return undefined;
  }

  /** The id of the message with this text; 0 when there is none. */
  entry(text: string): number {
    for (const { entries } of this.state.conversations) {
      for (const entry of entries) if (entry.kind === 'message' && entry.text === text) return entry.id;
    }
    return 0;
  }
}

/** `ann: hi`, `me: hi (queued)`, `join bob`, `! from the server`, `gap 1000–2000`. */
export function linesOf(state: ChatState, id: ConversationId): string[] {
  return (findConversation(state, id)?.entries ?? []).map((entry) => {
    switch (entry.kind) {
      case 'message':
        return `${entry.author}: ${entry.text}${entry.delivery === null ? '' : ` (${entry.delivery})`}`;
      case 'gap':
        return `gap ${String(entry.from)}–${String(entry.at)}`;
      case 'broadcast':
        return `! ${entry.text}`;
      default:
        return `${entry.kind} ${entry.name}`;
    }
  });
}

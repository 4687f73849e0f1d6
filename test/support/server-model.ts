import { VERSION } from '../../src-main/server/version.ts';
import { CAPABILITIES } from '../../src-shared/protocol/index.ts';

/** A place that somebody can connect from, by number. */
export type Seat = number;

/** What somebody who is logged in asks for. */
export type Request = { readonly seat: Seat; readonly nonce: string | null } & (
  | { readonly do: 'message'; readonly channel: string | null; readonly text: string }
  | { readonly do: 'direct_message'; readonly recipient: string; readonly text: string }
  | { readonly do: 'typing' }
  | { readonly do: 'channel_create' | 'channel_delete'; readonly channel: string }
  | { readonly do: 'channel_update'; readonly channel: string; readonly name: string }
  | {
      readonly do: 'history';
      readonly channel?: string;
      readonly username?: string;
      readonly after?: number;
      readonly before?: number;
      readonly limit?: number;
    }
);

/** What happens to a server. */
export type Action =
  | { readonly do: 'login'; readonly seat: Seat; readonly name: string; readonly password: string; readonly plus: boolean }
  | { readonly do: 'requests'; readonly requests: readonly Request[] }
  | { readonly do: 'leave'; readonly seat: Seat }
  /** Stops answering; gone after a while, and what it was sent meanwhile has not reached it. */
  | { readonly do: 'die'; readonly seat: Seat; readonly then: readonly Request[] }
  | { readonly do: 'restart' };

interface Person {
  readonly name: string;
  readonly plus: boolean;
  isAlive: boolean;
}

interface Message {
  readonly id: number;
  readonly seq: number;
  readonly timestamp: number;
  readonly author: string;
  readonly message: string;
  readonly channel: Channel | null;
  readonly recipient: string | null;
}

interface Channel {
  name: string;
  readonly creator: string | null;
}

export const KEPT_MAX = 3;
/** Stands for the one that a server made for itself. */
export const IDENTITY = '0'.repeat(32);
const STOPPING = 'The server is stopping.';

/**
 * What docs/PROTOCOL.md says about logins, messages, channels and history, in the simplest words: lists, and no time, sockets or
 * files. After each action `told` has the exact text of what everybody must have got.
 */
export class ServerModel {
  readonly told = new Map<Seat, string[]>();
  /** With which code the server has closed a connection. */
  readonly closed = new Map<Seat, number>();
  /** In the order of their logins. */
  readonly #online = new Map<Seat, Person>();
  readonly #passwords = new Map<string, string>();
  readonly #messages: Message[] = [];
  #channels: Channel[] = [{ name: 'general', creator: null }];
  readonly #nonces = new Map<string, Message>();
  readonly #undelivered = new Map<string, Message[]>();
  #lastId = 0;
  readonly #lastSeq = new Map<unknown, number>();

  isOnline(seat: Seat): boolean {
    return this.#online.has(seat);
  }

  apply(action: Action, now: number): void {
    switch (action.do) {
      case 'login':
        this.#logIn(action);
        break;
      case 'requests':
        for (const request of action.requests) this.#ask(request, now);
        break;
      case 'leave':
        this.#quit(action.seat);
        break;
      case 'die':
        (this.#online.get(action.seat) as Person).isAlive = false;
        for (const request of action.then) this.#ask(request, now);
        this.#quit(action.seat);
        break;
      case 'restart':
        this.#tellAll({ type: 'broadcast', message: STOPPING });
        for (const seat of this.#online.keys()) this.closed.set(seat, 1001);
        this.#online.clear();
    }
  }

  #logIn({ seat, name, password, plus }: Extract<Action, { do: 'login' }>): void {
    const isNew = !this.#passwords.has(name);
    const isHere = [...this.#online.values()].some((person) => person.name === name);
    if ((!isNew && this.#passwords.get(name) !== password) || isHere) {
      this.#tell(seat, { type: 'auth', status: 'Login failed', success: false, new_account: false });
      this.closed.set(seat, this.#passwords.get(name) === password ? 4002 : 4001);
      return;
    }
    this.#passwords.set(name, password);
    this.#online.set(seat, { name, plus, isAlive: true });
    const status = isNew ? 'Registered and logged in ok' : 'Logged in ok';
    this.#tell(seat, { type: 'auth', status, success: true, new_account: isNew });
    this.#tell(seat, { type: 'user_list', users: [...this.#online.values()].map((person) => person.name) });
    this.#tellAll({ type: 'join', username: name });
    this.#tell(seat, { type: 'channel_list', channels: this.#channels.map((channel) => channel.name) });
    this.#tell(seat, { type: 'default_channel', channel: 'general' });
    const limits = { message_bytes: 65536, name_code_points: 32 };
    this.#tell(seat, {
      type: 'server_info',
      name: 'test',
      version: VERSION,
      capabilities: CAPABILITIES,
      limits,
      identity: IDENTITY,
    });
    for (const message of this.#undelivered.get(name) ?? []) this.#deliver(message);
    this.#undelivered.delete(name);
  }

  #quit(seat: Seat): void {
    const person = this.#online.get(seat);
    this.#online.delete(seat);
    this.#tellAll({ type: 'quit', username: person?.name });
  }

  #ask(request: Request, now: number): void {
    const sender = this.#online.get(request.seat);
    if (sender?.isAlive !== true) return;
    // A plain client's nonce is a field that is not known.
    const nonce = sender.plus ? request.nonce : null;
    switch (request.do) {
      case 'typing':
        for (const seat of this.#online.keys()) {
          if (seat !== request.seat) this.#tell(seat, { type: 'typing', username: sender.name });
        }
        break;
      case 'message':
      case 'direct_message':
        this.#write(request, sender, nonce, now);
        break;
      case 'history':
        if (sender.plus) this.#read(request, sender, nonce);
        break;
      case 'channel_update':
        if (sender.plus) this.#renameChannel(request, sender, nonce);
        break;
      case 'channel_create':
      case 'channel_delete':
        this.#changeChannel(request, sender, nonce);
    }
  }

  #write(
    request: Extract<Request, { do: 'message' | 'direct_message' }>,
    { name: author }: Person,
    nonce: string | null,
    timestamp: number,
  ): void {
    const { seat, text: message } = request;
    if (message.trim() === '') {
      if (nonce !== null) this.#refuse(seat, nonce, 'bad_packet', 'A message without content goes nowhere.');
      return;
    }
    const known = this.#nonces.get(`${author} ${nonce ?? ''}`);
    if (nonce !== null && known !== undefined) {
      this.#tell(seat, { type: 'ack', nonce, id: known.id, timestamp: known.timestamp });
      return;
    }
    const to = request.do === 'message' ? this.#channel(request.channel) : request.recipient;
    if (request.do === 'message' && to === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${request.channel ?? ''} here.`);
      return;
    }
    if (request.do === 'direct_message') {
      if (request.recipient === 'Server') {
        this.#refuse(seat, nonce, 'unknown_user', 'I am the server and cannot read direct messages.');
        return;
      }
      if (!this.#passwords.has(request.recipient)) {
        this.#refuse(seat, nonce, 'unknown_user', `${request.recipient} is not known here.`);
        return;
      }
      const isAway = ![...this.#online.values()].some(({ name }) => name === request.recipient);
      if (isAway && (this.#undelivered.get(request.recipient)?.length ?? 0) >= KEPT_MAX) {
        const words = `Too many messages wait for ${request.recipient} already. Yours was not kept.`;
        this.#refuse(seat, nonce, 'mailbox_full', words);
        return;
      }
    }
    const channel = typeof to === 'object' ? to : null;
    const recipient = typeof to === 'string' ? to : null;
    const conversation = channel ?? [author, recipient].sort().join(' and ');
    const seq = (this.#lastSeq.get(conversation) ?? 0) + 1;
    this.#lastSeq.set(conversation, seq);
    const stored = { id: ++this.#lastId, seq, timestamp, author, message, channel, recipient };
    this.#messages.push(stored);
    if (nonce !== null) this.#nonces.set(`${author} ${nonce}`, stored);
    if (channel !== null) {
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce, id: stored.id, timestamp });
      for (const each of this.#online.keys()) this.#deliverTo(each, stored, each === seat ? nonce : null);
    } else {
      this.#deliver(stored);
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce, id: stored.id, timestamp });
    }
  }

  /** A direct message to its recipient, now or later. */
  #deliver(message: Message): void {
    const { recipient } = message;
    const found = [...this.#online].find(([, { name }]) => name === recipient);
    if (found !== undefined) this.#deliverTo(found[0], message, null);
    if (found?.[1].isAlive !== true && recipient !== null) {
      this.#undelivered.set(recipient, [...(this.#undelivered.get(recipient) ?? []), message]);
    }
  }

  #deliverTo(seat: Seat, { id, seq, timestamp, author, message, channel }: Message, nonce: string | null): void {
    const plain =
      channel === null
        ? { type: 'direct_message', author, message }
        : { type: 'message', author, message, channel: channel.name };
    const stamps = { id, seq, timestamp, ...(nonce === null ? {} : { nonce }) };
    this.#tell(seat, this.#online.get(seat)?.plus === true ? { ...plain, ...stamps } : plain);
  }

  #read(request: Extract<Request, { do: 'history' }>, { name }: Person, nonce: string | null): void {
    const { seat, channel, username, after, before, limit } = request;
    if (channel !== undefined && this.#channel(channel) === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${channel} here.`);
      return;
    }
    if (username !== undefined && !this.#passwords.has(username)) {
      this.#refuse(seat, nonce, 'unknown_user', `${username} is not known here.`);
      return;
    }
    const isWanted = (each: Message) => {
      if (each.channel !== null)
        return (
          username === undefined &&
          this.#channels.includes(each.channel) &&
          (channel ?? each.channel.name) === each.channel.name
        );
      const mine = [each.author, each.recipient];
      return (
        channel === undefined &&
        mine.includes(name) &&
        (username === undefined || mine.sort().join() === [name, username].sort().join())
      );
    };
    const end = Math.min(before ?? Infinity, this.#lastId + 1);
    const all = this.#messages.filter((each) => isWanted(each) && each.id > (after ?? 0) && each.id < end);
    const most = Math.max(1, Math.min(limit ?? 200, 200));
    const page = after === undefined ? all.slice(-most) : all.slice(0, most);
    const more = page.length < all.length;
    const last = after === undefined ? page[0] : page.at(-1);
    const whole = after === undefined ? 1 : end - 1;
    this.#tell(seat, {
      type: 'history',
      ...(channel === undefined ? {} : { channel }),
      ...(username === undefined ? {} : { username }),
      messages: page.map(({ id, seq, timestamp, author, message, channel: of, recipient }) =>
        of === null
          ? { type: 'direct_message', author, recipient, message, id, seq, timestamp }
          : { type: 'message', author, message, channel: of.name, id, seq, timestamp },
      ),
      reached: this.#lastId === 0 ? null : more ? last?.id : whole,
      more,
      ...(nonce === null ? {} : { nonce }),
    });
  }

  #changeChannel(
    { seat, channel: name, do: what }: Extract<Request, { do: 'channel_create' | 'channel_delete' }>,
    sender: Person,
    nonce: string | null,
  ): void {
    const channel = this.#channel(name);
    if (what === 'channel_create' && channel !== undefined) {
      this.#refuse(seat, nonce, 'name_refused', `There is a channel #${name} already.`);
    } else if (what === 'channel_delete' && channel === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${name} here.`);
    } else if (what === 'channel_delete' && name === 'general') {
      this.#refuse(seat, nonce, 'not_allowed', '#general is the default channel and stays.');
    } else if (what === 'channel_delete' && channel?.creator !== sender.name) {
      this.#refuse(seat, nonce, 'not_allowed', `Only who made #${name} and the moderators can delete it.`);
    } else {
      if (channel === undefined) this.#channels.push({ name, creator: sender.name });
      else this.#channels = this.#channels.filter((each) => each !== channel);
      const more = what === 'channel_create' ? { topic: '', creator: sender.name, may_write: 'everybody' } : {};
      for (const [each, { plus }] of this.#online) this.#tell(each, { type: what, channel: name, ...(plus ? more : {}) });
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce });
    }
  }

  #renameChannel(
    { seat, channel: previous, name }: Extract<Request, { do: 'channel_update' }>,
    sender: Person,
    nonce: string | null,
  ): void {
    const channel = this.#channel(previous);
    if (channel === undefined) this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${previous} here.`);
    else if (channel.creator !== sender.name) {
      this.#refuse(seat, nonce, 'not_allowed', `Only who made #${previous} and the moderators can change it.`);
    } else if (name !== previous && this.#channel(name) !== undefined) {
      this.#refuse(seat, nonce, 'name_refused', `There is a channel #${name} already.`);
    } else {
      channel.name = name;
      const update = {
        type: 'channel_update',
        previous,
        channel: name,
        topic: '',
        creator: sender.name,
        may_write: 'everybody',
      };
      for (const [each, { plus }] of name === previous ? [] : this.#online) {
        if (plus) this.#tell(each, update);
        else {
          this.#tell(each, { type: 'channel_delete', channel: previous });
          this.#tell(each, { type: 'channel_create', channel: name });
        }
      }
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce });
    }
  }

  #channel(name: string | null): Channel | undefined {
    return this.#channels.find((channel) => channel.name === (name ?? 'general'));
  }

  #refuse(seat: Seat, nonce: string | null, code: string, message: string): void {
    if (this.#online.get(seat)?.plus !== true) this.#tell(seat, { type: 'direct_message', author: 'Server', message });
    else this.#tell(seat, { type: 'error', code, message, ...(nonce === null ? {} : { nonce }) });
  }

  #tellAll(packet: unknown): void {
    for (const seat of this.#online.keys()) this.#tell(seat, packet);
  }

  #tell(seat: Seat, packet: unknown): void {
    this.told.set(seat, [...(this.told.get(seat) ?? []), JSON.stringify(packet)]);
  }
}

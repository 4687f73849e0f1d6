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
  | { readonly do: 'channel_restore'; readonly channel: string }
  | { readonly do: 'account_delete' | 'broadcast'; readonly username: string; readonly text: string }
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
  /** Somebody at the server deletes an account. */
  | { readonly do: 'free'; readonly name: string }
  /** So much time that what was deleted cannot be restored any more. */
  | { readonly do: 'wait' }
  | { readonly do: 'restart' };

/** Another one than an earlier one of the same name. */
interface Account {
  readonly name: string;
  readonly password: string;
}

interface Person {
  readonly name: string;
  readonly account: Account;
  readonly plus: boolean;
  isAlive: boolean;
}

interface Message {
  readonly id: number;
  readonly seq: number;
  readonly timestamp: number;
  readonly author: Account;
  readonly message: string;
  readonly channel: Channel | null;
  readonly recipient: Account | null;
}

interface Channel {
  name: string;
  readonly creator: Account | null;
}

interface Deleted {
  readonly channel: Channel;
  readonly position: number;
  readonly until: number;
}

export const KEPT_MAX = 3;
/** Stands for the one that a server made for itself. */
export const IDENTITY = '0'.repeat(32);
/** For how long a deleted channel can be restored. */
export const RESTORE_MS = 600_000;
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
  readonly #accounts = new Map<string, Account>();
  #messages: Message[] = [];
  #channels: Channel[] = [{ name: 'general', creator: null }];
  #deleted: Deleted[] = [];
  readonly #nonces = new Map<Account, Map<string, Message>>();
  readonly #undelivered = new Map<Account, Message[]>();
  #lastId = 0;
  readonly #lastSeq = new Map<unknown, number>();
  /** By both accounts. */
  readonly #conversations = new Map<Account, Map<Account, object>>();

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
      case 'free':
        this.#free(action.name);
        break;
      case 'wait':
        this.#deleted = [];
        break;
      case 'restart':
        this.#tellAll({ type: 'broadcast', message: STOPPING });
        for (const seat of this.#online.keys()) this.closed.set(seat, 1001);
        this.#online.clear();
    }
  }

  #logIn({ seat, name, password, plus }: Extract<Action, { do: 'login' }>): void {
    const known = this.#accounts.get(name);
    const isNew = known === undefined;
    const isHere = [...this.#online.values()].some((person) => person.name === name);
    if ((!isNew && known.password !== password) || isHere) {
      this.#tell(seat, { type: 'auth', status: 'Login failed', success: false, new_account: false });
      this.closed.set(seat, known?.password === password ? 4002 : 4001);
      return;
    }
    const account = known ?? { name, password };
    this.#accounts.set(name, account);
    this.#online.set(seat, { name, account, plus, isAlive: true });
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
    const waiting = this.#undelivered.get(account) ?? [];
    this.#undelivered.delete(account);
    for (const message of waiting) this.#deliver(message);
  }

  /** What it wrote stays, what waits for it goes, and whoever comes next under its name is somebody else. */
  #free(name: string): void {
    const account = this.#accounts.get(name);
    if (account === undefined) return;
    this.#accounts.delete(name);
    const waiting = this.#undelivered.get(account) ?? [];
    this.#messages = this.#messages.filter((message) => !waiting.includes(message));
    this.#undelivered.delete(account);
    for (const [seat, { plus }] of this.#online)
      if (plus) this.#tell(seat, { type: 'account_delete', username: name, by: 'Server', reason: '' });
    const seat = [...this.#online].find(([, person]) => person.account === account)?.[0];
    if (seat === undefined) return;
    if (this.#online.get(seat)?.plus !== true)
      this.#tell(seat, { type: 'direct_message', author: 'Server', message: 'Your account was deleted.' });
    this.closed.set(seat, 4005);
    this.#quit(seat);
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
      case 'channel_restore':
        if (sender.plus) this.#restoreChannel(request, sender, nonce, now);
        break;
      case 'account_delete':
        if (sender.plus)
          this.#refuse(request.seat, nonce, 'not_allowed', "Only moderators and owners can delete somebody's account.");
        break;
      case 'broadcast':
        if (sender.plus) this.#refuse(request.seat, nonce, 'not_allowed', 'Only moderators and owners tell everybody.');
        break;
      case 'channel_create':
      case 'channel_delete':
        this.#changeChannel(request, sender, nonce, now);
    }
  }

  #write(
    request: Extract<Request, { do: 'message' | 'direct_message' }>,
    { account: author }: Person,
    nonce: string | null,
    timestamp: number,
  ): void {
    const { seat, text: message } = request;
    if (message.trim() === '') {
      if (nonce !== null) this.#refuse(seat, nonce, 'bad_packet', 'A message without content goes nowhere.');
      return;
    }
    const nonces = this.#nonces.get(author) ?? new Map<string, Message>();
    this.#nonces.set(author, nonces);
    const known = nonces.get(nonce ?? '');
    if (nonce !== null && known !== undefined) {
      this.#tell(seat, { type: 'ack', nonce, id: known.id, timestamp: known.timestamp });
      return;
    }
    const channel = request.do === 'message' ? (this.#channel(request.channel) ?? null) : null;
    const recipient = request.do === 'message' ? null : (this.#accounts.get(request.recipient) ?? null);
    if (request.do === 'message' && channel === null) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${request.channel ?? ''} here.`);
      return;
    }
    if (request.do === 'direct_message') {
      if (request.recipient === 'Server') {
        this.#refuse(seat, nonce, 'unknown_user', 'I am the server and cannot read direct messages.');
        return;
      }
      if (recipient === null) {
        this.#refuse(seat, nonce, 'unknown_user', `${request.recipient} is not known here.`);
        return;
      }
      const isAway = ![...this.#online.values()].some(({ name }) => name === request.recipient);
      if (isAway && (this.#undelivered.get(recipient)?.length ?? 0) >= KEPT_MAX) {
        const words = `Too many messages wait for ${request.recipient} already. Yours was not kept.`;
        this.#refuse(seat, nonce, 'mailbox_full', words);
        return;
      }
    }
    const conversation = channel ?? this.#conversation(author, recipient as Account);
    const seq = (this.#lastSeq.get(conversation) ?? 0) + 1;
    this.#lastSeq.set(conversation, seq);
    const stored = { id: ++this.#lastId, seq, timestamp, author, message, channel, recipient };
    this.#messages.push(stored);
    if (nonce !== null) nonces.set(nonce, stored);
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
    const found = [...this.#online].find(([, { account }]) => account === recipient);
    if (found !== undefined) this.#deliverTo(found[0], message, null);
    if (found?.[1].isAlive !== true && recipient !== null) {
      this.#undelivered.set(recipient, [...(this.#undelivered.get(recipient) ?? []), message]);
    }
  }

  #deliverTo(seat: Seat, { id, seq, timestamp, author, message, channel }: Message, nonce: string | null): void {
    const plain =
      channel === null
        ? { type: 'direct_message', author: author.name, message }
        : { type: 'message', author: author.name, message, channel: channel.name };
    const stamps = { id, seq, timestamp, ...(nonce === null ? {} : { nonce }) };
    this.#tell(seat, this.#online.get(seat)?.plus === true ? { ...plain, ...stamps } : plain);
  }

  #read(request: Extract<Request, { do: 'history' }>, { account }: Person, nonce: string | null): void {
    const { seat, channel, username, after, before, limit } = request;
    if (channel !== undefined && this.#channel(channel) === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${channel} here.`);
      return;
    }
    const other = username === undefined ? undefined : this.#accounts.get(username);
    if (username !== undefined && other === undefined) {
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
      const both = [each.author, each.recipient];
      if (channel !== undefined || !both.includes(account)) return false;
      return other === undefined || (other === account ? both.every((one) => one === account) : both.includes(other));
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
          ? { type: 'direct_message', author: author.name, recipient: recipient?.name, message, id, seq, timestamp }
          : { type: 'message', author: author.name, message, channel: of.name, id, seq, timestamp },
      ),
      reached: this.#lastId === 0 ? null : more ? last?.id : whole,
      more,
      ...(nonce === null ? {} : { nonce }),
    });
  }

  #changeChannel(
    { seat, channel: name, do: what }: Extract<Request, { do: 'channel_create' | 'channel_delete' }>,
    { account }: Person,
    nonce: string | null,
    now: number,
  ): void {
    const channel = this.#channel(name);
    if (what === 'channel_create' && channel !== undefined) {
      this.#refuse(seat, nonce, 'name_refused', `There is a channel #${name} already.`);
    } else if (what === 'channel_delete' && channel === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${name} here.`);
    } else if (what === 'channel_delete' && name === 'general') {
      this.#refuse(seat, nonce, 'not_allowed', '#general is the default channel and stays.');
    } else if (what === 'channel_delete' && channel?.creator !== account) {
      this.#refuse(seat, nonce, 'not_allowed', `Only who made #${name} and the moderators can delete it.`);
    } else {
      if (channel === undefined) {
        const made = { name, creator: account };
        this.#channels.push(made);
        this.#tellOfNew(made);
      } else {
        const until = now + RESTORE_MS;
        this.#deleted.push({ channel, position: this.#channels.indexOf(channel), until });
        this.#channels = this.#channels.filter((each) => each !== channel);
        for (const [each, { plus }] of this.#online)
          this.#tell(each, { type: what, channel: name, ...(plus ? { by: account.name, until } : {}) });
      }
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce });
    }
  }

  #restoreChannel(
    { seat, channel: name }: Extract<Request, { do: 'channel_restore' }>,
    { account }: Person,
    nonce: string | null,
    now: number,
  ): void {
    const found = this.#deleted.findLast(({ channel, until }) => channel.name === name && until >= now);
    if (found === undefined) {
      this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${name} that can be restored.`);
    } else if (found.channel.creator !== account) {
      this.#refuse(seat, nonce, 'not_allowed', `Only who made #${name} and the moderators can restore it.`);
    } else if (this.#channel(name) !== undefined) {
      this.#refuse(seat, nonce, 'name_refused', `There is a channel #${name} already.`);
    } else {
      this.#deleted = this.#deleted.filter((each) => each !== found);
      this.#channels.splice(found.position, 0, found.channel);
      this.#tellOfNew(found.channel);
      if (nonce !== null) this.#tell(seat, { type: 'ack', nonce });
    }
  }

  #tellOfNew(channel: Channel): void {
    const { name, creator } = channel;
    const plain = { type: 'channel_create', channel: name };
    const position = this.#channels.indexOf(channel);
    const about = { topic: '', creator: this.#creator(creator), may_write: 'everybody', position };
    for (const [each, { plus }] of this.#online)
      this.#tell(each, plus ? { ...plain, ...about, last_seq: this.#lastSeq.get(channel) ?? 0 } : plain);
  }

  /** Nobody's, when the account is gone. */
  #creator(account: Account | null): string | null {
    return account !== null && this.#accounts.get(account.name) === account ? account.name : null;
  }

  /** The same object for the same two. */
  #conversation(one: Account, other: Account): object {
    const known = this.#conversations.get(one)?.get(other) ?? this.#conversations.get(other)?.get(one) ?? {};
    const of = this.#conversations.get(one) ?? new Map<Account, object>();
    this.#conversations.set(one, of.set(other, known));
    return known;
  }

  #renameChannel(
    { seat, channel: previous, name }: Extract<Request, { do: 'channel_update' }>,
    { account }: Person,
    nonce: string | null,
  ): void {
    const channel = this.#channel(previous);
    if (channel === undefined) this.#refuse(seat, nonce, 'unknown_channel', `There is no channel #${previous} here.`);
    else if (channel.creator !== account) {
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
        creator: account.name,
        may_write: 'everybody',
        position: this.#channels.indexOf(channel),
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

import type { AppStore } from '../../src-shared/client/app-store.ts';
import type { Log } from '../../src-shared/client/log.ts';
import { ServerLink, type LinkParts } from '../../src-shared/client/server-link.ts';
import { channelId, findConversation, type Problem } from '../../src-shared/chat/index.ts';
import { findServer, type Profile, type ServerId } from '../../src-shared/ipc/app-state.ts';
import type { CommandArgument, JoinOutcome, Outcome } from '../../src-shared/ipc/contract.ts';
import { words } from '../../src-shared/language/index.ts';
import { OFFLINE, type PasswordAnswer } from '../../src-shared/session/index.ts';
import type { RoomFacts } from './room-facts.ts';
import type { GuestStorage, KeptLogin } from './storage/open-storage.ts';

interface GuestParts extends Pick<LinkParts, 'client' | 'connect' | 'nonce'> {
  readonly store: AppStore;
  readonly storage: GuestStorage;
  readonly facts: RoomFacts;
  readonly log: Log;
  readonly onNotice: (sentence: string) => void;
  /** The page is in front of the person. */
  readonly isAttentive: () => boolean;
  readonly reload: () => void;
}

/** The page has one server, for ever. */
const PAGE: ServerId = 'page';

/** The one room of the page: who this browser is there, and the login that holds. */
export class Guest {
  readonly #parts: GuestParts;
  #link: ServerLink | null = null;
  #login: KeptLogin | null;
  /** What was typed last, in this page's memory alone. */
  #password: string | null = null;
  #pin: string | null = null;
  /** Another tab of this browser has the room. */
  #isElsewhere = false;

  constructor(parts: GuestParts) {
    this.#parts = parts;
    this.#login = parts.storage.login.read();
    this.#say();
    parts.storage.onTakenOver(() => {
      this.#isElsewhere = true;
      this.#link?.disconnect();
      this.#told({ kind: 'replaced' });
    });
  }

  /** The room as it was left, which the login follows; false where this browser was never there. */
  async comeBack(): Promise<boolean> {
    if (this.#login === null) return false;
    await this.#open(this.#login);
    this.#resumeDraft();
    this.front();
    void this.connect();
    return true;
  }

  get(id: ServerId): ServerLink | undefined {
    return this.#link?.id === id ? this.#link : undefined;
  }

  get links(): readonly ServerLink[] {
    return this.#link === null ? [] : [this.#link];
  }

  /** Who was here last; empty where nobody was. */
  get username(): string {
    return this.#login?.username ?? '';
  }

  /** See `session/join`; `password` null: a guest, or whom this browser knows by that name. */
  async join({ channel, password, pin, username }: CommandArgument<'session/join'>): Promise<JoinOutcome> {
    const { history } = this.#parts.storage;
    this.#parts.store.dispatch({ type: 'join/failed', problem: null });
    const known = this.#login?.username === username ? this.#login : null;
    const login = known !== null && password === null ? known : newLogin(username, password);
    if (login.secret.kind === 'own' && password === null) return this.#failed({ kind: 'password-needed' });
    this.#password = password;
    this.#pin = pin ?? null;
    const isNew = this.#link === null || this.#profile?.username !== username;
    if (isNew) await this.#close();
    const link = this.#link ?? (await this.#open(login));
    this.#login = login;
    const problem = await this.#connect(link, false);
    if (problem !== null) {
      this.#login = this.#parts.storage.login.read();
      if (isNew && this.#link === link) {
        await this.#close();
        await history.remove(link.key, !link.isKnown);
      }
      return this.#failed(problem);
    }
    this.#keep(login);
    this.front();
    if (channel !== undefined) link.want(channelId(channel));
    return { ok: true };
  }

  /** Logs in as who this browser is. */
  async connect(): Promise<Outcome> {
    const link = this.#link;
    if (link === null || this.#login === null) return { ok: false, message: words().shell.serverGone };
    await this.#connect(link, true);
    return { ok: true };
  }

  /** The person does not want to wait for the next attempt, or wants a first one. */
  retry(): void {
    const session = this.#link?.session ?? null;
    // What the other tab wrote meanwhile is read anew.
    if (this.#isElsewhere) this.#parts.reload();
    else if (session === null) void this.connect();
    else session.retryNow();
  }

  /** The network is back, or the page is looked at again: is the connection alive, or can it be made at once? */
  wake(): void {
    this.#parts.storage.draft.keep(null);
    this.#link?.session?.networkChanged();
  }

  /** Writes what waits to be written: the browser may end the page at any moment from now on, and has no time for a database then. */
  settle(): void {
    const chat = this.#link?.chat ?? null;
    const shown = chat === null ? undefined : findConversation(chat, chat.active);
    const draft = shown === undefined || shown.draft === '' ? null : { conversation: shown.id, text: shown.draft };
    this.#parts.storage.draft.keep(chat === null || draft === null ? null : { username: chat.me, ...draft });
    void this.#link?.settled();
  }

  /** The person is not in this room any more: the browser forgets it. */
  async leave(): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    await this.#close();
    await this.#parts.storage.history.remove(link.key, true);
    this.#login = null;
    this.#parts.storage.login.keep(null);
    this.#say();
  }

  /** A password of the person's own: the name is theirs from any browser. */
  async changePassword(current: string, password: string): Promise<PasswordAnswer> {
    const login = this.#login;
    // Nobody knows that of a guest, nor has to.
    const known = login?.secret.kind === 'guest' ? login.secret.password : current;
    const answer = (await this.#link?.session?.changePassword(known, password)) ?? OFFLINE;
    if (answer.ok && login !== null) {
      this.#password = password;
      this.#keep({ ...login, secret: { kind: 'own', token: null } });
    }
    return answer;
  }

  block(username: string, blocked: boolean): void {
    const login = this.#login;
    const profile = this.#profile;
    if (login === null || profile === null || login.blocked.includes(username) === blocked) return;
    const names = blocked ? [...login.blocked, username] : login.blocked.filter((each) => each !== username);
    this.#keep({ ...login, blocked: names });
    const { store } = this.#parts;
    store.dispatch({ type: 'server/profile', profile: { ...profile, blocked: names } });
    store.dispatch({ type: 'chat', server: PAGE, event: { type: 'blocked/changed', blocked: names } });
  }

  mute(muted: boolean): void {
    const profile = this.#profile;
    if (profile !== null) this.#parts.store.dispatch({ type: 'server/profile', profile: { ...profile, muted } });
  }

  /** Words that count as a mention from now on. */
  setKeywords(keywords: readonly string[]): void {
    this.#parts.store.dispatch({ type: 'chat', server: PAGE, event: { type: 'keywords/changed', keywords } });
  }

  front(): void {
    this.#parts.store.dispatch({ type: 'server/opened', server: PAGE });
    this.attend();
  }

  /** The page is in front of the person, or no longer. */
  attend(): void {
    const { isAttentive, store } = this.#parts;
    const attentive = isAttentive();
    const chat = this.#link?.chat;
    if (chat === undefined || chat === null || chat.attentive === attentive) return;
    store.dispatch({ type: 'chat', server: PAGE, event: { type: 'attention/changed', attentive } });
  }

  get #profile(): Profile | null {
    return findServer(this.#parts.store.state.servers, PAGE)?.profile ?? null;
  }

  #connect(link: ServerLink, persistent: boolean): Promise<Problem | null> {
    const { facts } = this.#parts;
    const { secret } = this.#login ?? newLogin('', null);
    const byToken = secret.kind === 'own' && secret.token !== null && this.#password === null ? { token: secret.token } : {};
    return link.connect({
      address: facts.address,
      password: secret.kind === 'guest' ? secret.password : this.#password,
      ...byToken,
      onToken: (token) => {
        const login = this.#login;
        if (login?.secret.kind === 'own') this.#keep({ ...login, secret: { kind: 'own', token } });
      },
      persistent,
      security: { kind: facts.isEncrypted ? 'authority' : 'clear' },
      isGuest: secret.kind === 'guest',
      ...(this.#pin === null ? {} : { pin: this.#pin }),
    });
  }

  async #open({ blocked, username }: KeptLogin): Promise<ServerLink> {
    const { facts, isAttentive, storage } = this.#parts;
    const security = { kind: facts.isEncrypted ? 'authority' : 'clear' } as const;
    const profile: Profile = {
      ...{ id: PAGE, kind: 'remote', address: facts.address, username, label: '', autoconnect: true, muted: false },
      ...{ blocked, security },
    };
    const link = await ServerLink.open({ ...this.#parts, history: storage.history }, profile, {
      attentive: isAttentive(),
      onOtherServer: () => void this.#becameAnother(),
      onTrusted: () => undefined,
    });
    this.#link = link;
    return link;
  }

  async #close(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    if (link === null) return;
    await link.close();
    this.#parts.store.dispatch({ type: 'server/removed', server: PAGE });
  }

  /** Another server answers at this address: its own history takes the place. */
  async #becameAnother(): Promise<void> {
    const login = this.#login;
    if (login === null) return;
    await this.#link?.close();
    // Meanwhile the person may have left.
    if (this.#login !== login) return;
    await this.#open(login);
    this.attend();
    await this.connect();
  }

  #keep(login: KeptLogin): void {
    this.#login = login;
    this.#parts.storage.login.keep(login);
    this.#say();
  }

  /** The window shows who this browser is. */
  #say(): void {
    const { store } = this.#parts;
    const { shell } = store.state;
    if (shell.kind === 'page')
      store.dispatch({ type: 'shell/changed', shell: { ...shell, account: this.#login?.secret.kind ?? null } });
  }

  /** What was being written when the page ended is there again. */
  #resumeDraft(): void {
    const { storage, store } = this.#parts;
    const kept = storage.draft.read();
    storage.draft.keep(null);
    const chat = this.#link?.chat ?? null;
    if (kept === null || chat === null || kept.username !== chat.me) return;
    const { conversation, text } = kept;
    store.dispatch({ type: 'chat', server: PAGE, event: { type: 'draft/changed', conversation, text } });
  }

  /** There is no login, for this reason. */
  #told(problem: Problem): void {
    const event = { type: 'connection/changed', connection: { phase: 'offline', problem }, at: Date.now() } as const;
    if (this.#link !== null) this.#parts.store.dispatch({ type: 'chat', server: PAGE, event });
  }

  #failed(problem: Problem): JoinOutcome {
    this.#parts.store.dispatch({ type: 'join/failed', problem });
    return { ok: false, problem };
  }
}

function newLogin(username: string, password: string | null): KeptLogin {
  const secret: KeptLogin['secret'] =
    password === null ? { kind: 'guest', password: randomHex() } : { kind: 'own', token: null };
  return { username, secret, blocked: [] };
}

/** 128 random bits as hexadecimal digits. Not by `crypto.randomUUID`, which a page that came in clear does not have. */
export function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

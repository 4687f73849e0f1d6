import { channelId, type Problem } from '../src-shared/chat/index.ts';
import { words } from '../src-shared/language/index.ts';
import { SERVERS_MAX, type JoinOutcome, type Outcome, type Profile, type ServerId } from '../src-shared/ipc/index.ts';
import { asksForEncryption, OFFLINE, parseAddress, type PasswordAnswer } from '../src-shared/session/index.ts';
import { UNKNOWN_SECURITY, type Fingerprint, type Security } from '../src-shared/trust/index.ts';
import type { Secrets } from './secrets.ts';
import { ServerLink, type LinkParts } from '../src-shared/client/server-link.ts';
import { securityAt, securityOfLogin } from './server-security.ts';
import { isSame, newProfile, ServerProfiles, withoutPassword, type Login } from './server-profiles.ts';
import type { SettingsFile } from './settings-file.ts';

interface ServersParts extends LinkParts {
  readonly file: SettingsFile;
  readonly secrets: Pick<Secrets, 'read' | 'keep' | 'forget'>;
  /** The window is in front of the person. */
  readonly isAttentive: () => boolean;
}

/** The list of servers: each with a login of its own, kept in the settings and in the history, in front one at a time. */
export class Servers {
  readonly #parts: ServersParts;
  readonly #links = new Map<ServerId, ServerLink>();
  readonly #profiles: ServerProfiles;
  #closed = false;

  constructor(parts: ServersParts) {
    this.#parts = parts;
    this.#profiles = new ServerProfiles(parts);
  }

  /** Brings back the server that was in front, with its last conversation; logs in nowhere yet. */
  async restoreFront(): Promise<void> {
    const { stored } = this.#profiles;
    const front = stored.find(({ id }) => id === this.#parts.file.active) ?? stored[0];
    if (front === undefined) return;
    await this.#bringBack(withoutPassword(front));
    this.#parts.store.dispatch({ type: 'server/opened', server: front.id });
    this.#attend();
  }

  /** Brings back the others, each in its place. */
  async restoreOthers(): Promise<void> {
    const { stored } = this.#profiles;
    for (const server of stored) if (!this.#links.has(server.id)) await this.#bringBack(withoutPassword(server));
    this.#parts.store.dispatch({ type: 'servers/ordered', servers: stored.map(({ id }) => id) });
  }

  /** Logs in where that was asked for, on servers that this app does not host. */
  autoconnect(): void {
    for (const { autoconnect, id, kind } of this.#profiles.all) if (autoconnect && kind === 'remote') void this.connect(id);
  }

  get(id: ServerId): ServerLink | undefined {
    return this.#links.get(id);
  }

  /** All there are. */
  get links(): readonly ServerLink[] {
    return [...this.#links.values()];
  }

  /** The server that this app hosts, if it is in the list. */
  get hosted(): Profile | null {
    return this.#profiles.all.find(({ kind }) => kind === 'hosted') ?? null;
  }

  /**
   * Logs in at a server and brings it to the front; where it is not in the list it comes there, and leaves it again when this first
   * login fails.
   */
  async join(request: Login): Promise<JoinOutcome> {
    const { history, store } = this.#parts;
    const parsed = parseAddress(request.address);
    if (!parsed.ok) return this.#failed({ kind: 'bad-address', detail: parsed.message });
    const known = this.#profiles.all.find((profile) => isSame(profile, request));
    if (known === undefined && store.state.servers.length >= SERVERS_MAX) {
      return this.#failed({ kind: 'bad-address', detail: words().forms.address.tooMany(SERVERS_MAX) });
    }
    const asked = securityOfLogin(request, known, this.#profiles.all);
    if ('problem' in asked) return this.#failed(asked.problem);
    store.dispatch({ type: 'join/failed', problem: null });
    const { security } = asked;
    const profile = known === undefined ? newProfile(request, security) : { ...known, address: request.address.trim() };
    if (known !== undefined && known.address !== profile.address) store.dispatch({ type: 'server/profile', profile });
    const link = this.#links.get(profile.id) ?? (await this.#open(profile));
    const { password, pin } = request;
    const login = { address: profile.address, password, persistent: false, security };
    const problem = await link.connect(pin === undefined ? login : { ...login, pin });
    if (problem !== null) {
      if (known === undefined && this.#links.get(profile.id) === link) {
        await this.#drop(link);
        await history.remove(link.key, !link.isKnown);
      }
      return this.#failed(problem);
    }
    this.#profiles.remember(request, { ...profile, security: link.security, autoconnect: true });
    this.#parts.log.info('joined a server');
    this.front(profile.id);
    if (request.channel !== undefined) link.want(channelId(request.channel));
    return { ok: true };
  }

  /** A kept password goes to the server it was kept for and to no other; null where none is kept. */
  keptPassword(address: string, username: string): string | null {
    const profile = this.#profiles.all.find((each) => isSame(each, { address, username, kind: 'remote' }));
    return profile === undefined ? null : this.#profiles.password(profile.id);
  }

  /** Logs in at a server of the list with its kept password. */
  async connect(id: ServerId): Promise<Outcome> {
    const profile = this.#profiles.get(id);
    const link = this.#links.get(id);
    if (profile === undefined || link === undefined) return { ok: false, message: words().shell.serverGone };
    const password = this.#profiles.password(id);
    if (password === null) {
      link.needPassword();
      return { ok: false, message: words().shell.passwordGone };
    }
    const { address, security } = profile;
    await link.connect({ address, password, persistent: true, security });
    return { ok: true };
  }

  /** The person does not want to wait for the next attempt, or wants a first one. */
  retry(id: ServerId): void {
    const session = this.#links.get(id)?.session ?? null;
    if (session === null) void this.connect(id);
    else session.retryNow();
  }

  /** The person changed a server of the list; what they gave up with it is logged in anew. */
  async change(
    id: ServerId,
    { password, ...change }: Partial<Omit<Profile, 'id' | 'kind' | 'blocked' | 'security'>> & { readonly password?: string },
  ): Promise<Outcome> {
    const profile = this.#profiles.get(id);
    if (profile === undefined) return { ok: false, message: words().shell.serverGone };
    if (change.address !== undefined) {
      const parsed = parseAddress(change.address);
      if (!parsed.ok) return { ok: false, message: parsed.message };
    }
    const security = change.address === undefined ? profile.security : securityAt(change.address, profile, this.#profiles.all);
    const changed: Profile = { ...profile, ...change, security };
    // Who logs in there at each start needs the password then.
    this.#profiles.put(changed, password === undefined ? undefined : { text: password, remember: changed.autoconnect });
    const isOther = changed.username !== profile.username;
    if (isOther) await this.#reopen(changed);
    if (isOther || password !== undefined || changed.address !== profile.address) return this.connect(id);
    return { ok: true };
  }

  /** The account there has another password from now on, which is kept where the one before was. */
  async changePassword(id: ServerId, current: string, password: string): Promise<PasswordAnswer> {
    const session = this.#links.get(id)?.session ?? null;
    const answer = (await session?.changePassword(current, password)) ?? OFFLINE;
    const profile = this.#profiles.get(id);
    if (answer.ok && profile !== undefined) {
      const remember = this.#profiles.stored.some((server) => server.id === id && server.password !== null);
      this.#profiles.put(profile, { text: password, remember });
    }
    return answer;
  }

  /** The person compared the key that a server showed in the place of another, and trusts it from now on. */
  trustKey(id: ServerId, seen: Fingerprint): Outcome {
    const problem = this.#problemOf(id);
    if (problem?.kind !== 'certificate-changed' || problem.seen !== seen) return gone();
    return this.#decide(id, { kind: 'pinned', fingerprint: seen });
  }

  /** The person did without encryption until now and asks for it again: the next answer in clear is a question again. */
  encrypt(id: ServerId): Promise<Outcome> {
    const profile = this.#profiles.get(id);
    if (profile?.security.kind !== 'clear') return Promise.resolve(gone());
    // `ws://` would be the same choice anew.
    const address = profile.address.replace(/^ws:\/\//i, '');
    this.#profiles.put({ ...profile, address, security: UNKNOWN_SECURITY });
    return this.connect(id);
  }

  /** The person was told that a server does not encrypt, and goes there all the same. Never where it did before. */
  goUnencrypted(id: ServerId): Outcome {
    const profile = this.#profiles.get(id);
    const problem = this.#problemOf(id);
    const isAsked = problem?.kind === 'not-encrypted' && problem.expected === undefined;
    if (!isAsked || profile?.security.kind !== 'unknown' || asksForEncryption(profile.address)) return gone();
    return this.#decide(id, { kind: 'clear' });
  }

  /** Brings a server to the front; the one that was there is not looked at any more. */
  front(id: ServerId): void {
    const { file, store } = this.#parts;
    store.dispatch({ type: 'server/opened', server: id });
    file.active = store.state.active;
    this.#attend();
  }

  /** The window is in front of the person, or no longer: so is one server. */
  attend(): void {
    this.#attend();
  }

  order(ids: readonly ServerId[]): void {
    this.#profiles.order(ids);
  }

  async remove(id: ServerId, forget: boolean): Promise<void> {
    const link = this.#links.get(id);
    if (link === undefined) return;
    const { file, history, store } = this.#parts;
    await this.#drop(link);
    this.#profiles.forget(id);
    file.active = store.state.active;
    this.#attend();
    await history.remove(link.key, forget);
  }

  /** Forgets what is kept of a server, its password and its key included; its address and the name there stay, in its place in the list. */
  async reset(id: ServerId): Promise<void> {
    const profile = this.#profiles.get(id);
    if (profile === undefined) return;
    const order = this.#profiles.all.map((each) => each.id);
    const { address, kind, username } = profile;
    await this.remove(id, true);
    const fresh = newProfile({ address, kind, username }, UNKNOWN_SECURITY);
    await this.#open({ ...fresh, label: profile.label });
    this.#profiles.put({ ...fresh, label: profile.label });
    this.order(order.map((each) => (each === id ? fresh.id : each)));
    this.front(fresh.id);
  }

  /** Hides what somebody writes on a server, or shows it again. */
  block(id: ServerId, username: string, blocked: boolean): void {
    const { store } = this.#parts;
    const profile = this.#profiles.get(id);
    if (profile === undefined || profile.blocked.includes(username) === blocked) return;
    const names = blocked ? [...profile.blocked, username] : profile.blocked.filter((each) => each !== username);
    const changed = { ...profile, blocked: names };
    this.#profiles.put(changed);
    store.dispatch({ type: 'chat', server: id, event: { type: 'blocked/changed', blocked: names } });
  }

  /** Words that count as a mention from now on, on all servers. */
  setKeywords(keywords: readonly string[]): void {
    for (const { id } of this.#profiles.all) {
      this.#parts.store.dispatch({ type: 'chat', server: id, event: { type: 'keywords/changed', keywords } });
    }
  }

  /** Whether the start of the app logs in there again. */
  setAutoconnect(id: ServerId, autoconnect: boolean): void {
    const profile = this.#profiles.get(id);
    if (profile === undefined || profile.autoconnect === autoconnect) return;
    this.#profiles.put({ ...profile, autoconnect });
  }

  /** The own server is at another address, and has this key if it encrypts: the same login goes on there. */
  async follow(id: ServerId, address: string, fingerprint: Fingerprint | null): Promise<Outcome> {
    const profile = this.#profiles.get(id);
    if (profile === undefined) return { ok: false, message: words().shell.serverGone };
    const link = this.#links.get(id);
    const security: Security = fingerprint === null ? { kind: 'clear' } : { kind: 'pinned', fingerprint };
    if (profile.address === address && link?.session !== null && link?.session !== undefined) {
      this.#keep(profile, security);
      link.session.retryNow();
      return { ok: true };
    }
    const changed = { ...profile, address, security };
    this.#profiles.put(changed);
    return this.connect(id);
  }

  /** Ends all logins at once; `closed` resolves when all is written. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const link of this.#links.values()) link.disconnect();
    await Promise.allSettled(this.links.map((link) => link.close()));
  }

  /** A server of which nothing can be read is missing until the next start, and keeps no other from being there. */
  async #bringBack(profile: Profile): Promise<void> {
    try {
      await this.#open(profile);
    } catch (error) {
      this.#parts.log.error('a server could not be brought back', error);
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.onNotice(words().shell.history.unreadServer(profile.label || profile.address, reason));
    }
  }

  async #open(profile: Profile): Promise<ServerLink> {
    const link = await ServerLink.open(this.#parts, profile, {
      attentive: this.#parts.isAttentive() && this.#parts.store.state.active === profile.id,
      onOtherServer: (other) => void this.#becameAnother(other),
      onTrusted: ({ id }, security) => {
        const trusted = this.#profiles.get(id);
        if (trusted !== undefined) this.#keep(trusted, security);
      },
    });
    this.#links.set(profile.id, link);
    return link;
  }

  /** Another server answers at this address, or this one's history is known from before: its own history takes the place. */
  async #becameAnother(link: ServerLink): Promise<void> {
    const profile = this.#profiles.get(link.id);
    if (profile === undefined || this.#links.get(link.id) !== link) return;
    this.#parts.log.info('another history is of this server; logging in anew');
    await this.#reopen(profile);
    await this.connect(profile.id);
  }

  #problemOf(id: ServerId): Problem | null {
    const connection = this.#links.get(id)?.chat?.connection;
    return connection !== undefined && 'problem' in connection ? (connection.problem ?? null) : null;
  }

  #decide(id: ServerId, security: Security): Outcome {
    const profile = this.#profiles.get(id);
    if (profile === undefined) return gone();
    this.#keep(profile, security);
    this.retry(id);
    return { ok: true };
  }

  #keep(profile: Profile, security: Security): void {
    this.#links.get(profile.id)?.trust(security);
    if (JSON.stringify(profile.security) !== JSON.stringify(security)) this.#profiles.put({ ...profile, security });
  }

  async #reopen(profile: Profile): Promise<void> {
    await this.#links.get(profile.id)?.close();
    await this.#open(profile);
    this.#attend();
  }

  async #drop(link: ServerLink): Promise<void> {
    await link.close();
    this.#links.delete(link.id);
    this.#parts.store.dispatch({ type: 'server/removed', server: link.id });
  }

  #attend(): void {
    const { isAttentive, store } = this.#parts;
    for (const { chat, profile } of store.state.servers) {
      const attentive = isAttentive() && profile.id === store.state.active;
      if (chat.attentive !== attentive) {
        store.dispatch({ type: 'chat', server: profile.id, event: { type: 'attention/changed', attentive } });
      }
    }
  }

  #failed(problem: Problem): JoinOutcome {
    this.#parts.store.dispatch({ type: 'join/failed', problem });
    return { ok: false, problem };
  }
}

function gone(): Outcome {
  return { ok: false, message: words().shell.serverGone };
}

import {
  FINDING_OFF,
  type FindingObstacle,
  type FindingProbe,
  type FindingState,
  type ServerState,
} from '../../src-shared/ipc/index.ts';
import { portOf } from '../../src-shared/session/address.ts';
import type { Clock } from '../../src-shared/session/clock.ts';
import { classOf } from '../server/network/address.ts';
import { hasTunnel } from '../server/discovery/networks.ts';
import { REAL_ACCESS, type NetworkAccess } from '../server/discovery/stations.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import { askServer, type Answer, type Question } from './ask-server.ts';
import { Browser } from './browser.ts';
import { foundServers, type Answering } from './found-list.ts';
import { probeNetworks } from './probe.ts';

/** The window hears of the list at most this often. */
const SHOW_INTERVAL_MS = 100;
/** Servers that one search of the addresses keeps. */
const ANSWERING_MAX = 500;

export interface FinderParts {
  readonly store: AppStore;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly access?: NetworkAccess;
  readonly ask?: (question: Question) => Promise<Answer>;
  readonly tunnel?: () => boolean;
}

/** Everything of one search, from `start` to `stop`. */
interface Search {
  readonly browser: Browser;
  readonly stop: AbortController;
  probing: AbortController | null;
  probe: FindingProbe | null;
  readonly probed: Answering[];
  readonly lastKnown: Answering[];
}

/**
 * Looks for servers while the person is at the form to join one: listens for those that tell of themselves, asks those of the list
 * whether they are where they were, and, only when told to, every address of the networks. Joins none.
 */
export class Finder {
  readonly #parts: Required<FinderParts>;
  #search: Search | null = null;
  #cancelShow: (() => void) | null = null;

  constructor(parts: FinderParts) {
    this.#parts = { access: REAL_ACCESS, ask: askServer, tunnel: () => hasTunnel(), ...parts };
    // Who is online, and which of the servers found are of the list, can change meanwhile.
    parts.store.watch((_state, { type }) => {
      if (this.#search !== null && type !== 'finding/changed') this.#showSoon();
    });
  }

  start(): void {
    if (this.#search !== null) return;
    const { access, clock } = this.#parts;
    const onChange = () => {
      this.#showSoon();
    };
    const browser = new Browser({ access, clock, onChange });
    const search: Search = {
      ...{ browser, stop: new AbortController(), probing: null, probe: null, probed: [], lastKnown: [] },
    };
    this.#search = search;
    browser.start();
    for (const server of this.#parts.store.state.servers) void this.#askKnown(search, server);
    this.#show();
  }

  stop(): void {
    const search = this.#search;
    if (search === null) return;
    this.#search = null;
    this.#cancelShow?.();
    this.#cancelShow = null;
    search.stop.abort();
    search.probing?.abort();
    void search.browser.stop();
    this.#parts.store.dispatch({ type: 'finding/changed', finding: FINDING_OFF });
  }

  /** Asks every address, or ends that; nothing without `start`. */
  probe(on: boolean): void {
    const search = this.#search;
    if (search === null) return;
    if (on) {
      if (search.probing === null) void this.#probe(search);
      return;
    }
    search.probing?.abort();
    search.probing = null;
    this.#show();
  }

  async #probe(search: Search): Promise<void> {
    const probing = new AbortController();
    search.probing = probing;
    search.probed.length = 0;
    search.probe = null;
    await probeNetworks({
      networks: this.#parts.access.networks(),
      signal: probing.signal,
      pinned: this.#pinned,
      ask: this.#parts.ask,
      onFound: (server) => {
        if (search.probed.length < ANSWERING_MAX) search.probed.push(server);
        this.#showSoon();
      },
      onProgress: (asked, total) => {
        search.probe = { asked, total, complete: false };
        this.#showSoon();
      },
    });
    if (search.probing !== probing) return;
    search.probing = null;
    const { asked = 0, total = 0 } = search.probe ?? {};
    search.probe = { asked, total, complete: true };
    this.#showSoon();
  }

  /** Where it was last, if that is in a local network: others are not told that the person thinks of them. */
  async #askKnown(search: Search, { profile, chat }: ServerState): Promise<void> {
    const address = portOf(profile.address);
    const [, host = '', port = ''] = /^([\d.]+):(\d+)$/u.exec(address ?? '') ?? [];
    if (address === null || profile.kind === 'hosted' || classOf(host) !== 'lan') return;
    const isPinned = profile.security.kind === 'pinned';
    if (chat.connection.phase === 'connected') {
      const fingerprint = profile.security.kind === 'pinned' ? profile.security.fingerprint : null;
      search.lastKnown.push({ address, fingerprint, network: null });
      return;
    }
    const { signal } = search.stop;
    const answer = await this.#parts.ask({ host, port: Number(port), plain: !isPinned, signal });
    if (answer.kind !== 'server' || signal.aborted) return;
    search.lastKnown.push({ address, fingerprint: answer.fingerprint, network: null });
    this.#showSoon();
  }

  get #pinned(): ReadonlySet<string> {
    const pinned = this.#parts.store.state.servers.filter(({ profile }) => profile.security.kind === 'pinned');
    return new Set(pinned.flatMap(({ profile }) => portOf(profile.address) ?? []));
  }

  #showSoon(): void {
    this.#cancelShow ??= this.#parts.clock.after(SHOW_INTERVAL_MS, () => {
      this.#cancelShow = null;
      this.#show();
    });
  }

  #show(): void {
    const search = this.#search;
    if (search === null) return;
    const { store } = this.#parts;
    const finding = this.#state(search);
    if (JSON.stringify(finding) !== JSON.stringify(store.state.finding)) store.dispatch({ type: 'finding/changed', finding });
  }

  #state({ browser, probing, probe, probed, lastKnown }: Search): FindingState {
    const { servers, hosting } = this.#parts.store.state;
    const own = hosting.status === 'on' ? hosting.addresses.map(({ address }) => address) : [];
    return {
      status: probing === null ? 'looking' : 'probing',
      servers: foundServers({ told: browser.sightings, probed, lastKnown, servers, own }),
      probe,
      obstacles: this.#obstacles(browser),
    };
  }

  #obstacles({ isDeaf }: Browser): FindingObstacle[] {
    const { access, platform, tunnel } = this.#parts;
    const hasNetwork = access.networks().length > 0;
    return [
      ...(hasNetwork ? [] : (['no-network'] as const)),
      ...(platform === 'darwin' && hasNetwork ? (['local-network-permission'] as const) : []),
      ...(tunnel() ? (['vpn'] as const) : []),
      ...(isDeaf ? (['no-multicast'] as const) : []),
      ...(hasNetwork ? (['isolation', 'firewall'] as const) : []),
    ];
  }
}

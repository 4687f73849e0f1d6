import type { FirewallFinding, ReachFindings } from '../../src-shared/hosting/index.ts';
import type { HostingState } from '../../src-shared/ipc/index.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';

export interface ReachWatchParts {
  readonly store: AppStore;
  readonly platform: NodeJS.Platform;
  readonly connect: (
    host: string,
    port: number,
    fingerprint: Fingerprint | null,
  ) => Promise<NonNullable<ReachFindings['answer']>>;
  readonly findFirewall: () => Promise<FirewallFinding>;
  /** Whether somebody from another computer was here since the start. */
  readonly isVisited: () => boolean;
}

const PLATFORMS: Partial<Record<NodeJS.Platform, ReachFindings['platform']>> = {
  linux: 'linux',
  darwin: 'mac',
  win32: 'windows',
};
const LOOPBACK = /^(?:127\.|::1$|localhost$)/u;

/** Finds out whether others can reach the hosted room, when it starts, when the network changes and when the person asks. */
export class ReachWatch {
  readonly #parts: ReachWatchParts;
  #round = 0;

  constructor(parts: ReachWatchParts) {
    this.#parts = parts;
  }

  /** Looks now; what an earlier round finds out later does not count. */
  async check(): Promise<void> {
    const round = ++this.#round;
    const { connect, findFirewall, isVisited, platform, store } = this.#parts;
    const { hosting } = store.state;
    if (hosting.status !== 'on') return;
    const tried = bestAddress(hosting);
    const { fingerprint, port } = hosting;
    const [answer, firewall] = await Promise.all([tried === null ? null : connect(tried, port, fingerprint), findFirewall()]);
    const now = store.state.hosting;
    if (round !== this.#round || now.status !== 'on' || now.port !== port) return;
    const about = { platform: PLATFORMS[platform] ?? 'other', visited: isVisited() } as const;
    const reach: ReachFindings = { ...about, port, tried, answer, firewall };
    store.dispatch({ type: 'hosting/changed', hosting: { ...now, reach } });
  }
}

/** The host of the first address that is not this computer's own. */
function bestAddress({ addresses }: Extract<HostingState, { status: 'on' }>): string | null {
  const hosts = addresses.map(({ address }) => address.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1'));
  return hosts.find((host) => !LOOPBACK.test(host)) ?? null;
}

import { orderAddresses } from '../../src-shared/hosting/index.ts';
import type { HostAddress } from '../../src-shared/ipc/index.ts';
import type { AppStore } from '../../src-shared/client/app-store.ts';
import { hostAddresses, type HostAddress as Address } from '../server/network/addresses.ts';
import { joinAddress } from './join-address.ts';

/** Keeps the addresses of the hosted room as they are now: ordered as the person wants them, and after a change of network, too. */
export class HostAddresses {
  readonly #store: AppStore;
  readonly #find: (port: number) => readonly Address[];

  constructor(store: AppStore, find: (port: number) => readonly Address[] = (port) => hostAddresses('0.0.0.0', port)) {
    this.#store = store;
    this.#find = find;
    store.watch((_state, { type }) => {
      if (type === 'hosting/changed' || type === 'settings/changed') this.refresh();
    });
  }

  /** Looks at the networks again. */
  refresh(): void {
    const { hosting, settings } = this.#store.state;
    if (hosting.status !== 'on') return;
    const found = this.#find(hosting.port).map(({ address, network, kind }): HostAddress => {
      const shown = { address: joinAddress(address, hosting.port), network };
      return kind === 'wifi' || kind === 'ethernet' ? { ...shown, kind } : shown;
    });
    const { given, leftOut } = orderAddresses(found, settings.addresses);
    const { leftOut: before, ...rest } = hosting;
    if (JSON.stringify([given, leftOut]) === JSON.stringify([rest.addresses, before ?? []])) return;
    const shown = leftOut.length === 0 ? {} : { leftOut };
    this.#store.dispatch({ type: 'hosting/changed', hosting: { ...rest, addresses: given, ...shown } });
  }
}

import { networkInterfaces } from 'node:os';
import { powerMonitor } from 'electron';

/** How often the computer's own addresses are compared: a change means that the network went or came. */
const NETWORK_POLL_MS = 3_000;

/** Calls `onChange` when the computer woke up or its addresses are others, for as long as the app runs. */
export function watchNetwork(onChange: () => void): void {
  powerMonitor.on('resume', onChange);
  let known = localAddresses();
  setInterval(() => {
    const addresses = localAddresses();
    if (addresses === known) return;
    known = addresses;
    onChange();
  }, NETWORK_POLL_MS).unref();
}

function localAddresses(): string {
  try {
    return Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map((address) => address.address)
      .sort()
      .join(' ');
  } catch {
    // Some sandboxes do not let an app ask.
    return '';
  }
}

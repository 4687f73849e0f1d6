import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Endings that routers give the computers behind them, and that nobody can buy: a page from elsewhere cannot have such a name. */
const PRIVATE_ENDINGS = ['local', 'lan', 'home', 'home.arpa', 'internal', 'localdomain', 'intranet', 'private', 'corp'];

/**
 * The names under which this server may be asked for. A page from elsewhere can have its own name lead to this computer
 * (DNS rebinding) and would then talk to us as if we were its server; its requests still say that name as their `Host`.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;

  /** @param configured names that lead here, besides this computer's own */
  constructor(configured: readonly string[], own = hostname()) {
    const [label = ''] = own.split('.');
    const atHome = PRIVATE_ENDINGS.map((ending) => `${label}.${ending}`);
    this.#names = new Set(['localhost', own, label, ...atHome, ...configured].map(plainName));
  }

  /** Whether the value of a `Host` header is an IP address or one of the names, whatever its port. */
  includes(host: string): boolean {
    const { name, bracketed } = /^(?:\[(?<bracketed>[^\]]*)\]|(?<name>[^:]*))(?::\d{1,5})?$/u.exec(host)?.groups ?? {};
    if (bracketed !== undefined) return isIP(bracketed) === 6;
    return name !== undefined && name !== '' && (isIP(name) === 4 || this.#names.has(plainName(name)));
  }
}

/** Whether an option may name it: one host name, without a port. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/iu.test(text);
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/u, '');
}

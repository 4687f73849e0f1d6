import { INVITATION_SCHEME, outsideAddress, type OutsideAddress } from '../src-shared/text/outside-address.ts';

export interface OutsideLinksOptions {
  /** Hands an address to the system; rejects where it has no program for it. */
  readonly open: (href: string) => Promise<void>;
  /** Asks the person whether addresses of this scheme may be opened. */
  readonly ask: (address: OutsideAddress) => Promise<boolean>;
  /** Puts the app's own question about an invitation. */
  readonly invite: (link: string) => void;
  readonly onProblem: (address: OutsideAddress) => void;
}

/**
 * The gate for every link out of the app: web and mail at once, a few other schemes after one question each, all others never.
 * An invitation stays in the app, which asks about each.
 */
export class OutsideLinks {
  readonly #options: OutsideLinksOptions;
  /** Schemes that the person agreed to, until the app ends. */
  readonly #agreed = new Set<string>();
  #asking = false;

  constructor(options: OutsideLinksOptions) {
    this.#options = options;
  }

  /** Opens an address as a page named it; resolves when that is done or was refused, never rejects. */
  async open(text: string): Promise<void> {
    const address = outsideAddress(text);
    if (address === null) return;
    if (address.scheme === INVITATION_SCHEME) {
      this.#options.invite(address.href);
      return;
    }
    if (address.asks && !this.#agreed.has(address.scheme)) {
      // One question at a time, however often somebody clicks.
      if (this.#asking) return;
      this.#asking = true;
      try {
        if (!(await this.#options.ask(address))) return;
        this.#agreed.add(address.scheme);
      } catch {
        return;
      } finally {
        this.#asking = false;
      }
    }
    try {
      await this.#options.open(address.href);
    } catch {
      this.#options.onProblem(address);
    }
  }
}

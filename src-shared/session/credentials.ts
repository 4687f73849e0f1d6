import { CloseCode, isResumeToken } from '../protocol/index.ts';

/** Ends of a refused login that are not about what was in the password's place. */
const NOT_ABOUT_THE_TOKEN: ReadonlySet<number> = new Set([
  CloseCode.goingAway,
  CloseCode.internalError,
  CloseCode.tryAgainLater,
  CloseCode.alreadyConnected,
  CloseCode.nameRefused,
  CloseCode.banned,
]);

/**
 * What one session logs in with at one server: the password, and later the resume token that this server gave it
 * (docs/PROTOCOL.md, "resume"), which spares the server a password hash. In memory alone unless the
 * owner of the session keeps it, and for no other address.
 */
export class Credentials {
  #password: string | null;
  #token: string | null;
  readonly #onToken: (token: string | null) => void;

  /** `password` null: nobody knows it here, and `token` is all there is. `onToken` hears of each newer one, and of the end of one. */
  constructor(password: string | null, token: string | null = null, onToken: (token: string | null) => void = () => undefined) {
    this.#password = password;
    this.#token = token;
    this.#onToken = onToken;
  }

  /** Whether the next login is by token. */
  get isByToken(): boolean {
    return this.#token !== null;
  }

  /** What stands in the password's place at the next login; null: the person has to be asked. */
  get secret(): string | null {
    return this.#token ?? this.#password;
  }

  /** Whether this is the password. */
  isPassword(text: string): boolean {
    return text === this.#password;
  }

  /** The account has another password from now on; a token that came with it stays. */
  change(password: string): void {
    this.#password = password;
  }

  /** Takes the server's newest token. What does not look like one is left alone: it would be a password that this server chose. */
  keep(token: string): void {
    if (!isResumeToken(token)) return;
    this.#token = token;
    this.#onToken(token);
  }

  /**
   * A login by token was refused, or timed out with that (`code` is null then). True when the token may be why: it is forgotten,
   * and the password is next.
   */
  refused(code: number | null): boolean {
    if (this.#token === null || (code !== null && NOT_ABOUT_THE_TOKEN.has(code))) return false;
    this.#token = null;
    this.#onToken(null);
    return true;
  }
}

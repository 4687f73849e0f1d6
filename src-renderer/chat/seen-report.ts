/**
 * Reports whether the newest entry of one conversation is in sight: once when the conversation is opened, also where it is open
 * already, and then whenever that changes.
 */
export class SeenReport {
  readonly #send: (atEnd: boolean) => void;
  #sent: boolean | null = null;
  #wasGlancing = true;

  constructor(send: (atEnd: boolean) => void) {
    this.#send = send;
  }

  /** `glancing`: the state says that the person has just opened it. Called when one of the two may have changed. */
  update(atEnd: boolean, glancing: boolean): void {
    const isOpenedAnew = glancing && !this.#wasGlancing;
    this.#wasGlancing = glancing;
    if (this.#sent !== atEnd || isOpenedAnew) this.#report(atEnd);
  }

  /** The window does not show the conversation any more. */
  end(): void {
    if (this.#sent === true) this.#report(false);
  }

  #report(atEnd: boolean): void {
    this.#sent = atEnd;
    this.#send(atEnd);
  }
}

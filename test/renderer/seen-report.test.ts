import { describe, expect, it } from 'vitest';
import { channelId, initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import { reduceChat } from '../../src-shared/chat/reduce.ts';
import { SeenReport } from '../../src-renderer/chat/seen-report.ts';

const general = channelId('general');

/** A window at one conversation: what it reports goes through the reducer, as in the main process. */
class Watched {
  chat: ChatState = reduceChat(initialChatState('me', 'host'), { type: 'conversation/opened', conversation: general });
  readonly sent: boolean[] = [];
  #shown: boolean;
  readonly #report = new SeenReport((atEnd) => this.sent.push(atEnd));

  constructor(shown: boolean) {
    this.#shown = shown;
    this.#update();
  }

  show(atEnd: boolean): void {
    this.#shown = atEnd;
    this.#update();
  }

  open(): void {
    this.chat = reduceChat(this.chat, { type: 'conversation/opened', conversation: general });
    this.#update();
  }

  end(): void {
    this.#report.end();
  }

  #update(): void {
    for (let reported = -1; reported !== this.sent.length;) {
      reported = this.sent.length;
      this.#report.update(this.#shown, this.chat.glancing);
      const atEnd = this.sent.at(-1);
      if (atEnd === undefined || reported === this.sent.length) continue;
      this.chat = reduceChat(this.chat, { type: 'conversation/seen', conversation: general, atEnd });
    }
  }
}

describe('what the window reports as seen', () => {
  it('is said once when a conversation is opened, at its end or not', () => {
    expect(new Watched(true).sent).toEqual([true]);
    expect(new Watched(false).sent).toEqual([false]);
  });

  it('is said again only when it changes', () => {
    const watched = new Watched(false);
    watched.show(false);
    watched.show(true);
    watched.show(true);
    watched.show(false);
    expect(watched.sent).toEqual([false, true, false]);
  });

  it('is said again when the open conversation is opened again', () => {
    const watched = new Watched(true);
    watched.open();
    expect(watched.sent).toEqual([true, true]);
    expect(watched.chat.atEnd).toBe(true);
    watched.show(false);
    watched.open();
    expect(watched.sent).toEqual([true, true, false, false]);
  });

  it('ends with the window’s view of it', () => {
    const watched = new Watched(true);
    watched.end();
    watched.end();
    expect(watched.sent).toEqual([true, false]);
    const above = new Watched(false);
    above.end();
    expect(above.sent).toEqual([false]);
  });
});

import type { ConversationId } from '../src-shared/chat/state.ts';
import type { ServerId } from '../src-shared/ipc/app-state.ts';

/** A conversation of one of the servers. */
export interface Place {
  readonly server: ServerId;
  readonly conversation: ConversationId;
}

/** Places remembered; the oldest go first. */
export const VISITS_MAX = 50;

/** Where the person was in this window, one after the other, to go back and forth in as a browser does. */
export class Visits {
  #places: Place[] = [];
  #at = -1;
  /** On the way there: what is in front meanwhile was not visited. */
  #going: Place | null = null;

  /** This conversation is in front now. */
  note(place: Place): void {
    if (this.#going !== null) {
      if (isSame(place, this.#going)) this.#going = null;
      else if (place.server === this.#going.server) return;
    }
    const current = this.#places[this.#at];
    if (current !== undefined && isSame(current, place)) return;
    this.#places = [...this.#places.slice(0, this.#at + 1), place].slice(-VISITS_MAX);
    this.#at = this.#places.length - 1;
  }

  /** The person goes there, over a server's conversation that was in front when they left it. */
  go(place: Place): void {
    this.#going = place;
  }

  /** The next place back (-1) or forth (1) that `isThere` still; the person is there from now on. Null: there is none. */
  step(direction: 1 | -1, isThere: (place: Place) => boolean): Place | null {
    for (let at = this.#at + direction; at >= 0 && at < this.#places.length; at += direction) {
      const place = this.#places[at];
      if (place === undefined || !isThere(place)) continue;
      this.#at = at;
      this.go(place);
      return place;
    }
    return null;
  }

  /** Each place once, the one that was left last first; not the one in front. */
  recent(): Place[] {
    const current = this.#places[this.#at];
    const found: Place[] = [];
    for (const place of [...this.#places].reverse()) {
      if (current !== undefined && isSame(place, current)) continue;
      if (!found.some((each) => isSame(each, place))) found.push(place);
    }
    return found;
  }
}

export function isSame(a: Place, b: Place): boolean {
  return a.server === b.server && a.conversation === b.conversation;
}

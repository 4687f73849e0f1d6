import { describe, expect, it } from 'vitest';
import { Paging, type Direction } from '../../src-renderer/log/paging.svelte.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A main process that answers when it is told to. */
class Asked {
  readonly asked: Direction[] = [];
  now = 0;
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  readonly paging = new Paging(
    (direction) => {
      this.asked.push(direction);
      const answer = withResolvers();
      this.#waiting.push(answer);
      return answer.promise;
    },
    () => this.now,
  );

  async answer(): Promise<void> {
    this.#waiting.shift()?.resolve();
    await settled();
  }

  async fail(): Promise<void> {
    this.#waiting.shift()?.reject(new Error('no connection'));
    await settled();
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe('asking for more of a conversation', () => {
  it('happens once at a time', async () => {
    const main = new Asked();
    main.paging.near('older', 'a', true);
    main.paging.near('older', 'a', true);
    main.paging.near('newer', 'a', true);
    expect(main.asked).toEqual(['older']);
    expect(main.paging.loading).toBe('older');
    await main.answer();
    expect(main.paging.loading).toBeNull();
  });

  it('goes on by itself as long as there comes more', async () => {
    const main = new Asked();
    for (const extent of ['a', 'b', 'c']) {
      main.paging.near('older', extent, false);
      await main.answer();
    }
    expect(main.asked).toHaveLength(3);
  });

  it('does not go in circles where an answer brings nothing', async () => {
    const main = new Asked();
    main.paging.near('older', 'a', true);
    await main.fail();
    expect(main.paging.loading).toBeNull();
    expect(main.paging.isStuck('older', 'a')).toBe(true);
    expect(main.paging.isStuck('older', 'b')).toBe(false);
    main.now = 60_000;
    main.paging.near('older', 'a', false);
    expect(main.asked).toHaveLength(1);
    // The person scrolls on, not within two seconds though: one gesture is many events.
    main.now = 0;
    main.paging.near('older', 'a', true);
    main.now = 1_999;
    main.paging.near('older', 'a', true);
    expect(main.asked).toHaveLength(1);
    main.now = 2_000;
    main.paging.near('older', 'a', true);
    expect(main.asked).toHaveLength(2);
  });

  it('happens at once when the person asks for it', async () => {
    const main = new Asked();
    main.paging.near('older', 'a', true);
    await main.answer();
    main.paging.ask('older', 'a');
    main.paging.ask('older', 'a');
    expect(main.asked).toHaveLength(2);
  });
});

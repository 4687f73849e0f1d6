import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseLimits } from '../../src-main/server/limits.ts';
import { createServer, type Server } from '../../src-main/server/server.ts';
import { isLong } from '../support/long-profile.ts';
import { CLIENT_INFO } from '../support/plus-client.ts';
import { MemoryClient, settle } from '../support/server-client.ts';
import { IDENTITY, KEPT_MAX, RESTORE_MS, ServerModel, type Action, type Request, type Seat } from '../support/server-model.ts';
import { FakeServerClock, quickHasher } from '../support/server-room.ts';

const SEQUENCES = isLong ? 10_000 : 500;
const SEATS = 4;
/** Longer than a silent client has, and so than kept direct messages wait for one to introduce itself. */
const PATIENCE_MS = 20_000;
const INTRODUCTION_MS = 300;

const limits = {
  ...chooseLimits('off'),
  noticeIntervalMs: 0,
  keptMessagesMax: KEPT_MAX,
  introductionTimeoutMs: INTRODUCTION_MS,
};

/** A folder in memory where there is one: the promises about disks are for other tests. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The real server, and who sits where. */
class Real {
  readonly clock = new FakeServerClock();
  readonly clients = new Map<Seat, MemoryClient>();
  readonly #folder = mkdtempSync(join(MEMORY, 'rwci-model-'));
  #server: Server | null = null;
  #identity: string | null = null;

  async start(): Promise<void> {
    this.#server = await createServer({ name: 'test', hasher: quickHasher, dataDir: this.#folder, clock: this.clock, limits });
  }

  async end(): Promise<void> {
    await this.#server?.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async apply(action: Action): Promise<void> {
    switch (action.do) {
      case 'login': {
        const client = MemoryClient.connect(this.#server as Server);
        this.clients.set(action.seat, client);
        client.send({ type: 'auth', username: action.name, password: action.password });
        if (action.plus) client.send(CLIENT_INFO);
        else await this.clock.advance(INTRODUCTION_MS);
        break;
      }
      case 'requests':
        this.#ask(action.requests);
        // One behind another on the disk, when channels are among them.
        for (const _ of action.requests) await settle();
        break;
      case 'leave':
        this.clients.get(action.seat)?.close();
        break;
      case 'die':
        (this.clients.get(action.seat) as MemoryClient).isAlive = false;
        this.#ask(action.then);
        for (const _ of action.then) await settle();
        await this.clock.advance(PATIENCE_MS);
        break;
      case 'free':
        await this.#server?.admin.deleteAccount(action.name, '');
        break;
      case 'wait':
        this.clock.jump(RESTORE_MS + 1);
        await settle();
        break;
      case 'restart':
        await this.#server?.stop();
        await this.start();
    }
    await settle();
  }

  /** What a client has got, with the model's identity in the place of the server's, which it has to keep. */
  told(client: MemoryClient): string[] {
    const texts = client.inbox.filter(isOfModel);
    this.#identity ??= /"identity":"([0-9a-f]{32})"/u.exec(texts.join('\n'))?.[1] ?? null;
    return texts.map((text) => (this.#identity === null ? text : text.replace(this.#identity, IDENTITY)));
  }

  #ask(requests: readonly Request[]): void {
    for (const { seat, do: type, nonce, ...rest } of requests) {
      // Whoever is not here asks nothing.
      if (this.clients.get(seat)?.ending !== null || !this.clients.get(seat)?.isAlive) continue;
      const { text, ...fields } = { text: undefined, ...rest };
      const message = text === undefined ? {} : { message: text };
      this.clients.get(seat)?.send({ type, ...fields, ...message, ...(nonce === null ? {} : { nonce }) });
    }
  }
}

/** One action on both; then everybody must have got the same, to the byte. Seats are counted among those who can do it. */
class Step implements fc.AsyncCommand<ServerModel, Real> {
  readonly #action: Action;
  #done: Action | null = null;

  constructor(action: Action) {
    this.#action = action;
  }

  check(model: Readonly<ServerModel>): boolean {
    return this.#seated(model) !== null;
  }

  async run(model: ServerModel, real: Real): Promise<void> {
    const action = this.#seated(model) as Action;
    this.#done = action;
    model.told.clear();
    model.closed.clear();
    for (const client of real.clients.values()) client.inbox.length = 0;
    model.apply(action, real.clock.wall());
    await real.apply(action);
    for (const [seat, client] of real.clients) {
      expect(real.told(client), `what seat ${String(seat)} got`).toEqual(model.told.get(seat) ?? []);
      const code = model.closed.get(seat);
      if (code !== undefined) expect(client.ending?.code).toBe(code);
    }
    for (const text of [...model.told.values()].flat()) count(text);
  }

  toString(): string {
    return JSON.stringify(this.#done ?? this.#action);
  }

  /** The action with real seats; null when there is nobody who could do it. */
  #seated(model: Readonly<ServerModel>): Action | null {
    const action = this.#action;
    if (action.do === 'restart' || action.do === 'wait' || action.do === 'free') return action;
    const seats = Array.from({ length: SEATS }, (_, place) => place);
    const online = seats.filter((place) => model.isOnline(place));
    const free = seats.filter((place) => !model.isOnline(place));
    const among = (places: readonly Seat[], one: Seat): Seat => places[one % places.length] ?? 0;
    if (action.do === 'login') return free.length === 0 ? null : { ...action, seat: among(free, action.seat) };
    if (online.length === 0) return null;
    const seated = (requests: readonly Request[]) => requests.map((each) => ({ ...each, seat: among(online, each.seat) }));
    if (action.do === 'requests') return { ...action, requests: seated(action.requests) };
    if (action.do === 'leave') return { ...action, seat: among(online, action.seat) };
    return { ...action, seat: among(online, action.seat), then: seated(action.then) };
  }
}

/** Who is here, who may do what and what channels are about, which only RWCI+ clients are told, is not in the model. */
const isOfModel = (text: string): boolean => !/^\{"type":"(presence|member_list|channel_info|settings)"/u.test(text);

/** What the sequences have led to, by the kind of packet. */
const counts = new Map<string, number>();
function count(text: string): void {
  const kind = /^\{"type":"(\w+)"/u.exec(text)?.[1] ?? '';
  const what = text.includes('"messages":[{') ? 'history with messages' : kind;
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const seat = fc.nat(11);
const name = fc.constantFrom('ann', 'bob', 'cyd');
const channel = fc.constantFrom('general', 'random', 'nowhere');
const text = fc.constantFrom('hi', 'two\nlines', '🦄 "x"', ' ');
const id = fc.nat(20);
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const login = fc.record({
  do: fc.constant('login' as const),
  seat,
  name,
  password: fc.oneof(often(9, fc.constant('right')), often(1, fc.constant('wrong'))),
  plus: fc.oneof(often(2, fc.constant(true)), often(1, fc.constant(false))),
});

const message = fc.record({ do: fc.constant('message' as const), channel: fc.option(channel), text });
const whisper = fc.record({
  do: fc.constant('direct_message' as const),
  recipient: fc.oneof(often(8, name), often(1, fc.constantFrom('dan', 'Server'))),
  text,
});
const typing = fc.record({ do: fc.constant('typing' as const), seat, nonce: fc.constant(null) });
/** What somebody sends again: one text a nonce. */
const AGAIN = [
  { do: 'message', channel: 'general', text: 'one', nonce: 'n1' },
  { do: 'message', channel: 'random', text: 'two', nonce: 'n2' },
  { do: 'direct_message', recipient: 'ann', text: 'three', nonce: 'n3' },
  { do: 'direct_message', recipient: 'bob', text: 'four', nonce: 'n4' },
] as const;
const again = fc
  .record({ seat, what: fc.constantFrom(...AGAIN) })
  .map(({ seat: of, what }): Request => ({ ...what, seat: of }));
const once = fc
  .record({ seat, what: fc.oneof(message, whisper) })
  .map(({ seat: of, what }): Request => ({ ...what, seat: of, nonce: null }));
const talk: fc.Arbitrary<Request> = fc.oneof(often(4, once), often(4, again), often(1, typing));

const nonce = fc.option(fc.constantFrom('a', 'b'));
const history = fc
  .tuple(
    fc.record({ do: fc.constant('history' as const), seat, nonce }),
    fc.oneof(fc.constant({}), fc.record({ channel }), fc.record({ username: fc.constantFrom('ann', 'bob', 'dan') })),
    fc.oneof(
      fc.constant({}),
      fc.record({ after: fc.nat(6), limit: fc.nat(6) }),
      fc.record({ before: id, limit: fc.nat(6) }),
      fc.record({ after: id, before: id }),
    ),
  )
  .map(([request, of, range]): Request => ({ ...request, ...of, ...range }));
const some = fc.oneof(often(9, fc.constantFrom('random', 'other')), often(1, fc.constant('general')));
const change: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ do: fc.constant('channel_create' as const), seat, nonce, channel: some }),
  fc.record({ do: fc.constant('channel_delete' as const), seat, nonce, channel: some }),
  fc.record({ do: fc.constant('channel_restore' as const), seat, nonce, channel: some }),
  fc.record({ do: fc.constant('channel_update' as const), seat, nonce, channel: some, name: some }),
);

/** What only those who look after the room may. */
const beyond: fc.Arbitrary<Request> = fc.record({
  do: fc.constantFrom('account_delete' as const, 'broadcast' as const),
  seat,
  nonce,
  username: name,
  text: fc.constant('hear me'),
});

const requests = (some: fc.Arbitrary<Request[]>) => some.map((all): Action => ({ do: 'requests', requests: all }));
const alone = (request: fc.Arbitrary<Request>) => requests(request.map((one) => [one]));
const atOnce = fc.array(talk, { minLength: 4, maxLength: 12 });
/** Of one person: others do not wait for what that one does to channels. */
const byOne = fc
  .record({ by: seat, all: fc.array(fc.oneof(often(2, talk), often(1, change)), { minLength: 4, maxLength: 8 }) })
  .map(({ by, all }) => all.map((each) => ({ ...each, seat: by })));

/** How often each comes: in a typical history three people talk, and the server is stopped once. */
const FREQUENCIES: readonly (readonly [times: number, action: fc.Arbitrary<Action>])[] = [
  [7, login],
  [3, alone(talk)],
  [4, alone(change)],
  [1, alone(beyond)],
  [6, alone(history)],
  [6, requests(atOnce)],
  [3, requests(byOne)],
  [2, fc.record({ do: fc.constant('leave' as const), seat })],
  [1, fc.record({ do: fc.constant('die' as const), seat, then: fc.array(talk, { maxLength: 4 }) })],
  [1, fc.record({ do: fc.constant('free' as const), name })],
  [1, fc.constant({ do: 'wait' as const })],
  [1, fc.constant({ do: 'restart' as const })],
];
const actions = FREQUENCIES.flatMap(([times, action]) => Array.from({ length: times }, () => action));

test(
  `${String(SEQUENCES)} histories of a server are those of its model, to the byte`,
  async () => {
    const seed = Number(process.env['RWCI_SEED'] ?? Date.now() % 1_000_000);
    console.log(`model: RWCI_SEED=${String(seed)}`);
    const commands = fc.commands(
      actions.map((action) => action.map((each) => new Step(each))),
      { maxCommands: 40, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const real = new Real();
        await real.start();
        try {
          await fc.asyncModelRun(() => ({ model: new ServerModel(), real }), sequence);
        } finally {
          await real.end();
        }
      }),
      { numRuns: SEQUENCES, seed },
    );
    console.log(`model: ${[...counts].map(([what, times]) => `${String(times)} ${what}`).join(', ')}`);
    for (const kind of ['ack', 'error', 'history with messages', 'direct_message'])
      expect(counts.get(kind)).toBeGreaterThan(SEQUENCES / 5);
  },
  isLong ? 1_800_000 : 120_000,
);

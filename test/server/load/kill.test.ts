import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSqlite } from '../../../src-main/server/storage/sqlite.ts';
import { isLong } from '../../support/long-profile.ts';
import { parse } from '../../support/plus-client.ts';
import { seeded } from '../../support/random.ts';
import { buildServer, ServerChild } from '../../support/server-child.ts';
import { SocketClient, until } from '../../support/server-client.ts';
import { temporaryFolder } from '../../support/server-room.ts';
import { asLine, SturdyClient } from '../../support/sturdy-client.ts';

// In the second runtime fewer: what is killed there differs in nothing but the Node that it runs on.
const KILLS = isLong ? 200 : process.versions.electron === undefined ? 50 : 20;
const CLIENTS = 40;
const PLAIN_CLIENTS = 3;
/** One kill in so many comes while the server starts; the others at most so long after it listens. */
const EARLY_KILLS = 8;
const STARTUP_MS = 250;
const LIFE_MS = 300;
const SAY_EVERY_MS = 10;
const SAY_AT_ONCE = 10;

interface Row {
  readonly id: number;
  readonly seq: number;
  readonly timestamp: number;
  readonly author: string;
  readonly recipient: string | null;
  readonly message: string;
  readonly nonce: string | null;
}

/** Everything in the file that a dead server has left, in the order of the server, after a check of the file. */
async function rowsIn(dataDir: string, copies: string): Promise<Row[]> {
  const folder = mkdtempSync(join(copies, 'copy-'));
  for (const file of ['server.sqlite', 'server.sqlite-wal']) {
    if (existsSync(join(dataDir, file))) copyFileSync(join(dataDir, file), join(folder, file));
  }
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(join(folder, 'server.sqlite'), { readOnly: true });
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const holes = database
      .prepare(
        `SELECT conversation_id FROM messages JOIN conversations ON conversations.id = conversation_id
          GROUP BY conversation_id HAVING count(*) <> max(seq) OR count(DISTINCT seq) <> max(seq) OR max(seq) <> last_seq`,
      )
      .all();
    expect(holes).toEqual([]);
    const rows = database.prepare(
      `SELECT messages.id, seq, messages.sent_at AS timestamp, author.name AS author, recipient.name AS recipient, message, nonce
        FROM messages JOIN accounts AS author ON author.id = author_id LEFT JOIN accounts AS recipient ON recipient.id = recipient_id
        LEFT JOIN nonces ON message_id = messages.id ORDER BY messages.id`,
    );
    const all: unknown = rows.all();
    return all as Row[];
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/** What the file must have of what the clients were told; texts are never written twice by a client. */
function compare(rows: readonly Row[], clients: readonly SturdyClient[]): void {
  expect(new Set(rows.map(({ message }) => message)).size, 'no message twice').toBe(rows.length);
  const byNonce = new Map(rows.filter(({ nonce }) => nonce !== null).map((row) => [row.nonce, row]));
  for (const { acked, name } of clients) {
    let last = 0;
    for (const [nonce, { id, timestamp }] of [...acked].sort(([, a], [, b]) => a.id - b.id)) {
      const row = byNonce.get(nonce);
      expect([row?.id, row?.timestamp, row?.author], nonce).toEqual([id, timestamp, name]);
      // In the order of the server is in the order in which it was written.
      const number = Number(nonce.split(' ')[1]);
      expect(number, `the order of ${name}`).toBeGreaterThanOrEqual(last);
      last = number;
    }
  }
}

/** A client of the RFC alone: what it got of each connection, in order. */
class PlainListener {
  readonly name: string;
  readonly heard: string[][] = [];
  #client: SocketClient | null = null;
  #said = 0;

  constructor(name: string) {
    this.name = name;
  }

  async join(port: number): Promise<void> {
    const client = await SocketClient.connect(port);
    await client.login(this.name);
    this.#client = client;
  }

  say(): void {
    this.#client?.send({ type: 'message', message: `${this.name} ${String(this.#said++)}` });
  }

  left(): void {
    const packets = this.#client?.inbox.map(parse) ?? [];
    this.heard.push(packets.flatMap(({ type, message }) => (type === 'message' ? [message ?? ''] : [])));
    this.#client?.webSocket.terminate();
    this.#client = null;
  }
}

test(
  `${String(KILLS)} times kill -9 under ${String(CLIENTS)} clients: what was acknowledged is there, once, in order, for everybody`,
  async () => {
    await buildServer();
    const seed = Number(process.env['RWCI_SEED'] ?? Date.now() % 1_000_000);
    console.log(`kill: RWCI_SEED=${String(seed)}`);
    const random = seeded(seed);
    const dataDir = temporaryFolder();
    const copies = temporaryFolder();
    const clients = Array.from({ length: CLIENTS }, (_, i) => new SturdyClient(`client-${String(i)}`));
    const listeners = Array.from({ length: PLAIN_CLIENTS }, (_, i) => new PlainListener(`plain-${String(i)}`));
    const start = () => new ServerChild('--data', dataDir, '--limits', 'off');
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

    let said = 0;
    const talk = () => {
      for (let i = 0; i < random() * SAY_AT_ONCE; i++) {
        const text = `text ${String(said++)}`;
        if (random() < 0.25) pick(clients).say(text, pick(clients).name);
        else pick(clients).say(text);
      }
      if (random() < 0.2) pick(listeners).say();
    };

    /** A life of the server, with everybody in it, until `end`. */
    const live = async (server: ServerChild, end: (server: ServerChild) => Promise<void>) => {
      server.listening.then(
        (port) => {
          for (const client of clients) client.join(port);
          for (const listener of listeners) listener.join(port).catch(() => undefined);
        },
        () => undefined,
      );
      const talking = setInterval(talk, SAY_EVERY_MS);
      await end(server);
      clearInterval(talking);
    };
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

    // The first time everybody waits for a password to be hashed; from then on there are tokens.
    const first = start();
    const firstPort = await first.listening;
    for (const client of clients) client.join(firstPort);
    await until(() => clients.every(({ isUpToDate }) => isUpToDate), 'everybody is in', 20_000);
    await first.kill();
    for (let kill = 1; kill < KILLS; kill++) {
      for (const client of clients) client.drop();
      for (const listener of listeners) listener.left();
      compare(await rowsIn(dataDir, copies), clients);
      await live(start(), async (server) => {
        if (kill % EARLY_KILLS === 0) await after(random() * STARTUP_MS);
        else {
          await server.listening;
          await after(random() * LIFE_MS);
        }
        await server.kill();
      });
    }

    for (const client of clients) client.drop();
    for (const listener of listeners) listener.left();
    const last = start();
    const port = await last.listening;
    for (const client of clients) client.join(port);
    const areDone = () => clients.every(({ isUpToDate, waiting }) => isUpToDate && waiting === 0);
    await until(areDone, () => `everything is acknowledged\n${last.log}`, 30_000);
    // What everybody hears last is behind all that was acknowledged.
    clients[0]?.say('the end');
    await until(areDone, 'the end is acknowledged');
    const end = Math.max(...[...(clients[0]?.acked.values() ?? [])].map(({ id }) => id));
    await until(() => clients.every(({ known }) => known.has(end)), 'everybody has the end');
    await last.kill();

    const rows = await rowsIn(dataDir, copies);
    compare(rows, clients);
    for (const { acked, known, name, wrong } of clients) {
      expect(wrong).toEqual([]);
      const mine = rows.filter(({ recipient }) => recipient === null || recipient === name);
      const lines = [...known].sort(([a], [b]) => a - b).map(([, line]) => line);
      expect(lines, `what ${name} knows`).toEqual(mine.map(asLine));
      expect(acked.size).toBe(rows.filter(({ author }) => author === name).length);
    }
    const publicly = rows.filter(({ recipient }) => recipient === null).map(({ message }) => message);
    for (const { heard, name } of listeners) {
      for (const part of heard.filter(({ length }) => length > 0)) {
        const from = publicly.indexOf(part[0] ?? '');
        expect(part, `what ${name} heard`).toEqual(publicly.slice(from, from + part.length));
      }
    }
    console.log(`kill: ${String(KILLS)} kills, ${String(rows.length)} messages`);
  },
  isLong ? 600_000 : 180_000,
);

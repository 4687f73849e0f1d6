import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from '../../support/bundle.ts';
import { check, inWords } from '../../support/checker.ts';
import { Chatters } from '../../support/chatters.ts';
import { FaultProxy, type Plan, type Trap } from '../../support/fault-proxy.ts';
import { buildHistoryThread, HISTORY_THREAD } from '../../support/history.ts';
import { isLong } from '../../support/long-profile.ts';
import { seeded } from '../../support/random.ts';
import { buildServer, ServerChild } from '../../support/server-child.ts';
import { SocketClient, until } from '../../support/server-client.ts';
import { serverHistory } from '../../support/server-history.ts';
import { temporaryFolder } from '../../support/server-room.ts';

// In the second runtime fewer: what differs there is the Node, not what can happen.
const USUAL = process.versions.electron === undefined ? 8_000 : 4_000;
const MESSAGES = Number(process.env['RWCI_MESSAGES'] ?? (isLong ? 200_000 : USUAL));
const PROCESSES = 8;
const PEOPLE_PER_PROCESS = 5;
const CHANNELS = ['general', 'garden', 'plans', 'music'];
/** Messages a second that somebody writes. */
const PACE = 20;
/** Messages that get through from one fault to the next, on average. By progress, not by time: a slow computer has as many. */
const FAULT_EVERY = { cut: 60, clientKill: 1_200, serverKill: 2_000 } as const;
/** Faults come while up to this part of the messages gets through. */
const FAULTY_PART = 0.9;
const LOOK_EVERY_MS = 20;
/** How long something that was killed stays away, at most. */
const AWAY_MS = 1_000;
/** A frozen connection breaks after so long. */
const FROZEN_MS = 8_000;
/** When the faults are over, everything has arrived by then. */
const DRAIN_MS = 120_000;

/** The logs of a run with violations are copied to the folder that RWCI_EVIDENCE names; RWCI_SEED repeats its faults, not its timing. */

/** Every state of a login and of a message in which a connection can break. */
const TRAPS: readonly Pick<Trap, 'from' | 'type'>[] = [
  { from: 'client', type: 'auth' },
  { from: 'server', type: 'auth' },
  { from: 'server', type: 'user_list' },
  { from: 'server', type: 'channel_list' },
  { from: 'server', type: 'server_info' },
  { from: 'client', type: 'client_info' },
  { from: 'server', type: 'resume_token' },
  { from: 'client', type: 'history' },
  { from: 'server', type: 'history' },
  { from: 'client', type: 'message' },
  { from: 'client', type: 'direct_message' },
  { from: 'server', type: 'ack' },
  { from: 'server', type: 'message' },
  { from: 'server', type: 'direct_message' },
];
const PASSES = ['nothing', 'half', 'all'] as const;
const ENDS = ['end', 'reset', 'reset', 'end', 'end', 'reset', 'freeze'] as const;

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test(
  `${String(PROCESSES * PEOPLE_PER_PROCESS)} people write ${String(MESSAGES)} messages through cut connections and kills: none is lost, doubled, out of order or made up`,
  async () => {
    const program = await bundle('chatters', 'test/support/chatters-program.ts');
    await Promise.all([buildServer(), buildHistoryThread()]);
    const seed = Number(process.env['RWCI_SEED'] ?? Date.now() % 1_000_000);
    console.log(`nothing lost: RWCI_SEED=${String(seed)}`);
    const random = seeded(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const trap = (): Trap => {
      const at = pick(TRAPS);
      const isMany = /message|ack/u.test(at.type);
      return { ...at, nth: 1 + Math.floor(random() ** 2 * (isMany ? 200 : 2)), passes: pick(PASSES), then: pick(ENDS) };
    };
    const plan = (): Plan => ({
      ...(random() < 0.4 ? { trap: trap() } : {}),
      ...(random() < 0.2
        ? { slowness: { sliceBytes: 1 + Math.floor(random() * 40), jitterMs: random() * 4, bytes: 1_000 } }
        : {}),
    });

    const dataDir = temporaryFolder();
    const folder = temporaryFolder();
    const proxy = await FaultProxy.listen(random);
    let server = new ServerChild('--data', dataDir, '--limits', 'off');
    proxy.target = await server.listening;
    const host = await SocketClient.connect(proxy.target);
    await host.login('gardener');
    for (const channel of CHANNELS.slice(1)) {
      host.send({ type: 'channel_create', channel });
      await host.upTo('channel_create');
    }
    host.close();

    const people = Array.from({ length: PROCESSES * PEOPLE_PER_PROCESS }, (_, i) => `person ${String(i)}`);
    const processes = Array.from({ length: PROCESSES }, (_, i) => {
      const names = people.slice(i * PEOPLE_PER_PROCESS, (i + 1) * PEOPLE_PER_PROCESS);
      return new Chatters(program, {
        ...{ port: proxy.port, names, people, channels: CHANNELS, folder, seed: seed + i * 100 },
        historyProgram: HISTORY_THREAD,
      });
    });
    const everybody = () => processes.flatMap(({ report }) => report?.people ?? []);
    const isQuiet = () =>
      everybody().length === people.length && everybody().every(({ isUpToDate, waiting }) => isUpToDate && waiting === 0);
    const inside = () => JSON.stringify(everybody().filter(({ isUpToDate, waiting }) => !isUpToDate || waiting > 0));

    for (const each of processes) each.start();
    await until(isQuiet, () => `everybody is in: ${inside()}`, 60_000);

    const startedAt = performance.now();
    const typed = () => processes.reduce((sum, each) => sum + each.typed, 0);
    const kills = { server: 0, clients: 0 };
    /** When what was killed runs again. */
    const back = new Map<'server' | Chatters, Promise<void>>();
    const killServer = async () => {
      kills.server++;
      await server.kill();
      await after(random() * AWAY_MS);
      server = new ServerChild('--data', dataDir, '--limits', 'off');
      proxy.target = await server.listening;
    };
    const killClients = async (which: Chatters) => {
      kills.clients++;
      await which.kill();
      await after(random() * AWAY_MS);
      which.start();
    };

    proxy.plan = plan;
    for (const each of processes) each.talk(PACE);
    const faults = (Object.keys(FAULT_EVERY) as (keyof typeof FAULT_EVERY)[])
      .flatMap((fault) =>
        Array.from({ length: Math.ceil(MESSAGES / FAULT_EVERY[fault]) }, () => ({
          fault,
          at: random() * MESSAGES * FAULTY_PART,
        })),
      )
      .sort((a, b) => a.at - b.at);
    const gotThrough = () => Math.max(0, ...everybody().map((each) => each.newest));
    const commit = async (fault: keyof typeof FAULT_EVERY) => {
      if (fault === 'cut') proxy.cutOne(pick(ENDS));
      else if (fault === 'serverKill') {
        // One at a time; whoever is killed while the server is away stays away with it.
        await back.get('server');
        back.set('server', killServer());
      } else {
        const which = pick(processes);
        await back.get(which);
        back.set(which, killClients(which));
      }
    };
    while (typed() < MESSAGES || faults.length > 0) {
      await after(LOOK_EVERY_MS);
      while ((faults[0]?.at ?? Infinity) <= gotThrough()) await commit(faults.shift()?.fault ?? 'cut');
      proxy.thaw(FROZEN_MS);
      expect(processes.flatMap(({ wrong }) => wrong)).toEqual([]);
    }
    for (const each of processes) each.talk(0);
    await Promise.all(back.values());
    proxy.plan = () => ({});
    proxy.thaw(0);
    const healedAt = Date.now();
    const took = (performance.now() - startedAt) / 1_000;

    await until(isQuiet, () => `everything has arrived: ${inside()}\n${server.log}`, DRAIN_MS);
    const drained = (Date.now() - healedAt) / 1_000;
    // What everybody hears last is behind all that was said.
    const newest = Math.max(...everybody().map((each) => each.newest));
    processes[0]?.say();
    await until(
      () => isQuiet() && everybody().every((each) => each.newest >= newest + CHANNELS.length),
      () => `everybody has the end: ${inside()}`,
      DRAIN_MS,
    );
    await Promise.all(processes.map((each) => each.end()));
    proxy.close();
    await server.kill();

    const history = await serverHistory(dataDir);
    const logs = processes.flatMap((each) => each.logs());
    const checkedAt = performance.now();
    const violations = check(logs, history, [{ what: 'healed', at: healedAt }]);
    let [failed, seen] = [0, 0];
    for (const { records } of logs) {
      for (const { what } of records) {
        if (what === 'failed') failed++;
        if (what === 'shown') seen++;
      }
    }
    const cuts = [...proxy.sprung.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `nothing lost: ${String(typed())} typed, ${String(history.rows.length)} kept, ${String(seen)} seen, ${String(failed)} failed, in ${took.toFixed(0)} s; ` +
        `${String(cuts)} cuts (${String(proxy.sprung.size)} kinds), ${String(kills.server)} kills of the server, ${String(kills.clients)} of clients; ` +
        `drained in ${drained.toFixed(1)} s; checked in ${((performance.now() - checkedAt) / 1_000).toFixed(1)} s`,
    );
    const evidence = process.env['RWCI_EVIDENCE'];
    if (evidence !== undefined && violations.length > 0) {
      cpSync(folder, evidence, { recursive: true });
      writeFileSync(join(evidence, 'history.json'), JSON.stringify(history));
    }
    expect(inWords(violations)).toBe('');
    expect(history.rows.length).toBeGreaterThanOrEqual(MESSAGES);
    expect(failed).toBe(0);
  },
  isLong ? 3_600_000 : 600_000,
);

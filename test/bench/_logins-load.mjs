// The load of `logins.mjs`: a crowd that logs in and leaves again, and one honest client that talks meanwhile.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuUsOf, serveJobs, within } from './_processes.mjs';
import { RawClient } from './_raw-client.mjs';
import { Durations } from './_report.mjs';

const LOGIN_TIMEOUT_MS = 30_000;
/** The honest client says something this often. */
const SAY_EVERY_MS = 20;

let server;
let honest;
let counter = 0;
/** Resume tokens by name. */
const tokens = new Map();

serveJobs({ prepare, talk, takeTokens, logIn });

async function prepare({ port, pid }) {
  server = { port, pid };
  honest = await loggedIn('honest');
}

/** The honest client's round trips while nobody logs in. */
async function talk({ windowMs }) {
  const conversation = startTalking();
  await sleep(windowMs);
  return conversation.end();
}

/**
 * `crowd` clients log in one after another each, and the honest one talks: with new accounts, with the passwords of known ones,
 * or with the tokens that those were given.
 */
async function logIn({ crowd, windowMs, by }) {
  const conversation = startTalking();
  const begin = performance.now();
  const serverUs = cpuUsOf(server.pid);
  const loadUs = cpuUsOf(process.pid);
  const waits = new Durations();
  let logins = 0;
  await Promise.all(
    Array.from({ length: crowd }, async (_, number) => {
      while (performance.now() - begin < windowMs) {
        const start = performance.now();
        const username = by === 'new account' ? `new${counter++}` : `known${number}`;
        const client = await loggedIn(username, by === 'token' ? tokens.get(username) : undefined);
        waits.add((performance.now() - start) * 1000);
        logins++;
        await leave(client);
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  return {
    loginsPerSecond: logins / seconds,
    cpuMsPerLogin: (cpuUsOf(server.pid) - serverUs) / 1000 / logins,
    serverCores: (cpuUsOf(server.pid) - serverUs) / 1_000_000 / seconds,
    loadCores: (cpuUsOf(process.pid) - loadUs) / 1_000_000 / seconds,
    loginP50Ms: waits.percentile(50),
    loginP99Ms: waits.percentile(99),
    ...(await conversation.end()),
  };
}

/** The accounts that log in again later, with a token for each. */
async function takeTokens({ crowd }) {
  await Promise.all(
    Array.from({ length: crowd }, async (_, number) => {
      const username = `known${number}`;
      const client = await loggedIn(username);
      const token = new Promise((resolve) => {
        client.onText = (bytes, from, to) => {
          const packet = bytes.toString('utf8', from, to);
          if (packet.startsWith('{"type":"resume_token"')) resolve(JSON.parse(packet).token);
        };
      });
      client.send(JSON.stringify({ type: 'client_info', name: 'bench', version: '1', capabilities: ['resume'] }));
      tokens.set(username, await within(LOGIN_TIMEOUT_MS, token, 'a token'));
      await leave(client);
    }),
  );
}

async function loggedIn(username, password = 'a password') {
  const client = new RawClient({ ...server, tally: { frames: 0 } });
  await within(LOGIN_TIMEOUT_MS, client.opened, 'a connection');
  const welcome = new Promise((resolve, reject) => {
    client.onEnd = (reason) => reject(new Error(`${username}: ${reason}`));
    client.onText = (bytes, from, to) => {
      const at = bytes.indexOf('"server_info"', from, 'latin1');
      if (at !== -1 && at < to) resolve();
    };
  });
  client.send(JSON.stringify({ type: 'auth', username, password }));
  await within(LOGIN_TIMEOUT_MS, welcome, 'a login');
  client.onText = null;
  return client;
}

/** An orderly end, and the server's answer to it: the account is free for the next login then. */
function leave(client) {
  const gone = new Promise((resolve) => {
    client.onEnd = resolve;
  });
  client.close();
  return within(LOGIN_TIMEOUT_MS, gone, 'an end');
}

function startTalking() {
  const trips = new Durations();
  let worst = 0;
  let echoed = 0;
  let said = 0;
  honest.onText = (bytes, from, to) => {
    const at = bytes.indexOf(64, from) + 1;
    if (at === 0 || at >= to) return;
    const us = performance.now() * 1000 - Number(bytes.latin1Slice(at, bytes.indexOf(64, at)));
    trips.add(us);
    worst = Math.max(worst, us);
    echoed++;
  };
  const timer = setInterval(() => {
    said++;
    honest.send(JSON.stringify({ type: 'message', message: `@${Math.round(performance.now() * 1000)}@` }));
  }, SAY_EVERY_MS);
  return {
    end: async () => {
      clearInterval(timer);
      for (let i = 0; i < 500 && echoed < said; i++) await sleep(10);
      honest.onText = null;
      if (echoed !== said) throw new Error(`${said} messages, ${echoed} echoes`);
      return { tripP50Ms: trips.percentile(50), tripP99Ms: trips.percentile(99), tripMaxMs: worst / 1000 };
    },
  };
}

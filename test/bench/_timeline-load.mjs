// The people in the room of `timeline.mjs`, `typing.mjs` and `hosting-window.mjs`: they make its channels and talk at a given rate.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Language } from './_long-history.mjs';
import { serveJobs, within } from './_processes.mjs';
import { RawClient } from './_raw-client.mjs';

const ANSWER_TIMEOUT_MS = 30_000;
/** A login is a password hash, and a server with its usual limits lets few wait for one. */
const LOGINS_AT_ONCE = 32;
/** How often what is due is sent. */
const TICK_MS = 5;

const people = [];
let isHushed = false;

serveJobs({ prepare, talk });

// What is being said ends early.
process.on('SIGUSR2', () => {
  isHushed = true;
});

/** Logs people in; the first makes the channels. */
async function prepare({ port, names, channels }) {
  for (let first = 0; first < names.length; first += LOGINS_AT_ONCE) {
    const group = names.slice(first, first + LOGINS_AT_ONCE);
    people.push(...(await Promise.all(group.map((username) => logIn(port, username)))));
  }
  const [first] = people;
  const made = new Promise((resolve) => {
    let left = channels.length;
    first.onText = (bytes, from, to) => {
      if (bytes.latin1Slice(from, to).includes('"channel_create"') && --left === 0) resolve();
    };
  });
  for (const channel of channels) first.send(JSON.stringify({ type: 'channel_create', channel }));
  if (channels.length > 0) await within(ANSWER_TIMEOUT_MS, made, 'channels');
  first.onText = null;
}

/** Says something `rate` times a second for so long, in turns; each text begins with `mark` and its number. */
async function talk({ rate, seconds, channel, mark }) {
  const language = new Language(3);
  const begin = performance.now();
  const total = Math.round(rate * seconds);
  isHushed = false;
  let said = 0;
  while (said < total && !isHushed) {
    const due = Math.min(total, Math.ceil(((performance.now() - begin) * rate) / 1000));
    for (; said < due; said++) {
      const message = `${mark}n${said} ${language.message().slice(0, 300)}`;
      people[Math.floor(said / 3) % people.length].send(JSON.stringify({ type: 'message', channel, message }));
    }
    await sleep(TICK_MS);
  }
  return { said, seconds: (performance.now() - begin) / 1000 };
}

async function logIn(port, username) {
  const client = new RawClient({ port, tally: { frames: 0 } });
  await within(ANSWER_TIMEOUT_MS, client.opened, 'a connection');
  const welcome = new Promise((resolve, reject) => {
    client.onEnd = (reason) => reject(new Error(`${username}: ${reason}`));
    client.onText = (bytes, from, to) => {
      if (bytes.latin1Slice(from, to).includes('"server_info"')) resolve();
    };
  });
  client.send(JSON.stringify({ type: 'auth', username, password: 'a password' }));
  await within(ANSWER_TIMEOUT_MS, welcome, 'a login');
  client.onText = null;
  return client;
}

import { performance } from 'node:perf_hooks';
import { systemClock } from '../../src-shared/session/index.ts';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { Finder } from '../../src-main/discovery/finder.ts';
import { appState } from '../main/app-state.ts';

/** Looks for servers as the app does, in a process of its own, and writes each state of the search as a line of JSON with its age in ms. */

const store = new AppStore(appState(), () => undefined, console.error);
const finder = new Finder({ store, clock: systemClock, platform: process.platform });
const began = performance.now();
store.watch(({ finding }, { type }) => {
  if (type === 'finding/changed') process.stdout.write(`${JSON.stringify({ age: performance.now() - began, finding })}\n`);
});
finder.start();
if (process.argv.includes('probe')) finder.probe(true);

import { mount, type Component } from 'svelte';
import type { RwciApi } from '../src-shared/ipc/api.ts';
import { chooseSpeech } from '../src-shared/language/index.ts';
import { App } from './app.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { Joining } from './joining.svelte.ts';
import { loadLater } from './later.svelte.ts';
import { Navigation } from './navigation.svelte.ts';
import { learnLanguage } from './speech.ts';
import { Toasts } from './toasts.svelte.ts';
import { Visits } from './visits.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/touch.css';
import Root from './Root.svelte';

/**
 * Puts the window's objects together over a bridge and mounts it into `target`. `Welcome` is what somebody sees who is in no room;
 * in a page it is the only form there is.
 */
export async function openWindow(bridge: RwciApi, target: Element, Welcome: Component): Promise<void> {
  const app = await App.open(bridge);
  await learnLanguage(chooseSpeech(app.state.settings.language, app.state.systemLanguages).language);
  const navigation = new Navigation();
  const joining = new Joining(app, navigation);
  const clock = new Clock();
  clock.start();
  const openPerson = (name: string, anchor: HTMLElement): void => navigation.openPerson({ name, anchor });
  const objects = { app, navigation, joining, clock, toasts: new Toasts(), visits: new Visits(), openPerson };
  mount(Root, { target, props: { objects, Welcome } });
  // A phone loads what is asked for; the app has it all beside it.
  if (!app.isPage) await loadLater();
}

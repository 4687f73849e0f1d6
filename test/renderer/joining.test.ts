import { describe, expect, it } from 'vitest';
import { initialChatState, type Problem } from '../../src-shared/chat/state.ts';
import type { AppState } from '../../src-shared/ipc/app-state.ts';
import type { JoinOutcome } from '../../src-shared/ipc/contract.ts';
import { App } from '../../src-renderer/app.svelte.ts';
import { Joining } from '../../src-renderer/joining.svelte.ts';
import { Navigation } from '../../src-renderer/navigation.svelte.ts';
import { emptyAppState, FakeBridge, serverOf, stateWith } from '../support/fake-bridge.ts';

const FORM = { address: 'host', username: 'me', password: 'secret', remember: true };
const refused: Problem = { kind: 'refused' };

async function open(bridge: FakeBridge): Promise<{ app: App; navigation: Navigation; joining: Joining }> {
  const app = await App.open(bridge);
  const navigation = new Navigation();
  return { app, navigation, joining: new Joining(app, navigation) };
}

/** A bridge whose answer to `session/join` is given later. */
function pendingBridge(): { bridge: FakeBridge; answer: (outcome: JoinOutcome) => void } {
  let answer: (outcome: JoinOutcome) => void = () => undefined;
  const bridge = new FakeBridge();
  bridge.handlers['session/join'] = () => new Promise((resolve) => (answer = resolve));
  return { bridge, answer: (outcome) => answer(outcome) };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('joining', () => {
  it('is busy until the answer and the room are here, then shows the room', async () => {
    const { bridge, answer } = pendingBridge();
    const { app, navigation, joining } = await open(bridge);
    navigation.go('join');
    const done = joining.join(FORM);
    await settled();
    expect(joining.busy).toBe(true);
    answer({ ok: true });
    await settled();
    expect(joining.busy).toBe(true);
    bridge.push({ type: 'server/put', server: serverOf(initialChatState('me', 'host')) });
    await settled();
    expect(joining.busy).toBe(true);
    bridge.push({ type: 'server/opened', server: 'home' });
    await done;
    expect(joining.busy).toBe(false);
    expect(navigation.view(app.state)).toBe('room');
  });

  it('sends one attempt however often it is pressed', async () => {
    const { bridge, answer } = pendingBridge();
    const { joining } = await open(bridge);
    const done = joining.join(FORM);
    await joining.join(FORM);
    await settled();
    expect(bridge.calls.filter((call) => call.command === 'session/join')).toHaveLength(1);
    answer({ ok: false, problem: refused });
    await done;
  });

  it('keeps the form and its problem after a failure, until something is typed', async () => {
    const { bridge, answer } = pendingBridge();
    const { app, navigation, joining } = await open(bridge);
    navigation.go('join');
    const done = joining.join(FORM);
    await settled();
    answer({ ok: false, problem: refused });
    await done;
    expect(navigation.view(app.state)).toBe('join');
    expect(joining.problem).toEqual(refused);
    joining.forget();
    expect(joining.problem).toBeNull();
  });

  it('is not busy for ever when the main process fails', async () => {
    const { joining } = await open(new FakeBridge());
    await expect(joining.join(FORM)).rejects.toThrow('session/join');
    expect(joining.busy).toBe(false);
  });

  it('shows why the login failed at the server that one signs in at again, and no other’s problem', async () => {
    const chat = initialChatState('me', 'host');
    const failed = { ...chat, connection: { phase: 'login-failed', problem: { kind: 'wrong-password' } } } as const;
    const { navigation, joining } = await open(new FakeBridge(stateWith([serverOf(failed)])));
    navigation.go('join');
    expect(joining.problem).toBeNull();
    navigation.go('join', 'home');
    expect(joining.problem).toEqual({ kind: 'wrong-password' });
  });

  it('waits for the new server where there are others', async () => {
    const { bridge, answer } = pendingBridge();
    const { app, navigation, joining } = await open(bridge);
    bridge.push({ type: 'server/put', server: serverOf(initialChatState('me', 'elsewhere'), { id: 'other' }) });
    bridge.push({ type: 'server/opened', server: 'other' });
    navigation.go('join');
    const done = joining.join(FORM);
    await settled();
    answer({ ok: true });
    await settled();
    expect(navigation.view(app.state)).toBe('join');
    bridge.push({ type: 'server/put', server: serverOf(initialChatState('me', 'host')) });
    bridge.push({ type: 'server/opened', server: 'home' });
    await done;
    expect(navigation.view(app.state)).toBe('room');
    expect(app.server?.profile.id).toBe('home');
  });

  it('shows the problem of an attempt that was not made here', async () => {
    const { joining } = await open(new FakeBridge(emptyAppState({ joinProblem: refused })));
    expect(joining.problem).toEqual(refused);
  });
});

describe('hosting', () => {
  it('says why it failed', async () => {
    const bridge = new FakeBridge(emptyAppState(), { 'hosting/start': () => ({ ok: false, message: 'No port is free.' }) });
    const { joining } = await open(bridge);
    await joining.host({ name: 'Room', port: 8888, username: 'me', password: 'secret', remember: false });
    expect(joining.hostProblem).toBe('No port is free.');
  });
});

describe('the view', () => {
  const view = (state: AppState): string => new Navigation().view(state);

  it('is the welcome at first, the room in a session, the form after a failure', () => {
    expect(view(emptyAppState())).toBe('welcome');
    expect(view(stateWith([serverOf(initialChatState('me', 'host'))]))).toBe('room');
    expect(view(emptyAppState({ joinProblem: refused }))).toBe('join');
  });

  it('is what the person chose', () => {
    const navigation = new Navigation();
    navigation.go('host');
    expect(navigation.view(emptyAppState({ joinProblem: refused }))).toBe('host');
    navigation.go(null);
    expect(navigation.view(emptyAppState())).toBe('welcome');
  });
});

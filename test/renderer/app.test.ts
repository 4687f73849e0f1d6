import { describe, expect, it } from 'vitest';
import { initialChatState } from '../../src-shared/chat/state.ts';
import type { AppEvent } from '../../src-shared/ipc/app-state.ts';
import { App } from '../../src-renderer/app.svelte.ts';
import { FakeBridge, serverOf, stateWith } from '../support/fake-bridge.ts';

const notice = (id: number): AppEvent => ({ type: 'notice/added', notice: { id, text: `notice ${id}` } });
const ids = (app: App): number[] => app.state.notices.map((each) => each.id);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('the replica', () => {
  it('starts from the snapshot and applies what follows', async () => {
    const bridge = new FakeBridge(stateWith([serverOf(initialChatState('me', 'host'))]));
    bridge.push(notice(1));
    const app = await App.open(bridge);
    expect(app.chat?.me).toBe('me');
    bridge.push(notice(2), notice(3));
    expect(ids(app)).toEqual([1, 2, 3]);
  });

  it('keeps what arrives while the snapshot is on its way, and skips what that holds already', async () => {
    const bridge = new FakeBridge();
    bridge.handlers['app/snapshot'] = async () => {
      bridge.push(notice(1));
      const snapshot = bridge.snapshot();
      bridge.push(notice(2));
      await settled();
      return snapshot;
    };
    const app = await App.open(bridge);
    expect(ids(app)).toEqual([1, 2]);
  });

  it('skips events it has and takes the rest of their batch', async () => {
    const bridge = new FakeBridge();
    const app = await App.open(bridge);
    bridge.push(notice(1));
    bridge.deliver({ first: 1, events: [notice(1), notice(2)] });
    expect(ids(app)).toEqual([1, 2]);
  });

  it('takes a new snapshot after a gap, and misses nothing meanwhile', async () => {
    const bridge = new FakeBridge();
    const app = await App.open(bridge);
    bridge.apply(notice(1));
    bridge.push(notice(2));
    expect(ids(app)).toEqual([]);
    bridge.push(notice(3));
    await settled();
    expect(ids(app)).toEqual([1, 2, 3]);
    bridge.push(notice(4));
    expect(ids(app)).toEqual([1, 2, 3, 4]);
    expect(bridge.calls.filter((call) => call.command === 'app/snapshot')).toHaveLength(2);
  });

  it('hears nothing once it is closed', async () => {
    const bridge = new FakeBridge();
    const app = await App.open(bridge);
    app.close();
    bridge.push(notice(1));
    expect(ids(app)).toEqual([]);
  });
});

describe('the fake bridge', () => {
  it('names the handler that is missing', async () => {
    await expect(new FakeBridge().invoke('session/retry-now', { server: 'home' })).rejects.toThrow('session/retry-now');
  });
});

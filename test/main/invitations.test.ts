import { describe, expect, test } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { DeepLinks } from '../../src-main/deep-links.ts';
import { Invitations } from '../../src-main/invitations.ts';
import { NOTICES_MAX } from '../../src-shared/ipc/index.ts';
import { hostileLinks } from '../support/hostile-links.ts';
import { appState } from './app-state.ts';

function start() {
  const store = new AppStore(
    appState(),
    () => undefined,
    (error) => {
      throw error;
    },
  );
  let id = 0;
  const invitations = new Invitations({
    store,
    onNotice: (text) => {
      store.dispatch({ type: 'notice/added', notice: { id: ++id, text } });
    },
  });
  return { store, invitations };
}

const LINK = 'rwci://pi.local:8888/#general';

describe('a link that came from outside', () => {
  test('waits for the person', () => {
    const { invitations, store } = start();
    invitations.arrived(LINK);
    expect(store.state.invitation).toMatchObject({ host: 'pi.local', port: 8888, channel: 'general' });
    invitations.answered(LINK);
    expect(store.state.invitation).toBeNull();
  });

  test('takes the place of the one before; an answer to that one is none to it', () => {
    const { invitations, store } = start();
    invitations.arrived(LINK);
    invitations.arrived('rwci://other.local:8888/');
    invitations.answered(LINK);
    expect(store.state.invitation?.host).toBe('other.local');
  });

  test('is said to be no invitation where it is none, once, and what waits goes on waiting', () => {
    const { invitations, store } = start();
    invitations.arrived(LINK);
    for (const link of hostileLinks(8888).refused) invitations.arrived(link);
    expect(store.state.invitation?.host).toBe('pi.local');
    expect(store.state.notices.map(({ text }) => text)).toEqual(['This link is not an invitation to a server.']);
    expect(store.state.notices.length).toBeLessThan(NOTICES_MAX);
  });

  test('that the person pasted is answered at once', () => {
    const { invitations, store } = start();
    expect(invitations.open('rwci://host:0/')).toEqual({ ok: false, message: 'This link is not an invitation to a server.' });
    expect(store.state.notices).toEqual([]);
    expect(invitations.open(LINK)).toEqual({ ok: true });
  });
});

describe('links of a start', () => {
  test('are found among its arguments, whatever stands around them', () => {
    const links = new DeepLinks();
    links.openOf(['--no-sandbox', '/opt/app', 'https://example.org/', 'RWCI://PI.local', LINK]);
    const served: string[] = [];
    links.serve((link) => served.push(link));
    expect(served).toEqual(['RWCI://PI.local']);
    links.openOf(['--rwci://pi.local', 'file:///rwci://x']);
    expect(served).toEqual(['RWCI://PI.local']);
    links.openOf([LINK]);
    expect(served).toEqual(['RWCI://PI.local', LINK]);
  });

  test('that come before anybody serves them: the latest counts', () => {
    const links = new DeepLinks();
    links.open('rwci://first.local');
    links.open('rwci://second.local');
    const served: string[] = [];
    links.serve((link) => served.push(link));
    expect(served).toEqual(['rwci://second.local']);
  });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { Guest, randomHex } from '../../../src-renderer/guest/guest.ts';
import { watchNewerPage } from '../../../src-renderer/guest/newer-page.ts';
import { openStorage, type GuestStorage } from '../../../src-renderer/guest/storage/open-storage.ts';
import { webSocketConnect } from '../../../src-main/ws-transport.ts';
import { AppStore } from '../../../src-shared/client/app-store.ts';
import { channelId, findConversation, type MessageEntry } from '../../../src-shared/chat/index.ts';
import { activeServer } from '../../../src-shared/ipc/index.ts';
import { appState } from '../../main/app-state.ts';
import { until } from '../../support/fake-clock.ts';
import { openRoom, type SocketRoom } from '../../support/server-room.ts';

/** A browser that keeps what the page gives it, over page after page. */
function browser(): () => Promise<GuestStorage> {
  const values = new Map<string, string>();
  const localStorage = {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  } as Partial<Storage> as Storage;
  return () => openStorage({ localStorage });
}

function fail(error: unknown): never {
  throw error;
}

/** A page over a real server, without a window. */
async function openPage(room: SocketRoom, open = browser()) {
  const storage = await open();
  const store = new AppStore(
    { ...appState(), shell: { kind: 'page', encrypted: false, keeps: true, notifications: 'absent', account: null } },
    () => undefined,
    fail,
  );
  const guest = new Guest({
    ...{ store, storage },
    log: { info: () => undefined, error: fail },
    client: { name: 'page', version: '1' },
    connect: webSocketConnect({ onError: fail }),
    nonce: randomHex,
    facts: {
      ...{ name: 'test', registration: 'open', version: '1', isEncrypted: false },
      address: `127.0.0.1:${String(room.server.port)}`,
    },
    isAttentive: () => true,
    onNotice: () => undefined,
    reload: () => undefined,
  });
  const chat = () => activeServer(store.state)?.chat ?? null;
  const page = {
    ...{ guest, storage, store, chat },
    join: (username: string, password: string | null = null, more: { pin?: string; channel?: string } = {}) =>
      guest.join({ address: 'here', username, password, remember: true, ...more }),
    texts: () =>
      (findConversation(chat() ?? fail('no room'), channelId('general'))?.entries ?? [])
        .filter((entry): entry is MessageEntry => entry.kind === 'message')
        .map(({ text }) => text),
    phase: () => chat()?.connection.phase,
    problem: () => {
      const connection = chat()?.connection;
      return connection !== undefined && 'problem' in connection ? connection.problem?.kind : undefined;
    },
    close: async () => {
      await Promise.all(guest.links.map((link) => link.close()));
    },
  };
  onTestFinished(() => page.close());
  return page;
}

const role = (room: SocketRoom, name: string) => room.server.people().includes(name);

describe('a guest', () => {
  test('is in the room by a name alone, and is the same person in the next page of this browser', async () => {
    const room = await openRoom();
    const keeps = browser();
    const first = await openPage(room, keeps);
    expect(await first.join('ann')).toEqual({ ok: true });
    expect(role(room, 'ann')).toBe(true);
    expect(first.store.state.shell).toMatchObject({ account: 'guest' });
    first.guest.get('page')?.send(channelId('general'), 'hello');
    await until(() => first.texts().includes('hello'), 'the message');
    await first.close();

    const next = await openPage(room, keeps);
    expect(await next.guest.comeBack()).toBe(true);
    await until(() => next.phase() === 'connected', 'the login');
    expect(next.chat()?.me).toBe('ann');
    expect(next.chat()?.newAccount).toBe(false);
  });

  test('has what was said before they came, whoever asked for it before the server was ready', async () => {
    const room = await openRoom();
    const bob = await room.login('bob');
    bob.send({ type: 'message', message: 'said before', channel: 'general' });
    expect((await bob.nextPacket())['type']).toBe('message');
    const page = await openPage(room);
    await page.join('ann');
    await until(() => page.texts().includes('said before'), 'what was said before');
  });

  test('has a name that is taken refused with a reason, and nothing of it is kept', async () => {
    const room = await openRoom();
    await room.login('ann', 'hers alone');
    const page = await openPage(room);
    expect(await page.join('ann')).toEqual({
      ok: false,
      problem: expect.objectContaining({ kind: 'wrong-password' }) as unknown,
    });
    expect(page.store.state.servers).toEqual([]);
    expect(page.store.state.joinProblem?.kind).toBe('wrong-password');
    expect(page.storage.login.read()).toBeNull();
    expect(await page.join('bob')).toEqual({ ok: true });
  });

  test('stays who this browser is when another name is tried in vain', async () => {
    const room = await openRoom();
    await room.login('ann', 'hers alone');
    const page = await openPage(room);
    await page.join('bob');
    expect(await page.join('ann')).toMatchObject({ ok: false });
    expect(page.storage.login.read()?.username).toBe('bob');
    expect(page.guest.username).toBe('bob');
  });

  test('needs the PIN where one is set: none and a wrong one are told apart by the form, the right one is enough', async () => {
    const room = await openRoom({ registration: { mode: 'pin', pin: '2468' } });
    const page = await openPage(room);
    expect(await page.join('ann')).toMatchObject({ ok: false, problem: { kind: 'pin-needed' } });
    expect(await page.join('ann', null, { pin: '1357' })).toMatchObject({ ok: false, problem: { kind: 'pin-needed' } });
    expect(await page.join('ann', null, { pin: '2468' })).toEqual({ ok: true });
  });

  test('that is forgotten by this browser begins anew', async () => {
    const room = await openRoom();
    const keeps = browser();
    const page = await openPage(room, keeps);
    await page.join('ann');
    await page.guest.leave();
    expect(page.store.state.servers).toEqual([]);
    expect(page.store.state.active).toBeNull();
    expect(await (await openPage(room, keeps)).guest.comeBack()).toBe(false);
  });

  test('has what was being written when the page ended, and not once it was written on', async () => {
    const room = await openRoom();
    const keeps = browser();
    const page = await openPage(room, keeps);
    await page.join('ann');
    const write = (text: string) => {
      const event = { type: 'draft/changed', conversation: channelId('general'), text } as const;
      page.store.dispatch({ type: 'chat', server: 'page', event });
      page.guest.settle();
    };
    const draftOf = ({ chat }: typeof page) => findConversation(chat() ?? fail('no room'), channelId('general'))?.draft;
    write('half a sen');
    // The browser ends the page: nothing more is done there.
    const next = await openPage(room, keeps);
    await next.guest.comeBack();
    expect(draftOf(next)).toBe('half a sen');
    write('half a sentence');
    page.guest.wake();
    const third = await openPage(room, keeps);
    await third.guest.comeBack();
    expect(draftOf(third)).toBe('');
  });

  test('keeps whom they hide', async () => {
    const room = await openRoom();
    const keeps = browser();
    const page = await openPage(room, keeps);
    await page.join('ann');
    page.guest.block('bob', true);
    page.guest.block('bob', true);
    expect(page.chat()?.blocked).toEqual(['bob']);
    await page.close();
    const next = await openPage(room, keeps);
    await next.guest.comeBack();
    expect(next.chat()?.blocked).toEqual(['bob']);
  });
});

describe('somebody with a password of their own', () => {
  test('comes back by a token, and the password is in nothing that the browser keeps', async () => {
    const room = await openRoom();
    const keeps = browser();
    const page = await openPage(room, keeps);
    expect(await page.join('ann', 'my own password')).toEqual({ ok: true });
    await until(() => page.storage.login.read()?.secret.kind === 'own', 'the login is kept');
    const token = () => {
      const secret = page.storage.login.read()?.secret;
      return secret?.kind === 'own' ? secret.token : null;
    };
    await until(() => token() !== null, 'the token');
    expect(JSON.stringify(page.storage.login.read())).not.toContain('my own password');
    await page.close();
    const next = await openPage(room, keeps);
    await next.guest.comeBack();
    await until(() => next.phase() === 'connected', 'the login');
  });

  test('is asked for it when the token is refused', async () => {
    const room = await openRoom();
    const keeps = browser();
    (await keeps()).login.keep({ username: 'ann', blocked: [], secret: { kind: 'own', token: `rwci1.${'A'.repeat(43)}` } });
    const page = await openPage(room, keeps);
    await page.guest.comeBack();
    await until(() => page.problem() === 'password-needed', 'the question');
    expect(role(room, 'ann')).toBe(false);
  });

  test('has one from now on who was a guest, without knowing the random one', async () => {
    const room = await openRoom();
    const page = await openPage(room);
    await page.join('ann');
    await until(() => page.chat()?.ready === true, 'the room');
    expect(await page.guest.changePassword('', 'my own password')).toMatchObject({ ok: true });
    expect(page.store.state.shell).toMatchObject({ account: 'own' });
    await page.close();
    await until(() => !role(room, 'ann'), 'ann has left');
    expect(await (await openPage(room)).join('ann', 'my own password')).toEqual({ ok: true });
  });
});

test('a page whose server has another version is loaded anew once, and not while something is being written', async () => {
  const room = await openRoom();
  const page = await openPage(room);
  const notes = new Map<string, string>();
  let reloads = 0;
  const watch = () =>
    watchNewerPage({
      store: page.store,
      version: 'older',
      notes: { getItem: (name) => notes.get(name) ?? null, setItem: (name, value) => void notes.set(name, value) },
      reload: () => void reloads++,
    });
  watch();
  await page.join('ann');
  const write = (text: string) => {
    const event = { type: 'draft/changed', conversation: channelId('general'), text } as const;
    page.store.dispatch({ type: 'chat', server: 'page', event });
  };
  write('half a sen');
  await until(() => page.chat()?.ready === true, 'the room');
  expect(reloads).toBe(0);
  const keeps = (kept: boolean) => {
    const { shell } = page.store.state;
    if (shell.kind === 'page') page.store.dispatch({ type: 'shell/changed', shell: { ...shell, keeps: kept } });
  };
  keeps(false);
  write('');
  // Who they are would be gone with the page.
  expect(reloads).toBe(0);
  keeps(true);
  expect(reloads).toBe(1);
  watch();
  write('');
  expect(reloads).toBe(1);
});

import { PassThrough } from 'node:stream';
import { encode } from 'uqr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { printInvitation } from '../../src-main/server/console/invite.ts';
import { runCli } from '../../src-main/server/console/run-cli.ts';
import { startServer, type ListeningServer, type ListenOptions } from '../../src-main/server/server.ts';
import { formatPageLink, parseInvitation } from '../../src-shared/invitation/index.ts';
import { until } from '../support/fake-clock.ts';
import { pageFolder } from '../support/page-folder.ts';
import { temporaryFolder } from '../support/server-room.ts';

async function startRoom(options: Partial<ListenOptions> = {}): Promise<ListeningServer> {
  const folder = temporaryFolder();
  const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: folder, discovery: false, ...options });
  onTestFinished(() => server.stop());
  return server;
}

const nothing = { channel: '', withPin: false };
const plain = { qr: false, isTerminal: false };
const linkIn = (text: string): string => /^Invite with: (rwci:\S+)$/mu.exec(text)?.[1] ?? '';

/** The dark modules of a printed code: a line holds two rows of them, and what is printed is light. */
function printedModules(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => [
    [...line].map((block) => block === ' ' || block === '▄'),
    [...line].map((block) => block === ' ' || block === '▀'),
  ]);
}

describe('the invitation of a headless server', () => {
  test('says where it is, who, and where people arrive, as that of the app does', async () => {
    const server = await startRoom();
    const { fingerprint, port } = server;
    expect(fingerprint).not.toBeNull();
    const invited = parseInvitation(linkIn(printInvitation(server, nothing, plain)));
    expect(invited).toEqual({ host: '127.0.0.1', port, channel: 'general', fingerprint, pin: null });
  });

  test('has a QR code of its link, dark on light in every terminal', async () => {
    const server = await startRoom();
    const printed = printInvitation(server, nothing, { qr: true, isTerminal: true });
    const { data, size } = encode(linkIn(printed), { border: 4 });
    const lines = printed.split('\n').slice(2);
    const bare = lines.map((line) => /^\u001B\[97;40m(.*)\u001B\[0m$/u.exec(line)?.[1] ?? '');
    expect(printedModules(bare).slice(0, size)).toEqual(data);
    const inFile = printInvitation(server, nothing, { qr: true, isTerminal: false });
    expect(printedModules(inFile.split('\n').slice(2)).slice(0, size)).toEqual(data);
  });

  test('names a channel that there is, and the PIN when it is asked for and needed', async () => {
    const server = await startRoom();
    const pinned = { channel: '#general', withPin: true };
    expect(parseInvitation(linkIn(printInvitation(server, pinned, plain)))).toMatchObject({ channel: 'general', pin: null });
    await server.admin.setRegistration('pin', '2468');
    expect(parseInvitation(linkIn(printInvitation(server, pinned, plain)))).toMatchObject({ channel: 'general', pin: '2468' });
    expect(printInvitation(server, { ...pinned, withPin: false }, plain)).not.toContain('pin=');
    expect(printInvitation(server, { channel: 'nowhere', withPin: false }, plain)).toBe('There is no such channel.');
    await server.admin.setRegistration('pin', '12\u200b34');
    expect(printInvitation(server, pinned, plain)).toContain('A link cannot carry this PIN');
  });
});

describe('the invitation of a headless server that lets guests in', () => {
  test('begins with the address of its page, whose QR code it shows; the link for the app follows', async () => {
    const server = await startRoom({ pageFolder: pageFolder() });
    const { port } = server;
    const page = formatPageLink({ host: '127.0.0.1', port, channel: 'general', pin: null }, 'http');
    const [first, second, ...rest] = printInvitation(server, nothing, plain).split('\n');
    expect([first, rest]).toEqual([`Join with a browser: ${page}`, []]);
    expect(parseInvitation(linkIn(second ?? ''))).toMatchObject({ port, channel: 'general' });
    const printed = printInvitation(server, nothing, { qr: true, isTerminal: false }).split('\n');
    const { data, size } = encode(page, { border: 4 });
    expect(printedModules(printed.slice(2)).slice(0, size)).toEqual(data);
    expect(printed.slice(-2)).toEqual(['', second]);
    // Where the address leads.
    expect(await (await fetch(page)).text()).toContain('<html');
  });

  test('carries the PIN in both when it is asked for, and in neither otherwise', async () => {
    const server = await startRoom({ pageFolder: pageFolder() });
    await server.admin.setRegistration('pin', '2468');
    expect(printInvitation(server, { channel: '', withPin: true }, plain).match(/pin=2468$/gmu)).toHaveLength(2);
    expect(printInvitation(server, nothing, plain)).not.toContain('2468');
  });

  test('is that of the app alone once guests are no longer let in, and without the page', async () => {
    const server = await startRoom({ pageFolder: pageFolder(), guests: false });
    expect(printInvitation(server, nothing, plain)).toMatch(/^Invite with: rwci:\S+$/u);
    const none = await startRoom({ pageFolder: temporaryFolder() });
    expect(printInvitation(none, nothing, plain)).toMatch(/^Invite with: rwci:\S+$/u);
  });

  test('names the encrypted page where nothing else is let in, and what a browser says of it', async () => {
    const server = await startRoom({ pageFolder: pageFolder(), requireEncryption: true });
    expect(printInvitation(server, nothing, plain)).toMatch(
      /^Join with a browser: https:\/\/127\.0\.0\.1:\d+\/#general\nThe browser .+\nInvite with: rwci:\S+$/u,
    );
  });
});

/** A headless server in this process, once it has greeted; what it printed, and what a line of input is answered. */
async function serve(options: { readonly isTerminal: boolean; readonly hasPage?: boolean }, ...argv: string[]) {
  const stdin = new PassThrough();
  const printed = { out: '' };
  let stop: () => void = () => undefined;
  const data = ['--data', temporaryFolder(), '--no-discovery'];
  const ended = runCli(['--host', '127.0.0.1', '--port', '0', ...data, ...argv], {
    env: {},
    stdin,
    out: (text) => (printed.out += text),
    err: () => undefined,
    onSignal: (run) => (stop = run),
    isTerminal: options.isTerminal,
    ...(options.hasPage === true ? { pageFolder: pageFolder() } : {}),
  });
  onTestFinished(async () => {
    stop();
    await ended;
  });
  await until(() => printed.out.includes('Invite with'), 'it listens');
  return {
    greeting: printed.out,
    answer: async (line: string) => {
      printed.out = '';
      stdin.write(`${line}\n`);
      await until(() => printed.out !== '', `an answer to ${line}`);
      return printed.out;
    },
  };
}

describe('the console', () => {
  test('has the link behind the line that programs read, and no code and no PIN in what may be a log', async () => {
    const { greeting } = await serve({ isTerminal: false }, '--registration', 'pin', '--pin', '2468');
    expect(greeting).toMatch(/^listening on ws:\/\/127\.0\.0\.1:\d+\n/u);
    expect(greeting).not.toContain('█');
    expect(greeting).not.toContain('2468');
  });

  test('shows the code at once to somebody in front of it, or when it is asked for', async () => {
    expect((await serve({ isTerminal: true })).greeting).toContain('█');
    expect((await serve({ isTerminal: false }, '--qr')).greeting).toContain('█');
  });

  test('greets with both ways and one code, and stays one that programs read', async () => {
    const { greeting } = await serve({ isTerminal: true, hasPage: true });
    expect(greeting.match(/listening on ws:\/\/127\.0\.0\.1:\d+$/gmu)).toHaveLength(1);
    expect(greeting).toMatch(/^Join with a browser: http:\S+\n\n\u001B[^]+\n\nInvite with: rwci:\S+\n$/mu);
  });

  test('prints them again', async () => {
    const { answer } = await serve({ isTerminal: false }, '--registration', 'pin', '--pin', '2468');
    expect(await answer('invite')).toMatch(/^Invite with: rwci:\S+\/#general\?fp=\S{43}\n\n█/u);
    expect(linkIn(await answer('invite general'))).toMatch(/\/#general\?fp=\S{43}$/u);
    expect(linkIn(await answer('invite general with-pin'))).toMatch(/&pin=2468$/u);
    expect(linkIn(await answer('invite with-pin'))).toMatch(/\/#general\?fp=\S{43}&pin=2468$/u);
    expect(await answer('invite nowhere')).toBe('There is no such channel.\n');
    expect(await answer('invite general please')).toBe('Usage: invite [CHANNEL] [with-pin]\n');
  });
});

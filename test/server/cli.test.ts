import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultDataDir, parseCli } from '../../src-main/server/console/cli-options.ts';
import { argon2Hasher } from '../../src-main/server/accounts/passwords.ts';
import { runCli } from '../../src-main/server/console/run-cli.ts';
import { VERSION } from '../../src-main/server/version.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { buildServer, ServerProcess } from '../support/server-process.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The headless server in this process, with a terminal of its own. */
class Terminal {
  readonly stdin = new PassThrough();
  out = '';
  err = '';
  code: number | null = null;
  signal: () => void = () => undefined;

  constructor(...argv: string[]) {
    void runCli(argv, {
      env: { XDG_DATA_HOME: temporaryFolder() },
      stdin: this.stdin,
      out: (text) => (this.out += text),
      err: (text) => (this.err += text),
      onSignal: (run) => (this.signal = run),
    }).then((code) => (this.code = code));
    onTestFinished(async () => {
      if (this.code !== null) return;
      this.signal();
      await this.exit();
    });
  }

  static async listening(...argv: string[]): Promise<Terminal> {
    const terminal = new Terminal('--host', '127.0.0.1', '--data', temporaryFolder(), ...argv);
    await until(() => terminal.out.includes('Join with') || terminal.code !== null, 'the server listens');
    return terminal;
  }

  get port(): number {
    return Number(/listening on ws:\/\/.*:(\d+)$/mu.exec(this.out)?.[1]);
  }

  async exit(): Promise<number> {
    await until(
      () => this.code !== null,
      () => `the end (${this.out} ${this.err})`,
    );
    return this.code ?? -1;
  }

  /** What a line of input is answered. */
  async command(line: string): Promise<string> {
    this.out = '';
    this.stdin.write(`${line}\n`);
    await until(() => this.out !== '', `an answer to ${line}`);
    return this.out;
  }
}

describe('options', () => {
  test.each([
    [['--port', '99999'], '--port 99999: a port is a number from 0 to 65535.'],
    [['--port', 'abc'], '--port abc: a port is a number from 0 to 65535.'],
    [['--port', '-1'], '--port needs a value; one that begins with a dash is written --port=VALUE.'],
    [['--port', '1.5'], '--port 1.5: a port is a number from 0 to 65535.'],
    [['--port', '0x50'], '--port 0x50: a port is a number from 0 to 65535.'],
    [['--port='], '--port needs a value.'],
    [['--port'], '--port needs a value.'],
    [['--data', '--name', 'Room'], '--data needs a value; one that begins with a dash is written --data=VALUE.'],
    [['--data', ''], '--data needs a value.'],
    [['--name', 'two\nlines'], '--name: one line of at most 60 characters.'],
    [['--name', 'turned \u202e round'], '--name: one line of at most 60 characters.'],
    [['--name', 'x'.repeat(61)], '--name: one line of at most 60 characters.'],
    [['--port', '1', '--port', '2'], '--port was given twice.'],
    [['--name=A', '--name', 'A'], '--name was given twice.'],
    [['--bogus'], "Unknown option '--bogus'."],
    [['-x'], "Unknown option '-x'."],
    [['extra'], "Unexpected argument 'extra'."],
    [['--no-tls=yes'], "Option '--no-tls' does not take an argument."],
    [['--no-tls', '--require-encryption'], '--require-encryption: not without TLS (--no-tls).'],
    [['--registration', 'ajar'], '--registration ajar: open, closed or pin.'],
    [['--registration='], '--registration needs a value.'],
    [['--pin', '123'], '--pin: A PIN has 4 to 32 characters on one line.'],
    [['--limits', 'on'], '--limits on: only off is known.'],
    [['--limit', 'messageBurst=0'], '--limit messageBurst must be a whole number from 1 to 1000000.'],
    [['--config', '/nowhere/rwci.json'], '/nowhere/rwci.json: there is no such file.'],
    [['--limits', 'off'], '--limits off: only at a loopback address, such as --host 127.0.0.1, and not at 0.0.0.0.'],
    [
      ['--limits', 'off', '--host', '192.168.1.5'],
      '--limits off: only at a loopback address, such as --host 127.0.0.1, and not at 192.168.1.5.',
    ],
  ])('%j: exit 2 and one line', async (argv, line) => {
    const terminal = new Terminal(...argv);
    expect(await terminal.exit()).toBe(2);
    expect(terminal.err).toContain(line);
    expect(terminal.err.trimEnd().split('\n')).toHaveLength(1);
    expect(terminal.out).toBe('');
  });

  test('--help and --version', async () => {
    const help = new Terminal('--help');
    expect(await help.exit()).toBe(0);
    const options =
      'config FILE|host A|port N|data DIR|name NAME|allow-host NAME|allow-origin ORIGIN|registration WHO|pin PIN|limit NAME=VALUE|limits off|guests, --no-guests|no-discovery|no-tls|require-encryption|smoke|version|help';
    for (const option of options.split('|')) expect(help.out).toContain(`\n  --${option} `);
    const version = new Terminal('--version');
    expect(await version.exit()).toBe(0);
    expect(version.out).toBe(`${VERSION}\n`);
  });

  test('what is not said has a value', () => {
    expect(parseCli([], { XDG_DATA_HOME: '/data' })).toEqual({
      kind: 'serve',
      host: '0.0.0.0',
      port: null,
      dataDir: process.platform === 'linux' ? '/data/rwci-server' : expect.any(String),
      allowedHosts: [],
      allowedOrigins: [],
      tls: true,
      requireEncryption: false,
      limits: {},
      discovery: true,
    });
    expect(parseCli(['--host', '[::1]', '--limits', 'off', '--no-tls', '--no-discovery', '--port=0'], {})).toMatchObject({
      kind: 'serve',
      host: '::1',
      port: 0,
      tls: false,
      limits: { messageBurst: Infinity },
    });
    expect(parseCli(['--require-encryption'], {})).toMatchObject({ tls: true, requireEncryption: true });
  });

  test('the folder is the one the platform has for it', () => {
    expect(defaultDataDir({}, 'linux', '/home/x')).toBe('/home/x/.local/share/rwci-server');
    expect(defaultDataDir({ XDG_DATA_HOME: 'relative' }, 'linux', '/home/x')).toBe('/home/x/.local/share/rwci-server');
    expect(defaultDataDir({}, 'darwin', '/Users/x')).toBe('/Users/x/Library/Application Support/rwci-server');
    expect(defaultDataDir({ LOCALAPPDATA: '/local' }, 'win32', '/x')).toBe('/local/rwci-server');
  });
});

describe('serving', () => {
  test('as a file of options says: its name, its limits, its hosts; the command line comes first', async () => {
    const config = join(temporaryFolder(), 'rwci.json');
    const options = {
      port: 1,
      name: 'Room 12',
      allowedHosts: ['chat.test'],
      limits: { messageBurst: 1, messagesPerSecond: 0.001 },
    };
    writeFileSync(config, JSON.stringify(options));
    const terminal = await Terminal.listening('--config', config, '--port', '0', '--limit', 'messageQueueMax=2');
    const alice = await SocketClient.connect(terminal.port, { headers: { Host: 'chat.test' } });
    expect((await alice.login('alice')).at(-1)).toContain('"name":"Room 12"');
    for (let i = 0; i < 4; i++) alice.send({ type: 'message', message: String(i) });
    expect(await alice.nextPacket()).toMatchObject({ message: '0' });
    expect(await alice.nextPacket()).toMatchObject({ author: 'Server' });
    await until(() => terminal.err.includes('"rule":"messageQueueMax"'), 'the log names the limit');
  });

  test('asks for a PIN when it is told to, and the command line comes before the file', async () => {
    const folder = temporaryFolder();
    const config = join(folder, 'rwci.json');
    writeFileSync(config, JSON.stringify({ registration: 'closed', pin: 'from the file' }));
    const terminal = await Terminal.listening('--config', config, '--port', '0', '--registration', 'pin');
    expect(await terminal.command('registration')).toBe('Who registers needs the PIN from the file.\n');
    const smoke = new Terminal('--smoke', '--config', config);
    expect(await smoke.exit()).toBe(0);
    const none = new Terminal('--port', '0', '--data', temporaryFolder(), '--registration', 'pin');
    expect(await none.exit()).toBe(1);
    expect(none.err).toBe('Say which PIN new accounts need.\n');
  });

  test('a file of options that is not understood: exit 2', async () => {
    const config = join(temporaryFolder(), 'rwci.json');
    writeFileSync(config, '{"prot":1}');
    const terminal = new Terminal('--config', config);
    expect(await terminal.exit()).toBe(2);
    expect(terminal.err).toBe(`${config}: "prot" is not known here.\n`);
  });

  test('says where it listens, how to join, and who it is', async () => {
    const terminal = await Terminal.listening('--port', '0');
    const [listening, join, who] = terminal.out.split('\n');
    expect(listening).toBe(`listening on ws://127.0.0.1:${terminal.port}`);
    expect(join).toBe(`Join with: wss://127.0.0.1:${terminal.port}`);
    expect(who).toMatch(/^This server is: (?:[a-z]+ ){4}\((?:[A-Z2-7]{4} ?){8}\)$/u);
  });

  test('without TLS there is one address, in clear', async () => {
    const terminal = await Terminal.listening('--port', '0', '--no-tls');
    const place = `127.0.0.1:${terminal.port}`;
    await until(() => terminal.out.includes('Invite with'), 'the whole greeting');
    expect(terminal.out).toBe(`listening on ws://${place}\nJoin with: ws://${place}\nInvite with: rwci://${place}/#general\n`);
  });

  test('takes the next free port when one is in use, and says so', async () => {
    const room = await openRoom();
    const terminal = await Terminal.listening('--port', String(room.server.port));
    expect(terminal.port).toBeGreaterThan(room.server.port);
    expect(terminal.out).toContain(`Port ${room.server.port} is in use, so this is on port ${terminal.port}.\n`);
  });

  test('each command is answered', async () => {
    const terminal = await Terminal.listening('--port', '0');
    const { port } = terminal;
    expect(await terminal.command('users')).toBe('Nobody is online.\n');
    const alice = await SocketClient.connect(port);
    await alice.login('Al Ice');
    expect(await terminal.command('users')).toBe('Al Ice\n');
    expect(await terminal.command('channels')).toBe('#general\n');
    expect(await terminal.command('  broadcast   hello  there ')).toBe('Told 1 person.\n');
    expect(await alice.next()).toBe('{"type":"broadcast","message":"hello  there"}');
    expect(await terminal.command('dm "al ice" hello')).toBe('Told Al Ice.\n');
    expect(await alice.next()).toBe('{"type":"direct_message","author":"Server","message":"hello"}');
    expect(JSON.parse(await terminal.command('stats'))).toMatchObject({ people: 1, messages: 2, loop_delay_ms: {} });
    expect(await terminal.command('kick bob')).toBe('bob is not known here.\n');
    expect(await terminal.command('kick "Al Ice" go home')).toBe('Kicked Al Ice.\n');
    expect(await alice.ended()).toEqual({ code: 4005, reason: 'you were kicked: go home' });
    expect(await terminal.command('ban "Al Ice"')).toBe('Banned Al Ice.\n');
    expect(await terminal.command('unban "Al Ice"')).toBe('Al Ice may log in again.\n');
    for (const usage of ['broadcast TEXT', 'dm USER TEXT', 'kick USER [REASON]', 'ban USER [REASON]', 'unban USER']) {
      expect(await terminal.command(usage.split(' ')[0] ?? '')).toBe(`Usage: ${usage}\n`);
      expect(await terminal.command('help')).toContain(usage);
    }
    expect(await terminal.command('dm bob')).toBe('Usage: dm USER TEXT\n');
    expect(await terminal.command('stop it, bob')).toBe('Usage: stop\n');
    expect(await terminal.command('frobnicate now')).toBe('Unknown command: frobnicate. Type help for those there are.\n');
  });

  test('`stop` and a signal: tells the clients, closes with 1001, exit 0', async () => {
    for (const stop of [(t: Terminal) => t.stdin.write('stop\n'), (t: Terminal) => t.signal()]) {
      const terminal = await Terminal.listening('--port', '0');
      const alice = await SocketClient.connect(terminal.port);
      await alice.login('alice');
      stop(terminal);
      expect(await terminal.exit()).toBe(0);
      expect(await alice.ended()).toEqual({ code: 1001, reason: 'The server is stopping.' });
      expect(alice.inbox).toEqual(['{"type":"broadcast","message":"The server is stopping."}']);
    }
  });

  test('the end of standard input is not a stop', async () => {
    const terminal = await Terminal.listening('--port', '0');
    terminal.stdin.end();
    await new Promise((resolve) => terminal.stdin.once('close', resolve));
    const alice = await SocketClient.connect(terminal.port);
    await alice.login('alice');
    expect(terminal.code).toBeNull();
  });

  test.skipIf(process.platform !== 'linux')('a folder that cannot be made: a sentence that names it, exit 1', async () => {
    const terminal = new Terminal('--data', '/proc/nope');
    expect(await terminal.exit()).toBe(1);
    expect(terminal.err).toMatch(/^The folder \/proc\/nope cannot be made: .+\.\n$/u);
    expect(terminal.out).toBe('');
  });

  test('a damaged database: serves, and says in words where the old file is', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'server.sqlite');
    writeFileSync(file, 'not a database at all');
    const terminal = new Terminal('--host', '127.0.0.1', '--port', '0', '--data', folder);
    await until(() => terminal.out.includes('Join with'), 'the server listens');
    const notice = terminal.err.split('\n').find((line) => line.startsWith('The data file'));
    expect(notice).toContain(`The data file ${file} was damaged (it is not a database) and is kept as ${file}.corrupt-`);
    expect(terminal.err).toContain('"level":"warn"');
  });

  test('a file in the place of the folder: a sentence that names it, exit 1', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    const terminal = new Terminal('--port', '0', '--data', path);
    expect(await terminal.exit()).toBe(1);
    expect(terminal.err).toBe(`${path} is not a folder. Choose another one for the data.\n`);
  });

  test('--smoke leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const terminal = new Terminal('--smoke', '--data', folder);
    expect(await terminal.exit()).toBe(0);
    expect(terminal.out).toMatch(/^ok: a login and a message on port \d+\n$/u);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('as a program', () => {
  test('serves, and SIGTERM ends it with exit 0', async () => {
    await buildServer();
    const server = await ServerProcess.listening();
    const alice = await SocketClient.connect(server.port);
    await alice.login('alice');
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect((await alice.ended()).code).toBe(1001);
  }, 60_000);

  test('what was told before a SIGKILL is there after it', async () => {
    await buildServer();
    const folder = temporaryFolder();
    const first = await ServerProcess.listening('--data', folder);
    const alice = await SocketClient.connect(first.port);
    await alice.login('alice', 'secret');
    first.child.kill('SIGKILL');
    await first.exit;
    const room = await openRoom({ dataDir: folder, hasher: argon2Hasher });
    const again = await room.connect();
    expect((await again.login('alice', 'secret'))[0]).toContain('"Logged in ok"');
  }, 60_000);

  test.runIf(process.platform === 'linux')(
    'npm start without a display: a folder that is not said is asked for, exit 2',
    async () => {
      for (const switches of [['--user-data-dir'], ['--user-data-dir', '--port', '0'], ['--user-data-dir=']]) {
        const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/start.mjs'), ...switches], {
          env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
          input: 'stop\n',
          encoding: 'utf8',
          timeout: 20_000,
        });
        expect([status, stderr.trimEnd().split('\n').at(-1)]).toEqual([2, '--user-data-dir needs a value.']);
      }
    },
    60_000,
  );
});

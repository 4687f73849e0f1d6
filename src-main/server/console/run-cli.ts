import { createInterface } from 'node:readline';
import { DEFAULT_PORT } from '../../../src-shared/protocol/index.ts';
import { fingerprintGroups, fingerprintWords } from '../../../src-shared/trust/index.ts';
import { runCommand, type Invite } from './admin-commands.ts';
import { secureUrl, webSocketUrl } from '../network/addresses.ts';
import { HELP, parseCli, type ServeOptions } from './cli-options.ts';
import { systemClock } from '../clock.ts';
import { watchEventLoop } from './delays.ts';
import { printInvitation, type PrintOptions } from './invite.ts';
import { createJsonLog } from './json-log.ts';
import { startServer, type ListenOptions, type ListeningServer } from '../server.ts';
import { runSmokeTest } from './smoke.ts';
import { VERSION } from '../version.ts';

/** What the headless server has of its process; tests pass their own. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Calls `run` at each SIGTERM and SIGINT. */
  readonly onSignal: (run: () => void) => void;
  /** Standard output is a terminal, where somebody may hold a phone in front of it. */
  readonly isTerminal?: boolean;
  /** The built program whose thread writes to the disk. */
  readonly writerThread?: string;
  /** Where the built page for guests lies. */
  readonly pageFolder?: string;
}

const OK = 0;
const FAILED = 1;
const BAD_OPTION = 2;

/** Runs the headless server (docs/PROTOCOL.md, "Running the server"); resolves with the exit code when it has stopped. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const request = parseCli(argv, io.env);
  switch (request.kind) {
    case 'help':
      io.out(HELP);
      return OK;
    case 'version':
      io.out(`${VERSION}\n`);
      return OK;
    case 'bad':
      io.err(`${request.message}\n`);
      return BAD_OPTION;
    case 'smoke':
      return await smoke(request, io);
    case 'serve':
      return await serve(request, io);
  }
}

async function smoke(
  { port, dataDir: _folder, registration: _who, qr: _code, ...options }: ServeOptions,
  io: CliIo,
): Promise<number> {
  try {
    const used = await runSmokeTest({ ...options, port: port ?? 0 });
    io.out(`ok: a login and a message on port ${used}\n`);
    return OK;
  } catch (error) {
    io.err(`The smoke test failed: ${describe(error)}\n`);
    return FAILED;
  }
}

async function serve(options: ServeOptions, io: CliIo): Promise<number> {
  const loopDelays = watchEventLoop(systemClock);
  try {
    return await serveWatched({ ...options, loopDelays }, io);
  } finally {
    loopDelays.stop();
  }
}

async function serveWatched(
  { port, qr, ...options }: ServeOptions & Pick<ListenOptions, 'loopDelays'>,
  io: CliIo,
): Promise<number> {
  let server: ListeningServer;
  try {
    const log = createJsonLog(systemClock, io.err);
    const { pageFolder, writerThread } = io;
    const built = {
      ...(writerThread === undefined ? {} : { writerThread }),
      ...(pageFolder === undefined ? {} : { pageFolder }),
    };
    server = await startServer({ ...options, port: port ?? DEFAULT_PORT, log, ...built });
  } catch (error) {
    io.err(`${describe(error)}\n`);
    return FAILED;
  }
  if (server.notice !== null) io.err(`${server.notice}\n`);
  greet(server, port ?? DEFAULT_PORT, io);
  const isTerminal = io.isTerminal === true;
  const print: PrintOptions = { qr: qr === true || isTerminal, isTerminal };
  // Without the PIN: standard output may go into a log.
  io.out(`${printInvitation(server, { channel: '', withPin: false }, print)}\n`);
  await untilStopped(server, io, (wanted) => printInvitation(server, wanted, { ...print, qr: true }));
  io.out('Stopped.\n');
  return OK;
}

function greet(server: ListeningServer, wanted: number, { out }: CliIo): void {
  if (wanted !== 0 && server.port !== wanted) out(`Port ${wanted} is in use, so this is on port ${server.port}.\n`);
  out(`listening on ${webSocketUrl(server.host, server.port)}\n`);
  const { fingerprint } = server;
  for (const { url } of server.addresses) out(`Join with: ${fingerprint === null ? url : secureUrl(url)}\n`);
  if (fingerprint === null) return;
  const words = fingerprintWords(fingerprint).join(' ');
  out(`This server is: ${words} (${fingerprintGroups(fingerprint).join(' ')})\n`);
}

/** Until `stop`, SIGTERM or SIGINT. The end of standard input is not a stop: a service has none. */
function untilStopped(server: ListeningServer, io: CliIo, invite: Invite): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: io.stdin, terminal: false });
    const stop = () => {
      lines.close();
      server.stop().then(resolve, reject);
    };
    io.onSignal(stop);
    io.stdin.on('error', () => undefined);
    // One after another, so that the answers stand in the order of the commands.
    let last = Promise.resolve();
    lines.on('line', (line) => {
      last = last.then(async () => {
        const answer = await runCommand(line, server.admin, invite);
        if (answer.text !== '') io.out(`${answer.text}\n`);
        if (answer.stop === true) stop();
      });
    });
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}

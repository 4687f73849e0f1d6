import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../../src-shared/protocol/index.ts';
import { classOf } from './address.ts';

/** What the command line asks for. */
export type CliRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'bad'; readonly message: string }
  | ({ readonly kind: 'serve' | 'smoke' } & ServeOptions);

export interface ServeOptions {
  readonly host: string;
  /** Null when none was given: the default one, then. */
  readonly port: number | null;
  readonly dataDir: string;
  readonly name: string | undefined;
  readonly limits: 'default' | 'off';
}

const NAME_MAX_CHARS = 60;

export const HELP = `Usage: npm run serve -- [options]

Runs an RWCI chat server without a window until it is stopped.

  --host A         listen at this address (default 0.0.0.0: every IPv4 address of this computer)
  --port N         listen on this port, or the next free one when it is taken; 0: any free one (default ${DEFAULT_PORT})
  --data DIR       keep accounts, channels and undelivered messages in this folder
  --name NAME      what the server is called (default: this computer's name)
  --no-discovery   do not announce the server in the network (this version never does)
  --no-tls         do not offer wss:// (this version offers ws:// only)
  --limits off     lift the limits against floods and on connections, for benchmarks at a loopback address
  --smoke          start with a throw-away folder, log in and send a message, stop; exit 0 when all that worked
  --version        print the version
  --help           print this

While it runs, type: broadcast TEXT, dm USER TEXT, kick USER [REASON], ban USER, unban USER, users, channels, help, stop
A name with spaces goes in double quotes.
`;

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  name: { type: 'string' },
  limits: { type: 'string' },
  'no-discovery': { type: 'boolean' },
  'no-tls': { type: 'boolean' },
  smoke: { type: 'boolean' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments behind the program's name; what is wrong with them is said in one line that names it. */
export function parseCli(argv: readonly string[], env: NodeJS.ProcessEnv): CliRequest {
  let values: ReturnType<typeof parse>['values'];
  let twice: string | undefined;
  try {
    ({ values, twice } = parse(argv));
  } catch (error) {
    return bad(error instanceof Error ? firstSentence(error.message) : 'The options cannot be read.');
  }
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };

  if (twice !== undefined) return bad(`--${twice} was given twice.`);
  const empty = (['host', 'port', 'data', 'name', 'limits'] as const).find((name) => values[name]?.trim() === '');
  if (empty !== undefined) return bad(`--${empty} needs a value.`);
  if (values.name !== undefined && !isServerName(values.name)) {
    return bad(`--name: one line of at most ${NAME_MAX_CHARS} characters.`);
  }
  const port = values.port === undefined ? null : readPort(values.port);
  if (port === undefined) return bad(`--port ${values.port ?? ''}: a port is a number from 0 to 65535.`);
  const host = (values.host ?? '0.0.0.0').replace(/^\[(.*)\]$/u, '$1');
  if (values.limits !== undefined && values.limits !== 'off') return bad(`--limits ${values.limits}: only off is known.`);
  if (values.limits === 'off' && host !== 'localhost' && classOf(host) !== 'loopback') {
    return bad(`--limits off: only at a loopback address, such as --host 127.0.0.1, and not at ${host}.`);
  }
  return {
    kind: values.smoke === true ? 'smoke' : 'serve',
    host,
    port,
    dataDir: resolve(values.data ?? defaultDataDir(env)),
    name: values.name,
    limits: values.limits === 'off' ? 'off' : 'default',
  };
}

function parse(argv: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: true,
    allowPositionals: false,
    tokens: true,
  });
  const names = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? [token.name] : []));
  return { values, twice: names.find((name, index) => names.indexOf(name) < index) };
}

/** Node explains at length how to quote; the first sentence names the option. */
function firstSentence(message: string): string {
  const [sentence = message] = message.split(/\.\s|\n/u);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

/** Everybody who joins reads it: nothing that breaks a line or turns the direction of what stands beside it. */
function isServerName(text: string): boolean {
  return [...text].length <= NAME_MAX_CHARS && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text);
}

function readPort(text: string): number | undefined {
  if (!/^\d{1,5}$/u.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}

function bad(message: string): CliRequest {
  return { kind: 'bad', message };
}

/** Where a server keeps its data when nobody says where: the folder that the platform has for this. */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'rwci-server');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'rwci-server');
  const data = env.XDG_DATA_HOME;
  // The XDG specification: a relative path is to be ignored.
  return join(data?.startsWith('/') === true ? data : join(home, '.local', 'share'), 'rwci-server');
}

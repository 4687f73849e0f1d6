import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT, REGISTRATIONS, ROOM_NAME_MAX_CODE_POINTS } from '../../../src-shared/protocol/index.ts';
import { classOf } from '../network/address.ts';
import { ConfigProblem, readConfig, type ConfigFile } from './config-file.ts';
import { isHostName } from '../network/host-names.ts';
import { isLimitName, limitProblem, limitsProblem } from '../limit-ranges.ts';
import { LIFTED_LIMITS, type ServerLimits } from '../limits.ts';
import type { RegistrationChoice } from '../accounts/settings.ts';
import { isOrigin, isPin, isServerName, PIN_RULE } from './option-values.ts';

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
  readonly name?: string;
  /** Names that lead to this server, besides its computer's own. */
  readonly allowedHosts: readonly string[];
  /** Origins of browser pages that may connect. */
  readonly allowedOrigins: readonly string[];
  /** Prints a QR code also where nobody seems to look. */
  readonly qr?: true;
  /** Who may make an account from now on; as it was last when left out. */
  readonly registration?: RegistrationChoice;
  /** Whether the port speaks TLS too. */
  readonly tls: boolean;
  /** Whether those who do not encrypt are refused. */
  readonly requireEncryption: boolean;
  /** Whether the networks are told of the server. */
  readonly discovery: boolean;
  /** Whether guests may join with a browser from now on; as it was last when left out. */
  readonly guests?: boolean;
  /** Those that are not as usual. */
  readonly limits: Partial<ServerLimits>;
}

export const HELP = `Usage: npm run serve -- [options]

Runs an RWCI chat server without a window until it is stopped.

  --config FILE          take what is not said here from this JSON file (docs/PROTOCOL.md, "Running the server")
  --host A               listen at this address (default 0.0.0.0: every IPv4 address of this computer)
  --port N               listen on this port, or the next free one when it is taken; 0: any free one (default ${DEFAULT_PORT})
  --data DIR             keep accounts, channels and undelivered messages in this folder
  --name NAME            what the room is called from now on (at first: this computer's name)
  --allow-host NAME      people may join under this name too; may be given again (addresses, localhost and this computer's
                         name always may)
  --allow-origin ORIGIN  a browser page of this origin may connect, such as https://chat.example.org; may be given again
  --registration WHO     who may make an account: open (default), closed, or pin; kept until it is set again
  --pin PIN              the PIN that new accounts need then (other users of this computer may see it here, not in --config)
  --guests, --no-guests  whether people may join with a browser alone, by the page that this server shows them (at first: they
                         may); kept until it is set again
  --limit NAME=VALUE     set one limit; may be given again (docs/PROTOCOL.md, "Limits", lists them)
  --limits off           lift the limits against floods and on connections, for benchmarks at a loopback address
  --no-discovery         do not announce the server in the networks of this computer (by multicast DNS, as _rwci._tcp)
  --no-tls               do not offer wss://; everybody in the network can read what is said
  --require-encryption   refuse those who come by ws://, plain RFC clients without TLS among them
  --qr                   print the QR code of the invitation also where standard output is no terminal
  --smoke                start with a throw-away folder, log in and send a message, stop; exit 0 when all that worked
  --version              print the version
  --help                 print this

The log goes to standard error, one JSON object a line; no log files are written.

While it runs, type commands; help lists them: broadcast TEXT, kick USER [REASON], role USER owner, registration closed, stop …
A name with spaces goes in double quotes.
`;

const OPTIONS = {
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  name: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  'allow-origin': { type: 'string', multiple: true },
  registration: { type: 'string' },
  pin: { type: 'string' },
  limit: { type: 'string', multiple: true },
  limits: { type: 'string' },
  guests: { type: 'boolean' },
  'no-guests': { type: 'boolean' },
  'no-discovery': { type: 'boolean' },
  'no-tls': { type: 'boolean' },
  'require-encryption': { type: 'boolean' },
  qr: { type: 'boolean' },
  smoke: { type: 'boolean' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Of these a value that is empty is a mistake. */
const WITH_VALUE = [
  'config',
  'host',
  'port',
  'data',
  'name',
  'allow-host',
  'allow-origin',
  'registration',
  'pin',
  'limit',
  'limits',
] as const;

/** Something is wrong with an option; the message is one line that names it. */
class OptionProblem extends Error {
  override readonly name = 'OptionProblem';
}

/**
 * Reads the arguments behind the program's name, and the file that `--config` names; what is wrong with them is said in one
 * line that names it. The command line wins over the file.
 */
export function parseCli(argv: readonly string[], env: NodeJS.ProcessEnv): CliRequest {
  try {
    const values = parse(argv);
    if (values.help === true) return { kind: 'help' };
    if (values.version === true) return { kind: 'version' };
    const config = values.config === undefined ? {} : readConfig(values.config);
    return { kind: values.smoke === true ? 'smoke' : 'serve', ...serveOptions(values, config, env) };
  } catch (error) {
    if (error instanceof OptionProblem || error instanceof ConfigProblem) return { kind: 'bad', message: error.message };
    throw error;
  }
}

type Values = ReturnType<typeof parse>;

function serveOptions(values: Values, config: ConfigFile, env: NodeJS.ProcessEnv): ServeOptions {
  const host = (values.host ?? config.host ?? '0.0.0.0').replace(/^\[(.*)\]$/u, '$1');
  const name = values.name === undefined ? config.name : readName(values.name);
  return {
    host,
    port: values.port === undefined ? (config.port ?? null) : readPort(values.port),
    dataDir: resolve(values.data ?? config.data ?? defaultDataDir(env)),
    ...(name === undefined ? {} : { name }),
    allowedHosts: values['allow-host']?.map(readHostName) ?? config.allowedHosts ?? [],
    allowedOrigins: values['allow-origin']?.map(readOrigin) ?? config.allowedOrigins ?? [],
    ...(values.qr === true ? { qr: true } : {}),
    ...readRegistration(values, config),
    ...readEncryption(values, config),
    ...readGuests(values, config),
    limits: readLimits(values, config, host),
    discovery: values['no-discovery'] === true ? false : (config.discovery ?? true),
  };
}

function parse(argv: readonly string[]) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false, tokens: true });
  } catch (error) {
    return bad(error instanceof Error ? whatIsWrong(error.message) : 'The options cannot be read.');
  }
  const { values, tokens } = parsed;
  if (values.help === true || values.version === true) return values;
  const names = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? [token.name] : []));
  const twice = names.find((name, index) => names.indexOf(name) < index && !isRepeatable(name));
  if (twice !== undefined) return bad(`--${twice} was given twice.`);
  const empty = WITH_VALUE.find((name) => [values[name]].flat().some((value) => value?.trim() === ''));
  if (empty !== undefined) return bad(`--${empty} needs a value.`);
  return values;
}

function isRepeatable(name: string): boolean {
  return name === 'allow-host' || name === 'allow-origin' || name === 'limit';
}

/** What Node's parser says, in one sentence: the first of its own names the option, but is of no help where a value is missing. */
function whatIsWrong(message: string): string {
  const option = /^Option '(--[a-z-]+)(?: <value>)?' argument (missing|is ambiguous)/u.exec(message);
  if (option?.[2] === 'missing') return `${option[1]} needs a value.`;
  if (option !== null) return `${option[1]} needs a value; one that begins with a dash is written ${option[1]}=VALUE.`;
  const [sentence = message] = message.split(/\.\s|\n/u);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

function readName(text: string): string {
  return isServerName(text) ? text : bad(`--name: one line of at most ${ROOM_NAME_MAX_CODE_POINTS} characters.`);
}

function readRegistration({ registration, pin }: Values, config: ConfigFile): { readonly registration?: RegistrationChoice } {
  const mode = registration === undefined ? config.registration : REGISTRATIONS.find((each) => each === registration);
  if (registration !== undefined && mode === undefined) bad(`--registration ${registration}: open, closed or pin.`);
  if (pin !== undefined && !isPin(pin)) bad(`--pin: ${PIN_RULE}`);
  const chosen = pin ?? config.pin;
  if (mode === undefined && chosen === undefined) return {};
  return {
    registration: { ...(mode === undefined ? {} : { mode }), ...(chosen === undefined ? {} : { pin: chosen }) },
  };
}

function readEncryption(values: Values, config: ConfigFile): Pick<ServeOptions, 'tls' | 'requireEncryption'> {
  const tls = values['no-tls'] === true ? false : (config.tls ?? true);
  const requireEncryption = values['require-encryption'] === true || config.requireEncryption === true;
  return tls || !requireEncryption ? { tls, requireEncryption } : bad('--require-encryption: not without TLS (--no-tls).');
}

function readGuests({ guests, 'no-guests': noGuests }: Values, config: ConfigFile): Pick<ServeOptions, 'guests'> {
  if (guests === true && noGuests === true) bad('--guests and --no-guests: only one of them.');
  const chosen = guests ?? (noGuests === true ? false : config.guests);
  return chosen === undefined ? {} : { guests: chosen };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Infinity;
  return port <= 65_535 ? port : bad(`--port ${text}: a port is a number from 0 to 65535.`);
}

function readHostName(text: string): string {
  return isHostName(text) ? text : bad(`--allow-host ${text}: a host name without a port.`);
}

function readOrigin(text: string): string {
  return isOrigin(text) ? text : bad(`--allow-origin ${text}: an origin such as https://chat.example.org.`);
}

/** Single limits of the command line, then those of the file, then what `--limits off` lifts. */
function readLimits({ limits, limit: single = [] }: Values, config: ConfigFile, host: string): Partial<ServerLimits> {
  if (limits !== undefined && limits !== 'off') bad(`--limits ${limits}: only off is known.`);
  if (limits === 'off' && host !== 'localhost' && classOf(host) !== 'loopback') {
    bad(`--limits off: only at a loopback address, such as --host 127.0.0.1, and not at ${host}.`);
  }
  const named: [string, number][] = single.map((text) => {
    const [, name = text, value = ''] = /^([^=]*)=(.*)$/u.exec(text) ?? [];
    if (!isLimitName(name)) return bad(`--limit ${name}: there is no such limit.`);
    const number = /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) : Number.NaN;
    const problem = limitProblem(name, number);
    return problem === null ? [name, number] : bad(`--limit ${name} ${problem}`);
  });
  const twice = named.find(([name], index) => named.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) bad(`--limit ${twice[0]} was given twice.`);
  const chosen: Partial<ServerLimits> = {
    ...(limits === 'off' ? LIFTED_LIMITS : {}),
    ...(limits === 'off' ? {} : config.limits),
    ...Object.fromEntries(named),
  };
  const problem = limitsProblem(chosen);
  return problem === null ? chosen : bad(`Limits: ${problem}`);
}

function bad(message: string): never {
  throw new OptionProblem(message);
}

/** Where a server keeps its data when nobody says where: the folder that the platform has for this. */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'rwci-server');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'rwci-server');
  const data = env.XDG_DATA_HOME;
  // The XDG specification: a relative path is to be ignored.
  return join(data?.startsWith('/') === true ? data : join(home, '.local', 'share'), 'rwci-server');
}

import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { REGISTRATIONS, ROOM_NAME_MAX_CODE_POINTS, type RegistrationMode } from '../../../src-shared/protocol/index.ts';
import { isHostName } from '../network/host-names.ts';
import { isLimitName, limitProblem, limitsProblem } from '../limit-ranges.ts';
import type { ServerLimits } from '../limits.ts';
import { isOrigin, isPin, isServerName, PIN_RULE } from './option-values.ts';

/** What the file of `--config` says; what it leaves out is not there. */
export interface ConfigFile {
  readonly host?: string;
  readonly port?: number;
  /** An absolute path. */
  readonly data?: string;
  readonly name?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly registration?: RegistrationMode;
  readonly pin?: string;
  readonly guests?: boolean;
  readonly discovery?: boolean;
  readonly tls?: boolean;
  readonly requireEncryption?: boolean;
  readonly limits?: Partial<ServerLimits>;
}

/** The file cannot be used; the message is one line that names the file and, where one is wrong, the key. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}

const CONFIG_MAX_BYTES = 64 * 1024;
const LIST_MAX = 100;

const text = v.pipe(v.string('must be text.'), v.nonEmpty('must not be empty.'));
const port = v.custom<number>(
  (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535,
  'must be a whole number from 0 to 65535.',
);
const serverName = v.pipe(text, v.check(isServerName, `must be one line of at most ${ROOM_NAME_MAX_CODE_POINTS} characters.`));
const list = (isItem: (item: string) => boolean, what: string) =>
  v.pipe(
    v.array(v.pipe(v.string(`must be ${what}.`), v.check(isItem, `must be ${what}.`)), 'must be a list.'),
    v.maxLength(LIST_MAX, `must not have more than ${LIST_MAX} entries.`),
  );

const yesOrNo = v.boolean('must be true or false.');

const KEYS: { readonly [K in keyof ConfigFile]-?: v.GenericSchema } = {
  host: text,
  port,
  data: text,
  name: serverName,
  allowedHosts: list(isHostName, 'a host name without a port'),
  allowedOrigins: list(isOrigin, 'an origin such as https://chat.example.org'),
  registration: v.picklist(REGISTRATIONS, 'must be open, closed or pin.'),
  pin: v.pipe(v.string('must be text.'), v.check(isPin, `cannot be that. ${PIN_RULE}`)),
  guests: yesOrNo,
  discovery: yesOrNo,
  tls: yesOrNo,
  requireEncryption: yesOrNo,
  limits: v.custom((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object.'),
};

/**
 * Reads the file of `--config` and checks all of it; the file is never written.
 * @throws {ConfigProblem} when there is anything in it that is not understood
 */
export function readConfig(path: string): ConfigFile {
  const bad = (problem: string): never => {
    throw new ConfigProblem(`${path}: ${problem}`);
  };
  const value = parse(path, bad);
  for (const [key, entry] of Object.entries(value)) {
    if (!Object.hasOwn(KEYS, key)) bad(`${shown(key)} is not known here.`);
    const parsed = v.safeParse(KEYS[key as keyof ConfigFile], entry, { abortEarly: true });
    if (parsed.success) continue;
    const [issue] = parsed.issues;
    const inner = v.getDotPath(issue);
    bad(`${inner === null ? key : `${key}.${inner}`} ${issue.message}`);
  }
  const config = value as ConfigFile;
  for (const [name, limit] of Object.entries(config.limits ?? {})) {
    if (!isLimitName(name)) return bad(`limits.${shown(name)} is not known here.`);
    const problem = limitProblem(name, limit);
    if (problem !== null) bad(`limits.${name} ${problem}`);
  }
  const conflict = limitsProblem(config.limits ?? {});
  if (conflict !== null) bad(`limits.${conflict}`);
  // A path in the file means the same whatever folder the server is started in.
  return config.data === undefined ? config : { ...config, data: resolve(dirname(path), config.data) };
}

function parse(path: string, bad: (problem: string) => never): object {
  let content: string;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return bad('this is not a file.');
    if (stats.size > CONFIG_MAX_BYTES) return bad(`more than ${CONFIG_MAX_BYTES / 1024} KiB, which is no file of options.`);
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigProblem) throw error;
    const { code } = error as NodeJS.ErrnoException;
    return bad(code === 'ENOENT' ? 'there is no such file.' : `the file cannot be read (${code ?? 'unknown error'}).`);
  }
  let value: unknown;
  try {
    // Editors on Windows begin a file with a byte order mark.
    value = JSON.parse(content.replace(/^\ufeff/u, ''));
  } catch {
    return bad('this is not JSON.');
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : bad('this is not a JSON object.');
}

/** A key that somebody mistyped, on one line and not too long. */
function shown(key: string): string {
  return JSON.stringify(key.slice(0, 60));
}

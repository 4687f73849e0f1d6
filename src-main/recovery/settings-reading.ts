import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { words } from '../../src-shared/language/index.ts';
import { newCorruptName } from '../server/storage/database-names.ts';
import { replaceFile } from '../server/storage/disk.ts';
import type { FileContent } from '../settings-file.ts';

/** Of the copy of the file as the last good start found it. */
const COPY_SUFFIX = '.good';

/** The settings of somebody with all servers, names and words that there can be are shorter. */
const FILE_MAX_BYTES = 64 * 1024 * 1024;

/** What was found in the place of the settings. */
interface Found {
  /** What counts; nothing where there is none or it is not ours. */
  readonly content: FileContent;
  /** The file's text where it was read and found good: what the copy may be made of. */
  readonly good: string | null;
  /** A sentence for the person, or null. */
  readonly problem: string | null;
  /** Writing takes nothing away that the person may still want. */
  readonly writable: boolean;
}

/** What the settings of this version of the app look like. */
export interface SettingsLayout {
  /** A file with a greater one was written by a newer app. */
  readonly version: number;
  readonly is: (value: unknown) => value is FileContent;
}

type Looked =
  | { readonly kind: 'none' | 'damaged' }
  | { readonly kind: 'unread'; readonly reason: string }
  | { readonly kind: 'newer'; readonly content: FileContent }
  | { readonly kind: 'good'; readonly content: FileContent; readonly text: string };

/** Reads the settings, and where they are no good the copy of the last good start. Never throws; a damaged file gets another name. */
export function readSettings(path: string, layout: SettingsLayout): Found {
  const say = words().shell.settings;
  const looked = look(path, layout);
  switch (looked.kind) {
    case 'good':
      return { content: looked.content, good: looked.text, problem: null, writable: true };
    case 'newer':
      return { content: looked.content, good: null, problem: `${say.newer(path)} ${say.notKept}`, writable: false };
    case 'unread':
      return unwritable(path, layout, say.unread(path, looked.reason));
    case 'none': {
      const { content, kind } = copyOf(path, layout);
      if (kind === 'none') return { content: {}, good: null, problem: null, writable: true };
      return taken(content, kind, `${say.missing(path)} ${say.copy}`);
    }
    case 'damaged':
      return setAside(path, layout);
  }
}

/**
 * Makes the copy that is read where the file is no good: of a text that was read from it and found good, so that no damage ever takes
 * the place of what was good. Without room for it the older copy stays.
 */
export function keepGoodCopy(path: string, text: string): void {
  const copy = path + COPY_SUFFIX;
  try {
    if (existsSync(copy) && readFileSync(copy, 'utf8') === text) return;
    replaceFile(copy, text);
  } catch {
    // The older one stays.
  }
}

/** Why the system refused, as short as it says it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}

function look(path: string, layout: SettingsLayout): Looked {
  let text: string;
  try {
    if (!existsSync(path)) return { kind: 'none' };
    if (statSync(path).size > FILE_MAX_BYTES) return { kind: 'damaged' };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { kind: 'unread', reason: reasonOf(error) };
  }
  const value = parse(text);
  const isOurs = layout.is(value);
  if (isNewer(value, layout)) return { kind: 'newer', content: isOurs ? value : {} };
  // The value itself and not the parser's copy: keys that are not known here are kept.
  return isOurs ? { kind: 'good', content: value, text } : { kind: 'damaged' };
}

function isNewer(value: unknown, layout: SettingsLayout): boolean {
  if (typeof value !== 'object' || value === null || !('version' in value)) return false;
  return Number.isInteger(value.version) && (value.version as number) > layout.version;
}

/** Undefined for what is no JSON, or could not be written as it again. */
function parse(text: string): unknown {
  try {
    // Some editors put a mark before the first character.
    const value: unknown = JSON.parse(text.replace(/^\ufeff/u, ''));
    JSON.stringify(value);
    return value;
  } catch {
    return undefined;
  }
}

function setAside(path: string, layout: SettingsLayout): Found {
  const say = words().shell.settings;
  const aside = newCorruptName(path, Date.now());
  try {
    renameSync(path, aside);
  } catch (error) {
    return unwritable(path, layout, say.damaged(path, reasonOf(error)));
  }
  const { content, kind } = copyOf(path, layout);
  return taken(content, kind, `${say.aside(aside)} ${kind === 'none' ? say.defaults : say.copy}`);
}

/** What the person set is used, and stays as it is on the disk. */
function unwritable(path: string, layout: SettingsLayout, found: string): Found {
  const say = words().shell.settings;
  const { content, kind } = copyOf(path, layout);
  const problem = [found, kind === 'none' ? say.defaults : say.copy, say.notKept].join(' ');
  return { content, good: null, problem, writable: false };
}

/** A copy of a newer version is all that there is of what was set; it is not written over. */
function taken(content: FileContent, kind: Copy['kind'], sentence: string): Found {
  const isNewer = kind === 'newer';
  const problem = isNewer ? `${sentence} ${words().shell.settings.notKept}` : sentence;
  return { content, good: null, problem, writable: !isNewer };
}

interface Copy {
  readonly content: FileContent;
  readonly kind: 'good' | 'newer' | 'none';
}

function copyOf(path: string, layout: SettingsLayout): Copy {
  const copy = look(path + COPY_SUFFIX, layout);
  return copy.kind === 'good' || copy.kind === 'newer' ? copy : { content: {}, kind: 'none' };
}

import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import * as v from 'valibot';
import { notesText } from './feed-text.ts';
import { UpdateError } from './update-error.ts';

/** A release is at most so large. */
export const UPDATE_MAX_BYTES = 1024 * 1024 * 1024;

const FILES_MAX = 32;

/** https://semver.org, with bounded parts. */
const VERSION =
  /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){2}(?:-[0-9A-Za-z-]{1,20}(?:\.[0-9A-Za-z-]{1,20}){0,4})?(?:\+[0-9A-Za-z-]{1,20}(?:\.[0-9A-Za-z-]{1,20}){0,4})?$/u;

const FileSchema = v.object({
  /** Beside the feed: no folder, no other host. */
  url: v.pipe(v.string(), v.maxLength(300), v.regex(/^[\w@+-][\w@+. -]*$/u)),
  sha512: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/u)),
  size: v.pipe(v.number(), v.integer(), v.minValue(1)),
  isAdminRightsRequired: v.optional(v.boolean()),
});

const FeedSchema = v.object({
  version: v.pipe(v.string(), v.regex(VERSION)),
  files: v.pipe(v.array(FileSchema), v.minLength(1), v.maxLength(FILES_MAX)),
  releaseNotes: v.nullish(v.union([v.string(), v.array(v.object({ version: v.string(), note: v.nullish(v.string()) }))])),
  stagingPercentage: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  minimumSystemVersion: v.optional(v.pipe(v.string(), v.maxLength(50))),
});

/** A file of a release; its checksum in base64. */
export type ReleaseFile = v.InferOutput<typeof FileSchema>;

/** What the feed says of its newest version. */
export interface Release {
  readonly version: string;
  /** Of the kind that this system installs, at least one. */
  readonly files: readonly ReleaseFile[];
  readonly notes: string;
  /** The share of all installations that is to take it, in percent. */
  readonly stagingPercentage?: number;
  readonly minimumSystemVersion?: string;
}

/** What a system installs and how electron-builder names its feed. */
export function feedOf(platform: NodeJS.Platform, arch: string): { readonly file: string; readonly extension: string } {
  if (platform === 'win32') return { file: 'latest.yml', extension: '.exe' };
  if (platform === 'darwin') return { file: 'latest-mac.yml', extension: '.zip' };
  return { file: arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`, extension: '.AppImage' };
}

/** What is signed: the feed with its name before it, so that one system's feed is not taken for another's. */
export function signedBytes(file: string, feed: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${file}\n`), feed]);
}

/**
 * Reads a feed that was signed with the release's key. Nothing of it is looked at before the signature (base64) was found right.
 * @throws {UpdateError} `not-trusted`, `unreadable` or `too-large`
 */
export function readFeed(parts: {
  readonly file: string;
  readonly extension: string;
  readonly feed: Uint8Array;
  readonly signature: string;
  readonly publicKey: string;
}): Release {
  const { file, extension, feed, signature, publicKey } = parts;
  const signed = Buffer.from(signature.trim(), 'base64');
  if (!verify(null, signedBytes(file, feed), keyOf(publicKey), signed)) {
    throw new UpdateError('not-trusted', `${file} is not signed with this app's key`);
  }
  const parsed = v.safeParse(FeedSchema, yaml(file, feed));
  if (!parsed.success) {
    const at = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'it').join(', ');
    throw new UpdateError('unreadable', `${file} is no feed: ${at}`);
  }
  const { version, files, releaseNotes, stagingPercentage, minimumSystemVersion } = parsed.output;
  const ours = files.filter(({ url }) => url.endsWith(extension));
  if (ours.length === 0) throw new UpdateError('unreadable', `${file} has no ${extension}`);
  if (ours.some(({ size }) => size > UPDATE_MAX_BYTES)) throw new UpdateError('too-large', `${file} tells of too large a file`);
  return {
    ...{ version, files: ours, notes: notesText(joined(releaseNotes)) },
    ...(stagingPercentage === undefined ? {} : { stagingPercentage }),
    ...(minimumSystemVersion === undefined ? {} : { minimumSystemVersion }),
  };
}

/** Whether a version is of the channel that this one is of. Who has a finished one gets no other; who has a beta gets both. */
export function isOfChannel(version: string, current: string): boolean {
  const channel = channelOf(version);
  return channel === null || channel === channelOf(current);
}

function channelOf(version: string): string | null {
  return /^[\d.]+-([0-9A-Za-z-]+)/u.exec(version)?.[1] ?? null;
}

function keyOf(publicKey: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(publicKey);
  } catch (error) {
    throw new UpdateError('not-trusted', "this app's key for updates cannot be read", error);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new UpdateError('not-trusted', "this app's key for updates is not of Ed25519");
  return key;
}

function yaml(file: string, feed: Uint8Array): unknown {
  try {
    return parseUpdateInfo(new TextDecoder('utf-8', { fatal: true }).decode(feed), file, new URL(`feed:${file}`));
  } catch {
    // The parser's own error holds the whole text.
    throw new UpdateError('unreadable', `${file} is no YAML`);
  }
}

type Notes = v.InferOutput<typeof FeedSchema>['releaseNotes'];

function joined(notes: Notes): string {
  if (notes === null || notes === undefined) return '';
  if (typeof notes === 'string') return notes;
  return notes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n');
}

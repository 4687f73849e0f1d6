import type { Clock } from '../../src-shared/session/index.ts';
import { feedOf, readFeed, type Release, type ReleaseFile } from './feed.ts';
import type { FeedConfig } from './feed-config.ts';
import { fetchFile, fetchSmall, type Fetch } from './fetching.ts';
import { UpdateError } from './update-error.ts';

/** A feed is about 500 bytes and the notes of a release. */
const FEED_MAX_BYTES = 256 * 1024;

/** 64 bytes in base64. */
const SIGNATURE_MAX_BYTES = 256;

interface Parts {
  readonly config: FeedConfig;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** The files of one feed over HTTP: all that updates ever ask the network for. */
export class FeedSource {
  readonly #parts: Parts;
  /** By its address, of the release read last. */
  #files: ReadonlyMap<string, ReleaseFile> = new Map();
  #signal: AbortSignal = new AbortController().signal;
  #onBytes: (bytes: number) => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is asked from now on ends with `signal`; `onBytes` hears what of a file is there. */
  until(signal: AbortSignal, onBytes: (bytes: number) => void = () => undefined): void {
    this.#signal = signal;
    this.#onBytes = onBytes;
  }

  addressOf(file: string): string {
    return new URL(encodeURIComponent(file), this.#parts.config.url).href;
  }

  /** The newest release. @throws {UpdateError} */
  async newest(): Promise<Release> {
    const { config, platform, arch } = this.#parts;
    const asking = { ...this.#parts, signal: this.#signal };
    const { file, extension } = feedOf(platform, arch);
    const feed = await fetchSmall(this.addressOf(file), FEED_MAX_BYTES, asking);
    const signature = await fetchSmall(this.addressOf(`${file}.sig`), SIGNATURE_MAX_BYTES, asking);
    const text = Buffer.from(signature).toString('latin1');
    const release = readFeed({ file, extension, feed, signature: text, publicKey: config.publicKey });
    this.#files = new Map(release.files.map((each) => [this.addressOf(each.url), each]));
    return release;
  }

  /** Downloads a file of that release, and nothing else. @throws {UpdateError} and what the file system throws */
  async download(address: string, destination: string): Promise<void> {
    const file = this.#files.get(address);
    if (file === undefined) throw new UpdateError('unreadable', `${address} is in no feed`);
    await fetchFile(address, destination, file, { ...this.#parts, signal: this.#signal, onBytes: this.#onBytes });
  }
}

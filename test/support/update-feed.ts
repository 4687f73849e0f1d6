import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedBytes } from '../../src-main/updates/feed.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** What is published, as electron-builder writes it but for what a test says otherwise. */
export interface Publication {
  readonly version: string;
  readonly payload?: Buffer;
  /** In YAML. */
  readonly notes?: string;
  readonly size?: number;
  readonly sha512?: string;
  readonly file?: string;
  /** Lines at the end. */
  readonly more?: string;
}

export const FEED_FILE = 'latest-linux.yml';

/** A feed of updates on loopback: a real HTTP server with a key of its own, whose every file a test can spoil. */
export class UpdateFeed {
  readonly url: string;
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly #server: Server;
  /** By path; a file that is not there answers 404. */
  readonly #files = new Map<string, Answer>();
  /** Paths in the order in which they were asked for. */
  readonly requests: string[] = [];

  private constructor(server: Server) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    this.#privateKey = privateKey;
    this.#server = server;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    server.on('request', (request, response) => {
      const path = new URL(request.url ?? '', 'http://feed').pathname;
      this.requests.push(path);
      const answer = this.#files.get(path);
      if (answer === undefined) response.writeHead(404).end('no');
      else answer(response, request);
    });
  }

  static async open(): Promise<UpdateFeed> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new UpdateFeed(server);
  }

  /** The feed, its signature and its file; returns the file's name. */
  publish({ version, payload = randomBytes(100_000), notes = "'What is new'", ...rest }: Publication): string {
    const file = rest.file ?? `rwci-desktop-${version}.AppImage`;
    const sha512 = rest.sha512 ?? createHash('sha512').update(payload).digest('base64');
    const size = String(rest.size ?? payload.length);
    this.sign(
      [
        `version: ${version}`,
        `files:\n  - url: ${file}\n    sha512: ${sha512}\n    size: ${size}\n    blockMapSize: 100`,
        `path: ${file}\nsha512: ${sha512}\nreleaseNotes: ${notes}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n${rest.more ?? ''}`,
      ].join('\n'),
    );
    this.serve(`/${file}`, (response) => response.writeHead(200, { 'content-length': payload.length }).end(payload));
    return file;
  }

  /** This text as the feed, with a signature that is right; `name`: which feed it was signed as. */
  sign(text: string | Uint8Array, name = FEED_FILE): void {
    const feed = Buffer.from(text);
    this.serve(`/${FEED_FILE}`, (response) => response.end(feed));
    const signature = sign(null, signedBytes(name, feed), this.#privateKey).toString('base64');
    this.serve(`/${FEED_FILE}.sig`, (response) => response.end(`${signature}\n`));
  }

  serve(path: string, answer: Answer): void {
    this.#files.set(path, answer);
  }

  /** Nobody is there any more. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close').catch(() => undefined);
  }
}

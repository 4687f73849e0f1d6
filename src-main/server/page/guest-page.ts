import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { acceptedEncoding } from './accepted-encoding.ts';
import { IndexPage, type ShownRoom } from './index-page.ts';
import { ASSET_HEADERS, indexHeaders } from './page-headers.ts';
import type { PageFile, PageFiles } from './page-files.ts';

/** What goes out to somebody who asked for something of the page. */
export interface PageAnswer {
  readonly status: 200 | 308 | 404;
  readonly headers: Readonly<Record<string, string | number>>;
  /** Shared with every other answer of the kind. */
  readonly body: Buffer | null;
}

export interface GuestPageOptions {
  /** Null where it cannot be read. */
  readonly files: () => PageFiles | null;
  /** Whether guests may join with a browser now; while they may not, there is no page. */
  readonly isOpen: () => boolean;
  /** The room as of now. */
  readonly room: () => ShownRoom;
  /** Whether whoever asks in clear is sent to TLS. */
  readonly requireEncryption: boolean;
}

const INDEX = '/';
const ASSETS = '/assets/';

/** The page for guests (docs/PROTOCOL.md, "The page for guests"): a table of files, by their exact paths. */
export class GuestPage {
  readonly #options: GuestPageOptions;
  #index: IndexPage | null = null;

  constructor(options: GuestPageOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#options.isOpen();
  }

  /**
   * What a request gets; null for one that is not about the page, and for every one while the page is closed.
   * @param host the header of this request, which was checked
   */
  answerTo({ headers, method, socket, url = '' }: IncomingMessage, host: string): PageAnswer | null {
    if (!this.isOpen || (method !== 'GET' && method !== 'HEAD')) return null;
    // Nobody asks for a page with a body; what they would send behind it is not waited for.
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return null;
    const [path = ''] = url.split('?', 1);
    if (path !== INDEX && !path.startsWith(ASSETS)) return null;
    const files = this.#options.files();
    if (files === null) return null;
    this.#index ??= new IndexPage(files.index);
    const file = path === INDEX ? this.#index.file(this.#options.room()) : files.assets.get(path);
    if (file === undefined) return NOT_FOUND;
    if (this.#options.requireEncryption && !(socket instanceof TLSSocket)) return moved(`https://${host}${path}`);
    return found(file, headers['accept-encoding'], path === INDEX ? indexHeaders(host) : ASSET_HEADERS);
  }
}

/** With the headers of a file that is there, so that no foreign page can tell by them which files those are. */
const NOT_FOUND: PageAnswer = {
  status: 404,
  headers: { ...ASSET_HEADERS, 'Cache-Control': 'no-store', 'Content-Length': 0, Connection: 'close' },
  body: null,
};

function moved(location: string): PageAnswer {
  const headers = { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0, Connection: 'close' };
  return { status: 308, headers, body: null };
}

function found({ bodies, type }: PageFile, accepted: string | undefined, headers: PageAnswer['headers']): PageAnswer {
  const encoding = acceptedEncoding(accepted, bodies);
  const body = bodies.get(encoding) ?? Buffer.alloc(0);
  return {
    status: 200,
    headers: {
      ...headers,
      'Content-Type': type,
      'Content-Length': body.length,
      Vary: 'Accept-Encoding',
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    },
    body,
  };
}

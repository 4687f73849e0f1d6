import { gzipSync } from 'node:zlib';
import type { RegistrationMode } from '../../../src-shared/protocol/index.ts';
import type { PageFile } from './page-files.ts';

/** What the page knows of its room before anybody is logged in. */
export interface ShownRoom {
  readonly name: string;
  readonly registration: RegistrationMode;
  readonly version: string;
}

/** Where in the template the room goes. */
const PLACE = '<!-- room -->';
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The page itself, with the room in its head; made again only when the room has changed. */
export class IndexPage {
  readonly #template: string;
  #made: { readonly head: string; readonly file: PageFile } | null = null;

  constructor(template: string) {
    this.#template = template;
  }

  /** The page as it is now. */
  file({ name, registration, version }: ShownRoom): PageFile {
    const head = [meta('rwci-room', name), meta('rwci-registration', registration), meta('rwci-version', version)].join('');
    if (this.#made?.head === head) return this.#made.file;
    const body = Buffer.from(this.#template.replace(PLACE, () => head));
    const file: PageFile = {
      type: 'text/html; charset=utf-8',
      bodies: new Map([
        ['identity', body],
        ['gzip', gzipSync(body)],
      ]),
    };
    this.#made = { head, file };
    return file;
  }
}

function meta(name: string, content: string): string {
  return `<meta name="${name}" content="${content.replace(/[&<>"']/gu, (char) => ESCAPES[char] ?? '')}">`;
}

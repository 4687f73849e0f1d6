import { createHash } from 'node:crypto';
import { wordsIn, type Words } from '../../src-shared/language/index.ts';
import type { KeptEntry } from '../../src-shared/client/records.ts';
import type { ExportRequest } from './requests.ts';

/** How an export looks: what it begins with, what an entry is in it, what it ends with. */
export interface Format {
  readonly head: string;
  readonly tail: string;
  entry(entry: KeptEntry): string;
}

/** The format that was asked for. */
export function exportFormat(request: ExportRequest): Format {
  switch (request.format) {
    case 'text':
      return textFormat(request);
    case 'json':
      return jsonFormat(request);
    case 'html':
      return htmlFormat(request);
  }
}

/** One line a message, in this computer's time; the other lines of its text are indented, so that none passes for a message. */
function textFormat({ language, now, title }: ExportRequest): Format {
  const say = wordsIn(language).shell.export;
  return {
    head: `${oneLine(title)}\n${say.written(`${localTime(now)} (UTC${offsetOf(now)})`)}\n\n`,
    tail: '',
    entry(entry) {
      const time = `[${localTime(entry.at)}]`;
      switch (entry.kind) {
        case 'message':
          return `${time} ${oneLine(entry.author)}: ${indented(entry.text)}\n`;
        case 'broadcast':
          return `${time} ** ${indented(entry.text)}\n`;
        default:
          return `${time} * ${said(entry, say)}\n`;
      }
    },
  };
}

/** docs/DESIGN.md, "The client's history", has the shape. */
function jsonFormat({ title, conversation, now }: ExportRequest): Format {
  const head = { format: 'rwci-conversation', version: 1, title, conversation, exportedAt: isoTime(now) };
  let isFirst = true;
  return {
    head: `${JSON.stringify(head).slice(0, -1)},"entries":[`,
    tail: '\n]}\n',
    entry(entry) {
      const separator = isFirst ? '\n' : ',\n';
      isFirst = false;
      return separator + JSON.stringify(asJson(entry));
    },
  };
}

function asJson(entry: KeptEntry): object {
  const base = { kind: entry.kind, at: isoTime(entry.at) };
  switch (entry.kind) {
    case 'message':
      return { ...base, author: entry.author, text: entry.text, id: entry.place?.id };
    case 'broadcast':
      return { ...base, text: entry.text, id: entry.place?.id };
    case 'join':
    case 'quit':
      return { ...base, name: entry.name };
    case 'gap':
      return { ...base, from: isoTime(entry.from) };
  }
}

const STYLE = `
:root { color-scheme: light dark; --text: #1c1e21; --faint: #5c6370; --back: #ffffff; --line: #e3e5e8; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e7ea; --faint: #a0a6b1; --back: #17191d; --line: #2e3238; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
article { margin: 0 0 0.75rem; }
p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
time, .notice, header p { color: var(--faint); font-size: 0.85rem; }
`;

/** One file that needs no other and runs nothing. */
function htmlFormat({ language, now, title }: ExportRequest): Format {
  const say = wordsIn(language).shell.export;
  const style = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  return {
    head: `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1 dir="auto">${escaped(title)}</h1>
<p>${say.written(`${localTime(now)} (UTC${offsetOf(now)})`)}</p>
</header>
<main>
`,
    tail: '</main>\n</body>\n</html>\n',
    entry(entry) {
      const time = `<time datetime="${isoTime(entry.at)}">${localTime(entry.at)}</time>`;
      switch (entry.kind) {
        case 'message':
          return `<article><strong><bdi>${escaped(entry.author)}</bdi></strong> ${time}<p dir="auto">${escaped(entry.text)}</p></article>\n`;
        case 'broadcast':
          return `<article><strong>${escaped(say.announcement)}</strong> ${time}<p dir="auto">${escaped(entry.text)}</p></article>\n`;
        default:
          return `<article class="notice">${time} <bdi>${escaped(said(entry, say))}</bdi></article>\n`;
      }
    },
  };
}

function said(entry: Exclude<KeptEntry, { kind: 'message' | 'broadcast' }>, say: Words['shell']['export']): string {
  switch (entry.kind) {
    case 'join':
      return say.joined(oneLine(entry.name));
    case 'quit':
      return say.left(oneLine(entry.name));
    case 'gap':
      return say.gap(localTime(entry.from));
  }
}

const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/gu;
/** A terminal that shows the file would obey these; HTML has no place for them. */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f-\x9f]/gu;
const SUBSTITUTE = '\ufffd';

function oneLine(text: string): string {
  return text.replace(LINE_BREAK, ' ').replace(CONTROL, SUBSTITUTE);
}

function indented(text: string): string {
  return text.replace(LINE_BREAK, '\n    ').replace(CONTROL, SUBSTITUTE);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(CONTROL, SUBSTITUTE).replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');
}

/** What a date can be. */
const TIME_MAX = 8.64e15;

function dateOf(at: number): Date {
  return new Date(Math.min(TIME_MAX, Math.max(-TIME_MAX, at)));
}

function isoTime(at: number): string {
  return dateOf(at).toISOString();
}

/** `2026-11-23 14:02:05`, here. */
function localTime(at: number): string {
  const date = dateOf(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `+01:00`, here and then. */
function offsetOf(at: number): string {
  const minutes = -dateOf(at).getTimezoneOffset();
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

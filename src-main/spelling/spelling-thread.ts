import type { MessagePort } from 'node:worker_threads';
import { Speller, type DictionaryFiles } from './speller.ts';

/** What the thread is asked; `learn` has no answer. */
export type SpellingRequest =
  | { readonly kind: 'wrong' | 'suggestions'; readonly id: number; readonly words: readonly string[] }
  | { readonly kind: 'learn'; readonly word: string };

export interface SpellingAnswer {
  readonly id: number;
  readonly words: readonly string[];
}

/** Checks words for the other end of the port, one request after the other; the dictionary is read when the first one comes. */
export function serveSpelling(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  files: DictionaryFiles,
  own: readonly string[],
): void {
  let speller: Speller | undefined;
  port.on('message', (request: SpellingRequest) => {
    speller ??= new Speller(files, own);
    if (request.kind === 'learn') {
      speller.learn(request.word);
      return;
    }
    const { id, kind, words } = request;
    const answer: SpellingAnswer = { id, words: kind === 'wrong' ? speller.wrong(words) : speller.suggestions(words[0] ?? '') };
    port.postMessage(answer);
  });
}

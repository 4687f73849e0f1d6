import type { CodeSpan, spansOf } from './syntax.ts';

/** Blocks whose spans are kept. */
const KEPT_MAX = 50;

const kept = new Map<string, readonly CodeSpan[]>();
let highlighter = $state.raw<typeof spansOf | null>(null);
let loading = false;

/** The spans of a block of code: one without a scope where nothing is known of the language, and until the grammars are loaded. */
export function highlighted(language: string, code: string): readonly CodeSpan[] {
  const plain: readonly CodeSpan[] = [{ text: code, scope: null }];
  if (language === '') return plain;
  if (highlighter === null) {
    if (!loading) void load();
    return plain;
  }
  const key = `${language}\n${code}`;
  let spans = kept.get(key);
  if (spans === undefined) {
    spans = highlighter(language, code) ?? plain;
    kept.set(key, spans);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_MAX) break;
      kept.delete(oldest);
    }
  }
  return spans;
}

async function load(): Promise<void> {
  loading = true;
  highlighter = (await import('./syntax.ts')).spansOf;
}

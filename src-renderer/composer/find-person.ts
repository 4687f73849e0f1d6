import { fold } from '../fold.ts';

/** A person at the beginning of a command's arguments, and what stands behind. */
export interface FoundPerson {
  /** As `people` spells it where it is `known`, else as typed; empty where nothing was typed. */
  readonly name: string;
  readonly known: boolean;
  readonly text: string;
}

/**
 * Reads `@bob hello`, `"Ann Lee" hello` and `Ann Lee hello`: the longest name that is known wins, and where nobody is called so the
 * first word counts. Case and accents need not be right.
 */
export function findPerson(typed: string, people: readonly string[]): FoundPerson {
  const bare = typed.replace(/^@/, '');
  const quoted = /^"([^"]*)"\s*(.*)$/su.exec(bare);
  if (quoted !== null) return named(quoted[1] ?? '', quoted[2] ?? '', people);
  const wanted = fold(bare);
  const known = people
    .filter((name) => wanted === fold(name) || /^\s/u.test(wanted.slice(fold(name).length)))
    .filter((name) => wanted.startsWith(fold(name)))
    .sort((a, b) => b.length - a.length || Number(bare.startsWith(b)) - Number(bare.startsWith(a)))[0];
  // Folding may change how long a text is; the words of a name stay as many.
  if (known !== undefined) return { name: known, known: true, text: behindWords(bare, known.split(' ').length) };
  const [first = ''] = bare.split(/\s/u, 1);
  return { name: first, known: false, text: bare.slice(first.length).trim() };
}

function named(name: string, text: string, people: readonly string[]): FoundPerson {
  const wanted = fold(name);
  const known = people.find((each) => each === name) ?? people.find((each) => fold(each) === wanted);
  return { name: known ?? name, known: known !== undefined, text: text.trim() };
}

function behindWords(text: string, count: number): string {
  return text.replace(new RegExp(`^(?:\\S+\\s*){${count}}`, 'u'), '').trim();
}

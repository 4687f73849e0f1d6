/** The part of nspell that is used; the package has no types. */
declare module 'nspell' {
  interface Nspell {
    correct(word: string): boolean;
    suggest(word: string): string[];
    add(word: string): Nspell;
  }
  export default function nspell(aff: string, dic: string): Nspell;
}

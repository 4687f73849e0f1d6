/**
 * The few globals that every JavaScript engine of ours has and that the language's own library does not declare. Nothing else of
 * Node or of the browser is known here.
 */
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
/** `now`: in ms, from some moment on and never back. */
declare const performance: { now(): number };

declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly href: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
  readonly searchParams: { keys(): IterableIterator<string> };
}

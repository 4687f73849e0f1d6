/**
 * The few globals that every JavaScript engine of ours has and that the language's own library does not declare. Nothing else of
 * Node or of the browser is known here.
 */
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

declare class URL {
  constructor(url: string, base?: string);
  readonly protocol: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly search: string;
}

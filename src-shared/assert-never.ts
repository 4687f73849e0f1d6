/** Marks the end of a `switch` over a union: a new member that has no case is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

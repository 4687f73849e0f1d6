/** With `exactOptionalPropertyTypes`, an absent key and one that holds undefined are not the same. */
export function withoutUndefined<T extends object>(value: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]-?: Exclude<T[K], undefined>;
  };
}

/** Which of this computer's networks the person gives to others, by the names that its system has for them. */
export interface AddressPreference {
  /** Comes first; null: as the app thinks best. */
  readonly preferred: string | null;
  /** Not given away, unless there is no other. */
  readonly excluded: readonly string[];
}

/** Networks that can be left out, and the length of a name in UTF-16 units. */
export const EXCLUDED_NETWORKS_MAX = 32;
export const NETWORK_NAME_MAX_CHARS = 100;

/** As the app thinks best. */
export const NO_ADDRESS_PREFERENCE: AddressPreference = { preferred: null, excluded: [] };

/** The addresses to give away in their order, and those that are left out. Pure; those of one network keep theirs. */
export function orderAddresses<A extends { readonly network: string }>(
  addresses: readonly A[],
  { preferred, excluded }: AddressPreference,
): { readonly given: readonly A[]; readonly leftOut: readonly A[] } {
  const kept = addresses.filter(({ network }) => !excluded.includes(network));
  const given = kept.length > 0 ? kept : addresses;
  const isFirst = ({ network }: A): boolean => network === preferred;
  return {
    given: [...given.filter(isFirst), ...given.filter((each) => !isFirst(each))],
    leftOut: kept.length > 0 ? addresses.filter(({ network }) => excluded.includes(network)) : [],
  };
}

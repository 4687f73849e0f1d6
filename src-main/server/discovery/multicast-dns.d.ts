/** The package has no types; `multicast.ts` says what of it is used. */
declare module 'multicast-dns' {
  /** `interface`: the address of this computer on the network to speak on. */
  export default function multicastDns(options: {
    readonly interface: string;
    readonly bind: string;
    readonly reuseAddr: boolean;
  }): unknown;
}

/** Made at build time by scripts/lib/licences.mjs. */
declare module 'virtual:licences' {
  /** The packages that the app is built from, by name; `text` is empty where the package has no file of its own. */
  export const packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly text: string;
  }[];
}

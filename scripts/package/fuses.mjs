import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';

/** Every fuse that Electron has, and how a release has it. @type {Readonly<Record<number, boolean>>} */
export const RELEASE_FUSES = {
  // No Node from the environment: neither as the whole program, nor by its options, nor by its debugger.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // The app's code is the archive, and on macOS and Windows the very archive that was packed.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  // The page comes by app://; nothing is loaded by file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // As Electron has it: off would only make WebAssembly slower, and the app runs none.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** The one fuse in which the test profile differs: Playwright drives the main process by the inspector. */
const TEST_FUSE = FuseV1Options.EnableNodeCliInspectArguments;

/**
 * Sets the fuses of a release. A fuse of the executable that is not stated is an error; one that is stated and that the
 * executable has not yet is one too, unless the executable is a fallback.
 * @param {string} path of the executable, or of the .app
 * @param {{ isFallback: boolean, isSignedAnew?: boolean }} options isSignedAnew: macOS starts nothing on Apple silicon whose signature does not fit
 * @returns {Promise<string[]>} the names of those that a fallback does not have
 */
export async function setReleaseFuses(path, { isFallback, isSignedAnew = false }) {
  const wire = await readFuses(path);
  const missing = Object.keys(RELEASE_FUSES).filter((fuse) => isFallback && !(FuseV1Options[fuse] in wire));
  const stated = Object.entries(RELEASE_FUSES).filter(([fuse]) => !missing.includes(fuse));
  await flipFuses(path, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: isSignedAnew,
    ...Object.fromEntries(stated),
  });
  return missing.map((fuse) => FuseV1Options[fuse]);
}

/** Makes a release's executable one of the test profile. */
export async function openInspectorFuse(path) {
  await flipFuses(path, { version: FuseVersion.V1, [TEST_FUSE]: true });
}

/**
 * The fuses of an executable as they are, by name.
 * @returns {Promise<Record<string, boolean>>}
 */
export async function readFuses(path) {
  const wire = await getCurrentFuseWire(path);
  const fuses = Object.entries(wire).filter(([fuse]) => fuse in FuseV1Options);
  return Object.fromEntries(fuses.map(([fuse, state]) => [FuseV1Options[fuse], state === FuseState.ENABLE]));
}

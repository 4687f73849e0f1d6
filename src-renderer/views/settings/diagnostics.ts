import type { AppState } from '../../../src-shared/ipc/app-state.ts';
import type { About, Diagnostics } from '../../../src-shared/ipc/contract.ts';

/** The window's content in CSS pixels, and how many of the screen's one of them has. */
interface View {
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/**
 * What a report of a problem needs, a line a matter, always in English; `found` is what the app looked at. It holds no name, address, path, keyword, password or
 * message: of what people wrote, at most how much there is of it.
 */
export function diagnosticsText(about: About, found: Diagnostics, state: AppState, view: View): string {
  const { addresses, keywords, recentEmoji, layout, doNotDisturbUntil, ...plain } = state.settings;
  const connections = state.servers.map(({ chat, profile }) => `${profile.kind} ${chat.connection.phase}`);
  return [
    `RWCI Desktop ${about.version}`,
    `Electron ${about.electron}, Chromium ${about.chromium}, Node.js ${about.node}`,
    `System: ${about.system}`,
    `Graphics: ${about.softwareOnly ? 'software' : 'hardware'} (${found.graphics}); safe mode: ${found.safeMode ? 'yes' : 'no'}`,
    `Window: ${String(view.width)} × ${String(view.height)}, ${String(view.pixels)} pixels each`,
    `Languages of the system: ${state.systemLanguages.join(', ')}`,
    `Passwords can be kept: ${state.passwordStore.available ? 'yes' : 'no'}; keyring: ${found.keyring}`,
    `Hosting: ${state.hosting.status}`,
    `Servers: ${String(connections.length)}${connections.length === 0 ? '' : ` (${connections.join('; ')})`}`,
    `Settings: ${JSON.stringify(plain)}`,
    `Layout: ${JSON.stringify(layout)}`,
    `Do not disturb: ${doNotDisturbUntil === null ? 'off' : 'on'}; keywords: ${String(keywords.length)}; networks left out: ${String(addresses.excluded.length)}; emoji used: ${String(recentEmoji.length)}`,
    '',
    ...section('What died', found.crashes),
    ...section('The end of the log', found.log),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}:`, ...(lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}`)];
}

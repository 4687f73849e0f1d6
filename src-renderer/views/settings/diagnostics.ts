import type { AppState } from '../../../src-shared/ipc/app-state.ts';
import type { About } from '../../../src-shared/ipc/contract.ts';

/** The window's content in CSS pixels, and how many of the screen's one of them has. */
interface View {
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/**
 * What a report of a problem needs, a line a matter, always in English. It holds no name, address, path, keyword, password or
 * message: of what people wrote, at most how much there is of it.
 */
export function diagnosticsText(about: About, state: AppState, view: View): string {
  const { keywords, recentEmoji, layout, doNotDisturbUntil, ...plain } = state.settings;
  const connections = state.servers.map(({ chat, profile }) => `${profile.kind} ${chat.connection.phase}`);
  return [
    `RWCI Desktop ${about.version}`,
    `Electron ${about.electron}, Chromium ${about.chromium}, Node.js ${about.node}`,
    `System: ${about.system}${about.softwareOnly ? ', drawn in software' : ''}`,
    `Window: ${String(view.width)} × ${String(view.height)}, ${String(view.pixels)} pixels each`,
    `Languages of the system: ${state.systemLanguages.join(', ')}`,
    `Passwords can be kept: ${state.passwordStore.available ? 'yes' : 'no'}`,
    `Hosting: ${state.hosting.status}`,
    `Servers: ${String(connections.length)}${connections.length === 0 ? '' : ` (${connections.join('; ')})`}`,
    `Settings: ${JSON.stringify(plain)}`,
    `Layout: ${JSON.stringify(layout)}`,
    `Do not disturb: ${doNotDisturbUntil === null ? 'off' : 'on'}; keywords: ${String(keywords.length)}; emoji used: ${String(recentEmoji.length)}`,
  ].join('\n');
}

import type { Client } from './client.ts';
import type { Hosting } from './hosting.ts';
import type { Secrets } from './secrets.ts';
import type { SettingsFile } from './settings-file.ts';

/** Takes up what the app did when it was last quit: joins the same server, after starting it where it was hosted here. */
export async function resumeLast(parts: {
  file: SettingsFile;
  secrets: Secrets;
  client: Client;
  hosting: Hosting;
}): Promise<void> {
  const { file, secrets, client, hosting } = parts;
  const { resume, lastUsed } = file;
  const password = secrets.read();
  if (resume === 'none' || password === null || lastUsed.username === '') return;
  let { address } = lastUsed;
  if (resume === 'hosted') {
    const started = await hosting.start({ name: lastUsed.hostName, port: lastUsed.hostPort });
    if (!started.ok || hosting.port === null) return;
    address = ownAddress(hosting.port);
  }
  await client.join({ address, username: lastUsed.username, password, remember: true, persistent: true, resume });
}

/** After the hosted server was started again: the person who hosts is back on it at once, wherever it listens now. */
export async function followOwnServer(client: Client, hosting: Hosting): Promise<void> {
  if (client.isOnOwnServer && hosting.port !== null) await client.rejoin(ownAddress(hosting.port));
}

/** How the person who hosts reaches their own server. */
export function ownAddress(port: number): string {
  return `127.0.0.1:${String(port)}`;
}

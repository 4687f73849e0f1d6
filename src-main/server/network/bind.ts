import type { AddressInfo, Server } from 'node:net';

/** The server cannot listen where it was told to; the message is a sentence for a person. */
export class ListenProblem extends Error {
  override readonly name = 'ListenProblem';
}

/** How many ports behind a busy one are tried. */
const PORTS_TO_TRY = 50;
/** A room that comes back all at once after a restart; the system may allow fewer. */
const BACKLOG = 2048;

/**
 * Has a server listen at a port, or at the next free one when it is taken; resolves with the one it got.
 * @throws {ListenProblem} when there is no such address here or no free port
 */
export async function bind(server: Server, host: string, first: number): Promise<number> {
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host, backlog: BACKLOG }, () => {
          server.off('error', reject);
          server.on('error', () => undefined);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < Math.min(first + PORTS_TO_TRY, 65_535)) continue;
      throw new ListenProblem(explain(code, host, first));
    }
  }
}

function explain(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} and those behind it are all in use. Choose another.`;
    case 'EACCES':
      return `This user may not open port ${port}. Choose one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `This computer has no address ${host}.`;
    default:
      return `Port ${port} of ${host} cannot be opened (${code ?? 'unknown error'}).`;
  }
}

import type { ElectronApplication } from '@playwright/test';
import { expect } from './desktop.ts';

/** The process of the hosted server. */
export async function serverPid(app: ElectronApplication): Promise<number> {
  const pids = () =>
    app.evaluate(({ app: main }) =>
      main.getAppMetrics().flatMap(({ pid, serviceName }) => (serviceName === 'node.mojom.NodeService' ? [pid] : [])),
    );
  await expect.poll(pids).toHaveLength(1);
  return (await pids())[0] ?? 0;
}

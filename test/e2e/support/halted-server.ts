import type { ElectronApplication } from '@playwright/test';

/** A hosted server is halted as soon as its process is there: it starts for as long as the app waits. */
export async function stopServersThatStart(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ utilityProcess }) => {
    const fork = utilityProcess.fork.bind(utilityProcess);
    Object.assign(globalThis, { fork });
    utilityProcess.fork = (...args) => {
      const child = fork(...args);
      child.once('spawn', () => process.kill(child.pid ?? 0, 'SIGSTOP'));
      Object.assign(globalThis, { halted: child });
      return child;
    };
  });
}

/** A hosted server starts as ever. */
export async function letServersStart(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ utilityProcess }) => {
    Object.assign(utilityProcess, { fork: (globalThis as unknown as { fork: unknown }).fork });
  });
}

/** The server that was halted last is killed. */
export async function endServer(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { halted } = globalThis as unknown as { halted: Electron.UtilityProcess };
    process.kill(halted.pid ?? 0, 'SIGKILL');
  });
}

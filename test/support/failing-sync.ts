import { spawn, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Why no sync can be made to fail here, or null. */
export function syncCannotFail(): string | null {
  if (process.platform !== 'linux') return 'system calls can be made to fail on Linux alone';
  const tried = spawnSync('strace', ['-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO:when=1', 'true']);
  return tried.status === 0 ? null : 'strace is not installed, or may not trace';
}

/** Makes syncs of a process fail with EIO until the returned function has resolved: those that `when` says (strace(1)). */
export async function failSyncs(pid: number, when: string): Promise<() => Promise<void>> {
  const calls = 'fsync,fdatasync';
  const strace = spawn(
    'strace',
    ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO:when=${when}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => {
    strace.once('exit', () => {
      resolve();
    });
  });
  onTestFinished(() => {
    strace.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    strace.stderr.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-2_000);
      if (said.includes('attached')) resolve();
    });
    strace.once('exit', () => {
      reject(new Error(`strace ended: ${said}`));
    });
  });
  return async () => {
    strace.kill('SIGINT');
    await gone;
  };
}

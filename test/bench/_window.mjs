/** A window that shows nothing by then does not start. */
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 10;

/** The debugger's socket to the first page. */
export async function pageOf(child) {
  const port = await new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said);
      if (found !== null) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`Electron ended:\n${said}`)));
  });
  for (;;) {
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (answer) => answer.json(),
      () => [],
    );
    const page = targets.find(({ type, url }) => type === 'page' && url !== 'about:blank' && url !== '');
    if (page !== undefined) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Resolves when the expression is true in the page: with the ms since `began`, of performance.now(). */
export async function untilTrue(url, expression, began) {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let asked = 0;
  try {
    for (;;) {
      const id = ++asked;
      const answer = new Promise((resolve) => {
        const take = (text) => {
          const message = JSON.parse(text);
          if (message.id !== id) return;
          socket.off('message', take);
          resolve(message.result?.result?.value);
        };
        socket.on('message', take);
      });
      socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }));
      if ((await answer) === true) return performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    socket.terminate();
  }
}

/** Rejects with `what` where the promise takes longer than any start. */
export function withDeadline(promise, what) {
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(what)), START_TIMEOUT_MS).unref();
    }),
  ]);
}

// What the page for guests weighs on the wire.
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

/**
 * Bytes of the bodies of these paths as the server sends them to a browser that takes this encoding, and whether each was encoded so.
 * Brotli is asked for over TLS, where browsers offer it.
 * @param {number} port of a server on this computer
 * @param {readonly string[]} paths
 * @param {'gzip' | 'br' | 'identity'} encoding
 * @returns {Promise<{ path: string, bytes: number, isEncoded: boolean }[]>}
 */
export function weigh(port, paths, encoding) {
  return Promise.all(
    paths.map(
      (path) =>
        new Promise((resolve, reject) => {
          const [send, more] = encoding === 'br' ? [overHttps, { rejectUnauthorized: false }] : [overHttp, {}];
          const headers = { 'accept-encoding': encoding };
          const asked = send({ host: '127.0.0.1', port, path, headers, agent: false, ...more }, (answer) => {
            let bytes = 0;
            answer.on('data', (chunk) => (bytes += chunk.length));
            answer.once('error', reject).once('end', () => {
              if (answer.statusCode !== 200) reject(new Error(`${path}: ${answer.statusCode}`));
              else resolve({ path, bytes, isEncoded: answer.headers['content-encoding'] === encoding });
            });
          });
          asked.once('error', reject).end();
        }),
    ),
  );
}

/** @param {readonly { bytes: number }[]} weighed */
export function sumBytes(weighed) {
  return weighed.reduce((sum, { bytes }) => sum + bytes, 0);
}

// For whoever releases; see docs/UPDATES.md.
//   node scripts/updates/sign-feed.mjs --make-key=FILE   makes a key pair: FILE keeps the private one, build/update-key.pem the public one
//   RWCI_UPDATE_KEY=FILE node scripts/updates/sign-feed.mjs FOLDER   writes latest*.yml.sig beside each feed in FOLDER
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { Problem, runCommand, say } from '../lib/say.mjs';

/** Where the packages take the public key from. */
const PUBLIC_KEY = join(ROOT, 'build', 'update-key.pem');

await runCommand(async () => {
  const [argument = ''] = process.argv.slice(2);
  if (argument.startsWith('--make-key=')) return makeKey(argument.slice('--make-key='.length));
  if (argument === '' || argument.startsWith('-')) throw new Problem('which folder holds the feeds?', 2);
  return signAll(argument);
});

async function makeKey(file) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  // Never over another one: what that one signed could not be followed any more.
  const keep = { flag: 'wx', mode: 0o600 };
  try {
    await mkdir(dirname(PUBLIC_KEY), { recursive: true });
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), keep);
    await writeFile(PUBLIC_KEY, publicKey.export({ type: 'spki', format: 'pem' }), keep);
  } catch (error) {
    throw new Problem(`no key was made: ${error.message}`);
  }
  say(`made ${file}, to be kept away from the repository and from everybody, and ${PUBLIC_KEY}, which the packages carry`);
}

async function signAll(folder) {
  const key = await privateKey();
  const feeds = (await readdir(folder)).filter((name) => /^latest[\w-]*\.yml$/.test(name)).sort();
  if (feeds.length === 0) throw new Problem(`there is no latest*.yml in ${folder}`);
  for (const name of feeds) {
    // The name is signed too, so that one system's feed is not taken for another's.
    const bytes = Buffer.concat([Buffer.from(`${name}\n`), await readFile(join(folder, name))]);
    await writeFile(join(folder, `${name}.sig`), `${sign(null, bytes, key).toString('base64')}\n`);
    say(`signed ${name}`);
  }
}

async function privateKey() {
  const file = process.env.RWCI_UPDATE_KEY;
  if (file === undefined) throw new Problem('RWCI_UPDATE_KEY names the file with the private key', 2);
  let key;
  try {
    key = createPrivateKey(await readFile(file));
  } catch (error) {
    throw new Problem(`the key cannot be read: ${error.message}`);
  }
  await matchesPublished(key);
  return key;
}

/** A feed that the packages' own key does not fit would be refused by every one of them. */
async function matchesPublished(key) {
  let published;
  try {
    published = createPublicKey(await readFile(PUBLIC_KEY));
  } catch {
    return;
  }
  if (!createPublicKey(key).equals(published)) throw new Problem(`this key does not belong to ${PUBLIC_KEY}`);
}

import { open } from 'node:fs/promises';

/** A file of an asar archive. */
export interface ArchivedFile {
  /** Below the archive's root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** It lies beside the archive, where the system can load it. */
  readonly isUnpacked: boolean;
}

interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

/** Two sizes of Chromium's Pickle, each behind its own length, stand before the header's text. */
const TEXT_LENGTH_AT = 12;
const TEXT_AT = 16;

/** What is in an asar archive, by its header. */
export async function readArchive(file: string): Promise<readonly ArchivedFile[]> {
  const handle = await open(file);
  try {
    const { buffer: sizes } = await handle.read(Buffer.alloc(TEXT_AT), 0, TEXT_AT, 0);
    const length = sizes.readUInt32LE(TEXT_LENGTH_AT);
    const { buffer: text } = await handle.read(Buffer.alloc(length), 0, length, TEXT_AT);
    return filesOf(JSON.parse(text.toString('utf8')) as Node, '');
  } finally {
    await handle.close();
  }
}

function filesOf({ files = {} }: Node, folder: string): readonly ArchivedFile[] {
  return Object.entries(files).flatMap(([name, node]) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (node.files !== undefined) return filesOf(node, path);
    return [{ path, bytes: node.size ?? 0, isUnpacked: node.unpacked === true }];
  });
}

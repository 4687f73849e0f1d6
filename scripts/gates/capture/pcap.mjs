/** Of the classic format of libpcap (draft-ietf-opsawg-pcap), little-endian, times in µs, Ethernet. */
const MAGIC = 0xa1b2c3d4;
const ETHERNET = 1;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/**
 * The frames of a capture file as tcpdump writes it. A last record that is cut off, as a stopped tcpdump leaves it, is no frame.
 * @param {Buffer} file
 * @returns {{ at: number, bytes: Buffer }[]} at: ms since 1970
 * @throws {Error} when it is not such a file
 */
export function readCapture(file) {
  if (file.length < FILE_HEADER_BYTES || file.readUInt32LE(0) !== MAGIC || file.readUInt32LE(20) !== ETHERNET)
    throw new Error('not a capture of Ethernet frames');
  const frames = [];
  let offset = FILE_HEADER_BYTES;
  while (offset + RECORD_HEADER_BYTES <= file.length) {
    const length = file.readUInt32LE(offset + 8);
    const start = offset + RECORD_HEADER_BYTES;
    if (start + length > file.length) break;
    const at = file.readUInt32LE(offset) * 1000 + file.readUInt32LE(offset + 4) / 1000;
    frames.push({ at, bytes: file.subarray(start, start + length) });
    offset = start + length;
  }
  return frames;
}

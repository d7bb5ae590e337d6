// A dossier's zip, read so that no two readers can see two things in it: files one after the other from the first
// byte on, each stored or deflated, then the directory that repeats exactly what stands before them, and nothing
// else.

const MAX_ARCHIVE = 64 * 1024 * 1024;
const MAX_UNPACKED = 256 * 1024 * 1024;
const MAX_FILES = 20000;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAME = 0x0800;
const KNOWN_NAME = new RegExp(
  "^(?:manifest\\.json|checkpoint|policy|keys\\.json|stages\\.json|consistency\\.json|deliveries\\.json" +
    "|README\\.txt|timeline\\.(?:html|pdf)|events/[1-9][0-9]{0,15}\\.json|proofs/[1-9][0-9]{0,15}\\.tlog-proof" +
    "|older/[1-9][0-9]{0,15}|receipts/[A-Za-z0-9-]{1,80}\\.jws)$",
);

/** The files of a dossier by name, in their order. Raises ArchiveRefused. */
async function readArchive(raw) {
  if (raw.length > MAX_ARCHIVE) throw new ArchiveRefused("too_large");
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const { files, start } = directory(raw, view);
  requireNames(files);
  if (files.reduce((sum, file) => sum + file.size, 0) > MAX_UNPACKED) throw new ArchiveRefused("too_large");
  const found = new Map();
  let at = 0;
  for (const file of files) {
    if (file.offset !== at) throw new ArchiveRefused("archive_refused");
    const { packed, stop } = packedFile(raw, view, file);
    found.set(file.name, await unpacked(packed, file));
    at = stop;
  }
  if (at !== start) throw new ArchiveRefused("archive_refused");
  return found;
}

/** Every entry of the directory, and where it begins. */
function directory(raw, view) {
  const end = raw.length - END_BYTES;
  if (end < 0) throw new ArchiveRefused("archive_refused");
  const short = (offset) => view.getUint16(end + offset, true);
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  const plain = view.getUint32(end, true) === 0x06054b50 && !short(4) && !short(6) && !short(20);
  const count = short(10);
  if (!plain || short(8) !== count || start + size !== end) throw new ArchiveRefused("archive_refused");
  if (count > MAX_FILES) throw new ArchiveRefused("too_large");
  const files = [];
  let at = start;
  for (let each = 0; each < count; each += 1) {
    const file = directoryEntry(raw, view, at, end);
    files.push(file);
    at = file.stop;
  }
  if (at !== end) throw new ArchiveRefused("archive_refused");
  return { files, start };
}

function directoryEntry(raw, view, at, end) {
  if (at + ENTRY_BYTES > end) throw new ArchiveRefused("archive_refused");
  const short = (offset) => view.getUint16(at + offset, true);
  const long = (offset) => view.getUint32(at + offset, true);
  const [flags, method] = [short(8), short(10)];
  const stop = at + ENTRY_BYTES + short(28);
  const known = (flags === 0 || flags === UTF8_NAME) && (method === STORED || method === DEFLATED);
  const beside = short(30) || short(32) || short(34); // extra field, comment, another disk
  if (long(0) !== 0x02014b50 || !known || beside || stop > end) throw new ArchiveRefused("archive_refused");
  const rawName = raw.subarray(at + ENTRY_BYTES, stop);
  const name = ascii(rawName);
  if (!KNOWN_NAME.test(name)) throw new ArchiveRefused("name_refused");
  const head = raw.subarray(at + 6, at + 32); // from the version needed to the length of the extra field
  return {
    name, rawName, head, method, stop, crc: long(16), packed: long(20), size: long(24), offset: long(42),
  };
}

function requireNames(files) {
  const names = new Set(files.map((file) => file.name));
  if (names.size !== files.length) throw new ArchiveRefused("name_repeated");
  if (!names.has("manifest.json")) throw new ArchiveRefused("manifest_missing");
}

/** The bytes of a file as they are packed, and where the next one begins. */
function packedFile(raw, view, file) {
  const name = file.offset + LOCAL_BYTES;
  if (name > raw.length) throw new ArchiveRefused("archive_refused");
  const content = name + file.rawName.length;
  const stop = content + file.packed;
  const repeated =
    view.getUint32(file.offset, true) === 0x04034b50 &&
    equalBytes(raw.subarray(file.offset + 4, name), file.head) &&
    equalBytes(raw.subarray(name, content), file.rawName);
  if (!repeated || stop > raw.length) throw new ArchiveRefused("archive_refused");
  return { packed: raw.subarray(content, stop), stop };
}

async function unpacked(packed, file) {
  const content = file.method === STORED ? packed : await inflated(packed, file.size);
  if (content === null || content.length !== file.size || crc32(content) !== file.crc) {
    throw new ArchiveRefused("archive_damaged", file.name);
  }
  return content;
}

/** The unpacked bytes; null for a damaged stream, and for one longer than `size`: a bomb stops there. */
async function inflated(packed, size) {
  const parts = [];
  let length = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(...parts);
      parts.push(value);
      length += value.length;
      if (length > size) {
        await reader.cancel();
        return null;
      }
    }
  } catch {
    return null;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(raw) {
  let value = 0xffffffff;
  for (const octet of raw) value = CRC_TABLE[(value ^ octet) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

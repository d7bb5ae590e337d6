// Signed notes and the keys that verify them (c2sp.org/signed-note): logs (type 0x01, Ed25519 over the text) and
// witnesses (type 0x04, c2sp.org/tlog-cosignature).

const LOG_KEY = 0x01;
const WITNESS_KEY = 0x04;
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const TIME_BYTES = 8;
const MAX_SIZE = 2n ** 63n - 1n;
const DASH = "— ";
// What Python's str.isspace() knows, and every control character; the plus stands between the parts of a vkey.
const NOT_IN_A_NAME = /[\0-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** The number of a decimal text of C2SP. Raises Malformed for another form, or one beyond 2^63 - 1. */
function decimal(digits) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(digits) || BigInt(digits) > MAX_SIZE) {
    throw new Malformed("number: decimal digits without leading zeros, at most 2^63 - 1");
  }
  return BigInt(digits);
}

/** `{text, signatures: [{name, keyId, blob}]}`, nothing of it verified. Raises Malformed. */
function parseNote(raw) {
  if (raw.length > MAX_NOTE_BYTES) throw new Malformed("note: it is too large");
  const whole = utf8(raw, Malformed);
  if (/[\0-\x09\x0b-\x1f]/.test(whole)) throw new Malformed("note: it holds no control characters");
  const end = whole.lastIndexOf("\n\n"); // a text may hold what looks like a signature
  const below = whole.slice(end + 2);
  if (end < 0 || !below.endsWith("\n")) throw new Malformed("note: a text, an empty line, signature lines");
  const lines = below.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new Malformed("note: it has too many signatures");
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const space = line.indexOf(" ", DASH.length);
  if (!line.startsWith(DASH) || space < 0) throw new Malformed("signature: an em dash, a key name and base64");
  const name = line.slice(DASH.length, space);
  checkName(name);
  const raw = fromBase64(line.slice(space + 1));
  if (raw.length <= KEY_ID_BYTES) throw new Malformed("signature: a key id of four bytes and a signature");
  return { name, keyId: hex(raw.subarray(0, KEY_ID_BYTES)), blob: raw.subarray(KEY_ID_BYTES) };
}

function checkName(name) {
  if (!name || NOT_IN_A_NAME.test(name)) throw new Malformed("name: not empty, no space and no plus");
}

async function noteKey(name, kind, publicKey) {
  const digest = await sha256(joined(encoded(`${name}\n`), Uint8Array.of(kind), publicKey));
  return { name, kind, publicKey, keyId: hex(digest.subarray(0, KEY_ID_BYTES)) };
}

function sameKey(one, other) {
  return one.name === other.name && one.kind === other.kind && equalBytes(one.publicKey, other.publicKey);
}

/** The key of the text form `<name>+<key id>+<base64>`. Raises Malformed, also for a key id that is another's. */
async function parseVkey(vkey, kind) {
  const parts = /^([^+]*)\+([0-9a-f]{8})\+([^]*)$/.exec(vkey);
  if (parts === null) throw new Malformed("vkey: a name, a key id and base64, with + between");
  const [, name, stated, base64] = parts;
  checkName(name);
  const raw = fromBase64(base64);
  if (raw[0] !== kind) throw new Malformed("vkey: the key is of another type");
  checkPublicKey(raw.subarray(1));
  const key = await noteKey(name, kind, raw.subarray(1));
  if (key.keyId !== stated) throw new Malformed("vkey: the key id is not that of this name and key");
  return key;
}

/** The signatures by known keys as `[{key, blob}]`. Raises Unverified when one of them does not hold, when there
 * is none, or when two keys bear one name and id, so that nobody could say whose a signature is. */
async function verifyNote(note, keys) {
  const known = new Map();
  for (const key of keys) {
    const place = `${key.name}\n${key.keyId}`;
    if (known.has(place) && !sameKey(known.get(place), key)) throw new Unverified("note: two keys of one name and id");
    known.set(place, key);
  }
  const found = [];
  for (const { name, keyId, blob } of note.signatures) {
    const key = known.get(`${name}\n${keyId}`);
    if (key === undefined) continue;
    if (!(await signed(key, note.text, blob))) throw new Unverified("note: a signature of a known key does not hold");
    found.push({ key, blob });
  }
  if (found.length === 0) throw new Unverified("note: no known key has signed it");
  return found;
}

async function signed(key, text, blob) {
  if (key.kind === LOG_KEY) return holdsEd25519(key.publicKey, blob, encoded(text));
  if (blob.length !== TIME_BYTES + SIGNATURE_BYTES || timeOf(blob) > MAX_SIZE) return false;
  const message = encoded(`cosignature/v1\ntime ${timeOf(blob)}\n${text}`);
  return holdsEd25519(key.publicKey, blob.subarray(TIME_BYTES), message);
}

/** When a cosignature was made, in seconds since 1970, as the witness says. */
function timeOf(blob) {
  return BigInt(`0x${hex(blob.subarray(0, TIME_BYTES))}`);
}

/** Size (BigInt), root and origin of a checkpoint's text (c2sp.org/tlog-checkpoint); extension lines are refused,
 * for nobody audits them. Raises Malformed. */
function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length !== 4 || lines[3] !== "") throw new Malformed("checkpoint: origin, size and root, a line each");
  if (!lines[0]) throw new Malformed("checkpoint: the origin is not empty");
  return { origin: lines[0], size: decimal(lines[1]), root: hashFromBase64(lines[2]) };
}

// Proofs of the Merkle tree (RFC 9162 sections 2.1.3.2 and 2.1.4.2), and as one text to keep
// (c2sp.org/tlog-proof@v1). Sizes and indexes are BigInt.

const MAX_PATH = 63;
const MAX_EXTRA_BYTES = 65535;
const MAX_HEAD_BYTES = 128 + Math.floor((4 * MAX_EXTRA_BYTES) / 3) + 45 * MAX_PATH;

function leafHash(entry) {
  return sha256(joined(Uint8Array.of(0), entry));
}

function nodeHash(left, right) {
  return sha256(joined(Uint8Array.of(1), left, right));
}

/** Raises Unverified unless the proof leads from the leaf hash at `index` to the root. */
async function verifyInclusion(leaf, index, size, proof, root) {
  if (!(index >= 0n && index < size && size <= MAX_SIZE)) throw new Unverified("inclusion: not in the tree");
  let [at, last, found] = [index, size - 1n, leaf];
  for (const other of proof) {
    if (last === 0n) throw new Unverified("inclusion: the proof is longer than the path");
    if (at & 1n || at === last) {
      found = await nodeHash(other, found);
      [at, last] = upToARightChild(at, last);
    } else {
      found = await nodeHash(found, other);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n || !equalBytes(found, root)) throw new Unverified("inclusion: it does not lead to the root");
}

/** Raises Unverified unless the proof shows that the larger tree begins with the smaller, which has leaves. */
async function verifyConsistency(small, large, proof) {
  if (!(small.size > 0n && small.size <= large.size && large.size <= MAX_SIZE)) {
    throw new Unverified("consistency: sizes from 1 on, the first at most the second");
  }
  if (small.size === large.size) {
    if (proof.length || !equalBytes(small.root, large.root)) throw new Unverified("consistency: one size, one root");
    return;
  }
  if (proof.length === 0) throw new Unverified("consistency: the proof is empty");
  await walkUp(small, large, proof);
}

async function walkUp(small, large, proof) {
  const path = small.size & (small.size - 1n) ? proof : [small.root, ...proof];
  let [at, last] = [small.size - 1n, large.size - 1n];
  while (at & 1n) [at, last] = [at >> 1n, last >> 1n];
  let [first, second] = [path[0], path[0]];
  for (const other of path.slice(1)) {
    if (last === 0n) throw new Unverified("consistency: the proof is longer than the path");
    if (at & 1n || at === last) {
      [first, second] = [await nodeHash(other, first), await nodeHash(other, second)];
      [at, last] = upToARightChild(at, last);
    } else {
      second = await nodeHash(second, other);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  const leads = last === 0n && equalBytes(first, small.root) && equalBytes(second, large.root);
  if (!leads) throw new Unverified("consistency: it does not lead to both roots");
}

function upToARightChild(at, last) {
  let [node, edge] = [at, last];
  while (node !== 0n && !(node & 1n)) [node, edge] = [node >> 1n, edge >> 1n];
  return [node, edge];
}

/** `{index, hashes, checkpoint}` of a tlog-proof, nothing of it verified. Raises Malformed. */
function parseProof(raw) {
  const end = raw.findIndex((octet, at) => octet === 0x0a && raw[at + 1] === 0x0a);
  const checkpoint = end < 0 ? new Uint8Array() : raw.subarray(end + 2);
  const head = end < 0 ? raw : raw.subarray(0, end);
  if (checkpoint.length > MAX_NOTE_BYTES || head.length > MAX_HEAD_BYTES) throw new Malformed("proof: too large");
  if (checkpoint.length === 0 || checkpoint[0] === 0x0a) throw new Malformed("proof: lines and a checkpoint");
  const [header, ...lines] = ascii(head).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") throw new Malformed("proof: the name of the format and its version");
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : new Uint8Array();
  if (!lines[0]?.startsWith("index ")) throw new Malformed("proof: the index stands before the hashes");
  if (lines.length - 1 > MAX_PATH || extra.length > MAX_EXTRA_BYTES) throw new Malformed("proof: too much in it");
  return { index: decimal(lines[0].slice(6)), hashes: lines.slice(1).map(hashFromBase64), checkpoint };
}

// Ed25519 signatures that every verifier takes alike (RFC 8032). Platforms differ on points of low order and on
// points in a second encoding: under a low-order key one signature fits almost any text. Such keys and signatures
// are refused here before WebCrypto is asked.

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const FIELD = 2n ** 255n - 19n;
const WITHOUT_SIGN = 2n ** 255n - 1n;
const ORDER_8_Y = littleEndian(fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
const LOW_ORDER_Y = new Set([0n, 1n, FIELD - 1n, ORDER_8_Y, FIELD - ORDER_8_Y]);

function littleEndian(raw) {
  return BigInt(`0x${hex(raw.toReversed())}`);
}

function usablePoint(raw) {
  const y = littleEndian(raw) & WITHOUT_SIGN;
  return y < FIELD && !LOW_ORDER_Y.has(y);
}

/** Raises Malformed for a key that is not 32 bytes, not in its canonical encoding, or of low order. */
function checkPublicKey(raw) {
  if (raw.length !== KEY_BYTES || !usablePoint(raw)) {
    throw new Malformed("key: 32 bytes, the canonical encoding of a point that is not of low order");
  }
}

/** Whether the signature is by the key over the message; false for what is refused here. */
async function holdsEd25519(publicKey, signature, message) {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  if (!usablePoint(publicKey) || !usablePoint(signature.subarray(0, KEY_BYTES))) return false;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
    return false; // no point of the curve
  }
}

/** Whether this browser verifies Ed25519 rightly: RFC 8032 section 7.1, test 1, and the same with a bit turned. */
async function ed25519Works() {
  const publicKey = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const signature = fromHex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
  try {
    const right = await holdsEd25519(publicKey, signature, new Uint8Array());
    return right && !(await holdsEd25519(publicKey, signature, new Uint8Array(1)));
  } catch {
    return false;
  }
}

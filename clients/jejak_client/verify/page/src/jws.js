// Compact JWS (RFC 7515 section 7.1), Ed25519 only (RFC 9864), verified over the bytes as they stand. Most attacks
// on JWS come in by the header, so it is an allow-list: exactly the members named, with known values.

const EVENT = "jejak-event+jws";
const RECEIPT = "jejak-receipt+jws";
const ACKNOWLEDGEMENT = "jejak-acknowledgement+jws";
const POSSESSION = "jejak-possession+jws";

/** `{kid, payload, signature, signed}`, not verified; `kid` is empty where its type has none. Raises Unreadable. */
function readCompact(text, typ, withKid = true) {
  const parts = text.split(".");
  if (parts.length !== 3 || !isAscii(text)) throw new Unreadable("three parts of base64url");
  const [header, payload, signature] = parts.map(fromBase64url);
  const members = readJson(header);
  const names = withKid ? ["alg", "typ", "kid"] : ["alg", "typ"];
  if (!(members instanceof Map) || members.size !== names.length || !names.every((name) => members.has(name))) {
    throw new Unreadable("exactly the members of the header");
  }
  const kid = withKid ? members.get("kid") : "";
  if (members.get("alg") !== "Ed25519" || members.get("typ") !== typ || typeof kid !== "string") {
    throw new Unreadable("Ed25519 and the type asked for");
  }
  if (signature.length !== SIGNATURE_BYTES) throw new Unreadable("a signature of 64 bytes");
  return { kid, payload, signature, signed: encoded(text.slice(0, text.lastIndexOf("."))) };
}

function holdsBy(jws, publicKey) {
  return holdsEd25519(publicKey, jws.signature, jws.signed);
}

/** The payload, an object. Raises Unreadable. */
function saidIn(jws) {
  const value = readJson(jws.payload);
  if (!(value instanceof Map)) throw new Unreadable("not an object");
  return value;
}

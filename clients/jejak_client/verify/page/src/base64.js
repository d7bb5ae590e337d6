// Canonical base64 (RFC 4648): one value has one form. Standard with padding for C2SP texts, base64url without
// for JWS (RFC 7515 section 2).

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;

function toBase64(raw) {
  const text = unpadded(raw, STANDARD);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** Raises Malformed for anything but canonical base64. */
function fromBase64(text) {
  const bare = text.replace(/={1,2}$/, "");
  const raw = octets(bare, STANDARD, Malformed);
  if (toBase64(raw) !== text) throw new Malformed("base64: it is not canonical");
  return raw;
}

/** The 32 bytes of a SHA-256 hash. Raises Malformed. */
function hashFromBase64(text) {
  const raw = fromBase64(text);
  if (raw.length !== 32) throw new Malformed("hash: a SHA-256 hash is 32 bytes");
  return raw;
}

function toBase64url(raw) {
  return unpadded(raw, URL_SAFE);
}

/** Raises Unreadable for anything but canonical unpadded base64url. */
function fromBase64url(text) {
  const raw = octets(text, URL_SAFE, Unreadable);
  if (toBase64url(raw) !== text) throw new Unreadable("not canonical base64url");
  return raw;
}

function unpadded(raw, alphabet) {
  let text = "";
  for (let at = 0; at < raw.length; at += 3) {
    const bits = (raw[at] << 16) | ((raw[at + 1] ?? 0) << 8) | (raw[at + 2] ?? 0);
    const signs = Math.min(raw.length - at, 3) + 1;
    for (let each = 0; each < signs; each += 1) text += alphabet[(bits >> (18 - 6 * each)) & 63];
  }
  return text;
}

function octets(text, alphabet, Kind) {
  const raw = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const sign of text) {
    const value = alphabet.indexOf(sign);
    if (value < 0) throw new Kind("another sign than those of base64");
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      raw[at] = (bits >> held) & 0xff;
      at += 1;
    }
  }
  return raw;
}

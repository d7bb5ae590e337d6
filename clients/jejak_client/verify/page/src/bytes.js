// Bytes and texts.

const STRICT_UTF8 = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes. Raises `Kind` for any other bytes. */
function utf8(raw, Kind) {
  try {
    return STRICT_UTF8().decode(raw);
  } catch {
    throw new Kind("UTF-8");
  }
}

function encoded(text) {
  return new TextEncoder().encode(text);
}

/** Each byte as one character; what is not ASCII as U+FFFD. */
function ascii(raw) {
  const parts = [];
  for (let at = 0; at < raw.length; at += 8192) {
    const codes = raw.subarray(at, at + 8192);
    parts.push(String.fromCharCode(...Array.from(codes, (each) => (each < 0x80 ? each : 0xfffd))));
  }
  return parts.join("");
}

function isAscii(text) {
  return !/[^\0-\x7f]/.test(text);
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function equalBytes(one, other) {
  return one.length === other.length && one.every((octet, at) => octet === other[at]);
}

function hex(raw) {
  return Array.from(raw, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** The order of texts by code point; that of JavaScript is by UTF-16 unit. */
function compareText(one, other) {
  const left = Array.from(one);
  const right = Array.from(other);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) - right[at].codePointAt(0);
  }
  return left.length - right.length;
}

async function sha256(raw) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
}

// JSON that every reader takes alike (docs/envelope.md section 5): no member twice, no lone surrogate, no NaN, no
// integer beyond 2^53 - 1, nesting at most 32 deep. JSON.parse takes the last of two members of one name and
// rounds large integers, so it is not used.
//
// Objects become Map, arrays Array, integers Number, other numbers Float.

const MAX_DEPTH = 32;
const MAX_INTEGER_SIGNS = 17;
const SPACE = /[ \t\n\r]*/y;
const PLAIN_SIGNS = /[^"\\\0-\x1f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const FOUR_HEX = /[0-9a-fA-F]{4}/y;
const ESCAPED = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const LITERALS = [["true", true], ["false", false], ["null", null]];

/** A number written with a point or an exponent: never an integer, whatever its value. */
class Float {
  constructor(number) {
    this.number = number;
  }
}

/** The value of a JSON text in UTF-8. Raises Unreadable. */
function readJson(raw) {
  const reader = { text: utf8(raw, Unreadable), at: 0 };
  const value = readValue(reader, 0);
  if (reader.at !== reader.text.length) throw new Unreadable("something behind the value");
  return value;
}

function readValue(reader, depth) {
  taken(reader, SPACE);
  const value = readBare(reader, depth);
  taken(reader, SPACE);
  return value;
}

function readBare(reader, depth) {
  const sign = reader.text[reader.at];
  if (sign === '"') return readString(reader);
  if (sign === "{" || sign === "[") {
    if (depth === MAX_DEPTH) throw new Unreadable("nested too deeply");
    reader.at += 1;
    return sign === "{" ? readObject(reader, depth + 1) : readArray(reader, depth + 1);
  }
  for (const [word, value] of LITERALS) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return value;
    }
  }
  return readNumber(reader);
}

function readObject(reader, depth) {
  const members = new Map();
  taken(reader, SPACE);
  if (skipped(reader, "}")) return members;
  for (;;) {
    taken(reader, SPACE);
    const name = readString(reader);
    taken(reader, SPACE);
    expected(reader, ":");
    if (members.has(name)) throw new Unreadable("a member stands twice");
    members.set(name, readValue(reader, depth));
    if (skipped(reader, "}")) return members;
    expected(reader, ",");
  }
}

function readArray(reader, depth) {
  const values = [];
  taken(reader, SPACE);
  if (skipped(reader, "]")) return values;
  for (;;) {
    values.push(readValue(reader, depth));
    if (skipped(reader, "]")) return values;
    expected(reader, ",");
  }
}

function readString(reader) {
  expected(reader, '"');
  const parts = [];
  for (;;) {
    parts.push(taken(reader, PLAIN_SIGNS));
    if (skipped(reader, '"')) break;
    expected(reader, "\\");
    parts.push(readEscaped(reader));
  }
  const text = parts.join("");
  if (!text.isWellFormed()) throw new Unreadable("a surrogate without its pair");
  return text;
}

function readEscaped(reader) {
  const sign = reader.text[reader.at];
  reader.at += 1;
  if (sign === "u") {
    const digits = taken(reader, FOUR_HEX);
    if (digits === null) throw new Unreadable("four hexadecimal digits");
    return String.fromCharCode(parseInt(digits, 16));
  }
  if (sign === undefined || !Object.hasOwn(ESCAPED, sign)) throw new Unreadable("no escape of JSON");
  return ESCAPED[sign];
}

function readNumber(reader) {
  NUMBER.lastIndex = reader.at;
  const match = NUMBER.exec(reader.text);
  if (match === null) throw new Unreadable("no value of JSON");
  reader.at += match[0].length;
  const number = Number(match[0]);
  if (match[1] !== undefined || match[2] !== undefined) {
    if (!Number.isFinite(number)) throw new Unreadable("beyond a double");
    return new Float(number);
  }
  if (match[0].length > MAX_INTEGER_SIGNS || !Number.isSafeInteger(number)) {
    throw new Unreadable("beyond 2^53 - 1");
  }
  return number + 0; // never -0
}

function taken(reader, pattern) {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match === null) return null;
  reader.at += match[0].length;
  return match[0];
}

function skipped(reader, sign) {
  if (reader.text[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function expected(reader, sign) {
  if (!skipped(reader, sign)) throw new Unreadable("not JSON");
}

/** Whether two values of JSON are equal: a missing one is null, and numbers go by value however written. */
function same(one, other) {
  const [left, right] = [numeric(one), numeric(other)];
  if (left !== undefined || right !== undefined) return left === right;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, at) => same(each, other[at]));
  }
  if (one instanceof Map && other instanceof Map) {
    const alike = ([name, value]) => other.has(name) && same(value, other.get(name));
    return one.size === other.size && [...one].every(alike);
  }
  return (one ?? null) === (other ?? null);
}

/** What a value counts as in Python's equality, where true is 1. */
function numeric(value) {
  if (value instanceof Float) return value.number;
  return typeof value === "boolean" || typeof value === "number" ? Number(value) : undefined;
}

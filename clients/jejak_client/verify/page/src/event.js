// One event: what its agency signed, and which of its values are disclosed (docs/envelope.md, RFC 9901); and what
// the log holds of it.

const MAX_BODY = 48 * 1024;
const MAX_DISCLOSURES = Math.floor((MAX_BODY * 4 + 2) / 3);
const ESCROW_MARK = 8;
const MARKS = [[1, "late"], [2, "conflicting"], [4, "clock_suspect"], [16, "prev_unmatched"]];
const EVENT_KID = /^(escrow\/)?([a-z0-9]+(?:-[a-z0-9]+)*)\/[A-Za-z0-9_-]{43}$/;
const EVENT_TYPE = /^jejak\.([A-Z][A-Za-z0-9]{0,63})\.v[1-9][0-9]{0,3}$/;
const EVENT_ID = /^[A-Za-z0-9._:-]{1,64}$/;
const EVENT_TIME =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** An event taken apart, its signature not verified yet. `digests` are those of all its classed values, `data` its
 * members of class case. Raises Unreadable for anything that the log would not have recorded. */
async function readRecord(file) {
  const jws = readCompact(file.state, EVENT);
  const kid = EVENT_KID.exec(jws.kid);
  if (kid === null || jws.payload.length > MAX_BODY) throw new Unreadable("kid, or size of the body");
  const body = saidIn(jws);
  if (!(body.get("data") instanceof Map) || body.get("source") !== `/agencies/${kid[2]}`) {
    throw new Unreadable("data, or source and signer");
  }
  const data = new Map(body.get("data"));
  const digests = takenDigests(data);
  const type = textOf(body, "type");
  const typed = EVENT_TYPE.exec(type);
  const [id, subject, time] = [textOf(body, "id"), textOf(body, "subject"), textOf(body, "time")];
  if (typed === null || !EVENT_ID.test(id) || !UUID.test(subject) || !EVENT_TIME.test(time)) {
    throw new Unreadable("id, type, subject or time");
  }
  return {
    file, jws, body, data, digests, id, type, subject, time,
    position: file.position, name: typed[1], agency: kid[2], escrow: kid[1] !== undefined,
    origin: textOf(body, "origin"), bodyHash: hex(await sha256(jws.payload)),
  };
}

/** Take `_sd` and `_sd_alg` out of the members: none, or sorted digests, each once. */
function takenDigests(data) {
  const [algorithm, digests] = [data.get("_sd_alg") ?? null, data.get("_sd") ?? null];
  data.delete("_sd_alg");
  data.delete("_sd");
  if (algorithm === null && digests === null) return [];
  if (algorithm !== "sha-256" || !Array.isArray(digests) || digests.length === 0) throw new Unreadable("_sd");
  const sorted = digests.every(
    (each, at) => typeof each === "string" && (at === 0 || compareText(digests[at - 1], each) < 0),
  );
  if (!sorted) throw new Unreadable("sorted digests");
  return digests;
}

function textOf(body, name) {
  if (typeof body.get(name) !== "string") throw new Unreadable("an attribute");
  return body.get(name);
}

/** The disclosed values by field; null where one is not among those that were signed. Raises Unreadable where one
 * cannot be read, or a field stands twice. */
async function disclosed(record) {
  const all = record.file.disclosures;
  if (all.reduce((sum, each) => sum + each.length, 0) > MAX_DISCLOSURES) throw new Unreadable("too many");
  const found = new Map();
  for (const each of all) {
    const [field, value] = openDisclosure(each);
    if (found.has(field) || record.data.has(field)) throw new Unreadable("a field stands twice");
    found.set(field, value);
  }
  const digests = await Promise.all(all.map(async (each) => toBase64url(await sha256(encoded(each)))));
  const known = new Set(record.digests);
  const once = new Set(digests).size === digests.length;
  return once && digests.every((digest) => known.has(digest)) ? found : null;
}

/** Field and value of one disclosure, `[salt, field, value]` (RFC 9901 section 4.2.1). */
function openDisclosure(disclosure) {
  const opened = readJson(fromBase64url(disclosure));
  if (!Array.isArray(opened) || opened.length !== 3) throw new Unreadable("salt, field and value");
  const [salt, field, value] = opened;
  if (typeof salt !== "string" || !SALT.test(salt) || typeof field !== "string") {
    throw new Unreadable("a salt of 128 bits and the name of a field");
  }
  return [field, value];
}

/** The leaf hash of an event: over the hash of the record as the log stored it. */
async function leafOf(file) {
  const told = [file.position, file.caseversion, file.recordedat, file.marks, file.classes, file.state];
  const record = ["jejak/record/v1", ...told].map((line) => `${line}\n`).join("");
  return leafHash(encoded(`jejak/leaf/v1\n${toBase64(await sha256(encoded(record)))}\n`));
}

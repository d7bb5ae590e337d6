// Whose keys sign what: the key history of a dossier, from the registrations in it (docs/envelope.md section 6).
// Keys are valid by position in the log, never by time. The first entry of the log is the operator's registration
// of itself, signed with the root key that it names; everything else rests on that and on the agencies' roots.

const HOST_KIND = "deployment";
const REGISTRATIONS = new Set([
  "AgencyRegistered", "KeyRegistered", "KeyRotated", "KeyRevoked", "LogGenerationDeclared",
]);
const ROOT_SIGNS = new Set(["KeyRegistered", "KeyRotated", "KeyRevoked"]);
const OF_THE_HOST = new Set(["receipt", "log", "reads-log"]);
const SIGNS_EVENTS = new Set(["agency", "device", "escrow"]);
const SIGNS_ITSELF = new Set(["polres", "kejari", "pn"]); // the host may not write for these
const STREAMS = fromHex("5b0c1f7e2f6a5d0e9c556a656a616b21");
const REFUSALS = [NotAllowed, Unreadable, Malformed];

/** Agencies and keys as the registrations make them; `host` is the operator's agency, once it is known. */
class Registry {
  constructor(origin) {
    this.origin = origin;
    this.host = null;
    this.kinds = new Map();
    this.roots = new Map();
    this.keys = new Map();
  }

  /** Whether a registration whose signature holds is allowed; if so it is taken in. */
  async apply(record) {
    try {
      if (record.subject !== (await registryStream(this.origin, concerned(record)))) return false;
      await APPLY[record.name]?.(this, record);
      return true;
    } catch (error) {
      if (REFUSALS.some((Kind) => error instanceof Kind)) return false;
      throw error;
    }
  }

  /** The key that an event names, null where none was registered before it. The first registration of all is
   * signed with the root that it registers. */
  async signer(record) {
    if (record.name === "AgencyRegistered" && record.position === 1) return genesisRoot(record);
    const key = this.keys.get(record.jws.kid);
    return key !== undefined && key.from < record.position ? key : null;
  }

  /** Whether the key may have been in other hands there, or the one by which it came into force. */
  doubts(key, position) {
    if (key.since !== null && position >= key.since) return true;
    const above = this.keys.get(key.broughtBy);
    return above !== undefined && this.doubts(above, key.from);
  }

  /** The operator's keys of one custody, revoked ones included. */
  ofCustody(custody) {
    return [...this.keys.values()].filter((key) => key.agency === this.host && key.custody === custody);
  }

  /** Every public key that the operator holds: its own, and those it keeps for others. */
  hostKeys() {
    const held = [...this.keys.values()].filter((key) => key.agency === this.host || key.custody === "escrow");
    return new Set(held.map((key) => toBase64url(key.publicKey)));
  }

  /** Bring a key into force. Raises NotAllowed for one that was ever registered, for whatever use. */
  add(key) {
    if ([...this.keys.values()].some((known) => equalBytes(known.publicKey, key.publicKey))) {
      throw new NotAllowed("registered already");
    }
    this.keys.set(key.kid, key);
  }
}

function allow(condition) {
  if (!condition) throw new NotAllowed("the rules do not allow it");
}

/** Whether this key signs events of this type at this position. */
function maySign(key, record) {
  const genesis = key.from === 1 && record.position === 1;
  const inForce = key.from < record.position && (key.until === null || record.position < key.until);
  if (!genesis && !inForce && !endsItself(key, record)) return false;
  if (key.custody === "root") return genesis || ROOT_SIGNS.has(record.name);
  return SIGNS_EVENTS.has(key.custody);
}

/** A root may end itself: with that it signs for the last time. */
function endsItself(key, record) {
  return record.name === "KeyRevoked" && record.data.get("kid") === key.kid && record.position === key.until;
}

/** The RFC 7638 SHA-256 thumbprint of an Ed25519 public key. */
async function thumbprint(publicKey) {
  return toBase64url(await sha256(encoded(`{"crv":"Ed25519","kty":"OKP","x":"${toBase64url(publicKey)}"}`)));
}

/** The stream of an agency's registration and keys: a UUIDv5 of its name, marked as version 8. */
async function registryStream(origin, agency) {
  const named = joined(STREAMS, encoded(`${origin}/agencies/${agency}`));
  const raw = new Uint8Array(await crypto.subtle.digest("SHA-1", named)).slice(0, 16);
  raw[6] = (raw[6] & 0x0f) | 0x80;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  return hex(raw).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const APPLY = {
  AgencyRegistered: agencyRegistered,
  KeyRegistered: keyRegistered,
  KeyRotated: keyRotated,
  KeyRevoked: keyRevoked,
};

async function agencyRegistered(registry, record) {
  const [agency, kind] = [AGENCY_ID(member(record, "agency")), member(record, "kind")];
  if (registry.host === null) {
    allow(record.position === 1 && kind === HOST_KIND && agency === record.agency);
  } else {
    allow(record.agency === registry.host);
  }
  allow((registry.kinds.get(agency) ?? kind) === kind);
  const root = record.data.get("root_key") ?? null;
  const known = registry.kinds.has(agency) ? registry.roots.get(agency) : undefined;
  if (known !== undefined) {
    allow(equalBytes(registry.keys.get(known).publicKey, fromBase64url(member(record, "root_key"))));
  }
  if (root !== null && !registry.roots.has(agency)) await pinRoot(registry, record, agency);
  if (registry.host === null) {
    allow(registry.roots.has(agency));
    registry.host = agency;
  }
  registry.kinds.set(agency, kind);
}

async function pinRoot(registry, record, agency) {
  const key = await keyOf(record, agency, member(record, "root_key"), "root");
  await allowPossessed(record, key, "root", registry.origin);
  registry.add(key);
  registry.roots.set(agency, key.kid);
}

async function keyRegistered(registry, record) {
  const [agency, custody] = [member(record, "agency"), member(record, "custody")];
  allow(registry.kinds.has(agency) && bringsIntoForce(registry, record, agency, custody));
  const key = await keyOf(record, agency, member(record, "key"), custody);
  await allowPossessed(record, key, custody, registry.origin);
  registry.add({ ...key, broughtBy: record.jws.kid });
}

async function keyRotated(registry, record) {
  const replaced = registry.keys.get(member(record, "replaces"));
  allow(replaced !== undefined && replaced.agency === member(record, "agency"));
  allow(replaced.custody === member(record, "custody") && replaced.until === null);
  await keyRegistered(registry, record);
  registry.keys.set(replaced.kid, { ...replaced, until: record.position });
}

/** A key that has ended stays ended: what may still be said of it is since when it was in other hands. */
async function keyRevoked(registry, record) {
  const key = registry.keys.get(member(record, "kid"));
  allow(key !== undefined && ends(registry, record, key));
  const since = record.data.get("compromised_since") ?? null;
  allow(key.until === null || since !== null);
  const last = key.until === null ? record.position : key.until - 1;
  allow(since === null || (typeof since === "number" && key.from < since && since <= last));
  const stated = [key.since, since].filter((each) => each !== null);
  registry.keys.set(key.kid, {
    ...key, until: key.until ?? record.position, since: stated.length ? Math.min(...stated) : null,
  });
}

/** An agency's root alone registers its keys; the operator does where there is no root, in escrow only. */
function bringsIntoForce(registry, record, agency, custody) {
  if (custody === "escrow") {
    if (SIGNS_ITSELF.has(registry.kinds.get(agency))) return false;
    return ends(registry, record, { agency });
  }
  if (OF_THE_HOST.has(custody) && agency !== registry.host) return false;
  const known = OF_THE_HOST.has(custody) || custody === "agency" || custody === "device";
  return known && registry.roots.get(agency) === record.jws.kid;
}

/** Whether the root of the agency signed, or the operator where the agency has none. */
function ends(registry, record, { agency }) {
  if (registry.roots.has(agency)) return registry.roots.get(agency) === record.jws.kid;
  const key = registry.keys.get(record.jws.kid);
  return record.agency === registry.host && (key?.custody === "agency" || key?.custody === "device");
}

async function genesisRoot(record) {
  const attempt = async () => keyOf(record, record.agency, member(record, "root_key"), "root");
  const key = await unless(REFUSALS, attempt);
  return key !== null && key.kid === record.jws.kid ? key : null;
}

/** A key in force after `from`, before `until`; `since`: in other hands, as its revocation says; `broughtBy`: the key
 * that registered it, undefined for a root. */
async function keyOf(record, agency, x, custody) {
  const publicKey = fromBase64url(x);
  checkPublicKey(publicKey);
  const kid = `${custody === "escrow" ? "escrow/" : ""}${agency}/${await thumbprint(publicKey)}`;
  return { kid, agency, publicKey, custody, from: record.position, until: null, since: null };
}

async function allowPossessed(record, key, use, origin) {
  const proof = readCompact(member(record, "possession"), POSSESSION, false);
  const stated = { agency: key.agency, origin, thumbprint: await thumbprint(key.publicKey), use };
  allow(same(saidIn(proof), new Map(Object.entries(stated))) && (await holdsBy(proof, key.publicKey)));
}

/** The agency whose registry stream it belongs to. */
function concerned(record) {
  if (record.name === "KeyRevoked") return member(record, "kid").replace(/^escrow\//, "").split("/")[0];
  return record.name === "LogGenerationDeclared" ? record.agency : member(record, "agency");
}

function member(record, name) {
  if (typeof record.data.get(name) !== "string") throw new Unreadable("a member of the registration");
  return record.data.get(name);
}

/** Whether keys.json says something else than the registrations do, of a key or of one more. */
function keysDiffer(registry, told) {
  try {
    const keys = itemsOf(memberOf(told, "agencies")).flatMap((agency) => itemsOf(memberOf(agency, "keys")));
    const listed = new Map(keys.map((key) => [memberOf(key, "kid"), key]));
    if ([...listed.keys()].some((kid) => kid instanceof Map || Array.isArray(kid))) return true;
    const differing = [...registry.keys.values()].some((key) => toldOtherwise(key, listed.get(key.kid)));
    return differing || keys.length !== registry.keys.size;
  } catch (error) {
    if (error instanceof Unreadable) return true;
    throw error;
  }
}

function toldOtherwise(key, told) {
  const mine = [
    ["x", toBase64url(key.publicKey)], ["custody", key.custody], ["from_position", key.from],
    ["until_position", key.until],
  ];
  if (told === undefined || mine.some(([name, value]) => !same(memberOf(told, name), value))) return true;
  return !same(told.get("compromised_since"), key.since);
}

function memberOf(value, name) {
  if (!(value instanceof Map) || !value.has(name)) throw new Unreadable("an object with this member");
  return value.get(name);
}

/** What one meets who goes through a value, whatever kind of it keys.json has there. */
function itemsOf(value) {
  if (Array.isArray(value) || typeof value === "string") return [...value];
  if (value instanceof Map) return [...value.keys()];
  throw new Unreadable("an array");
}

/** Those of the records that are registrations, in the order of the log. */
function registrationsAmong(records) {
  return records.filter((record) => REGISTRATIONS.has(record.name));
}

// The files of a dossier that are written in JSON: exactly the members of jejak-dossier/1, each of its shape.

const text = (pattern = /^/, least = 0, most = Infinity) => (value) => {
  if (typeof value !== "string" || !pattern.test(value)) throw new Unreadable("a text of this form");
  const length = Array.from(value).length;
  if (length < least || length > most) throw new Unreadable("a text of this length");
  return value;
};
const integer = (least, most = Number.MAX_SAFE_INTEGER) => (value) => {
  if (typeof value !== "number" || value < least || value > most) throw new Unreadable("a number in bounds");
  return value;
};
const orNull = (shape) => (value) => (value === null ? null : shape(value));
const list = (shape) => (value) => {
  if (!Array.isArray(value)) throw new Unreadable("an array");
  return value.map(shape);
};
const mapOf = (shape) => (value) => {
  if (!(value instanceof Map)) throw new Unreadable("an object");
  return new Map([...value].map(([name, each]) => [name, shape(each)]));
};
const struct = (members) => (value) => {
  const names = Object.keys(members);
  if (!(value instanceof Map) || value.size !== names.length || !names.every((name) => value.has(name))) {
    throw new Unreadable("exactly these members");
  }
  return Object.fromEntries(names.map((name) => [name, members[name](value.get(name))]));
};

const POSITION = integer(1);
const COUNT = integer(0);
const MOMENT = text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$/);
const HEXADECIMAL = text(/^[0-9a-f]{64}$/);
const AGENCY_ID = text(/^[a-z0-9]+(-[a-z0-9]+)*$/, 1, 64);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ORIGIN = text(/^/, 1, 255);

/** What a dossier is of, and the SHA-256 of every other file in it. */
const MANIFEST = struct({
  format: text(), origin: ORIGIN, log: ORIGIN, dispute: text(UUID), case: text(UUID), requested_by: AGENCY_ID,
  made_at: MOMENT, position: POSITION, files: mapOf(HEXADECIMAL),
});
/** An event as the log holds it, with the disclosures that the requester may hold. */
const EVENT_FILE = struct({
  position: POSITION, caseversion: POSITION, recordedat: MOMENT, marks: COUNT, classes: COUNT, state: text(),
  disclosures: list(text()),
});
/** Events of which the requester may know that they happened: the host's word, not proved. */
const STAGES = list(struct({
  position: POSITION, code: orNull(text()), date: text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
}));
/** Proofs that the tree of one size begins that of another. */
const CONSISTENCIES = list(struct({ from: POSITION, to: POSITION, hashes: list(text()) }));
/** What became of events at agencies: `row` of its ledger, and who signed for it. */
const DELIVERIES = list(struct({
  agency: AGENCY_ID, position: POSITION, row: POSITION, kind: text(), owed_at: MOMENT, fetched_at: orNull(MOMENT),
  acknowledged_at: orNull(MOMENT), statement: orNull(text()), receipt: orNull(text()),
}));
/** The operator's word that it recorded events, and that they stand in the log within so many seconds. */
const PUBLISH_RECEIPT = struct({
  iss: ORIGIN, call: orNull(text()), log: ORIGIN, within: integer(1, 86400),
  events: list(struct({
    id: text(), hash: HEXADECIMAL, leaf: HEXADECIMAL, position: POSITION, recordedat: MOMENT,
  })),
});

/** Seconds since 1970, rounded down. Raises Unreadable for a moment that no calendar has. */
function seconds(moment) {
  const whole = moment.slice(0, 19);
  const milliseconds = Date.parse(`${whole}Z`);
  const exists = !Number.isNaN(milliseconds) && !whole.startsWith("0000");
  if (!exists || new Date(milliseconds).toISOString().slice(0, 19) !== whole) throw new Unreadable("no moment");
  return milliseconds / 1000;
}

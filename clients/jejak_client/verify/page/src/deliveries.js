// Deliveries: what an agency said that it has, on the word of both sides. Both sign for its ledger up to a row;
// nothing signed says which event stands in that row.

const DELIVERIES_FILE = "deliveries.json";
const SIGNS_STATEMENTS = new Set(["agency", "device"]);

/** The deliveries that hold, in the order of the file. `records`: the events of the dossier by position. */
async function checkDeliveries(dossier, registry, records, findings) {
  const receipts = new Map(registry.ofCustody("receipt").map((key) => [key.kid, key]));
  const known = { origin: dossier.manifest.origin, records, registry, receipts };
  const rows = new Map();
  const found = [];
  for (const each of dossier.deliveries) {
    if (!isSound(each, records)) {
      findings.problem("delivery_malformed", DELIVERIES_FILE);
      continue;
    }
    const row = `${each.agency} ${each.row}`;
    if ((rows.get(row) ?? each.position) !== each.position) {
      findings.problem("delivery_contradicts", DELIVERIES_FILE); // a row is of one event
      continue;
    }
    rows.set(row, each.position);
    const { code, proved } = await provedBy(each, known);
    if (code) {
      findings.problem(code, DELIVERIES_FILE);
      continue;
    }
    const { position, agency, owed_at, fetched_at, acknowledged_at } = each;
    found.push({ position, agency, owed_at, fetched_at, acknowledged_at, proved });
  }
  return found;
}

/** Whether it is of an event that is here, at moments that a calendar has. */
function isSound({ position, owed_at, fetched_at, acknowledged_at, receipt }, records) {
  try {
    [owed_at, fetched_at, acknowledged_at].filter((each) => each !== null).forEach(seconds);
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
  return records.has(position) && (receipt === null) === (acknowledged_at === null);
}

/** On whose word (`proved`), or what is wrong (`code`). */
async function provedBy(delivery, known) {
  if (delivery.receipt === null) {
    return delivery.statement === null ? { proved: "nobody" } : { code: "delivery_contradicts" };
  }
  const { code, said } = await acknowledgedIn(delivery.receipt, known);
  if (code) return { code };
  if (!sameDelivery(delivery, said)) return { code: "delivery_contradicts" };
  if (seconds(delivery.acknowledged_at) < recordedAt(known, delivery.position) - SKEW) {
    return { code: "delivery_contradicts" }; // acknowledged before the event was there: it was another one
  }
  if (delivery.statement === null) return { proved: "host" };
  return statedBy(delivery, said, known);
}

/** What the operator's receipt of the acknowledgement says. */
async function acknowledgedIn(receipt, { origin, receipts }) {
  const read = await unless([Unreadable], () => {
    const jws = readCompact(receipt, RECEIPT);
    return { jws, payload: saidIn(jws) };
  });
  if (read === null) return { code: "delivery_malformed" };
  if (!(await holdsByOneOf(read.jws, receipts))) return { code: "receipt_unverified" };
  if (read.payload.get("iss") !== origin) return { code: "origin_differs" };
  const said = read.payload.get("ledger");
  return said instanceof Map ? { said } : { code: "delivery_malformed" };
}

/** Whether the receipt is of this agency's ledger, reaches the row, and has the time and the statement. */
function sameDelivery(delivery, said) {
  const position = said.get("position");
  if (typeof position !== "number" || position < delivery.row) return false;
  const told = [said.get("agency"), said.get("acknowledgedat"), said.get("statement") ?? null];
  return same(told, [delivery.agency, delivery.acknowledged_at, delivery.statement]);
}

/** The agency signed that it holds its ledger up to there, as the receipt says. */
async function statedBy(delivery, said, known) {
  const read = await unless([Unreadable], () => {
    const jws = readCompact(delivery.statement, ACKNOWLEDGEMENT);
    return { jws, stated: saidIn(jws) };
  });
  if (read === null) return { code: "delivery_malformed" };
  const key = known.registry.keys.get(read.jws.kid);
  const may = key !== undefined && mayState(key, delivery, known);
  if (!may || !(await holdsBy(read.jws, key.publicKey))) return { code: "statement_unverified" };
  const told = ["iss", "origin", "position", "hash"].map((name) => read.stated.get(name));
  if (!same(told, [delivery.agency, known.origin, said.get("position"), said.get("hash")])) {
    return { code: "delivery_contradicts" };
  }
  const stolen = key.since !== null || known.registry.doubts(key, key.from);
  return { proved: stolen ? "host" : "both" }; // a thief could have stated it
}

/** Whether the key was one of the agency's at the time of the acknowledgement: by the host's clock, for a ledger has
 * no positions of the log. */
function mayState(key, delivery, known) {
  const at = seconds(delivery.acknowledged_at);
  const [begin, end] = [recordedAt(known, key.from), recordedAt(known, key.until)];
  const inForce = (begin === null || begin - SKEW <= at) && (end === null || at <= end + SKEW);
  return key.agency === delivery.agency && SIGNS_STATEMENTS.has(key.custody) && inForce;
}

/** When the host says that it recorded the event there, seconds since 1970; null for one that is not here. */
function recordedAt({ records }, position) {
  const record = records.get(position);
  return record === undefined ? null : seconds(record.file.recordedat);
}

async function holdsByOneOf(jws, keys) {
  return keys.has(jws.kid) && holdsBy(jws, keys.get(jws.kid).publicKey);
}

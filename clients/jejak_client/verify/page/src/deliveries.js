// Deliveries: that an agency was given an event and said that it has it, on the word of both sides.

const DELIVERIES_FILE = "deliveries.json";
const SIGNS_STATEMENTS = new Set(["agency", "device"]);

/** The deliveries that hold, in the order of the file. `positions`: those of the events in the dossier. */
async function checkDeliveries(dossier, registry, positions, findings) {
  const receipts = new Map(registry.ofCustody("receipt").map((key) => [key.kid, key]));
  const { origin } = dossier.manifest;
  const found = [];
  for (const each of dossier.deliveries) {
    if (!positions.has(each.position) || (each.receipt === null) !== (each.acknowledged_at === null)) {
      findings.problem("delivery_malformed", DELIVERIES_FILE);
      continue;
    }
    const { code, proved } = await provedBy(each, origin, registry.keys, receipts);
    if (code) {
      findings.problem(code, DELIVERIES_FILE);
      continue;
    }
    const { position, agency, owed_at, fetched_at, acknowledged_at } = each;
    found.push({ position, agency, owed_at, fetched_at, acknowledged_at, proved });
  }
  return found;
}

/** On whose word (`proved`), or what is wrong (`code`). */
async function provedBy(delivery, origin, keys, receipts) {
  if (delivery.receipt === null) {
    return delivery.statement === null ? { proved: "nobody" } : { code: "delivery_contradicts" };
  }
  const { code, said } = await acknowledgedIn(delivery.receipt, receipts);
  if (code) return { code };
  if (!sameDelivery(delivery, said)) return { code: "delivery_contradicts" };
  if (delivery.statement === null) return { proved: "host" };
  return statedBy(delivery, said, origin, keys);
}

/** What the operator's receipt of the acknowledgement says. */
async function acknowledgedIn(receipt, keys) {
  const read = await unless([Unreadable], () => {
    const jws = readCompact(receipt, RECEIPT);
    return { jws, said: saidIn(jws).get("ledger") };
  });
  if (read === null) return { code: "delivery_malformed" };
  if (!(await holdsByOneOf(read.jws, keys))) return { code: "receipt_unverified" };
  return read.said instanceof Map ? { said: read.said } : { code: "delivery_malformed" };
}

/** Whether the receipt is of this agency's ledger, reaches the row, and has the time and the statement. */
function sameDelivery(delivery, said) {
  const position = said.get("position");
  if (typeof position !== "number" || position < delivery.row) return false;
  const told = [said.get("agency"), said.get("acknowledgedat"), said.get("statement") ?? null];
  return same(told, [delivery.agency, delivery.acknowledged_at, delivery.statement]);
}

/** The agency signed that it holds its ledger up to there, as the receipt says. */
async function statedBy(delivery, said, origin, keys) {
  const read = await unless([Unreadable], () => {
    const jws = readCompact(delivery.statement, ACKNOWLEDGEMENT);
    return { jws, stated: saidIn(jws) };
  });
  if (read === null) return { code: "delivery_malformed" };
  const key = keys.get(read.jws.kid);
  const its = key !== undefined && key.agency === delivery.agency && SIGNS_STATEMENTS.has(key.custody);
  if (!its || !(await holdsBy(read.jws, key.publicKey))) return { code: "statement_unverified" };
  const told = ["iss", "origin", "position", "hash"].map((name) => read.stated.get(name));
  if (!same(told, [delivery.agency, origin, said.get("position"), said.get("hash")])) {
    return { code: "delivery_contradicts" };
  }
  return { proved: key.since === null ? "both" : "host" }; // a thief could have stated it
}

async function holdsByOneOf(jws, keys) {
  return keys.has(jws.kid) && holdsBy(jws, keys.get(jws.kid).publicKey);
}

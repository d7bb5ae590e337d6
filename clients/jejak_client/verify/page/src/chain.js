// How the events of a dossier hang together: order, ids, and what each agency says that it had seen before.

function place(record) {
  return `events/${record.position}.json`;
}

/** Times of recording never go back, versions of a stream go up, ids are used once. In the log's order. */
function checkOrder(records, findings) {
  records.slice(1).forEach((after, at) => {
    if (after.file.recordedat < records[at].file.recordedat) findings.problem("order_broken", place(after));
  });
  const last = new Map();
  const known = new Set();
  for (const record of records) {
    if (record.file.caseversion <= (last.get(record.subject) ?? 0)) findings.problem("order_broken", place(record));
    last.set(record.subject, record.file.caseversion);
    const id = `${record.agency}/${record.id}`;
    if (known.has(id)) findings.problem("event_repeated", place(record));
    known.add(id);
  }
}

/** No entry of a key history is left out before its last one here: a hidden revocation would let a revoked key sign.
 * That none follows nothing in a dossier can show. */
function checkRegistryStreams(records, findings) {
  const versions = new Map();
  for (const record of registrationsAmong(records)) {
    if (record.file.caseversion !== (versions.get(record.subject) ?? 0) + 1) {
      findings.problem("registry_gap", place(record));
    }
    versions.set(record.subject, record.file.caseversion);
  }
}

/** Whether versions of the case are missing among these. */
function withheldEvents(records, ofCase) {
  const versions = new Set(
    records.filter((record) => record.subject === ofCase).map((record) => record.file.caseversion),
  );
  return versions.size > 0 && versions.size !== [...versions].reduce((one, other) => Math.max(one, other));
}

/** What the event says of what its agency had seen that is not so here. `byVersion`: the events by stream and
 * version; `seen`: checkpoints that hold, by size. */
function flagsOfSight(record, byVersion, seen) {
  const found = [];
  const version = record.body.get("prevversion");
  const before = typeof version === "number" ? byVersion.get(`${record.subject} ${version}`) : undefined;
  if (before !== undefined) {
    const differs = before.bodyHash !== record.body.get("prevhash") || before.position >= record.position;
    if (differs) found.push("prev_differs");
  }
  if (forked(record, seen)) found.push("fork");
  return found;
}

/** A tree larger than the log was then, or of a size that is known here under another root. */
function forked(record, seen) {
  const size = record.body.get("seensize");
  if (typeof size !== "number") return false;
  if (size >= record.position) return true;
  const known = seen.get(String(size));
  return known !== undefined && toBase64(known.root) !== record.body.get("seenroot");
}

// The verdict on a dossier (jejak-dossier/1): every step in order, and nothing shown that a step has not held. What
// is not a zip to be read, or not of the files that its manifest names, is not looked into further. After that each
// check stands alone, so that a verdict names everything that is wrong.

const SEALED_WITHIN = 60; // seconds within which the host promises an event to stand in a checkpoint

/** `{result, held, kinds, manifest}` for the bytes of a zip at `now`, seconds since 1970: the result as
 * `jejak verify` gives it, the events with their values, the kinds of agencies. `policy` (bytes) and `roots` are
 * pinned, from outside, or null: then the verdict notes that the dossier vouches for itself. */
async function verifyDossier(raw, now, policy, roots) {
  const findings = new Findings();
  const dossier = await readDossier(raw, findings);
  if (dossier === null) return findings.refused();
  const keys = await keyHistory(dossier, roots, findings);
  const every = await judgedIn(dossier, keys, policy, now, findings);
  if (every === null) return findings.refused();
  return verdictOn(dossier, keys, every, findings);
}

/** Whose keys these are, as the registrations say whose signatures hold. */
async function keyHistory(dossier, roots, findings) {
  const keys = new Registry(dossier.manifest.origin);
  if (!dossier.records.some((record) => record.position === 1)) findings.problem("genesis_missing", "events/1.json");
  for (const record of registrationsAmong(dossier.records)) {
    const where = place(record);
    if ((await signedBy(record, keys, where, findings)) === null) continue;
    if (!(await keys.apply(record))) findings.problem("registry_refused", where);
  }
  if (keysDiffer(keys, dossier.keys)) findings.problem("keys_differ", "keys.json");
  checkRoots(keys, roots, findings);
  return keys;
}

/** The checkpoints that hold, the main one last; null, with the problem found. */
async function judgedIn(dossier, keys, pinned, now, findings) {
  const policy = pinned ?? dossier.raw.get("policy");
  if (policy === undefined) {
    findings.problem("policy_missing", "policy");
    return null;
  }
  if (pinned === null) findings.note("own_policy", "policy");
  const trust = await trustOf(policy, dossier.manifest.log, keys, pinned !== null, findings);
  if (trust === null) return null;
  const recorded = dossier.records.map((record) => [record.position, seconds(record.file.recordedat)]);
  const main = await mainCheckpoint(trust, dossier, recorded, now, findings);
  if (main === null) return null;
  const notes = [...dossier.raw]
    .filter(([name]) => name.startsWith("older/"))
    .map(([name, raw]) => [name.slice("older/".length), raw]);
  return [...(await earlier(trust, main.checkpoint, notes, dossier.leads, recorded, now, findings)), main];
}

async function mainCheckpoint(trust, dossier, recorded, now, findings) {
  const raw = dossier.raw.get("checkpoint");
  let main;
  try {
    if (parseCheckpoint(parseNote(raw).text).origin !== dossier.manifest.log) {
      findings.problem("checkpoint_foreign", "checkpoint");
      return null;
    }
    main = await judged(trust, raw, recorded, now);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    findings.problem(error instanceof Malformed ? "checkpoint_malformed" : "checkpoint_unverified", "checkpoint");
    return null;
  }
  if (!main.final) findings.problem("not_final", "checkpoint");
  noteIgnored(main, "checkpoint", findings);
  return main;
}

async function verdictOn(dossier, keys, every, findings) {
  const main = every.at(-1);
  const sealed = { checkpoint: main.checkpoint, raw: dossier.raw.get("checkpoint") };
  const inLog = new Map();
  const held = [];
  for (const record of dossier.records) {
    if (await isInLog(record, dossier, sealed, findings)) inLog.set(record.position, record);
    const each = await heldEvent(record, keys, inLog, findings);
    if (each !== null) held.push(each);
  }
  const between = windows(held.map(({ record }) => record.position), every, findings);
  const records = new Map(dossier.records.map((record) => [record.position, record]));
  await checkReceipts(dossier, keys, inLog, every, findings);
  const deliveries = await checkDeliveries(dossier, keys, records, findings);
  findings.note("pages_unproved", "timeline");
  findings.note("end_unproved", "events");
  noteWithheld(dossier, held, findings);
  const result = {
    ok: !findings.any,
    problems: findings.problems(),
    notes: findings.notes(),
    events: shownEvents(held, between, every),
    deliveries,
    checkpoint: checkpointShown(main),
  };
  return { result, held, kinds: keys.kinds, manifest: dossier.manifest };
}

/** Against what is shown to stand in the log: an event that somebody changed convicts no operator. */
async function checkReceipts(dossier, keys, inLog, every, findings) {
  const signers = keys.ofCustody("receipt");
  for (const [name, raw] of dossier.raw) {
    if (!name.startsWith("receipts/")) continue;
    await checkReceipt(ascii(raw), name, dossier.manifest.origin, signers, inLog, every, findings);
  }
}

function noteWithheld(dossier, held, findings) {
  if (withheldEvents(dossier.records, dossier.manifest.case)) findings.note("events_withheld", "events");
  if (held.some(({ record, values }) => values.size < record.digests.length)) {
    findings.note("values_withheld", "events");
  }
}

/** The events as the verdict tells them. `every`: the checkpoints that hold. */
function shownEvents(held, between, every) {
  const byVersion = new Map(held.map(({ record }) => [`${record.subject} ${record.file.caseversion}`, record]));
  const seen = new Map(every.map(({ checkpoint }) => [String(checkpoint.size), checkpoint]));
  return held.map(({ record, values, doubted }) => {
    const { after, before } = between.get(record.position);
    const flags = MARKS.filter(([mark]) => record.file.marks & mark).map(([, name]) => name);
    flags.push(...flagsOfSight(record, byVersion, seen));
    if (doubted) flags.push("needs_reaffirmation");
    const latest = seconds(record.file.recordedat) + SEALED_WITHIN + SKEW;
    if (after !== null && after > latest) flags.push("late_sealed");
    return {
      position: record.position, who: record.agency, type: record.type, time: record.time,
      recordedat: record.file.recordedat, assurance: record.escrow ? "escrow" : "agency", after: instant(after),
      before: instant(before), withheld: record.digests.length - values.size, flags: flags.sort(),
    };
  });
}

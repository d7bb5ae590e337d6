// The checkpoints of a dossier: whether they are the log's, who witnessed them, and that one grew from the other.

const SKEW = 300; // seconds by which clocks may differ

/** `{policy, logs}`: the policy to judge by and the keys with which the log may sign; null, with the problem found,
 * where there is none to be used. A pinned policy that names logs trusts those alone, each under its key: its
 * witnesses may cosign others. One that names none, and the dossier's own, trust keys that the operator registered. */
async function trustOf(raw, origin, registry, pinned, findings) {
  let policy;
  try {
    policy = await readPolicy(raw, registry.hostKeys());
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    findings.problem(error instanceof PolicyRefused ? "policy_refused" : "policy_malformed", "policy");
    return null;
  }
  const ofTheLog = registry.ofCustody("log");
  const registered = await Promise.all(ofTheLog.map((key) => noteKey(origin, LOG_KEY, key.publicKey)));
  const named = policy.logs.filter((key) => key.name === origin);
  const offered = named.length ? named : registered;
  const trustsNamed = pinned && policy.logs.length > 0;
  const logs = trustsNamed ? named : offered.filter((key) => registered.some((known) => sameKey(known, key)));
  if (logs.length === 0) {
    findings.problem("log_key_unknown", "policy");
    return null;
  }
  return { policy, logs };
}

/** Read and verify a checkpoint of the log. A cosignature counts from when the last event in the tree was recorded
 * until `now`. `recorded`: `[position, seconds]` of events. Gives `{checkpoint, cosigned, first, outOfWindow, final}`:
 * the last and the first times (BigInt) by the policy's names of witnesses. Raises Malformed and Unverified. */
async function judged(trust, raw, recorded, now) {
  const note = parseNote(raw);
  const checkpoint = parseCheckpoint(note.text);
  const signedBy = new Set(note.signatures.map(({ name, keyId }) => `${name}\n${keyId}`));
  const log = trust.logs.find((key) => signedBy.has(`${key.name}\n${key.keyId}`));
  if (log === undefined) throw new Unverified("checkpoint: the log has not signed it");
  if (checkpoint.origin !== log.name) throw new Unverified("checkpoint: it is of another log");
  const names = [...trust.policy.witnesses];
  const verified = await verifyNote(note, [log, ...names.map(([, key]) => key)]);
  if (!verified.some(({ key }) => sameKey(key, log))) throw new Unverified("checkpoint: not signed by the log");
  const within = recorded.filter(([position]) => position <= checkpoint.size).map(([, time]) => time);
  const earliest = (within.length ? within.reduce((one, other) => Math.max(one, other)) : 0) - SKEW;
  const counts = (time) => time >= earliest && time <= now + SKEW;
  const times = [...cosigningTimes(verified, names)];
  const counted = times.filter(([, each]) => counts(most(each)));
  const cosigned = new Map(counted.map(([name, each]) => [name, most(each)]));
  const first = new Map(counted.map(([name, each]) => [name, least(each.filter(counts))]));
  const final = satisfied(trust.policy, trust.policy.quorum, cosigned);
  return { checkpoint, cosigned, first, outOfWindow: times.length > cosigned.size, final };
}

/** When each witness cosigned: a quiet log is cosigned again and again. */
function cosigningTimes(verified, names) {
  const times = new Map();
  for (const { key, blob } of verified.filter((each) => each.key.kind === WITNESS_KEY)) {
    const [name] = names.find(([, witness]) => sameKey(witness, key));
    times.set(name, [...(times.get(name) ?? []), timeOf(blob)]);
  }
  return times;
}

function most(times) {
  return times.reduce((one, other) => (other > one ? other : one));
}

function least(times) {
  return times.reduce((one, other) => (other < one ? other : one));
}

/** The checkpoint as the verdict tells it. */
function checkpointShown({ checkpoint, cosigned, final }) {
  return {
    origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root), final,
    witnesses: [...cosigned.keys()].sort(compareText),
  };
}

/** The earlier checkpoints that hold and that the main one grew from. `notes`: by the size in their name. */
async function earlier(trust, main, notes, leads, recorded, now, findings) {
  const bySizes = new Map(leads.map((lead) => [`${lead.from} ${lead.to}`, lead]));
  const found = [];
  for (const [size, raw] of notes) {
    const where = `older/${size}`;
    const older = await unless([TlogError], () => judged(trust, raw, recorded, now));
    if (older === null || older.checkpoint.origin !== main.origin || String(older.checkpoint.size) !== size) {
      findings.problem("older_unverified", where);
    } else if (await grew(older.checkpoint, main, bySizes.get(`${size} ${main.size}`), where, findings)) {
      noteIgnored(older, where, findings);
      found.push(older);
    }
  }
  return found;
}

async function grew(small, large, lead, where, findings) {
  if (lead === undefined) {
    findings.problem("consistency_missing", where);
    return false;
  }
  const shown = await unless([TlogError], async () => {
    await verifyConsistency(small, large, lead.hashes.map(hashFromBase64));
    return true;
  });
  if (shown === null) findings.problem("consistency_unverified", where);
  return shown !== null;
}

/** Say so where a known witness gave a time that cannot be. */
function noteIgnored({ outOfWindow }, where, findings) {
  if (outOfWindow) findings.note("cosignature_ignored", where);
}

/** Between which times of final checkpoints each position came into the log. Each witness said last at `after`, or
 * later, that the largest tree without it was the largest, and had seen the smallest tree with it by `before`. So no
 * witness is taken at more than its word. */
function windows(positions, every, findings) {
  const final = every
    .filter((each) => each.final)
    .sort((one, other) => compareSizes(one.checkpoint.size, other.checkpoint.size));
  requireOrder(final, findings);
  return new Map(positions.map((position) => {
    const without = final.findLast((each) => each.checkpoint.size < position);
    const holding = final.find((each) => each.checkpoint.size >= position);
    const after = without === undefined ? null : least([...without.cosigned.values()]);
    const before = holding === undefined ? null : most([...holding.first.values()]);
    return [position, { after, before }];
  }));
}

function compareSizes(one, other) {
  return Number(one > other) - Number(one < other);
}

/** A witness that cosigned a smaller tree later than a larger one broke its word, or was shown two logs. */
function requireOrder(final, findings) {
  const last = new Map();
  for (const { checkpoint, cosigned } of final) {
    for (const [name, time] of cosigned) {
      const before = last.get(name) ?? 0n;
      if (time < before - BigInt(SKEW)) findings.problem("times_contradict", `older/${checkpoint.size}`);
      last.set(name, most([time, before]));
    }
  }
}

/** RFC 3339 in UTC. */
function instant(time) {
  return time === null ? null : `${new Date(Number(time) * 1000).toISOString().slice(0, 19)}Z`;
}

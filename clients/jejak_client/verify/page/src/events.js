// The events of a dossier one by one: key, signature, place in the log, disclosed values.

/** An event all of whose own checks hold, with the key that signed it and its disclosed values; else null. `inLog`: by
 * position those that are shown to stand in the log. */
async function heldEvent(record, keys, inLog, findings) {
  const where = place(record);
  const key = await signedBy(record, keys, where, findings);
  const values = await valuesOf(record, where, findings);
  if (!inLog.has(record.position) || key === null || values === null) return null;
  return { record, key, values, doubted: keys.doubts(key, record.position) };
}

/** The key that signed an event and might; null, with the problem found. */
async function signedBy(record, registry, where, findings) {
  const key = await registry.signer(record);
  const code = await whyNotSigned(record, key);
  if (code === null) return key;
  findings.problem(code, where);
  return null;
}

async function whyNotSigned(record, key) {
  if (key === null || key.agency !== record.agency) return "key_unknown";
  if (!maySign(key, record)) return "key_not_valid";
  if (!(await holdsBy(record.jws, key.publicKey))) return "signature_invalid";
  const marked = (record.file.marks & ESCROW_MARK) !== 0;
  return marked === (key.custody === "escrow") ? null : "assurance_differs";
}

/** Whether its proof shows the event, as it stands here, at its position of the log. */
async function isInLog(record, dossier, sealed, findings) {
  const code = await whyNotIncluded(record, dossier.raw.get(`proofs/${record.position}.tlog-proof`), sealed);
  if (code !== null) findings.problem(code, place(record));
  return code === null;
}

async function whyNotIncluded(record, raw, { checkpoint, raw: sealedRaw }) {
  if (raw === undefined) return "proof_missing";
  const proof = await unless([Malformed], () => parseProof(raw));
  if (proof === null) return "proof_malformed";
  const index = BigInt(record.position - 1);
  if (proof.index !== index || !equalBytes(proof.checkpoint, sealedRaw)) return "proof_foreign";
  const leaf = await leafOf(record.file);
  const shown = await unless([Unverified], async () => {
    await verifyInclusion(leaf, index, checkpoint.size, proof.hashes, checkpoint.root);
    return true;
  });
  return shown === null ? "not_included" : null;
}

/** The disclosed values of an event, each one that its agency signed; null, with the problem found. */
async function valuesOf(record, where, findings) {
  try {
    const values = await disclosed(record);
    if (values === null) findings.problem("disclosure_unmatched", where);
    return values;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    findings.problem("disclosure_malformed", where);
    return null;
  }
}

// Receipts of the operator: its signed word that it recorded an event, and what breaks that word. A receipt that
// contradicts what the log holds is itself the proof: the operator signed both.

const MAX_RECEIPT = 1024 * 1024;

/** A receipt and the key that signed it, whenever that ended. Raises Unreadable, NotSigned. */
async function signedReceipt(text, keys) {
  if (text.length > MAX_RECEIPT) throw new Unreadable("too large");
  const jws = readCompact(text, RECEIPT);
  const receipt = PUBLISH_RECEIPT(readJson(jws.payload));
  if (receipt.events.length === 0) throw new Unreadable("a receipt is of something");
  receipt.events.forEach((each) => seconds(each.recordedat));
  const key = keys.find((each) => each.kid === jws.kid);
  if (key === undefined || !(await holdsBy(jws, key.publicKey))) throw new NotSigned("by no receipt key");
  return { receipt, key };
}

/** A receipt against the events (by position) and the checkpoints at hand. That its key had ended is said beside it
 * and voids no promise: the operator itself says where its key ends. */
async function checkReceipt(text, where, origin, keys, records, every, findings) {
  let receipt, key;
  try {
    ({ receipt, key } = await signedReceipt(text, keys));
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof NotSigned)) throw error;
    findings.problem(error instanceof NotSigned ? "receipt_unverified" : "receipt_malformed", where);
    return;
  }
  if (receipt.iss !== origin) {
    findings.problem("origin_differs", where);
    return;
  }
  if (key.until !== null && receipt.events.some((each) => each.position >= key.until)) {
    findings.problem("receipt_key_ended", where);
  }
  if (key.since !== null) findings.note("receipt_key_doubted", where); // who has it signs for any place
  const ofItsLog = every.filter((each) => each.checkpoint.origin === receipt.log);
  for (const promised of receipt.events) {
    const record = records.get(promised.position);
    if (record !== undefined && !(await keptWord(record, promised))) findings.problem("receipt_contradicts", where);
    if (ofItsLog.some((each) => tooLate(promised, receipt.within, each))) findings.problem("receipt_broken", where);
  }
}

async function keptWord(record, promised) {
  const { id, bodyHash, file } = record;
  const alike = id === promised.id && bodyHash === promised.hash && file.recordedat === promised.recordedat;
  return alike && hex(await leafOf(file)) === promised.leaf;
}

/** Whether a quorum saw the log without the event at a time at which it was promised to be there: each of the
 * witnesses counted cosigned after the promise had run out, and so many of them are not all mistaken. */
function tooLate(promised, within, { checkpoint, cosigned, final }) {
  if (!final || checkpoint.size >= promised.position) return false;
  return least([...cosigned.values()]) > seconds(promised.recordedat) + within + 1;
}

// The files of a dossier (jejak-dossier/1): that they are those of its manifest, and each of its shape.

const MAX_EVENT_FILE = 256 * 1024;
const MAX_JSON_FILE = 16 * 1024 * 1024; // read, JSON takes twenty times its room in memory
const NEEDED = ["checkpoint", "keys.json", "stages.json", "deliveries.json", "consistency.json"];

/** The dossier in a zip, its files by name in `raw`; null, with what was found, where it is not one to be looked
 * into. What is wrong with single events, but leaves them to be read, is found as well. */
async function readDossier(bytes, findings) {
  let files;
  try {
    files = await readArchive(bytes);
    requireSizes(files);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    findings.problem(error.code, error.where);
    return null;
  }
  const manifest = await unless([Unreadable], () => MANIFEST(readJson(files.get("manifest.json"))));
  if (manifest === null || manifest.format !== "jejak-dossier/1" || !isLogOf(manifest)) {
    findings.problem("manifest_malformed", "manifest.json");
    return null;
  }
  await requireFiles(manifest, files, findings);
  return findings.any ? null : shaped(manifest, files, findings);
}

/** Whether the log is one of the deployment's: `<origin>/log`, numbered where it had to begin anew. */
function isLogOf({ log, origin }) {
  return log.startsWith(`${origin}/`) && /^log(?:\/[0-9]*)?$/.test(log.slice(origin.length + 1));
}

function requireSizes(files) {
  for (const [name, content] of files) {
    const most = name.startsWith("events/") ? MAX_EVENT_FILE : MAX_JSON_FILE;
    if (name.endsWith(".json") && content.length > most) throw new ArchiveRefused("too_large", name);
  }
}

async function requireFiles(manifest, files, findings) {
  for (const [name, content] of files) {
    if (name === "manifest.json") continue;
    if (!manifest.files.has(name)) findings.problem("file_unlisted", name);
    else if (hex(await sha256(content)) !== manifest.files.get(name)) findings.problem("file_changed", name);
  }
  for (const name of [...manifest.files.keys(), ...NEEDED]) {
    if (!files.has(name)) findings.problem("file_missing", NEEDED.includes(name) ? name : "manifest.json");
  }
}

async function shaped(manifest, files, findings) {
  const read = async (name, shape) => {
    const value = await unless([Unreadable], () => ({ read: shape(readJson(files.get(name))) }));
    if (value === null) findings.problem("file_malformed", name);
    return value?.read;
  };
  const keys = await read("keys.json", (value) => value);
  const stages = await read("stages.json", STAGES);
  const deliveries = await read("deliveries.json", DELIVERIES);
  const leads = await read("consistency.json", CONSISTENCIES);
  const records = [];
  for (const [name, content] of files) {
    if (name.startsWith("events/")) records.push(await recordIn(name, content, findings));
  }
  if (findings.any) return null;
  records.sort((one, other) => one.position - other.position);
  const dossier = { manifest, raw: files, keys, stages, deliveries, leads, records };
  requireBelonging(dossier, findings);
  return dossier;
}

/** The event in a file; null, with the problem found. */
async function recordIn(name, content, findings) {
  const file = await unless([Unreadable], () => {
    const read = EVENT_FILE(readJson(content));
    seconds(read.recordedat);
    return read;
  });
  if (file === null) {
    findings.problem("file_malformed", name);
    return null;
  }
  if (name !== `events/${file.position}.json`) {
    findings.problem("event_misnamed", name);
    return null;
  }
  const record = await unless([Unreadable], () => readRecord(file));
  if (record === null) findings.problem("event_malformed", name);
  return record;
}

/** Every event is of this deployment, and of a key history, or of this case and not beyond the dossier's position. */
function requireBelonging({ manifest, records, stages }, findings) {
  for (const record of records) {
    const where = place(record);
    if (record.origin !== manifest.origin) findings.problem("origin_differs", where);
    if (REGISTRATIONS.has(record.name)) continue;
    if (record.subject !== manifest.case) findings.problem("case_differs", where);
    if (record.position > manifest.position) findings.problem("position_late", where);
  }
  const shown = new Set(records.map((record) => record.position));
  if (stages.some((row) => shown.has(row.position))) findings.problem("stage_overlaps", "stages.json");
  if (!records.some((record) => opensIt(record, manifest))) findings.problem("dispute_missing", "manifest.json");
  checkOrder(records, findings);
  checkRegistryStreams(records, findings);
}

/** Whether it opened the dispute that the manifest names: nobody has signed the manifest. */
function opensIt(record, manifest) {
  const ofIt = record.subject === manifest.case && record.data.get("dispute") === manifest.dispute;
  return record.name === "DisputeOpened" && ofIt;
}

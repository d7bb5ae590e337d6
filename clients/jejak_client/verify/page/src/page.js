// The page: files in, verdict out. Nothing is kept, nothing is sent.

const at = (id) => document.getElementById(id);

async function readFile(input) {
  const [file] = input.files;
  return file === undefined ? null : new Uint8Array(await file.arrayBuffer());
}

function say(words) {
  at("status").replaceChildren(...both(...words));
}

async function check(event) {
  event.preventDefault();
  at("result").replaceChildren();
  say(WORDS.checking);
  try {
    await show();
  } catch (error) {
    say(error instanceof Unreadable ? WORDS.badRoots : WORDS.brokeDown);
    if (!(error instanceof Unreadable)) throw error;
  }
}

async function show() {
  const [raw, policy, rootsFile] = await Promise.all(["dossier", "policy", "roots"].map((id) => readFile(at(id))));
  if (raw === null) return;
  const roots = rootsFile === null ? null : readRoots(rootsFile);
  const now = new Date();
  const verdict = await verifyDossier(raw, Math.floor(now.getTime() / 1000), policy, roots);
  const about = await aboutCheck(raw, now, policy, roots, verdict.manifest);
  at("result").replaceChildren(
    verdictBox(verdict.result, about),
    ...problemsSection(verdict.result),
    ...notesSection(verdict.result),
    ...timelineSection(verdict),
    ...deliveriesSection(verdict.result),
    ...checkpointSection(verdict.result),
  );
  say(WORDS.done);
  at("verdict").focus();
}

async function aboutCheck(raw, now, policy, roots, manifest) {
  const pins = [
    ...(policy === null ? [] : [WORDS.pinnedPolicy]),
    ...(roots === null ? [] : [WORDS.pinnedRoots]),
  ];
  const pinned = pins.length ? [0, 1].map((each) => pins.map((words) => words[each]).join(", ")) : WORDS.nothingPinned;
  return [
    [WORDS.file, element("bdi", {}, at("dossier").files[0].name)],
    [WORDS.sum, element("code", {}, hex(await sha256(raw)))],
    ...(manifest === null ? [] : [
      [WORDS.dispute, element("code", {}, manifest.dispute)],
      [WORDS.ofCase, element("code", {}, manifest.case)],
      [WORDS.requestedBy, element("bdi", {}, manifest.requested_by)],
    ]),
    [WORDS.pinned, both(...pinned)],
    [WORDS.checkedAt, moment(now.toISOString())],
  ];
}

function takeDropped(event) {
  event.preventDefault();
  at("drop").classList.remove("over");
  if (event.dataTransfer.files.length !== 1) return;
  at("dossier").files = event.dataTransfer.files;
  at("form").requestSubmit();
}

function overDrop(event) {
  event.preventDefault();
  at("drop").classList.toggle("over", event.type === "dragover");
}

async function begin() {
  const able = globalThis.crypto?.subtle && globalThis.DecompressionStream && "".isWellFormed && (await ed25519Works());
  if (!able) {
    at("unready").replaceChildren(...both(...WORDS.tooOld));
    return;
  }
  at("unready").remove();
  at("check").disabled = false;
  at("form").addEventListener("submit", check);
  at("drop").addEventListener("dragover", overDrop);
  at("drop").addEventListener("dragleave", overDrop);
  at("drop").addEventListener("drop", takeDropped);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => (each.open = true)));
}

begin();

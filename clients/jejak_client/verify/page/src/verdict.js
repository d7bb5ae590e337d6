// The verdict, what is wrong, what must be known, and the checkpoint.

const STANDINGS = {
  proved: { kind: "good", mark: "✔ ", head: WORDS.verified, said: WORDS.whatIsProved },
  alone: { kind: "alone", mark: "? ", head: WORDS.verifiedAlone, said: WORDS.whatFitsTogether },
  wrong: { kind: "bad", mark: "✘ ", head: WORDS.notVerified, said: WORDS.whatToDo },
};

function standingOf(result) {
  const alone = result.notes.some(({ code }) => code === "own_policy" || code === "own_roots");
  return result.ok ? (alone ? "alone" : "proved") : "wrong";
}

/** `about`: of the file and the check, as facts. */
function verdictBox(result, about) {
  const { kind, mark, head, said } = STANDINGS[standingOf(result)];
  return element(
    "section",
    { class: `verdict ${kind}`, id: "verdict", tabindex: "-1", "aria-labelledby": "verdict-head" },
    element("h2", { id: "verdict-head" }, element("span", { "aria-hidden": "true" }, mark), both(...head)),
    element("p", {}, both(...said)),
    facts(about),
  );
}

function problemsSection(result) {
  if (result.problems.length === 0) return [];
  const list = element("ol", { class: "found", id: "problems" }, findingItems(result.problems, CODES_ID.problems));
  return [section(...WORDS.problems, list)];
}

function notesSection(result) {
  if (result.notes.length === 0) return [];
  const list = element("ul", { class: "found", id: "notes" }, findingItems(result.notes, CODES_ID.notes));
  return [section(...WORDS.notes, list)];
}

/** One item a code, with every place it was found at. */
function findingItems(found, sentences) {
  const byCode = new Map();
  for (const each of found) byCode.set(each.code, [...(byCode.get(each.code) ?? []), each]);
  return [...byCode].map(([code, all]) => {
    const places = all.map(({ where }, at) => [at ? ", " : "", element("bdi", {}, where)]);
    const said = element("div", { class: "said" }, both(sentences[code], all[0].said));
    return element("li", {}, said, element("div", { class: "code" }, `${code}: `, ...places));
  });
}

function checkpointSection({ checkpoint }) {
  if (checkpoint === null) return [];
  const standing = checkpoint.final ? WORDS.final : WORDS.pending;
  const witnesses = checkpoint.witnesses.flatMap((name, at) => [at ? ", " : "", element("bdi", {}, name)]);
  return [
    section(
      ...WORDS.checkpoint,
      facts([
        [WORDS.log, element("bdi", {}, checkpoint.origin)],
        [WORDS.size, element("code", {}, String(checkpoint.size))],
        [WORDS.root, element("code", {}, checkpoint.root)],
        [WORDS.standing, both(...standing)],
        [WORDS.witnesses, witnesses.length ? witnesses : both(...WORDS.nobody)],
      ]),
    ),
  ];
}

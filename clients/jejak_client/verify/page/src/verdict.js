// The verdict, what is wrong, what must be known, and the checkpoint.

/** `about`: of the file and the check, as facts. */
function verdictBox(result, about) {
  const [id, en] = result.ok ? WORDS.verified : WORDS.notVerified;
  const mark = result.ok ? "✔ " : "✘ ";
  return element(
    "section",
    { class: `verdict ${result.ok ? "good" : "bad"}`, id: "verdict", tabindex: "-1", "aria-labelledby": "verdict-head" },
    element("h2", { id: "verdict-head" }, element("span", { "aria-hidden": "true" }, mark), both(id, en)),
    element("p", {}, both(...(result.ok ? WORDS.whatIsProved : WORDS.whatToDo))),
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

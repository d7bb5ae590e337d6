// Problems and notes as they are found, each once.

class Findings {
  constructor() {
    this.found = { problems: new Map(), notes: new Map() };
  }

  get any() {
    return this.found.problems.size > 0;
  }

  problem(code, where) {
    this.found.problems.set(JSON.stringify([code, where]), { code, where, said: PROBLEMS[code] });
  }

  note(code, where) {
    this.found.notes.set(JSON.stringify([code, where]), { code, where, said: NOTES[code] });
  }

  problems() {
    return sortedFindings(this.found.problems);
  }

  notes() {
    return sortedFindings(this.found.notes);
  }

  /** The verdict where nothing can be shown. */
  refused() {
    const result = {
      ok: false, problems: this.problems(), notes: this.notes(), events: [], deliveries: [], checkpoint: null,
    };
    return { result, held: [], kinds: new Map(), manifest: null };
  }
}

function sortedFindings(found) {
  return [...found.values()].sort(
    (one, other) => compareText(one.code, other.code) || compareText(one.where, other.where),
  );
}

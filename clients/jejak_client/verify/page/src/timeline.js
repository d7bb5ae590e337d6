// The events that hold, in two columns, and their deliveries.

const LEFT = "polres";
const RIGHT = "kejari";

function timelineSection({ result, held, kinds }) {
  if (result.events.length === 0) return [];
  const shown = result.events.map((event, at) => ({ event, held: held[at] }));
  const ofKeys = shown.filter(({ held: each }) => REGISTRATIONS.has(each.record.name));
  const ofCase = shown.filter(({ held: each }) => !REGISTRATIONS.has(each.record.name));
  const heads = [both(...WORDS.when), both(...WORDS.police), both(...WORDS.prosecutor)];
  const rows = ofCase.map((each) => timelineRow(each, kinds.get(each.event.who)));
  const columns = table(both(...WORDS.columns), heads, rows);
  return [section(...WORDS.events, ofCase.length ? [columns] : [element("p", {}, both(...WORDS.noEvents))], keysOf(ofKeys))];
}

function timelineRow(each, kind) {
  const cells = {
    [LEFT]: () => [element("td", {}, eventParts(each)), element("td", { class: "empty" })],
    [RIGHT]: () => [element("td", { class: "empty" }), element("td", {}, eventParts(each))],
  };
  const others = () => [element("td", { class: "others", colspan: "2" }, eventParts(each))];
  return element("tr", {}, rowHead(each.event), (Object.hasOwn(cells, kind) ? cells[kind] : others)());
}

function rowHead(event) {
  const window = [
    element("div", {}, both(...WORDS.after), ": ", event.after === null ? both(...WORDS.noWitness) : moment(event.after)),
    element("div", {}, both(...WORDS.before), ": ", event.before === null ? both(...WORDS.noWitness) : moment(event.before)),
  ];
  return element(
    "th",
    { scope: "row" },
    element("div", { class: "number" }, `#${event.position}`),
    element("div", { class: "small" }, window),
  );
}

function eventParts({ event, held }) {
  const words = LABELS.types[held.record.name];
  const title = words === undefined ? [held.record.name] : both(...words);
  const signed = event.assurance === "escrow" ? WORDS.signedInEscrow : WORDS.signed;
  const withheld = both(`${event.withheld} ${WORDS.withheld[0]}`, `${event.withheld} ${WORDS.withheld[1]}`);
  return [
    element("div", { class: "title" }, title),
    element("div", { class: "code" }, event.type),
    element("div", {}, both(...signed), ": ", element("strong", {}, element("bdi", {}, event.who))),
    element("div", { class: "small" }, both(...WORDS.occurred), ": ", moment(event.time)),
    element("div", { class: "small" }, both(...WORDS.recorded), ": ", moment(event.recordedat)),
    ...valuesIn(held),
    ...(event.withheld ? [element("div", { class: "small" }, withheld)] : []),
    ...event.flags.map((flag) => flagBox(flag)),
  ];
}

function flagBox(flag) {
  const said = both(CODES_ID.flags[flag], FLAGS[flag]);
  return element("div", { class: "flag" }, said, " ", element("code", {}, flag));
}

/** Registrations of agencies and keys: what the signatures rest on, folded away. */
function keysOf(shown) {
  if (shown.length === 0) return [];
  const rows = shown.map((each) => element("tr", {}, rowHead(each.event), element("td", {}, eventParts(each))));
  const counted = both(`${WORDS.keys[0]} (${shown.length})`, `${WORDS.keys[1]} (${shown.length})`);
  const heads = [both(...WORDS.when), both(...WORDS.registration)];
  return [element("details", {}, element("summary", {}, counted), table(both(...WORDS.keysAbout), heads, rows))];
}

function deliveriesSection({ deliveries }) {
  if (deliveries.length === 0) return [];
  const heads = ["event", "agency", "owed", "fetched", "acknowledged", "proved"].map((name) => both(...WORDS[name]));
  const time = (text) => (text === null ? "–" : moment(text));
  const rows = deliveries.map((each) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, `#${each.position}`),
      [element("bdi", {}, each.agency), time(each.owed_at), time(each.fetched_at), time(each.acknowledged_at)].map(
        (cell) => element("td", {}, cell),
      ),
      element("td", {}, both(...WORDS.by[each.proved])),
    ),
  );
  return [section(...WORDS.deliveries, table(both(...WORDS.deliveriesAbout), heads, rows))];
}

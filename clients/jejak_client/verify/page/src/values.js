// Moments and signed values, for reading.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const PROVED_ALREADY = "possession"; // of a registration: a signature that was verified, not for reading

/** A moment in the time zone of this computer, which is named; as it stands where no calendar has it. */
function moment(text) {
  const date = new Date(text.replace(/(\.[0-9]{3})[0-9]+/, "$1"));
  if (Number.isNaN(date.getTime())) return element("bdi", {}, text);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const east = -date.getTimezoneOffset();
  const zone = `UTC${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
  return element("time", { datetime: text }, `${day}, ${clock} (${zone})`);
}

/** What an event says: members of class case first, then the disclosed values. */
function valuesIn({ record, values }) {
  const members = [...record.data, ...values].filter(([name]) => name !== PROVED_ALREADY);
  if (members.length === 0) return [];
  return [element("dl", { class: "values" }, members.map(([name, value]) => valueRow(record.name, name, value)))];
}

function valueRow(type, name, value) {
  const words = LABELS.fields[`${type}.${name}`] ?? LABELS.fields[name];
  const code = element("code", {}, element("bdi", {}, name));
  const label = Array.isArray(words) ? [...both(...words), " ", code] : [code];
  return element("div", {}, element("dt", {}, label), " ", element("dd", {}, shownValue(value)));
}

function shownValue(value) {
  if (typeof value === "string") return element("bdi", {}, value);
  if (Array.isArray(value)) return element("ul", {}, value.map((each) => element("li", {}, shownValue(each))));
  if (value instanceof Map) {
    const rows = [...value].map(([name, each]) => valueRow("", name, each));
    return element("dl", { class: "values" }, rows);
  }
  return element("code", {}, value instanceof Float ? String(value.number) : String(value));
}

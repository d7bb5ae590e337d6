// Elements of the page. Text is only ever text: nothing here reads HTML.

// What turns, hides or imitates text: controls, formats (also those of direction), fillers, what has no character.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/u;

/** An element with these attributes; children are elements or texts, whose unseen signs are made visible. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flat(2).flatMap((each) => (typeof each === "string" ? visible(each) : [each])));
  return made;
}

/** A text as nodes: each unseen sign but the line feed by its number. */
function visible(text) {
  const nodes = [];
  let plain = "";
  for (const sign of text) {
    if (sign === "\n" || !UNSEEN.test(sign)) {
      plain += sign;
      continue;
    }
    const number = sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    const shown = document.createElement("span");
    shown.className = "sign";
    shown.textContent = `U+${number}`;
    nodes.push(plain, shown);
    plain = "";
  }
  return [...nodes, plain];
}

/** Indonesian, then English. */
function both(id, en) {
  return id === en ? [id] : [id, " ", element("span", { lang: "en" }, en)];
}

function section(id, en, ...children) {
  return element("section", {}, element("h2", {}, both(id, en)), ...children);
}

/** A list of facts: `[[id, en], content]`. */
function facts(rows) {
  return element(
    "dl",
    { class: "facts" },
    rows.map(([words, content]) => [element("dt", {}, both(...words)), element("dd", {}, content)]),
  );
}

function table(caption, heads, rows) {
  const head = element("thead", {}, element("tr", {}, heads.map((each) => element("th", { scope: "col" }, each))));
  const made = element("table", {}, element("caption", {}, caption), head, element("tbody", {}, rows));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Tabel / table" }, made);
}

// Pinned roots: which key an agency has told others, by another way, to be its root. One kid a line,
// `<agency>/<RFC 7638 thumbprint>`; empty lines and lines that begin with # are passed over.

const LINE_ENDS = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;
const SPACE_SIGN = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const AROUND = new RegExp(`^${SPACE_SIGN}+|${SPACE_SIGN}+$`, "g");
const ROOT_KID = /^([a-z0-9]+(?:-[a-z0-9]+)*)\/[A-Za-z0-9_-]{43}$/;

/** The kids of roots by agency. Raises Unreadable for any other line, an agency that stands twice, or none. */
function readRoots(raw) {
  const found = new Map();
  for (const each of utf8(raw, Unreadable).split(LINE_ENDS)) {
    const line = each.replace(AROUND, "");
    if (!line || line.startsWith("#")) continue;
    const match = ROOT_KID.exec(line);
    if (match === null || found.has(match[1])) throw new Unreadable("one kid of a root a line, each agency once");
    found.set(match[1], line);
  }
  if (found.size === 0) throw new Unreadable("no root is pinned");
  return found;
}

/** Every root in the dossier is the pinned one; without pinned ones it is said that it vouches for itself. */
function checkRoots(registry, roots, findings) {
  if (roots === null) {
    findings.note("own_roots", "keys.json");
    return;
  }
  for (const [agency, kid] of registry.roots) {
    if (!roots.has(agency)) findings.problem("root_unpinned", agency);
    else if (roots.get(agency) !== kid) findings.problem("root_differs", agency);
  }
}

// Which logs are trusted, and which witnesses have to have cosigned a checkpoint (c2sp.org/tlog-policy). Stricter
// than the specification where laxness would cost the whole point: `quorum none` is refused, a key stands once
// whatever it is for, and so are quorums of which two could cosign two trees.

const MAX_POLICY_BYTES = 262144;
const MAX_DEFINED = 256;
const NONE = "none";
const COLLUDERS_FROM = 4;

/** `{logs, witnesses, groups, quorum}`. `hostKeys`: base64url of the operator's public keys, none of which may be
 * a witness's. Raises Malformed for another format, PolicyRefused for a policy that must not be used. */
async function readPolicy(raw, hostKeys) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), members: new Set(), quorum: null };
  for (const line of policyLines(raw)) {
    const words = line.split(/[ \t]/).filter((word) => word);
    if (words.length && !words[0].startsWith("#")) await takeLine(policy, words);
  }
  if (policy.quorum === null) throw new PolicyRefused("quorum: a policy without one lets every checkpoint pass");
  const keys = [...policy.logs, ...policy.witnesses.values()].map((key) => toBase64url(key.publicKey));
  if (new Set(keys).size !== keys.length) throw new PolicyRefused("key: each log and witness has its own");
  requireMajority(policy);
  if ([...policy.witnesses.values()].some((key) => hostKeys.has(toBase64url(key.publicKey)))) {
    throw new PolicyRefused("witness: the operator of the log cannot be a witness of it");
  }
  return policy;
}

function policyLines(raw) {
  if (raw.length > MAX_POLICY_BYTES) throw new Malformed("policy: it is too large");
  if (raw.some((octet) => (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f)) {
    throw new Malformed("policy: it holds no control characters but tabs and line feeds");
  }
  return utf8(raw, Malformed).split("\n");
}

async function takeLine(policy, words) {
  const [word, name, ...rest] = words;
  if (word === "log" && (words.length === 2 || words.length === 3)) {
    policy.logs.push(await parseVkey(name, LOG_KEY));
  } else if (word === "witness" && (words.length === 3 || words.length === 4)) {
    const key = await parseVkey(rest[0], WITNESS_KEY);
    policy.witnesses.set(newName(policy, name), key);
  } else if (word === "group" && words.length > 3) {
    const group = readGroup(policy, rest[0], rest.slice(1));
    policy.groups.set(newName(policy, name), group);
  } else if (word === "quorum" && words.length === 2 && policy.quorum === null) {
    policy.quorum = readQuorum(policy, name);
  } else {
    throw new Malformed("policy: a line is none of log, witness, group and one quorum");
  }
  if (policy.logs.length + policy.witnesses.size + policy.groups.size > MAX_DEFINED) {
    throw new Malformed("policy: it defines too many logs, witnesses and groups");
  }
}

function newName(policy, name) {
  if (name === NONE || isDefined(policy, name)) throw new Malformed("policy: a name is defined once");
  return name;
}

function isDefined(policy, name) {
  return policy.witnesses.has(name) || policy.groups.has(name);
}

function readGroup(policy, threshold, members) {
  for (const member of members) {
    if (!isDefined(policy, member)) throw new Malformed("policy: a name is defined before it is used");
    if (policy.members.has(member)) throw new Malformed("policy: each name is a member once");
    policy.members.add(member);
  }
  const words = new Map([["any", 1n], ["all", BigInt(members.length)]]);
  const needed = words.get(threshold) ?? decimal(threshold);
  if (needed < 1n || needed > members.length) throw new Malformed("policy: a group asks for one to all members");
  return { threshold: Number(needed), members };
}

function readQuorum(policy, name) {
  if (name === NONE) throw new PolicyRefused("quorum: none lets every checkpoint pass");
  if (!isDefined(policy, name)) throw new Malformed("policy: a name is defined before it is used");
  return name;
}

/** Raises PolicyRefused unless any two quorums share more witnesses than may collude: k > (n + f) / 2, with f = 1
 * from four witnesses on and 0 below. */
function requireMajority(policy) {
  const colluding = witnessesBelow(policy, policy.quorum).size >= COLLUDERS_FROM ? 1 : 0;
  if (leastShared(policy, policy.quorum) <= colluding) {
    throw new PolicyRefused("quorum: two of them could cosign two different trees");
  }
}

/** How many witnesses any two sets that satisfy this name have in common at least: of k members out of n, two
 * choices share 2k - n or more; members are disjoint, for each stands once. */
function leastShared(policy, name) {
  const group = policy.groups.get(name);
  if (group === undefined) return 1;
  const shared = group.members.map((member) => leastShared(policy, member)).sort((one, other) => one - other);
  const chosen = shared.slice(0, Math.max(0, 2 * group.threshold - group.members.length));
  return chosen.reduce((sum, each) => sum + each, 0);
}

function witnessesBelow(policy, name) {
  const group = policy.groups.get(name);
  if (group === undefined) return new Set([name]);
  return new Set(group.members.flatMap((member) => [...witnessesBelow(policy, member)]));
}

/** Whether the witnesses of these names are a quorum. */
function satisfied(policy, name, cosigned) {
  const group = policy.groups.get(name);
  if (group === undefined) return cosigned.has(name);
  return group.members.filter((member) => satisfied(policy, member, cosigned)).length >= group.threshold;
}

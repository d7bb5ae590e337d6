// How reading can fail. Messages name the rule, never a value.

class Unreadable extends Error {} // not JSON as it is read here, or of another shape
class NotAllowed extends Error {} // a registration that the rules do not allow
class NotSigned extends Error {} // a receipt without a signature of a receipt key that is known

class TlogError extends Error {}
class Malformed extends TlogError {} // the bytes are not of the format
class Unverified extends TlogError {} // a signature or a proof does not hold, or is not there
class PolicyRefused extends TlogError {} // a policy that would let a checkpoint pass without its witnesses

/** The zip is not one to be read: `code` and `where` as in codes.md. */
class ArchiveRefused extends Error {
  constructor(code, where = "archive") {
    super(code);
    this.code = code;
    this.where = where;
  }
}

/** What `attempt` gives; null where it fails as one of these kinds. Any other failure goes on. */
async function unless(kinds, attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

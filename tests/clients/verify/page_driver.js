// Runs the page's verifier in Node: a dossier a line in, its result a line out. Put behind the verifier's script.

const lines = require("node:readline").createInterface({ input: process.stdin });
const bytes = (base64) => (base64 === null ? null : Uint8Array.from(Buffer.from(base64, "base64")));
const whole = (name, value) => (typeof value === "bigint" ? JSON.rawJSON(String(value)) : value);

async function answer(line) {
  const asked = JSON.parse(line);
  const roots = asked.roots === null ? null : readRoots(bytes(asked.roots));
  const verdict = await verifyDossier(bytes(asked.raw), asked.now, bytes(asked.policy), roots);
  return JSON.stringify(verdict.result, whole);
}

(async () => {
  for await (const line of lines) process.stdout.write(`${await answer(line)}\n`);
})();

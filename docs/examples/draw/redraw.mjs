// The draw huxin-draw-1 written a second time, in another language and in the plainest way, from docs/en/draw.md alone.
// node redraw.mjs record.json objects.csv inspectors.csv   (simple CSV without quotes, columns in the documented order)
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [record, objectsText, inspectorsText] = process.argv.slice(2).map((name) =>
  readFileSync(name, "utf8").replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
const said = JSON.parse(record);
const plan = said.plan;
const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");
const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)); // UTF-8 sorts as code points do
const rows = (text) => text.trimEnd().split("\n").slice(1).map((line) => line.split(","));
const names = (cell) => (cell ? cell.split(";") : []);
const message = (parts) =>
  ["huxin-draw-1", ...parts.filter((part) => part[1] !== null).map((part) => part.join(" ")), ""].join("\n");

function canonical(data) {
  if (Array.isArray(data)) return `[${data.map(canonical).join(",")}]`;
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  const names = Object.keys(data).sort(byCodePoint);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(data[name])}`).join(",")}}`;
}

const objects = rows(objectsText)
  .map(([id, name, employer, county, risk, credit]) => ({ id, name, employer, county, risk, credit }))
  .sort((a, b) => byCodePoint(a.id, b.id));
const inspectors = rows(inspectorsText)
  .map(([id, name, away, employers]) => ({ id, name, away: names(away), employers: names(employers), load: 0 }))
  .sort((a, b) => byCodePoint(a.id, b.id));

const planHash = sha256(canonical(plan));
const commitment = sha256(message([
  ["committed_at", said.committed_at], ["plan", planHash], ["objects", sha256(objectsText)],
  ["inspectors", sha256(inspectorsText)], ["later_source", said.later_source], ["seed", said.seed],
]));
const key = sha256(message([["plan", planHash], ["seed", said.seed], ["later", said.later]]));

let counter = 0;
function below(limit) {
  for (;;) {
    const block = BigInt("0x" + sha256(`${key} ${counter++}`));
    if (block < 2n ** 256n - (2n ** 256n % limit)) return block % limit;
  }
}

function fraction(written) { // [numerator, denominator] in lowest terms; 3, "2/3" and "0.5" are read
  const [whole, part] = String(written).split("/");
  const digits = whole.split(".")[1] ?? "";
  return lowest(BigInt(whole.replace(".", "")), BigInt(part ?? 1) * 10n ** BigInt(digits.length));
}
const gcd = (a, b) => (b ? gcd(b, a % b) : a);
const lowest = (a, b) => [a / gcd(a, b), b / gcd(a, b)];
function weight(one) {
  const [a, b] = fraction(plan.weights.risk[one.risk]), [c, d] = fraction(plan.weights.credit[one.credit]);
  return lowest(a * c, b * d);
}

const drawn = [];
for (const stratum of Object.keys(plan.strata).sort(byCodePoint)) {
  const left = objects.filter((one) => one[plan.stratify_by] === stratum);
  const common = left.map((one) => weight(one)[1]).reduce((a, b) => (a * b) / gcd(a, b), 1n);
  for (const one of left) one.whole = weight(one)[0] * (common / weight(one)[1]);
  const { share, count } = plan.strata[stratum];
  const [part, bottom] = fraction(share ?? 1);
  const top = share === undefined ? BigInt(count) : part * BigInt(left.length);
  for (let todo = (top + bottom - 1n) / bottom; todo > 0n; todo--) {
    let number = below(left.reduce((sum, one) => sum + one.whole, 0n));
    const place = left.findIndex((one) => (number -= one.whole) < 0n);
    drawn.push(...left.splice(place, 1));
  }
}
for (const one of drawn) {
  one.inspectors = [];
  for (let todo = plan.inspectors_each; todo > 0; todo--) {
    const may = inspectors.filter((who) =>
      !one.inspectors.includes(who) && !who.away.includes(one.id) && !who.employers.includes(one.employer));
    const fewest = Math.min(...may.map((who) => who.load));
    const even = may.filter((who) => who.load === fewest);
    one.inspectors.push(even[Number(below(BigInt(even.length)))]);
  }
  for (const who of one.inspectors) who.load += 1;
}

const lines = (list) => list.map((one) => `${one.id} ${one.inspectors.map((who) => who.id).join(" ")}`);
console.log(lines(drawn).join("\n"));
const same = commitment === said.commitment && lines(drawn).join() === lines(said.drawn).join();
console.log(same ? "same as the record" : "NOT the record");
process.exitCode = same ? 0 : 1;

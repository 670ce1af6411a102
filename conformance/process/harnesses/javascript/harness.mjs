// The process protocol in JavaScript. The file of a library calls serve() with a description.

import { createInterface } from "node:readline";

const PROTOCOL = "optimcore/process/1";

/** Parse a hexadecimal number, such as "-0x1.8p+3", "inf" or "nan". */
export function fromHex(text) {
  if (/inf|nan/i.test(text)) {
    return /nan/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity;
  }
  const [, sign, whole, fraction, power] = /^([+-]?)0x([0-9a-f]+)\.?([0-9a-f]*)p([+-]?\d+)$/i.exec(text);
  const digits = BigInt("0x" + whole + fraction);
  const exponent = Number(power) - 4 * fraction.length;
  // Two factors, because the power of two alone may overflow.
  const half = Math.trunc(exponent / 2);
  const value = Number(digits) * 2 ** half * 2 ** (exponent - half);
  return sign === "-" ? -value : value;
}

/** Format a number in hexadecimal, exactly. */
export function toHex(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const sign = bits >> 63n ? "-" : "";
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, "0");
  return exponent ? `${sign}0x1.${fraction}p${exponent - 1023}` : `${sign}0x0.${fraction}p-1022`;
}

const heard = (value) =>
  Array.isArray(value) ? value.map((v) => (v === null ? null : fromHex(v)))
    : typeof value === "string" ? fromHex(value) : value;

const told = (value) =>
  Array.isArray(value) ? value.map(toHex) : typeof value === "number" ? toHex(value) : value;

const mapped = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

const array = (numbers) => numbers && { shape: numbers.shape, values: numbers.values.map(fromHex) };

/** Answer a run request with optimizers that `make(parameters, hyper, dtype)` builds. */
function run(make, asked) {
  const frames = [];
  let event = -1;
  let open = [];
  try {
    const hyper = mapped(asked.hyper, heard);
    const start = asked.parameters.map(array);
    const fresh = (parameters) => {
      const made = make(parameters, { ...hyper }, asked.dtype);
      open.push(made);
      return made;
    };
    let mine = fresh(start);
    let other = null;
    for (const happens of asked.events) {
      event += 1;
      if (happens.type === "step") {
        const gradients = happens.gradients.map(array);
        for (let k = 0; k < (happens.times ?? 1); k++) mine.step(gradients);
      } else if (happens.type === "other") {
        other ??= fresh(start);
        other.step(happens.gradients.map(array));
      } else if (happens.type === "restart") {
        const now = mine.values();
        mine = fresh(start.map((p, i) => ({ shape: p.shape, values: [...now[i]] })));
      } else if (happens.type === "set") {
        Object.assign(hyper, mapped(happens.hyper, heard));
        for (const [name, value] of Object.entries(happens.hyper)) mine.set(name, heard(value));
      } else {
        throw new Error(`no words for the event ${happens.type}`);
      }
      frames.push(mine.values().map((values) => Array.from(values, toHex)));
    }
    return { id: asked.id, frames };
  } catch (error) {
    const raised = { event, kind: error.name ?? "Error", message: String(error.message ?? error) };
    return { id: asked.id, raised };
  } finally {
    for (const made of open) made.close?.();
  }
}

/** Answer all requests: `name`, `hyper` with defaults, `settable`, `lacks`, `versions`, `make`. */
export async function serve({ name, hyper, settable = [], lacks = {}, versions = {}, make }) {
  console.log = console.warn = console.info = console.error;
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    const answer = asked.ask === "hello"
      ? { protocol: PROTOCOL, name, hyper: mapped(hyper, told), settable, lacks,
          versions: { node: process.version, ...versions } }
      : run(make, asked);
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

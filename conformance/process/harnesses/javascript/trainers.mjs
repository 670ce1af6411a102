// convnetjs and toygrad, whose trainers update the parameters of a net: node trainers.mjs toygrad adam

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { serve } from "./harness.mjs";

const [library, method] = process.argv.slice(2);
const rate = { convnetjs: "learning_rate", toygrad: "learningRate" }[library];
const decay = { convnetjs: "l2_decay", toygrad: "l2decay" }[library];

const KINDS = {
  sgd: { momentum: 0.9 },
  nesterov: { momentum: 0.9 },
  adagrad: { eps: 1e-6 },
  windowgrad: { ro: 0.95, eps: 1e-6 },
  adadelta: { ro: 0.95, eps: 1e-6 },
  adam: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
};
const hyper = { [rate]: 0.01, [decay]: 0.0, ...KINDS[method] };
if (method === "adadelta") delete hyper[rate];

async function trainer() {
  if (library === "toygrad") {
    const { Trainers } = await import("toygrad");
    const kinds = { sgd: "SGD", nesterov: "Nesterov", adagrad: "Adagrad", adadelta: "Adadelta",
      adam: "Adam" };
    return (net, options) => new Trainers[kinds[method]](net, options);
  }
  const convnetjs = createRequire(import.meta.url)("convnetjs");
  return (net, options) => new convnetjs.Trainer(net, { method, ...options });
}

// toygrad uses Float32Array, convnetjs Float64Array.
const Kept = library === "toygrad" ? Float32Array : Float64Array;
const build = await trainer();
const { version } = JSON.parse(
  readFileSync(new URL(`node_modules/${library}/package.json`, import.meta.url)));

function make(parameters, given) {
  const entries = parameters.map((p) => ({
    params: Kept.from(p.values),
    grads: new Kept(p.values.length),
  }));
  // A net without computation, with given gradients.
  const net = { forward() {}, backward: () => 0, getParamsAndGrads: () => entries };
  const optimizer = build(net, { ...hyper, ...given, batch_size: 1, batchSize: 1 });
  return {
    step(gradients) {
      gradients.forEach((g, i) => entries[i].grads.set(g.values));
      optimizer.train();
    },
    set(name, value) { optimizer[name] = value; },
    values: () => entries.map((e) => e.params),
  };
}

await serve({
  name: `${library} ${method}`,
  hyper,
  settable: Object.keys(hyper),
  lacks: {
    ...(library === "toygrad" ? { float64: "its buffers are float32" }
      : { float32: "its buffers are float64" }),
    "no gradient": "a trainer steps every parameter of its net",
  },
  versions: { [library]: version },
  make,
});

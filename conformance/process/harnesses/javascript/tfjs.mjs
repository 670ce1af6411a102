// TensorFlow.js: node tfjs.mjs adam. Requires: npm install @tensorflow/tfjs

import * as tf from "@tensorflow/tfjs";
import { serve } from "./harness.mjs";

const KINDS = {
  sgd: [{ learningRate: 0.01 }, (h) => tf.train.sgd(h.learningRate)],
  momentum: [{ learningRate: 0.01, momentum: 0.9 },
    (h) => tf.train.momentum(h.learningRate, h.momentum)],
  nesterov: [{ learningRate: 0.01, momentum: 0.9 },
    (h) => tf.train.momentum(h.learningRate, h.momentum, true)],
  adagrad: [{ learningRate: 0.01, initialAccumulatorValue: 0.1 },
    (h) => tf.train.adagrad(h.learningRate, h.initialAccumulatorValue)],
  adadelta: [{ learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
    (h) => tf.train.adadelta(h.learningRate, h.rho, h.epsilon)],
  adam: [{ learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    (h) => tf.train.adam(h.learningRate, h.beta1, h.beta2, h.epsilon)],
  adamax: [{ learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    (h) => tf.train.adamax(h.learningRate, h.beta1, h.beta2, h.epsilon)],
  rmsprop: [{ learningRate: 0.01, decay: 0.9, momentum: 0.0, epsilon: 1e-7 },
    (h) => tf.train.rmsprop(h.learningRate, h.decay, h.momentum, h.epsilon)],
  centered: [{ learningRate: 0.01, decay: 0.9, momentum: 0.0, epsilon: 1e-7 },
    (h) => tf.train.rmsprop(h.learningRate, h.decay, h.momentum, h.epsilon, true)],
};

const [hyper, build] = KINDS[process.argv[2]];
let made = 0;

function make(parameters, given) {
  const optimizer = build({ ...hyper, ...given });
  const names = parameters.map(() => `parameter-${made++}`);
  const variables = parameters.map((p, i) =>
    tf.variable(tf.tensor(p.values, p.shape, "float32"), true, names[i]));
  return {
    step(gradients) {
      const entries = gradients.map((g, i) =>
        [names[i], g && tf.tensor(g.values, g.shape, "float32")]);
      tf.tidy(() => optimizer.applyGradients(Object.fromEntries(entries)));
      for (const [, g] of entries) g?.dispose();
    },
    set(name, value) {
      // SGD and momentum store the learning rate in a tensor, which this method replaces.
      if (optimizer.setLearningRate) optimizer.setLearningRate(value);
      else optimizer[name] = value;
    },
    values: () => variables.map((v) => v.dataSync()),
    close() {
      variables.forEach((v) => v.dispose());
      optimizer.dispose();
    },
  };
}

await tf.setBackend("cpu");
await serve({
  name: `tf.train.${process.argv[2]}`,
  hyper,
  settable: ["learningRate"],
  lacks: { float64: "tensors are float32" },
  versions: { "@tensorflow/tfjs": tf.version.tfjs },
  make,
});

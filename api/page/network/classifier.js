/** Says what a picture shows without asking the server, once the model has come over. */

import { metadataOf } from "./metadata.js";
import { Network } from "./network.js";
import { mirrored, squared } from "./square.js";

const UNKNOWN = "unknown";

/** The network with its labels and calibration. */
export class Classifier {
  constructor(network, metadata) {
    this.network = network;
    this.metadata = metadata;
  }

  /** Read a model file. */
  static async of(content) {
    return new Classifier(new Network(content), await metadataOf(content));
  }

  /** What a picture shows: `{label, score, scores}`, as `POST /classify` answers. */
  classify(image) {
    const { labels, size, temperature, threshold, flips } = this.metadata;
    const square = squared(image, size);
    const runs = [square, ...(flips ? [mirrored(square, size)] : [])].map((values) => this.network.logits(values));
    const logits = [...runs[0]].map((_, index) => runs.reduce((sum, run) => sum + run[index], 0) / runs.length);
    const shares = softmax(logits.map((logit) => logit / temperature));
    const scores = Object.fromEntries(labels.map((label, index) => [label, shares[index]]));
    const best = labels[shares.indexOf(Math.max(...shares))];
    return { label: scores[best] < threshold ? UNKNOWN : best, score: scores[best], scores };
  }
}

function softmax(values) {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

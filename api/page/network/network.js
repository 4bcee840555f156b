/** A network from a LiteRT model file, run by the page itself, in floats: of use where no server answers. */

import { connect, convolve, logistic, most, poolMost, together } from "./operations.js";
import { Table } from "./table.js";

/** Numbers of kinds of operators and tensors, and of fields, in TensorFlow Lite's schema. */
const OPERATORS = {
  0: (inputs) => together(inputs[0], inputs[1], (one, other) => one + other),
  3: (inputs, options) => convolve(...inputs, windows(options)),
  6: (inputs) => inputs[0],
  9: (inputs) => connect(...inputs),
  14: (inputs) => logistic(inputs[0]),
  17: (inputs, options) => poolMost(inputs[0], { ...windows(options), size: options.integer(3) }),
  18: (inputs) => together(inputs[0], inputs[1], (one, other) => one * other),
  82: (inputs) => most(inputs[0]),
  114: (inputs) => inputs[0],
};
const READERS = {
  0: [4, (bytes, at) => bytes.getFloat32(at, true)],
  2: [4, (bytes, at) => bytes.getInt32(at, true)],
  9: [1, (bytes, at) => bytes.getInt8(at)],
};

/** Gives the logits of pictures. */
export class Network {
  /**
   * @param {ArrayBuffer} content The model file.
   * @throws {Error} It has operators that this page does not know.
   */
  constructor(content) {
    const model = Table.root(new DataView(content));
    this.buffers = model.tables(4);
    const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.integer(3)));
    const [graph] = model.tables(2);
    this.tensors = graph.tables(0);
    [this.input] = graph.integers(1);
    [this.output] = graph.integers(2);
    this.steps = graph.tables(3).map((operator) => stepOf(operator, codes));
    this.constants = new Map();
    this.steps.flatMap(({ inputs }) => inputs).forEach((index) => this.keep(index));
  }

  /** Run a picture: `[S × S × 3]` values of 0 to 255. */
  logits(values) {
    const known = new Map(this.constants);
    known.set(this.input, { shape: this.tensors[this.input].integers(0), values });
    for (const { run, inputs, output, options } of this.steps) {
      known.set(output, run(inputs.map((index) => known.get(index)), options));
    }
    return known.get(this.output).values;
  }

  keep(index) {
    const tensor = this.tensors[index];
    const bytes = tensor && this.buffers[tensor.integer(2)].bytes(0);
    if (bytes?.byteLength) this.constants.set(index, constant(tensor, bytes));
  }
}

function stepOf(operator, codes) {
  const code = codes[operator.integer(0)];
  if (!(code in OPERATORS)) throw new Error(`operator ${code}: expected one of ${Object.keys(OPERATORS)}`);
  const options = operator.table(4);
  refuseActivation(code, options);
  return { run: OPERATORS[code], inputs: operator.integers(1), output: operator.integers(2)[0], options };
}

/** Activations that are fused into an operator would have to be done here; our networks have none. */
function refuseActivation(code, options) {
  const field = { 0: 0, 3: 3, 9: 0, 17: 5, 18: 0 }[code];
  if (field !== undefined && options?.byte(field)) throw new Error(`operator ${code}: expected no activation in it`);
}

function windows(options) {
  return { stride: options.integer(1, 1), isSame: options.byte(0) === 0 };
}

/** Weights as floats: what is stored, less its zero point, times the scale of its channel. */
function constant(tensor, bytes) {
  const shape = tensor.integers(0);
  const [size, read] = READERS[tensor.byte(1)];
  const quantization = tensor.table(4);
  const scales = quantization?.floats(2) ?? [];
  const zeros = quantization?.longs(3) ?? [];
  const axis = quantization?.integer(6) ?? 0;
  const inner = shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length: bytes.byteLength / size }, (_, index) => {
    const channel = scales.length > 1 ? Math.floor(index / inner) % scales.length : 0;
    return (read(bytes, index * size) - (zeros[channel] ?? 0)) * (scales[channel] ?? 1);
  });
  return { shape, values };
}

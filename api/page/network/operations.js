/**
 * What the layers of a small convolutional network do, in floats: tensors are `{shape: [1, H, W, C], values}`.
 *
 * Source: TensorFlow Lite's reference kernels.
 */

/** A tensor of a shape, all zeros. */
export function blank(shape) {
  return { shape, values: new Float32Array(shape.reduce((product, side) => product * side, 1)) };
}

/** Convolve with kernels `[out, h, w, in]`. */
export function convolve(input, kernel, bias, { stride, isSame }) {
  const [, height, width, channels] = input.shape;
  const [depth, kernelHeight, kernelWidth] = kernel.shape;
  const [rows, columns] = [reach(height, kernelHeight, stride, isSame), reach(width, kernelWidth, stride, isSame)];
  const output = blank([1, rows.count, columns.count, depth]);
  const wide = width * channels;
  const [pixels, weights] = [input.values, kernel.values];
  for (let row = 0, at = 0; row < rows.count; row += 1) {
    for (let column = 0; column < columns.count; column += 1) {
      const top = row * stride - rows.before;
      const left = column * stride - columns.before;
      for (let out = 0; out < depth; out += 1, at += 1) {
        let sum = bias ? bias.values[out] : 0;
        for (let y = Math.max(0, -top); y < kernelHeight && top + y < height; y += 1) {
          // Of one row, all columns and channels lie side by side in both.
          const first = Math.max(0, -left);
          const run = (Math.min(kernelWidth, width - left) - first) * channels;
          const from = (top + y) * wide + (left + first) * channels;
          const start = ((out * kernelHeight + y) * kernelWidth + first) * channels;
          for (let index = 0; index < run; index += 1) sum += pixels[from + index] * weights[start + index];
        }
        output.values[at] = sum;
      }
    }
  }
  return output;
}

/** The largest of each window. */
export function poolMost(input, { stride, size, isSame }) {
  const [, height, width, channels] = input.shape;
  const [rows, columns] = [reach(height, size, stride, isSame), reach(width, size, stride, isSame)];
  const output = blank([1, rows.count, columns.count, channels]);
  output.values.fill(-Infinity);
  for (let row = 0; row < rows.count; row += 1) {
    for (let y = Math.max(0, row * stride - rows.before); y < Math.min(height, row * stride - rows.before + size); y += 1) {
      for (let column = 0; column < columns.count; column += 1) {
        const left = column * stride - columns.before;
        const at = (row * columns.count + column) * channels;
        for (let x = Math.max(0, left); x < Math.min(width, left + size); x += 1) {
          for (let channel = 0; channel < channels; channel += 1) {
            const value = input.values[(y * width + x) * channels + channel];
            if (value > output.values[at + channel]) output.values[at + channel] = value;
          }
        }
      }
    }
  }
  return output;
}

/** The largest of each channel, over the whole picture. */
export function most(input) {
  const channels = input.shape.at(-1);
  const output = blank([1, channels]);
  output.values.fill(-Infinity);
  input.values.forEach((value, index) => {
    if (value > output.values[index % channels]) output.values[index % channels] = value;
  });
  return output;
}

/** Multiply with a matrix `[out, in]`. */
export function connect(input, weights, bias) {
  const [depth, width] = weights.shape;
  const output = blank([1, depth]);
  for (let out = 0; out < depth; out += 1) {
    let sum = bias ? bias.values[out] : 0;
    for (let index = 0; index < width; index += 1) sum += input.values[index] * weights.values[out * width + index];
    output.values[out] = sum;
  }
  return output;
}

/** Put two tensors together, value by value; the second may be one value a channel. */
export function together(one, other, combine) {
  const [large, small] = one.values.length >= other.values.length ? [one, other] : [other, one];
  const length = small.values.length;
  return { shape: large.shape, values: large.values.map((value, index) => combine(value, small.values[index % length])) };
}

/** The logistic function of each value. */
export function logistic(input) {
  return { shape: input.shape, values: input.values.map((value) => 1 / (1 + Math.exp(-value))) };
}

/** How many windows there are along a side, and how far the first one begins before it. */
function reach(side, size, stride, isSame) {
  if (!isSame) return { count: Math.floor((side - size) / stride) + 1, before: 0 };
  const count = Math.ceil(side / stride);
  return { count, before: Math.floor(Math.max(0, (count - 1) * stride + size - side) / 2) };
}

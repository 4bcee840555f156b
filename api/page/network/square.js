/** Scales a picture into the square that the network takes, grey beside it, as vedette itself does. */

const GREY = 128;

/**
 * @param {ImageData} image The picture.
 * @param {number} size Side of the square.
 * @return {Float32Array} `[size × size × 3]`, 0 to 255.
 */
export function squared(image, size) {
  const factor = size / Math.max(image.width, image.height);
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * factor)));
  const [left, top] = [(size - width) >> 1, (size - height) >> 1];
  const values = new Float32Array(size * size * 3).fill(GREY);
  const [columns, rows] = [shares(image.width, width), shares(image.height, height)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      values.set(mean(image, columns[x], rows[y]), ((top + y) * size + left + x) * 3);
    }
  }
  return values;
}

/** The square seen in a mirror. */
export function mirrored(values, size) {
  const other = new Float32Array(values.length);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + size - 1 - x) * 3;
      other.set(values.subarray(from, from + 3), (y * size + x) * 3);
    }
  }
  return other;
}

/** For each of `count` parts of a side: which pixels lie in it, and with which share. */
function shares(side, count) {
  const step = side / count;
  return step < 1 ? between(side, count) : Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * step, (index + 1) * step];
    const pixels = [];
    for (let pixel = Math.floor(from); pixel < Math.min(Math.ceil(to), side); pixel += 1) {
      pixels.push([pixel, (Math.min(pixel + 1, to) - Math.max(pixel, from)) / step]);
    }
    return pixels;
  });
}

/** Where a picture grows: the two pixels on either side, with the share of each. */
function between(side, count) {
  return Array.from({ length: count }, (_, index) => {
    const place = Math.min(Math.max(((index + 0.5) * side) / count - 0.5, 0), side - 1);
    const first = Math.floor(place);
    return [[first, 1 - (place - first)], [Math.min(first + 1, side - 1), place - first]];
  });
}

function mean(image, columns, rows) {
  const sums = [0, 0, 0];
  for (const [y, high] of rows) {
    for (const [x, wide] of columns) {
      for (let colour = 0; colour < 3; colour += 1) {
        sums[colour] += image.data[(y * image.width + x) * 4 + colour] * high * wide;
      }
    }
  }
  return sums.map(Math.round);
}

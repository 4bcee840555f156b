/** What a model file says of itself: `metadata.json`, in a zip behind the network. */

const END = 0x06054b50;
const END_BYTES = 22;
const DEFLATED = 8;

/**
 * Read it.
 *
 * Source: PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
 * @param {ArrayBuffer} content The model file.
 */
export async function metadataOf(content) {
  const view = new DataView(content);
  const end = endOf(view);
  const directory = end - view.getUint32(end + 12, true);
  const [size, method] = [view.getUint32(directory + 20, true), view.getUint16(directory + 10, true)];
  // Offsets count from where the zip begins, which is behind the network.
  const local = directory - view.getUint32(end + 16, true) + view.getUint32(directory + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const stored = content.slice(start, start + size);
  return new Response(method === DEFLATED ? inflated(stored) : stored).json();
}

function endOf(view) {
  for (let at = view.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error("model: expected metadata in it, received none");
}

function inflated(bytes) {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
}

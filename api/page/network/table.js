/**
 * Reads FlatBuffers, the form of LiteRT's model files: tables of numbered fields, each of which may be left out.
 *
 * Source: FlatBuffers' "Internals"; the numbers of the fields are those of TensorFlow Lite's schema, version 3.
 */
export class Table {
  constructor(view, position) {
    this.view = view;
    this.position = position;
    this.fields = position - view.getInt32(position, true);
    this.span = view.getUint16(this.fields, true);
  }

  /** The table at the root of a file. */
  static root(view) {
    return new Table(view, view.getUint32(0, true));
  }

  /** A number of 8 bits, or what stands for one that is left out. */
  byte(field, otherwise = 0) {
    const place = this.place(field);
    return place ? this.view.getInt8(place) : otherwise;
  }

  /** A number of 32 bits, likewise. */
  integer(field, otherwise = 0) {
    const place = this.place(field);
    return place ? this.view.getInt32(place, true) : otherwise;
  }

  /** Another table; null if it is left out. */
  table(field) {
    const place = this.place(field);
    return place ? new Table(this.view, this.pointed(place)) : null;
  }

  /** A list of tables. */
  tables(field) {
    return this.list(field, 4, (place) => new Table(this.view, this.pointed(place)));
  }

  /** A list of integers of 32 bits. */
  integers(field) {
    return this.list(field, 4, (place) => this.view.getInt32(place, true));
  }

  /** A list of integers of 64 bits, as numbers. */
  longs(field) {
    return this.list(field, 8, (place) => Number(this.view.getBigInt64(place, true)));
  }

  /** A list of floats of 32 bits. */
  floats(field) {
    return this.list(field, 4, (place) => this.view.getFloat32(place, true));
  }

  /** Bytes, as a view of the file. */
  bytes(field) {
    const place = this.place(field);
    if (!place) return new DataView(new ArrayBuffer(0));
    const start = this.pointed(place);
    return new DataView(this.view.buffer, this.view.byteOffset + start + 4, this.view.getUint32(start, true));
  }

  list(field, size, read) {
    const place = this.place(field);
    if (!place) return [];
    const start = this.pointed(place);
    const count = this.view.getUint32(start, true);
    return Array.from({ length: count }, (_, index) => read(start + 4 + index * size));
  }

  /** Where a field's value stands; 0 if it is left out. */
  place(field) {
    const entry = 4 + 2 * field;
    const offset = entry < this.span ? this.view.getUint16(this.fields + entry, true) : 0;
    return offset ? this.position + offset : 0;
  }

  pointed(place) {
    return place + this.view.getUint32(place, true);
  }
}

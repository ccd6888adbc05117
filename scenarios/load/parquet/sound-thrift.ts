// Does a struct of Thrift's compact protocol end within its bytes, and hold no more than they can?

/** A boundary that hostile bytes would push: how deep structs may lie in each other. */
const depthMax = 16;

type Place = { at: number };

/** A number in pieces of 7 bits, at most 63 of them; NaN where the bytes end. */
function readVarint(bytes: Uint8Array, place: Place): number {
  let value = 0;
  for (let scale = 1, k = 0; k < 10; k++, scale *= 128) {
    const byte = bytes[place.at++];
    if (byte === undefined) return Number.NaN;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  return Number.NaN;
}

/** Goes to the end of a value of a kind; whether there is one. */
function skipValue(bytes: Uint8Array, place: Place, kind: number, depth: number): boolean {
  if (kind === 1 || kind === 2) return true; // a flag, which is said by its kind
  if (kind === 3) return ++place.at <= bytes.length;
  if (kind >= 4 && kind <= 6) return !Number.isNaN(readVarint(bytes, place));
  if (kind === 7) {
    place.at += 8;
    return place.at <= bytes.length;
  }
  if (kind === 8) {
    const length = readVarint(bytes, place);
    place.at += length;
    return place.at <= bytes.length;
  }
  if (kind === 9) return skipList(bytes, place, depth);
  return kind === 12 && skipStruct(bytes, place, depth + 1);
}

/** Every element takes a byte at least, so a list has no more than there are bytes left. */
function skipList(bytes: Uint8Array, place: Place, depth: number): boolean {
  const head = bytes[place.at++] ?? Number.NaN;
  const count = head >>> 4 === 15 ? readVarint(bytes, place) : head >>> 4;
  if (!(count <= bytes.length - place.at)) return false;
  const kind = head & 15;
  const isFlag = kind === 1 || kind === 2;
  for (let k = 0; k < count; k++)
    if (!skipValue(bytes, place, isFlag ? 3 : kind, depth)) return false;
  return true;
}

function skipStruct(bytes: Uint8Array, place: Place, depth: number): boolean {
  if (depth > depthMax) return false;
  for (;;) {
    const head = bytes[place.at++];
    if (head === undefined) return false;
    if ((head & 15) === 0) return true;
    if (head >>> 4 === 0 && Number.isNaN(readVarint(bytes, place))) return false;
    if (!skipValue(bytes, place, head & 15, depth)) return false;
  }
}

/**
 * The byte behind the struct that begins at `at`; NaN where it is not sound: a parser that trusts
 * its lengths would take more memory than it has bytes, or read beyond them.
 */
export function structEnd(bytes: Uint8Array, at: number): number {
  const place = { at };
  return skipStruct(bytes, place, 0) ? place.at : Number.NaN;
}

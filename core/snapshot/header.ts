// What stands before the sections of a snapshot, and where does each section lie?
import { digestBytes } from '../base/digest.ts';
import type { Problem } from '../base/problem.ts';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts';
import { layout, type Section, type Snapshot, widthOf } from './layout.ts';

/** "FAIRSNAP" in ASCII. */
const magic = [0x46, 0x41, 0x49, 0x52, 0x53, 0x4e, 0x41, 0x50];
/** What this release writes; it reads this one and the one before. */
export const formatVersion = 3;
/** Where the bytes begin that the digest is over, in every format. */
const digestedFrom = 32;

/** Bytes of the fixed part, of a row of the section table, and of the name in it. */
const headerBytes = 96;
const sectionRowBytes = 40;
const nameBytes = 24;
/** Sections begin at multiples of this, so that every column is aligned, also for SIMD. */
const alignment = 64;

/** Which fleet a snapshot is of, and which of two is newer: whole numbers from 0. */
export type SnapshotName = {
  readonly fleet: string;
  readonly epoch: number;
  readonly sequence: number;
};

/** Offset from the first byte of the snapshot, and length, both in bytes. */
export type Place = readonly [offset: number, byteLength: number];
export type Places = { readonly [section in Section]: Place };

/** All that the header says. */
export type Header = {
  readonly name: SnapshotName;
  readonly contentDigest: Uint32Array;
  readonly candidateMax: number;
  readonly places: Places;
  /** How often the buffer was written, where it is written more than once: see `isCurrent`. */
  readonly turn?: number;
};

/** Where a header has the turn of its buffer, and the mark of its fleet: uint32, zero in files. */
export const turnAt = 80;
export const fleetMarkAt = 84;
export const fleetMarkWords = 3;

/** A problem at a byte of the snapshot. */
export function problemAt(offset: number, code: string, text: string): Problem {
  return { code, path: `byte ${offset}`, text };
}

export function isProblem(found: object): found is Problem {
  return 'code' in found;
}

/** Which section a name in the table of sections stands for. */
function namesOf(format: number): ReadonlyMap<string, Section> {
  const nameOf = (section: Section) =>
    section === 'tree6' && format < formatVersion ? 'jump6' : section;
  return new Map(layout.map(([section]) => [nameOf(section), section]));
}

const aligned = (length: number): number => Math.ceil(length / alignment) * alignment;

/** Where sections of these lengths go behind the header, and where the snapshot ends. */
export function placeSections(
  byteLength: (section: Section) => number,
  fleet: string,
): { readonly places: Places; readonly end: number } {
  let end = aligned(headerBytes + layout.length * sectionRowBytes + encodeUtf8(fleet).length);
  const places: { [section: string]: Place } = {};
  for (const [section] of layout) {
    places[section] = [end, byteLength(section)];
    end = aligned(end + byteLength(section));
  }
  return { places: places as Places, end };
}

/** Writes all of the header but the digest, for which the sections must stand: `sealSnapshot`. */
export function writeHeader(out: Uint8Array, header: Header): void {
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const fleet = encodeUtf8(header.name.fleet);
  out.set(magic, 0);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, headerBytes, true);
  view.setFloat64(32, header.name.epoch, true);
  view.setFloat64(40, header.name.sequence, true);
  for (let lane = 0; lane < 4; lane++)
    view.setUint32(48 + lane * 4, header.contentDigest[lane], true);
  view.setUint32(64, layout.length, true);
  view.setUint32(68, sectionRowBytes, true);
  view.setUint32(72, fleet.length, true);
  view.setUint32(76, header.candidateMax, true);
  layout.forEach(([section], row) => {
    const at = headerBytes + row * sectionRowBytes;
    const [offset, byteLength] = header.places[section];
    out.set(encodeUtf8(section), at);
    view.setFloat64(at + nameBytes, offset, true);
    view.setFloat64(at + nameBytes + 8, byteLength, true);
  });
  out.set(fleet, headerBytes + layout.length * sectionRowBytes);
}

/** Writes the digest that the bytes have now: the last step before others may open them. */
export function sealSnapshot(out: Uint8Array): void {
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const digest = digestBytes(out.subarray(digestedFrom));
  for (let lane = 0; lane < 4; lane++) view.setUint32(16 + lane * 4, digest[lane], true);
}

/** Whether the bytes are a snapshot's at all, and whole: format, digest. O(bytes). */
export function checkDigest(bytes: Uint8Array): Problem | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const digest = digestBytes(bytes.subarray(digestedFrom));
  for (let lane = 0; lane < 4; lane++)
    if (view.getUint32(16 + lane * 4, true) !== digest[lane])
      return problemAt(16, 'digest', 'the bytes from 32 on are not those that were written');
  return undefined;
}

/** The format of `bytes`, or why they have none that this release reads. */
export function readFormat(bytes: Uint8Array): number | Problem {
  if (bytes.byteOffset % 8 !== 0)
    return problemAt(0, 'unaligned', 'the bytes must begin at a multiple of 8 of their buffer');
  if (bytes.length < digestedFrom || magic.some((byte, at) => bytes[at] !== byte))
    return problemAt(0, 'not-a-snapshot', 'these bytes are no Fairlead snapshot');
  const format = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(8, true);
  if (format !== formatVersion && format !== formatVersion - 1) {
    const known = `this release reads ${formatVersion - 1} and ${formatVersion}`;
    const text = format > formatVersion ? `${known}; a later one wrote it` : known;
    return problemAt(8, 'version', `format ${format}: ${text}`);
  }
  if (bytes.length % 8 !== 0) return problemAt(bytes.length, 'truncated', 'the end is cut off');
  return format;
}

/**
 * Reads the header of `format`: in format 2 the section `jump6` stands where 3 has `tree6`. Total;
 * O(sections).
 */
export function readHeader(bytes: Uint8Array, format: number): Header | Problem {
  if (bytes.length < headerBytes)
    return problemAt(bytes.length, 'truncated', 'the header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fixed = view.getUint32(12, true);
  if (fixed < headerBytes || fixed % 8 !== 0 || fixed > bytes.length)
    return problemAt(12, 'header', `a header of ${fixed} bytes; it has ${headerBytes} at least`);
  const [count, rowBytes] = [view.getUint32(64, true), view.getUint32(68, true)];
  if (rowBytes < sectionRowBytes || rowBytes % 8 !== 0)
    return problemAt(68, 'header', `section rows of ${rowBytes} bytes`);
  const fleetStart = fixed + count * rowBytes;
  if (fleetStart > bytes.length)
    return problemAt(64, 'sections', `the table of ${count} sections is cut off`);
  const fleetEnd = fleetStart + view.getUint32(72, true);
  if (fleetEnd > bytes.length) return problemAt(72, 'fleet', 'the fleet id is cut off');
  const places = readPlaces(bytes, { start: fixed, count, rowBytes }, namesOf(format));
  if (isProblem(places)) return places;
  const name = readName(bytes, view, fleetStart, fleetEnd);
  if (isProblem(name)) return name;
  const turn = view.getUint32(turnAt, true);
  if (turn % 2 === 1)
    return problemAt(turnAt, 'being-written', 'another snapshot is being written to these bytes');
  return {
    name,
    contentDigest: Uint32Array.from([0, 1, 2, 3], (lane) => view.getUint32(48 + lane * 4, true)),
    candidateMax: view.getUint32(76, true),
    places,
    turn,
  };
}

/** Fleet, epoch and sequence. */
function readName(
  bytes: Uint8Array,
  view: DataView,
  fleetStart: number,
  fleetEnd: number,
): SnapshotName | Problem {
  const [epoch, sequence] = [view.getFloat64(32, true), view.getFloat64(40, true)];
  if (!isCount(epoch)) return problemAt(32, 'epoch', `epoch ${epoch} is no whole number from 0`);
  if (!isCount(sequence))
    return problemAt(40, 'sequence', `sequence ${sequence} is no whole number from 0`);
  return { fleet: decodeUtf8(bytes, fleetStart, fleetEnd), epoch, sequence };
}

/** Whether `value` is a whole number from 0 that a double counts exactly. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

type SectionTable = { readonly start: number; readonly count: number; readonly rowBytes: number };

function readPlaces(
  bytes: Uint8Array,
  { start, count, rowBytes }: SectionTable,
  sectionOf: ReadonlyMap<string, Section>,
): Places | Problem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places: { [section: string]: Place } = {};
  let found = 0;
  for (let row = 0; row < count; row++) {
    const at = start + row * rowBytes;
    const section = sectionOf.get(readSectionName(bytes, at));
    if (section === undefined) continue; // of a later release of this format: may be passed over
    if (places[section] !== undefined)
      return problemAt(at, 'section', `section ${section} is there twice`);
    const place = readPlace(view, at + nameBytes, section);
    if (isProblem(place)) return place;
    places[section] = place;
    found++;
  }
  if (found === layout.length) return places as Places;
  const missing = [...sectionOf].filter(([, section]) => places[section] === undefined);
  return problemAt(64, 'sections', `there is no section ${missing.map(([name]) => name).join()}`);
}

/** The name at `at`; the bytes of a name that nobody knows mean nothing. */
function readSectionName(bytes: Uint8Array, at: number): string {
  let length = 0;
  while (length < nameBytes && bytes[at + length] !== 0) length++;
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** A place out of two doubles, if it is inside the bytes and whole rows fit. */
function readPlace(view: DataView, at: number, section: Section): Place | Problem {
  const [offset, byteLength] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
  const isInside = isCount(offset) && isCount(byteLength) && offset + byteLength <= view.byteLength;
  if (!isInside || offset % 8 !== 0 || byteLength % widthOf(section) !== 0) {
    const text = `${byteLength} bytes from ${offset} on are no place in ${view.byteLength} bytes`;
    return problemAt(at, 'section', `section ${section}: ${text}`);
  }
  return [offset, byteLength];
}

/**
 * Whether `snapshot` still stands in its bytes. A compiler writes a buffer anew when nobody has
 * retained what was in it; a reader that kept it all the same, in another thread say, finds out
 * here. Ask after an answer was taken: true says that it was wholly of this snapshot. Always true
 * of a file's bytes. Never allocates; a few ns.
 */
export function isCurrent({ bytes, turn }: Snapshot): boolean {
  return (
    bytes[turnAt] === (turn & 0xff) &&
    bytes[turnAt + 1] === ((turn >>> 8) & 0xff) &&
    bytes[turnAt + 2] === ((turn >>> 16) & 0xff) &&
    bytes[turnAt + 3] === turn >>> 24
  );
}

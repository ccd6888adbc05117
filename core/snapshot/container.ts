// How do named columns stand in one buffer, behind a header that says of what they are?

import { digestBytes } from '../base/digest.ts';
import type { Problem } from '../base/problem.ts';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts';
import { counted } from '../door/wording.ts';

/** Where the bytes begin that the digest is over, in every file and format. */
export const digestedFrom = 32;

/** Bytes of the fixed part, of a row of the section table, and of the name in it. */
export const headerBytes = 96;
export const sectionRowBytes = 40;
export const nameBytes = 24;
/** Sections begin at multiples of this, so that every column is aligned, also for SIMD. */
const alignment = 64;

/** Which fleet a snapshot is of, and which of two is newer: whole numbers from 0. */
export type SnapshotName = {
  readonly fleet: string;
  readonly epoch: number;
  readonly sequence: number;
};

/** What a column is made of. */
export type ColumnKind = 'u8' | 'u16' | 'u32' | 'f64';
/** Sections and their columns, in the order in which they are written. */
export type Layout<Section extends string = string> = readonly (readonly [Section, ColumnKind])[];
/** The array of a kind of column. */
export type ArrayOf = { u8: Uint8Array; u16: Uint16Array; u32: Uint32Array; f64: Float64Array };
/** The columns of a layout that is given `as const`. */
export type ColumnsOf<L extends Layout> = { readonly [E in L[number] as E[0]]: ArrayOf[E[1]] };

/** Bytes of a row of a column. */
export const columnBytes = { u8: 1, u16: 2, u32: 4, f64: 8 } as const;

/** What begins like this, has these sections and is read in these formats. */
export type FileKind<Section extends string = string> = {
  /** As in `these bytes are no Fairlead snapshot`. */
  readonly name: string;
  /** Eight ASCII characters. */
  readonly magic: string;
  /** The format that is written, and the oldest that is read. */
  readonly format: number;
  readonly oldest: number;
  readonly layout: Layout<Section>;
};

/** Offset from the first byte, and length, both in bytes. */
export type Place = readonly [offset: number, byteLength: number];
export type PlacesOf<Section extends string> = { readonly [section in Section]: Place };

/** What the header of every kind of file says. */
export type FileHeader<Section extends string = string> = {
  readonly name: SnapshotName;
  /** That of the snapshot, four lanes. */
  readonly contentDigest: Uint32Array;
  readonly places: PlacesOf<Section>;
};

/** A problem at a byte of a file. */
export function problemAt(offset: number, code: string, text: string): Problem {
  return { code, path: `byte ${offset}`, text };
}

export function isProblem(found: object): found is Problem {
  return 'code' in found;
}

/** Whether `value` is a whole number from 0 that a double counts exactly. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The next place where a section may begin. */
export const aligned = (length: number): number => Math.ceil(length / alignment) * alignment;

/** Where sections of these lengths go behind the header, and where the file ends. */
export function placeSectionsOf<Section extends string>(
  layout: Layout<Section>,
  byteLength: (section: Section) => number,
  fleet: string,
): { readonly places: PlacesOf<Section>; readonly end: number } {
  let end = aligned(headerBytes + layout.length * sectionRowBytes + encodeUtf8(fleet).length);
  const places: { [section: string]: Place } = {};
  for (const [section] of layout) {
    places[section] = [end, byteLength(section)];
    end = aligned(end + byteLength(section));
  }
  return { places: places as PlacesOf<Section>, end };
}

/** The bytes as numbers of any width. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Writes the header but the digest, for which the sections must stand: `sealFile`. */
export function writeFileHeader<Section extends string>(
  out: Uint8Array,
  { magic, format, layout }: FileKind<Section>,
  header: FileHeader<Section>,
): void {
  const view = viewOf(out);
  const fleet = encodeUtf8(header.name.fleet);
  out.set(encodeUtf8(magic), 0);
  view.setUint32(8, format, true);
  view.setUint32(12, headerBytes, true);
  view.setFloat64(32, header.name.epoch, true);
  view.setFloat64(40, header.name.sequence, true);
  for (let lane = 0; lane < 4; lane++)
    view.setUint32(48 + lane * 4, header.contentDigest[lane], true);
  view.setUint32(64, layout.length, true);
  view.setUint32(68, sectionRowBytes, true);
  view.setUint32(72, fleet.length, true);
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
export function sealFile(out: Uint8Array): void {
  const digest = digestBytes(out.subarray(digestedFrom));
  for (let lane = 0; lane < 4; lane++) viewOf(out).setUint32(16 + lane * 4, digest[lane], true);
}

/** Whether two digests are one. */
export function isSameDigest(a: Uint32Array, b: Uint32Array): boolean {
  return a.every((lane, k) => lane === b[k]);
}

/** Whether the bytes are those that were written. O(bytes). */
export function checkDigest(bytes: Uint8Array): Problem | undefined {
  const view = viewOf(bytes);
  const digest = digestBytes(bytes.subarray(digestedFrom));
  const written = [0, 1, 2, 3].map((lane) => view.getUint32(16 + lane * 4, true));
  if (written.every((word, lane) => word === digest[lane])) return undefined;
  const text = written.some((word) => word !== 0)
    ? 'the bytes from 32 on are not those that were written'
    : 'no digest was written: the buffer of a compiler is not a file, its copy() and compact() are';
  return problemAt(16, 'digest', text);
}

/** Reads the header of `bytes`; `sectionOf` has the sections by their names there. O(sections). */
export function readFileHeader<Section extends string>(
  bytes: Uint8Array,
  sectionOf: ReadonlyMap<string, Section>,
  widthOf: (section: Section) => number,
): FileHeader<Section> | Problem {
  if (bytes.length < headerBytes)
    return problemAt(bytes.length, 'truncated', 'the header is cut off');
  const view = viewOf(bytes);
  const fixed = view.getUint32(12, true);
  if (fixed < headerBytes || fixed % 8 !== 0 || fixed > bytes.length)
    return problemAt(
      12,
      'header',
      `a header of ${counted(fixed, 'byte')}; it has ${headerBytes} at least`,
    );
  const [count, rowBytes] = [view.getUint32(64, true), view.getUint32(68, true)];
  if (rowBytes < sectionRowBytes || rowBytes % 8 !== 0)
    return problemAt(68, 'header', `section rows of ${counted(rowBytes, 'byte')}`);
  const fleetStart = fixed + count * rowBytes;
  if (fleetStart > bytes.length)
    return problemAt(64, 'sections', `the table of ${counted(count, 'section')} is cut off`);
  const fleetEnd = fleetStart + view.getUint32(72, true);
  if (fleetEnd > bytes.length) return problemAt(72, 'fleet', 'the fleet id is cut off');
  const places = readPlaces(bytes, { start: fixed, count, rowBytes }, sectionOf, widthOf);
  if (isProblem(places)) return places;
  const name = readName(bytes, view, fleetStart, fleetEnd);
  if (isProblem(name)) return name;
  const lanes = [0, 1, 2, 3].map((lane) => view.getUint32(48 + lane * 4, true));
  return { name, contentDigest: Uint32Array.from(lanes), places };
}

/** Fleet, epoch and sequence. */
function readName(
  bytes: Uint8Array,
  view: DataView,
  fleetStart: number,
  fleetEnd: number,
): SnapshotName | Problem {
  const [epoch, sequence] = [view.getFloat64(32, true), view.getFloat64(40, true)];
  if (!isCount(epoch)) return problemAt(32, 'epoch', `epoch ${epoch} is not a whole number from 0`);
  if (!isCount(sequence))
    return problemAt(40, 'sequence', `sequence ${sequence} is not a whole number from 0`);
  return { fleet: decodeUtf8(bytes, fleetStart, fleetEnd), epoch, sequence };
}

type SectionTable = { readonly start: number; readonly count: number; readonly rowBytes: number };

function readPlaces<Section extends string>(
  bytes: Uint8Array,
  { start, count, rowBytes }: SectionTable,
  sectionOf: ReadonlyMap<string, Section>,
  widthOf: (section: Section) => number,
): PlacesOf<Section> | Problem {
  const view = viewOf(bytes);
  const places: { [section: string]: Place } = {};
  let found = 0;
  for (let row = 0; row < count; row++) {
    const at = start + row * rowBytes;
    const section = sectionOf.get(readSectionName(bytes, at));
    if (section === undefined) continue; // of a later release of this format: may be passed over
    if (places[section] !== undefined)
      return problemAt(at, 'section', `section ${section} is there twice`);
    const place = readPlace(view, at + nameBytes, section, widthOf(section));
    if (isProblem(place)) return place;
    places[section] = place;
    found++;
  }
  if (found === sectionOf.size) return places as PlacesOf<Section>;
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
function readPlace(view: DataView, at: number, section: string, width: number): Place | Problem {
  const [offset, byteLength] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
  const isInside = isCount(offset) && isCount(byteLength) && offset + byteLength <= view.byteLength;
  if (!isInside || offset % 8 !== 0 || byteLength % width !== 0) {
    const place = `${counted(byteLength, 'byte')} from byte ${offset} on`;
    const text = `${place}, not aligned or outside ${counted(view.byteLength, 'byte')}`;
    return problemAt(at, 'section', `section ${section}: ${text}`);
  }
  return [offset, byteLength];
}

/** The columns at these places, as views of `bytes`. */
export function viewColumns<L extends Layout>(
  bytes: Uint8Array,
  layout: L,
  places: PlacesOf<L[number][0]>,
): ColumnsOf<L> {
  const columns: { [section: string]: ArrayOf[ColumnKind] } = {};
  for (const [section, kind] of layout) {
    const [offset, byteLength] = (places as { readonly [section: string]: Place })[section];
    const at = bytes.byteOffset + offset;
    if (kind === 'u8') columns[section] = new Uint8Array(bytes.buffer, at, byteLength);
    else if (kind === 'u16') columns[section] = new Uint16Array(bytes.buffer, at, byteLength / 2);
    else if (kind === 'u32') columns[section] = new Uint32Array(bytes.buffer, at, byteLength / 4);
    else columns[section] = new Float64Array(bytes.buffer, at, byteLength / 8);
  }
  return columns as unknown as ColumnsOf<L>;
}

/** Copies the columns to their places in `out`. */
export function writeColumns<L extends Layout>(
  out: Uint8Array,
  layout: L,
  places: PlacesOf<L[number][0]>,
  columns: ColumnsOf<L>,
): void {
  for (const [section] of layout as Layout<L[number][0]>) {
    const { buffer, byteOffset, byteLength } = columns[
      section as keyof ColumnsOf<L>
    ] as ArrayOf[ColumnKind];
    out.set(new Uint8Array(buffer, byteOffset, byteLength), places[section][0]);
  }
}

// What stands before the sections of a snapshot, and where does each section lie?

import type { Problem } from '../base/problem.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { counted, grouped } from '../door/wording.ts';
import {
  aligned,
  digestedFrom,
  type FileHeader,
  type FileKind,
  headerBytes,
  isCount,
  isProblem,
  nameBytes,
  type PlacesOf,
  placeSectionsOf,
  problemAt,
  readFileHeader,
  sectionRowBytes,
  viewOf,
  writeFileHeader,
} from './container.ts';
import { layout, type Section, type Snapshot, widthOf } from './layout.ts';

/** What this release writes; it reads this one and the one before. */
export const formatVersion = 3;

const snapshotKind: FileKind<Section> = {
  name: 'snapshot',
  magic: 'FAIRSNAP',
  format: formatVersion,
  oldest: formatVersion - 1,
  layout,
};

/** All that the header says. */
export type Header = FileHeader<Section> & {
  readonly candidateMax: number;
  /** How often the buffer was written, where it is written more than once: see `isCurrent`. */
  readonly turn?: number;
};

/** Where a header has the longest candidate list: uint32. */
const candidateMaxAt = 76;
/** Where a header has the turn of its buffer, and the mark of its fleet: uint32, zero in files. */
export const turnAt = 80;
export const fleetMarkAt = 84;
export const fleetMarkWords = 3;

/** Which section a name in the table of sections stands for. */
function namesOf(format: number): ReadonlyMap<string, Section> {
  const nameOf = (section: Section) =>
    section === 'tree6' && format < formatVersion ? 'jump6' : section;
  return new Map(layout.map(([section]) => [nameOf(section), section]));
}

/** Where sections of these lengths go behind the header, and where the snapshot ends. */
export function placeSections(
  byteLength: (section: Section) => number,
  fleet: string,
): { readonly places: PlacesOf<Section>; readonly end: number } {
  return placeSectionsOf(layout, byteLength, fleet);
}

/** Writes all of the header but the digest, for which the sections must stand: `sealFile`. */
export function writeHeader(out: Uint8Array, header: Header): void {
  writeFileHeader(out, snapshotKind, header);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  view.setUint32(candidateMaxAt, header.candidateMax, true);
}

/** No file of ours is larger: a place behind it was never written. */
const fileBytesMax = 0x1_0000_0000;

/** How many bytes a file has by its header, as far as that is there: a multiple of 64. */
function neededBytes(bytes: Uint8Array): number {
  let end = aligned(headerBytes);
  if (bytes.length < headerBytes) return end;
  const view = viewOf(bytes);
  const [start, count, rowBytes] = [12, 64, 68].map((at) => view.getUint32(at, true));
  const behind = start + count * rowBytes;
  if (rowBytes < sectionRowBytes || behind > fileBytesMax) return end;
  if (behind > bytes.length) return aligned(behind);
  for (let at = start + nameBytes; at < behind; at += rowBytes) {
    const [offset, byteLength] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
    const isPlace = isCount(offset) && isCount(byteLength) && offset % 8 === 0;
    if (isPlace && offset + byteLength <= fileBytesMax)
      end = Math.max(end, aligned(offset + byteLength));
  }
  return end;
}

/** The format of `bytes`, or why they have none of this kind that this release reads. */
export function readFormatOf(
  bytes: Uint8Array,
  { name, magic, format: newest, oldest }: FileKind,
): number | Problem {
  const none = `not-a-${name.replace(' ', '-')}`;
  if (!(bytes instanceof Uint8Array))
    return problemAt(0, none, `expected the bytes of a ${name}, a Uint8Array`);
  if (bytes.byteOffset % 8 !== 0)
    return problemAt(0, 'unaligned', 'the bytes must begin at a multiple of 8 of their buffer');
  const isOurs = encodeUtf8(magic).every((byte, at) => bytes[at] === byte);
  if (bytes.length < digestedFrom || !isOurs)
    return problemAt(0, none, `these bytes are not a Fairlead ${name}`);
  const format = viewOf(bytes).getUint32(8, true);
  if (format > newest || format < oldest) {
    const known = `this release reads ${oldest < newest ? `${oldest} and ` : ''}${newest}`;
    const text = format > newest ? `${known}; a later one wrote it` : known;
    return problemAt(8, 'version', `format ${format}: ${text}`);
  }
  const needed = neededBytes(bytes);
  if (bytes.length < needed) {
    const has = `it has ${grouped(bytes.length)} of ${counted(needed, 'byte')}`;
    return problemAt(bytes.length, 'truncated', `the file is cut off: ${has}`);
  }
  // A live one may be longer than its sections, as its buffer is reused; a digest sees what is not.
  if (aligned(bytes.length) === bytes.length) return format;
  const more = counted(bytes.length - needed, 'byte');
  return problemAt(needed, 'trailing', `${more} after the last of the ${name}`);
}

/** The format of `bytes`, or why they have none that this release reads. */
export function readFormat(bytes: Uint8Array): number | Problem {
  return readFormatOf(bytes, snapshotKind);
}

/**
 * Reads the header of `format`: in format 2 the section `jump6` stands where 3 has `tree6`. Total;
 * O(sections).
 */
export function readHeader(bytes: Uint8Array, format: number): Header | Problem {
  const header = readFileHeader(bytes, namesOf(format), widthOf);
  if (isProblem(header)) return header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const turn = view.getUint32(turnAt, true);
  if (turn % 2 === 1)
    return problemAt(turnAt, 'being-written', 'another snapshot is being written to these bytes');
  return { ...header, candidateMax: view.getUint32(candidateMaxAt, true), turn };
}

/**
 * Whether `snapshot` still stands in its bytes. A compiler writes a buffer anew when nobody has
 * retained what was in it; a reader that kept it all the same, in another thread say, finds out
 * here. Ask after an answer was taken: true says that it was wholly of this snapshot. Always true
 * of a file's bytes. Never allocates; a few ns. @hot
 */
export function isCurrent({ bytes, turn }: Snapshot): boolean {
  return (
    bytes[turnAt] === (turn & 0xff) &&
    bytes[turnAt + 1] === ((turn >>> 8) & 0xff) &&
    bytes[turnAt + 2] === ((turn >>> 16) & 0xff) &&
    bytes[turnAt + 3] === turn >>> 24
  );
}

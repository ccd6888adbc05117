// What stands before the sections of a snapshot, and where does each section lie?
import type { Problem } from '../base/problem.ts';
import {
  type FileHeader,
  type FileKind,
  isProblem,
  type PlacesOf,
  placeSectionsOf,
  problemAt,
  readFileHeader,
  readFormatOf,
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

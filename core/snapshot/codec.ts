// How does a snapshot become one buffer, and a buffer a snapshot again?
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import { treeV6 } from '../prefix/tree6.ts';
import { checkSnapshot, contentFlaw, longestList } from './check.ts';
import {
  checkDigest,
  isCount,
  isProblem,
  type SnapshotName,
  sealFile,
  viewColumns,
  writeColumns,
} from './container.ts';
import { contentDigest } from './content-digest.ts';
import {
  formatVersion,
  type Header,
  placeSections,
  readFormat,
  readHeader,
  turnAt,
  writeHeader,
} from './header.ts';
import { layout, type Snapshot, type SnapshotColumns } from './layout.ts';

export { longestList } from './check.ts';
export type { SnapshotName } from './container.ts';

/**
 * Format 3, little-endian throughout; uint32 unless told. Offsets count from the first byte.
 *
 * | bytes  | holds                                                                    |
 * | ------ | ------------------------------------------------------------------------ |
 * | 0..7   | "FAIRSNAP"                                                               |
 * | 8..11  | format version, 3                                                        |
 * | 12..15 | bytes of the header, H: 96, a multiple of 8; the section table begins there |
 * | 16..31 | digest of all bytes from 32 to the end, four lanes (base/digest.ts)      |
 * | 32..39 | epoch, float64, a whole number from 0                                    |
 * | 40..47 | sequence, float64, a whole number from 0                                 |
 * | 48..63 | content digest, four lanes (snapshot/content-digest.ts)                  |
 * | 64..67 | rows of the section table, S                                             |
 * | 68..71 | bytes of a row of the section table, R: 40, a multiple of 8              |
 * | 72..75 | bytes of the fleet id, F                                                 |
 * | 76..79 | candidates of the longest candidate list                                 |
 * | 80..83 | turn: how often a buffer was written that is written again; odd while it |
 * |        | is being written; zero in a file, unless it is a copy of such a buffer:  |
 * |        | then vantages have the numbers in which a compiler added them            |
 * | 84..95 | mark of the fleet: equal ones, not zero, have the same ids in the same   |
 * |        | rows; zero in a file                                                     |
 * | H      | section table, S rows of R bytes: name in ASCII, zeros up to 24 bytes;   |
 * |        | offset and length in bytes, two float64                                  |
 * | H+S·R  | fleet id, F bytes of UTF-8                                               |
 * | then   | the sections of `layout`, each at a multiple of 64 as written, of 8 as   |
 * |        | read; zeros between them; the whole is a multiple of 8 long              |
 *
 * A section holds its column, rows one after the other: bytes, uint16, uint32 or float64 by
 * `layout`. All of `layout` must be there, each once, in any order. What is added later without a
 * new version a reader passes over: more header before H, more in a row, more sections. What a
 * reader must not pass over raises the version. A reader knows its own version and the one before;
 * it refuses later ones by name. Format 2 has a section `jump6` where 3 has `tree6`, which is made
 * anew from the spans.
 */
export const snapshotFormat = formatVersion;

/**
 * Packs columns into one buffer of `buffer(byteLength)` (an ArrayBuffer unless told; zeroed), and
 * the digest of what they answer, which is made here unless the caller has it. `turn` is that of
 * the buffer whose copy it is.
 */
export function encodeSnapshot(
  columns: SnapshotColumns,
  { turn = 0, ...name }: SnapshotName & { readonly turn?: number },
  buffer: (byteLength: number) => ArrayBufferLike = (byteLength) => new ArrayBuffer(byteLength),
  digest: Uint32Array = contentDigest(columns),
): Snapshot {
  assert(isCount(name.epoch) && isCount(name.sequence), 'epoch and sequence count from 0');
  const { places, end } = placeSections((section) => columns[section].byteLength, name.fleet);
  const bytes = new Uint8Array(buffer(end), 0, end);
  const candidateMax = longestList(columns.listStart);
  const header: Header = { name, contentDigest: digest, candidateMax, places, turn };
  writeHeader(bytes, header);
  new DataView(bytes.buffer).setUint32(turnAt, turn, true);
  writeColumns(bytes, layout, places, columns);
  sealFile(bytes);
  return viewSnapshot(bytes, header);
}

/** The snapshot in `bytes` that `header` describes: its columns are views, nothing is copied. */
export function viewSnapshot(bytes: Uint8Array, header: Header): Snapshot {
  const columns = viewColumns(bytes, layout, header.places);
  return Object.freeze({
    ...columns,
    fleet: header.name.fleet,
    epoch: header.name.epoch,
    sequence: header.name.sequence,
    contentDigest: header.contentDigest,
    bytes,
    siteCount: columns.siteKind.length,
    clusterCount: columns.clusterSite.length,
    applianceCount: columns.applianceHash.length,
    linkCount: columns.linkSite.length,
    fileCount: columns.fileHash.length,
    vantageCount: columns.vantageList.length,
    candidateMax: header.candidateMax,
    turn: header.turn ?? 0,
  });
}

/** Problems have `byte N` as their path: the first byte of what is wrong. */
export type OpenedSnapshot = Outcome<'snapshot', Snapshot>;

/**
 * How far bytes are checked before they are used.
 * - `rows` (unless told): the header, both digests, that every row number points at a row, that
 *   every capacity is one and no id there twice, and that what is made of other columns (hashes,
 *   slots, inverses, jumps) is what they give. For bytes from anywhere: what opens cannot make
 *   `decide` throw, hang or read outside.
 * - `digest`: the header and the digest. For what our own compiler wrote and somebody stored: the
 *   digest tells damage, but not a writer who meant harm.
 * - `header`: the header alone, at most a few ms whatever the size (format 2: and a tree over its
 *   IPv6 spans). For a buffer that another thread of this process compiled or has opened.
 */
export type OpenOptions = { readonly check?: 'rows' | 'digest' | 'header' };

/**
 * Opens `bytes` (8-byte aligned in its buffer, on a little-endian machine) by reference, of this
 * format or the one before; what format 2 lacks is made anew. Never throws, whatever the bytes,
 * also where they are none; a `check` that is none of the three throws `bad-check`.
 *
 * @example
 * const { snapshot: opened, problems } = openSnapshot(snapshot.bytes, { check: 'rows' });
 * if (problems) throw new Error(problems[0]?.text);
 * console.log(opened.fileCount === snapshot.fileCount); // => true
 * console.log(openSnapshot(new Uint8Array(8)).problems?.[0]?.code); // => not-a-snapshot
 */
export function openSnapshot(bytes: Uint8Array, options: OpenOptions = {}): OpenedSnapshot {
  given(options, 'object');
  const { check = 'rows' } = options;
  const isKnown = check === 'rows' || check === 'digest' || check === 'header';
  assert(isKnown, 'check is rows, digest or header', 'bad-check');
  const format = readFormat(bytes);
  if (typeof format === 'object') return { problems: [format] };
  const damage = check === 'header' ? undefined : checkDigest(bytes);
  if (damage !== undefined) return { problems: [damage] };
  const opened = openSections(bytes, format, check === 'rows');
  if (check !== 'rows' || opened.problems) return opened;
  const flaw = contentFlaw(opened.snapshot);
  return flaw === undefined ? opened : { problems: [flaw] };
}

/** What `openSnapshot` does between the digests of bytes and of content. */
export function openSections(
  bytes: Uint8Array,
  format: number,
  isChecked: boolean,
): OpenedSnapshot {
  const isOld = format < formatVersion;
  const header = readHeader(bytes, format);
  if (isProblem(header)) return { problems: [header] };
  const viewed = viewSnapshot(bytes, header);
  const snapshot = isOld ? Object.freeze({ ...viewed, tree6: treeV6(viewed) }) : viewed;
  const problems = isChecked ? checkSnapshot(snapshot) : [];
  return problems.length > 0 ? { problems } : { snapshot };
}

// How does a snapshot become one buffer, and a buffer a snapshot again?
import { digestBytes } from '../base/digest.ts';
import type { Problem } from '../base/problem.ts';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts';
import { checkSnapshot } from './check.ts';
import { layout, type Section, type Snapshot, type SnapshotColumns } from './layout.ts';

/** "FAIRSNAP" in ASCII. */
const magic = [0x46, 0x41, 0x49, 0x52, 0x53, 0x4e, 0x41, 0x50];
const formatVersion = 2;

/**
 * The buffer, little-endian throughout:
 *
 * | bytes    | holds                                                                    |
 * | -------- | ------------------------------------------------------------------------ |
 * | 0..7     | "FAIRSNAP"                                                               |
 * | 8..11    | format version, uint32                                                   |
 * | 12..15   | number of sections, uint32                                               |
 * | 16..31   | digest of all bytes from 32 on, four uint32 (base/digest.ts)             |
 * | 32..39   | epoch, float64                                                           |
 * | 40..47   | sequence, float64                                                        |
 * | 48..51   | bytes of the fleet id, uint32; 52..55 zero                               |
 * | 56..     | a row per section in the order of `layout`: offset and length in bytes,  |
 * |          | two float64; then the fleet id; then the sections, each at a multiple of 8 |
 */
const tableStart = 56;

export type SnapshotName = {
  readonly fleet: string;
  readonly epoch: number;
  readonly sequence: number;
};

const aligned = (length: number): number => Math.ceil(length / 8) * 8;

/** Packs columns into one buffer of `buffer(byteLength)` (an ArrayBuffer unless told). */
export function encodeSnapshot(
  columns: SnapshotColumns,
  name: SnapshotName,
  buffer: (byteLength: number) => ArrayBufferLike = (byteLength) => new ArrayBuffer(byteLength),
): Snapshot {
  const fleet = encodeUtf8(name.fleet);
  let end = aligned(tableStart + layout.length * 16 + fleet.length);
  const offsets = layout.map(([section]) => {
    const offset = end;
    end = aligned(end + columns[section].byteLength);
    return offset;
  });
  const bytes = new Uint8Array(buffer(end));
  const view = new DataView(bytes.buffer);
  bytes.set(magic, 0);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, layout.length, true);
  view.setFloat64(32, name.epoch, true);
  view.setFloat64(40, name.sequence, true);
  view.setUint32(48, fleet.length, true);
  layout.forEach(([section], row) => {
    const column = columns[section];
    view.setFloat64(tableStart + row * 16, offsets[row], true);
    view.setFloat64(tableStart + row * 16 + 8, column.byteLength, true);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offsets[row]);
  });
  bytes.set(fleet, tableStart + layout.length * 16);
  const digest = digestBytes(bytes.subarray(32));
  for (let lane = 0; lane < 4; lane++) view.setUint32(16 + lane * 4, digest[lane], true);
  return openColumns(bytes, name, (section) => {
    const row = layout.findIndex(([candidate]) => candidate === section);
    return [offsets[row], columns[section].byteLength];
  });
}

function openColumns(
  bytes: Uint8Array,
  name: SnapshotName,
  place: (section: Section) => readonly [number, number],
): Snapshot {
  const columns: { [section: string]: Uint8Array | Uint32Array | Float64Array } = {};
  for (const [section, kind] of layout) {
    const [offset, length] = place(section);
    const at = bytes.byteOffset + offset;
    if (kind === 'u8') columns[section] = new Uint8Array(bytes.buffer, at, length);
    else if (kind === 'u32') columns[section] = new Uint32Array(bytes.buffer, at, length / 4);
    else columns[section] = new Float64Array(bytes.buffer, at, length / 8);
  }
  const typed = columns as unknown as SnapshotColumns;
  let candidateMax = 0;
  for (let list = 0; list + 1 < typed.listStart.length; list++)
    candidateMax = Math.max(candidateMax, typed.listStart[list + 1] - typed.listStart[list]);
  return Object.freeze({
    ...typed,
    ...name,
    bytes,
    siteCount: typed.siteKind.length,
    clusterCount: typed.clusterSite.length,
    applianceCount: typed.applianceHash.length,
    linkCount: typed.linkSite.length,
    fileCount: typed.fileHash.length,
    vantageCount: typed.vantageList.length,
    candidateMax,
  });
}

export type Opened = { readonly snapshot: Snapshot } | { readonly problems: readonly Problem[] };

function refuse(code: string, offset: number, text: string): Opened {
  return { problems: [{ code, path: `byte ${offset}`, text }] };
}

/**
 * Opens `bytes` (8-byte aligned in its buffer) without copying: checks the header, the sections,
 * the digest and that every row number points at a row. Never throws on bad bytes.
 */
export function openSnapshot(bytes: Uint8Array): Opened {
  if (bytes.byteOffset % 8 !== 0)
    return refuse('unaligned', 0, 'the buffer must be 8-byte aligned');
  if (bytes.length < tableStart || magic.some((byte, at) => bytes[at] !== byte))
    return refuse('not-a-snapshot', 0, 'these bytes are no Fairlead snapshot');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(8, true);
  if (version !== formatVersion)
    return refuse('version', 8, `format ${version}; this release reads format ${formatVersion}`);
  const sections = view.getUint32(12, true);
  const textStart = tableStart + layout.length * 16;
  if (sections !== layout.length || bytes.length < textStart)
    return refuse('sections', 12, `${sections} sections where ${layout.length} were expected`);
  if (bytes.length % 8 !== 0) return refuse('truncated', bytes.length, 'the end is cut off');
  const digest = digestBytes(bytes.subarray(32));
  for (let lane = 0; lane < 4; lane++)
    if (view.getUint32(16 + lane * 4, true) !== digest[lane])
      return refuse('digest', 16, 'the bytes are not those that were written');
  const fleetLength = view.getUint32(48, true);
  if (textStart + fleetLength > bytes.length) return refuse('fleet', 48, 'the fleet id is cut off');
  const places = new Map<Section, readonly [number, number]>();
  for (let row = 0; row < layout.length; row++) {
    const offset = view.getFloat64(tableStart + row * 16, true);
    const length = view.getFloat64(tableStart + row * 16 + 8, true);
    const [section, kind] = layout[row];
    const width = kind === 'u8' ? 1 : kind === 'u32' ? 4 : 8;
    const isSound =
      Number.isInteger(offset) && Number.isInteger(length) && offset % 8 === 0 && offset >= 0;
    if (!isSound || length < 0 || length % width !== 0 || offset + length > bytes.length)
      return refuse('section', tableStart + row * 16, `section ${section} lies outside the bytes`);
    places.set(section, [offset, length]);
  }
  const snapshot = openColumns(
    bytes,
    {
      fleet: decodeUtf8(bytes, textStart, textStart + fleetLength),
      epoch: view.getFloat64(32, true),
      sequence: view.getFloat64(40, true),
    },
    (section) => places.get(section) ?? [0, 0],
  );
  const problems = checkSnapshot(snapshot);
  return problems.length > 0 ? { problems } : { snapshot };
}

// How is a snapshot of format 1 read, which has no direct table, weights or content digest?
import type { Problem } from '../base/problem.ts';
import { shareRows } from '../base/share-rows.ts';
import { directV4 } from '../prefix/spans.ts';
import { contentDigest } from './content-digest.ts';
import {
  type Header,
  isProblem,
  type Place,
  type Places,
  problemAt,
  readName,
  readPlace,
} from './header.ts';
import { layout, type Section, type Snapshot } from './layout.ts';

/** Sections that format 1 does not have. */
const later: readonly Section[] = ['inverseWeight', 'fileCopies', 'direct'];
const sections = layout.map(([section]) => section).filter((section) => !later.includes(section));

/**
 * Format 1, little-endian throughout. Its sections are the others of `layout`, in that order.
 *
 * | bytes  | holds                                                                    |
 * | ------ | ------------------------------------------------------------------------ |
 * | 0..7   | "FAIRSNAP"                                                               |
 * | 8..11  | 1, uint32                                                                |
 * | 12..15 | number of sections, 48, uint32                                           |
 * | 16..31 | digest of all bytes from 32 on, four uint32 (base/digest.ts)             |
 * | 32..39 | epoch, float64                                                           |
 * | 40..47 | sequence, float64                                                        |
 * | 48..51 | bytes of the fleet id, uint32; 52..55 zero                               |
 * | 56..   | a row per section: offset and length in bytes, two float64; then the     |
 * |        | fleet id; then the sections, each at a multiple of 8                     |
 */
const tableStart = 56;
const rowBytes = 16;

/** Reads the header of format 1; what that does not have gets no rows. Total; O(lists). */
export function readHeader1(bytes: Uint8Array): Header | Problem {
  const textStart = tableStart + sections.length * rowBytes;
  if (bytes.length < textStart)
    return problemAt(bytes.length, 'truncated', 'the header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(12, true);
  if (count !== sections.length)
    return problemAt(12, 'sections', `${count} sections where ${sections.length} belong`);
  const textEnd = textStart + view.getUint32(48, true);
  if (textEnd > bytes.length) return problemAt(48, 'fleet', 'the fleet id is cut off');
  const name = readName(bytes, view, textStart, textEnd);
  if (isProblem(name)) return name;
  const places: { [section: string]: Place } = {};
  for (const section of later) places[section] = [0, 0];
  for (let row = 0; row < sections.length; row++) {
    const place = readPlace(view, tableStart + row * rowBytes, sections[row]);
    if (isProblem(place)) return place;
    places[sections[row]] = place;
  }
  const candidateMax = longestListAt(view, places.listStart);
  return { name, contentDigest: new Uint32Array(4), candidateMax, places: places as Places };
}

function longestListAt(view: DataView, [offset, byteLength]: Place): number {
  let longest = 0;
  for (let at = offset; at + 8 <= offset + byteLength; at += 4)
    longest = Math.max(longest, view.getUint32(at + 4, true) - view.getUint32(at, true));
  return longest;
}

/** The copies of format 1, manifests × files, as rows that files share. Total; O(copies). */
export function turnCopies1(snapshot: Snapshot): Snapshot {
  const { copies, fileCount } = snapshot;
  const manifests = fileCount === 0 ? 0 : Math.floor(copies.length / fileCount);
  const table = new Uint8Array(fileCount * manifests);
  for (let manifest = 0; manifest < manifests; manifest++)
    for (let file = 0; file < fileCount; file++)
      table[file * manifests + manifest] = copies[manifest * fileCount + file];
  const { bytes, start } = shareRows(table, fileCount, manifests);
  return { ...snapshot, fileCopies: start, copies: bytes };
}

/** The snapshot with what format 1 lacks; its bytes stay those of format 1. O(spans). */
export function completeFormat1(snapshot: Snapshot): Snapshot {
  const whole = { ...snapshot, direct: directV4(snapshot.spanStart, snapshot.spanValue) };
  return Object.freeze({ ...whole, contentDigest: contentDigest(whole) });
}

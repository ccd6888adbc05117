// Do two snapshots have the same ids in the same rows? By a mark where both have one.
import { hashBytes } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import { problemAt } from './container.ts';
import { fleetMarkAt, fleetMarkWords } from './header.ts';
import type { IdTable } from './ids.ts';
import type { Snapshot, SnapshotColumns } from './layout.ts';

/** All tables whose rows have ids, in the order in which a mark is over them. */
export const idTables = ['appliance', 'link', 'site', 'cluster', 'file'] as const;

const seeds = [0x243f6a88, 0x13198a2e, 0x2a82b4c6] as const;

/** Words that say which ids stand in which rows, of all tables; never zero. */
export function fleetMark(columns: SnapshotColumns): Uint32Array {
  const mark = new Uint32Array(fleetMarkWords);
  for (let word = 0; word < fleetMarkWords; word++) {
    let seed: number = seeds[word];
    for (const table of idTables) {
      const starts = columns[`${table}TextStart`];
      const text = columns[`${table}Text`];
      const bytes = new Uint8Array(starts.buffer, starts.byteOffset, starts.byteLength);
      seed = hashBytes(text, hashBytes(bytes, seed, 0, bytes.length), 0, text.length);
    }
    mark[word] = word === 0 ? seed | 1 : seed;
  }
  return mark;
}

/**
 * What is wrong with the mark of bytes from anywhere: one that is there is that of the ids, or two
 * fleets would pass for one and their rows would be mixed up. Files have none.
 */
export function markFlaw(snapshot: Snapshot): Problem | undefined {
  const { bytes } = snapshot;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (k: number): number => view.getUint32(fleetMarkAt + k * 4, true);
  if (word(0) === 0 && word(1) === 0 && word(2) === 0) return undefined;
  if (fleetMark(snapshot).every((own, k) => own === word(k))) return undefined;
  return problemAt(fleetMarkAt, 'fleet-mark', 'the mark is not that of the ids that stand there');
}

/** Whether both were written to buffers that are marked with the same fleet. */
function hasSameMark({ bytes: a }: Snapshot, { bytes: b }: Snapshot): boolean {
  let any = 0;
  for (let at = fleetMarkAt; at < fleetMarkAt + fleetMarkWords * 4; at++) {
    if (a[at] !== b[at]) return false;
    any |= a[at];
  }
  return any !== 0;
}

/**
 * Whether a table has the same ids in the same rows in both. O(1) for two snapshots of one compiler
 * or over one memory, else O(bytes).
 */
export function hasSameIds(a: Snapshot, b: Snapshot, table: IdTable): boolean {
  // Lengths too: who opened bytes with less than `check: 'rows'` took the mark on trust.
  const isSameLength = a[`${table}TextStart`].length === b[`${table}TextStart`].length;
  if (isSameLength && hasSameMark(a, b)) return true;
  return (
    isSameColumn(a[`${table}TextStart`], b[`${table}TextStart`]) &&
    isSameColumn(a[`${table}Text`], b[`${table}Text`])
  );
}

type Column = Uint8Array | Uint32Array;

/** Whether two columns hold the same; of one memory: without a look. */
export function isSameColumn(a: Column, b: Column): boolean {
  if (a.length !== b.length) return false;
  if (a.buffer === b.buffer && a.byteOffset === b.byteOffset) return true;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

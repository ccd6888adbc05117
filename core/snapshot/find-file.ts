// Which row does a file id have in a snapshot?
import { hashIdBits } from '../base/hash.ts';
import { type FileId, noRow } from '../base/ids.ts';
import { isUtf8Of } from '../base/utf8.ts';

/** What a file is found by: a snapshot has it. */
export type FileColumns = {
  readonly fileSlot: Uint32Array;
  readonly fileHash: Uint32Array;
  readonly fileText: Uint8Array;
  readonly fileTextStart: Uint32Array;
};

/**
 * Row of the file with this id, or `noRow`: by a table of hashes. Never throws, never allocates.
 * @hot
 *
 * @example
 * const file = findFile(snapshot, 't00001-1750k');
 * console.log(file !== noRow, readId(snapshot, 'file', file)); // => true t00001-1750k
 */
export function findFile(snapshot: FileColumns, id: string): FileId {
  return findHashed(snapshot, id, hashIdBits(id));
}

/** The same for whoever has the bits of `hashId(id)`. @hot */
export function findHashed(snapshot: FileColumns, id: string, hash: number): FileId {
  const { fileSlot, fileHash, fileText, fileTextStart } = snapshot;
  const mask = fileSlot.length - 1;
  for (let slot = hash & mask, tries = 0; tries <= mask; slot = (slot + 1) & mask, tries++) {
    const file = fileSlot[slot];
    if (file === noRow) return noRow;
    if ((fileHash[file] | 0) !== (hash | 0)) continue;
    if (isUtf8Of(id, fileText, fileTextStart[file], fileTextStart[file + 1])) return file;
  }
  return noRow;
}

/** The `fileSlot` column over these hashes: each file at the first free slot from its own on. */
export function fileSlots(fileHash: Uint32Array): Uint32Array {
  let size = 2;
  while (size < fileHash.length * 2) size *= 2;
  const slots = new Uint32Array(size).fill(noRow);
  fileHash.forEach((hash, file) => {
    let slot = hash & (size - 1);
    while (slots[slot] !== noRow) slot = (slot + 1) & (size - 1);
    slots[slot] = file;
  });
  return slots;
}

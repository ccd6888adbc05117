// Which row does a file id have in a snapshot?
import { hashId } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { encodeUtf8 } from '../base/utf8.ts';

/** Row of the file with this id, or `noRow`. */
export function findFile(
  columns: {
    fileSlot: Uint32Array;
    fileHash: Uint32Array;
    fileText: Uint8Array;
    fileTextStart: Uint32Array;
  },
  id: string,
): number {
  const bytes = encodeUtf8(id);
  const hash = hashId(id);
  const mask = columns.fileSlot.length - 1;
  for (let slot = hash & mask, tries = 0; tries <= mask; slot = (slot + 1) & mask, tries++) {
    const file = columns.fileSlot[slot];
    if (file === noRow) return noRow;
    if (columns.fileHash[file] !== hash) continue;
    const start = columns.fileTextStart[file];
    if (columns.fileTextStart[file + 1] - start !== bytes.length) continue;
    let at = 0;
    while (at < bytes.length && columns.fileText[start + at] === bytes[at]) at++;
    if (at === bytes.length) return file;
  }
  return noRow;
}

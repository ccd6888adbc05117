// Are the prefixes, AS paths and names of manifests that tables point at sound?
import { pairBits } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { quoted } from '../door/wording.ts';
import type { Complaints } from './complaints.ts';
import { type Fault, hasBadCharacter, hasLoneSurrogate, hopsMax, worldFaults } from './faults.ts';
import type { Paths, PrefixColumns } from './world.ts';

const wordColumns = ['word0', 'word1', 'word2', 'word3'] as const;

/** Word of the first bit that is set behind the length, or -1. */
function hostWord(words: Uint32Array, length: number): number {
  for (let word = 0; word < 4; word++) {
    const kept = length - word * 32;
    if (kept >= 32) continue;
    if ((words[word] & (kept <= 0 ? 0xffffffff : 0xffffffff >>> kept)) !== 0) return word;
  }
  return -1;
}

/** Families, lengths, host bits; and no prefix is there twice. Expected O(rows). */
export function checkPrefixes(found: Complaints, prefixes: PrefixColumns): void {
  const { count, family, length, word0, word1, word2, word3 } = prefixes;
  let size = 16;
  while (size < count * 2) size *= 2;
  const slots = new Uint32Array(size).fill(noRow);
  const words = new Uint32Array(4);
  for (let row = 0; row < count; row++) {
    const itsFamily = family[row];
    words[0] = word0[row];
    words[1] = word1[row];
    words[2] = word2[row];
    words[3] = word3[row];
    const isFamily = itsFamily === 4 || itsFamily === 6;
    const isFit = isFamily && length[row] <= (itsFamily === 4 ? 32 : 128);
    const isSound = isFit && hostWord(words, length[row]) < 0;
    const other = isSound ? placeOf(prefixes, slots, row) : noRow;
    if (!isSound || other !== noRow) complain(found, prefixes, row, other);
  }
}

/** Row of an equal prefix that has its slot already, or `noRow`: then `row` takes one. */
function placeOf(prefixes: PrefixColumns, slots: Uint32Array, row: number): number {
  const { family, length, word0, word1, word2, word3 } = prefixes;
  const mask = slots.length - 1;
  const high = Math.imul(word1[row], 0x85ebca6b) ^ Math.imul(word2[row], 0xc2b2ae35) ^ word3[row];
  const hash = pairBits(word0[row] ^ high, (length[row] << 3) ^ family[row]);
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const other = slots[slot];
    if (other === noRow) {
      slots[slot] = row;
      return noRow;
    }
    if (word0[other] !== word0[row] || word1[other] !== word1[row]) continue;
    if (length[other] !== length[row] || family[other] !== family[row]) continue;
    if (word2[other] === word2[row] && word3[other] === word3[row]) return other;
  }
}

/** Says what is wrong with a prefix: that of a row, or that `other` is the same. */
function complain(found: Complaints, prefixes: PrefixColumns, row: number, other: number): void {
  const { family, length, word0, word1, word2, word3 } = prefixes;
  const [f, l] = [family[row], length[row]];
  const shown = () => `the IPv${f} prefix of length ${l}`;
  const at = (fault: Fault, column?: string) => found.at(fault, 'prefixes', row, column);
  if (other !== noRow) at(worldFaults.twin(shown, () => `prefixes[${other}]`));
  else if (f !== 4 && f !== 6)
    at(
      worldFaults.prefix('bad-family', () => `${f}`),
      'family',
    );
  else if (l > (f === 4 ? 32 : 128)) at(worldFaults.prefix('bad-length', shown), 'length');
  else {
    const words = Uint32Array.of(word0[row], word1[row], word2[row], word3[row]);
    at(worldFaults.prefix('host-bits', shown), wordColumns[hostWord(words, l)]);
  }
}

/** Starts from 0 to the number of hops that never fall, no path too long, no AS number 0. */
export function checkPaths(found: Complaints, { count, start, asn }: Paths): void {
  let last = 0;
  for (let row = 0; row <= count; row++) {
    const at = start[row];
    const isFit = row === 0 ? at === 0 : at >= last && at <= asn.length;
    if (!isFit || (row === count && at !== asn.length)) {
      const shown = () => `a path that ends at hop ${at} of ${asn.length}, after hop ${last},`;
      found.at(worldFaults.path(shown, ''), 'paths.start', row);
      continue;
    }
    if (at - last > hopsMax) {
      const hops = at - last;
      found.at(
        worldFaults.path(() => `a path of ${hops}`, ''),
        'paths.start',
        row,
      );
    }
    last = at;
  }
  for (let hop = 0; hop < asn.length; hop++)
    if (asn[hop] === 0)
      found.at(
        worldFaults.path(() => 'a path with 0', ''),
        'paths.asn',
        hop,
      );
}

/** Ids that are ids, each there once: `table[row].column`, or `table[row]` without a column. */
export function checkIds(
  found: Complaints,
  ids: readonly unknown[],
  table: string,
  column?: string,
): void {
  const rows = new Map<unknown, number>();
  const behind = column === undefined ? '' : `.${column}`;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row];
    const shown = () => quoted(String(id));
    if (typeof id !== 'string') found.at(worldFaults.notText(shown), table, row, column);
    else if (id === '') found.at(worldFaults.emptyId, table, row, column);
    else if (hasBadCharacter(id)) found.at(worldFaults.badId(shown), table, row, column);
    else if (hasLoneSurrogate(id)) found.at(worldFaults.badUtf8, table, row, column);
    else if (rows.has(id)) {
      const where = () => `${table}[${rows.get(id)}]${behind}`;
      found.at(worldFaults.twin(shown, where), table, row, column);
    } else rows.set(id, row);
  }
}

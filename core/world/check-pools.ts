// Are the prefixes, AS paths and names of manifests that tables point at sound?
import { quoted } from '../base/wording.ts';
import type { Complaints } from './complaints.ts';
import { hasBadCharacter, hasLoneSurrogate, hopsMax, worldFaults } from './faults.ts';
import { prefixPool } from './pools.ts';
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

/** Families, lengths, host bits; and no prefix is there twice. */
export function checkPrefixes(found: Complaints, prefixes: PrefixColumns): void {
  const { count, family, length, word0, word1, word2, word3 } = prefixes;
  const pool = prefixPool();
  const rowOf = new Uint32Array(count); // of rows in the pool
  const words = new Uint32Array(4);
  let added = 0;
  for (let row = 0; row < count; row++) {
    const [f, l] = [family[row], length[row]];
    words[0] = word0[row];
    words[1] = word1[row];
    words[2] = word2[row];
    words[3] = word3[row];
    const shown = () => `the IPv${f} prefix of length ${l}`;
    const host = hostWord(words, l);
    if (f !== 4 && f !== 6)
      found.at(
        worldFaults.prefix('bad-family', () => `${f}`),
        'prefixes',
        row,
        'family',
      );
    else if (l > (f === 4 ? 32 : 128))
      found.at(worldFaults.prefix('bad-length', shown), 'prefixes', row, 'length');
    else if (host >= 0)
      found.at(worldFaults.prefix('host-bits', shown), 'prefixes', row, wordColumns[host]);
    else {
      const at = pool.add(f, l, words);
      if (at < added) {
        const where = () => `prefixes[${rowOf[at]}]`;
        found.at(worldFaults.twin(shown, where), 'prefixes', row);
      } else rowOf[added++] = row;
    }
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

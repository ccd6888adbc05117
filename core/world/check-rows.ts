// Is no row of a table there twice, and does every route use a link of its cluster's site?
import { scramble } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import type { Complaints } from './complaints.ts';
import { worldFaults } from './faults.ts';
import type { World } from './world.ts';

/** Bits of a set of all possible keys that are held, whatever the rows: 8 MiB. */
const bitsAlways = 0x400_0000;

/** How many keys can be told apart: the product of the largest values, each plus 1. */
function keyCount(columns: readonly Uint32Array[]): number {
  return columns.reduce((product, column) => {
    let largest = 0;
    for (let row = 0; row < column.length; row++) largest = Math.max(largest, column[row]);
    return product * (largest + 1);
  }, 1);
}

/** Calls `twin` for each row whose values stand in an earlier one. Expected O(rows). */
export function findTwins(columns: readonly Uint32Array[], twin: (row: number) => void): void {
  const rows = columns[0].length;
  const keys = keyCount(columns);
  // A bit a key where keys are dense, as they are for files of manifests; else a hash of rows.
  const isDense = keys <= Math.max(bitsAlways, rows * 64) && keys <= 0x1_0000_0000;
  if (isDense) markTwins(columns, keys, twin);
  else hashTwins(columns, twin);
}

function markTwins(
  columns: readonly Uint32Array[],
  keys: number,
  twin: (row: number) => void,
): void {
  const seen = new Uint32Array(Math.ceil(keys / 32));
  const factor = columns.map((_, k) => keyCount(columns.slice(k + 1)));
  for (let row = 0; row < columns[0].length; row++) {
    let key = 0;
    for (let k = 0; k < columns.length; k++) key += columns[k][row] * factor[k];
    const [word, bit] = [Math.floor(key / 32), 1 << (key % 32)];
    if ((seen[word] & bit) !== 0) twin(row);
    seen[word] |= bit;
  }
}

function hashTwins(columns: readonly Uint32Array[], twin: (row: number) => void): void {
  const rows = columns[0].length;
  let size = 16;
  while (size < rows * 2) size *= 2;
  const slots = new Uint32Array(size).fill(noRow);
  for (let row = 0; row < rows; row++) {
    let hash = 0;
    for (const column of columns) hash = scramble(Math.imul(hash, 0x9e3779b1) + column[row]);
    let slot = hash & (size - 1);
    while (slots[slot] !== noRow && !columns.every((column) => column[slots[slot]] === column[row]))
      slot = (slot + 1) & (size - 1);
    if (slots[slot] === noRow) slots[slot] = row;
    else twin(row);
  }
}

/** Routes over links of another site than their cluster's; rows that dangle are passed over. */
export function checkSameSite(found: Complaints, world: World): void {
  const { clusters, links, sites, routes } = world;
  for (let row = 0; row < routes.count; row++) {
    const home = clusters.site[routes.cluster[row]];
    const away = links.site[routes.link[row]];
    if (home === away || !(home < sites.count) || !(away < sites.count)) continue;
    const ids = () => {
      const here = links.site.indexOf(home);
      return {
        link: links.id[routes.link[row]],
        of: sites.id[away],
        cluster: clusters.id[routes.cluster[row]],
        site: sites.id[home],
        ...(here >= 0 && { example: links.id[here] }),
      };
    };
    found.at(worldFaults.foreignLink(ids), 'routes', row, 'link');
  }
}

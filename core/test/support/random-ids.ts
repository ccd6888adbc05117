// Which ids are hardest to order and to tell apart? Equal hashes, and what UTF-16 sorts otherwise.
import type { Dice } from './dice.ts';
import { murmur } from './oracle-basics.ts';

/** Ids of equal hash, so that only byte order can part them. */
const twins = findTwins();

function findTwins(): string[] {
  const seen = new Map<number, string>();
  const found: string[] = [];
  for (let n = 0; n < 200_000; n++) {
    const id = `t${n}`;
    const other = seen.get(murmur(id));
    if (other === undefined) seen.set(murmur(id), id);
    else found.push(other, id);
  }
  return found;
}

/** UTF-8 and UTF-16 order U+E000 and U+FFFD against U+1F600 and U+10000 differently. */
const letters = [
  'a',
  'b',
  'a',
  'Z',
  '0',
  '-',
  '.',
  ' ',
  '~',
  'é',
  'ß',
  '中',
  '\ue000',
  '\ufffd',
].concat(['\u{10000}', '\u{1f600}', '\u{10ffff}']);

export function drawIds(dice: Dice, count: number): string[] {
  const ids = new Set<string>();
  const withTwins = dice.chance(0.5);
  while (ids.size < count) {
    if (withTwins && dice.chance(0.6)) ids.add(dice.pick(twins));
    const length = 1 + dice.below(dice.chance(0.02) ? 300 : 5);
    ids.add(Array.from({ length }, () => dice.pick(letters)).join(''));
  }
  return [...ids].slice(0, count);
}

// Which prefix lies in which, and which one holds an address?
import { noRow } from '../base/ids.ts';
import { jumpV4, lookupV4, lookupV6 } from '../prefix/spans.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';
import { treeV6 } from '../prefix/tree6.ts';
import type { PrefixColumns } from '../world/world.ts';

export type PrefixTree = {
  /** All prefix rows: IPv4 upwards, then IPv6, each before what lies in it. */
  readonly order: Uint32Array;
  /** Per prefix the row of the longest one around it, or `noRow`. */
  readonly parent: Uint32Array;
  /** Row of the longest prefix that holds the address (four words; IPv4: the first). */
  readonly find: (family: number, words: { readonly [word: number]: number }) => number;
};

/** The tree of all prefixes of a world, by one sweep per family. */
export function prefixTree(prefixes: PrefixColumns): PrefixTree {
  const parent = new Uint32Array(prefixes.count).fill(noRow);
  const enter = (prefix: number, outer: number): number => {
    parent[prefix] = outer;
    return prefix;
  };
  const rows4 = orderPrefixes(prefixes, 4);
  const rows6 = orderPrefixes(prefixes, 6);
  const order = new Uint32Array(prefixes.count);
  order.set(rows4);
  order.set(rows6, rows4.length);
  const v4 = sweep(prefixes, rows4, noRow, { enter });
  const v6 = sweep(prefixes, rows6, noRow, { enter });
  const spans4 = {
    spanStart: v4.start[0],
    spanValue: v4.value,
    jump: jumpV4(v4.start[0]),
    direct: new Uint16Array(0),
  };
  const [start0, start1, start2, start3] = v6.start;
  const spans = { start0, start1, start2, start3, span6Value: v6.value };
  const spans6 = { ...spans, tree6: treeV6(spans) };
  const address = new Uint32Array(4);
  return {
    order,
    parent,
    find(family, words) {
      if (family === 4) return lookupV4(spans4, words[0] >>> 0);
      for (let word = 0; word < 4; word++) address[word] = words[word];
      return lookupV6(spans6, address);
    },
  };
}

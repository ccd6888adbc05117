// Which AS announces which prefix, according to a table of one prefix a line?
import { type PrefixFault, prefixPool, readPrefix } from '@fairlead/core';
import type { Announced } from '@fairlead/sim';
import { append, growing, readNumber, rowsOf } from '../load/world/columns.ts';
import { type Imported, readLines } from './lines.ts';

const semicolon = 59;

const faultText: { readonly [fault in PrefixFault]: string } = {
  ok: '',
  'no-address': 'it begins with no IPv4 or IPv6 prefix',
  'bad-length': 'the prefix is longer than its family allows',
  'host-bits': 'the prefix has bits set behind its length',
};

/** Prefixes in the order of their lines, each with its origin AS. */
export type PrefixTableRows = Announced;

/**
 * Rows of `prefix TAB asn` lines, `;` begins a comment; the form of pyasn's IP-to-AS files. A
 * prefix that comes again is a broken line, as it would have two origins. Never throws.
 */
export function parsePrefixTable(bytes: Uint8Array): Imported<PrefixTableRows> {
  const pool = prefixPool();
  const asn = growing(Uint32Array);
  const words = new Uint32Array(6);
  const bad = readLines(
    bytes,
    2,
    (place, fields) => {
      if (fields !== 2) return { path: 'prefix', text: `${fields} fields instead of 2` };
      const [start, end, from, to] = place as unknown as [number, number, number, number];
      const outcome = readPrefix(bytes, start, end, words);
      if (outcome !== 'ok') return { path: 'prefix', text: faultText[outcome] };
      const origin = readNumber(bytes, from, to);
      if (!Number.isInteger(origin) || origin < 1 || origin > 0xffffffff)
        return { path: 'asn', text: 'the origin is no AS number' };
      const row = pool.add(words[4] as number, words[5] as number, words as never);
      if (row < asn.count) return { path: 'prefix', text: 'this prefix was there before' };
      append(asn, origin);
      return undefined;
    },
    semicolon,
  );
  return { ...bad, rows: { prefixes: pool.columns(), asn: rowsOf(asn) } };
}

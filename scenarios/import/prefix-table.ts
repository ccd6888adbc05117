// Which AS announces which prefix, according to a table of one prefix a line?
import { type PrefixFault, prefixPool, readPrefix } from '@fairlead/core';
import type { Announced } from '@fairlead/sim';
import { inputKinds } from '../load/input-kinds.ts';
import { amounts, takeAmount } from '../load/table/amounts.ts';
import { append, growing, rowsOf } from '../load/world/columns.ts';
import { broken, type Imported, type ImportTable, parseImport, readImport } from './read-rows.ts';

const semicolon = 59;

const faultText: { readonly [fault in PrefixFault]: string } = {
  ok: '',
  'no-address': 'it begins with no IPv4 or IPv6 prefix',
  'bad-length': 'the prefix is longer than its family allows',
  'host-bits': 'the prefix has bits set behind its length',
};

/** Prefixes in the order of their lines, each with its origin AS. */
export type PrefixTableRows = Announced;

function prefixTable(): ImportTable<PrefixTableRows> {
  const pool = prefixPool();
  const asns = growing(Uint32Array);
  const words = new Uint32Array(6);
  let origin = 0;
  return {
    shape: {
      name: 'prefixes',
      form: { mayHaveTabs: true, comment: semicolon },
      mayLackHeader: true,
      columns: [
        {
          name: 'prefix',
          take: (bytes, start, end) => {
            const outcome = readPrefix(bytes, start, end, words);
            return outcome === 'ok' ? undefined : broken(faultText[outcome]);
          },
        },
        {
          name: 'asn',
          take: takeAmount(amounts.asn, (asn) => {
            origin = asn;
          }),
        },
      ],
      endRow: (_, isSound) => {
        if (!isSound) return undefined;
        const row = pool.add(words[4] as number, words[5] as number, words as never);
        if (row < asns.count)
          return { column: 'prefix', fault: broken('this prefix was there before') };
        append(asns, origin);
        return undefined;
      },
    },
    rows: () => ({ prefixes: pool.columns(), asn: rowsOf(asns) }),
  };
}

/**
 * Rows of `prefix TAB asn` lines, `;` begins a comment: the form of pyasn's IP-to-AS files; or of
 * both columns under a header, in any order, tabs or commas between. A prefix that comes again is a
 * broken line, as it would have two origins. Never throws.
 */
export function parsePrefixTable(bytes: Uint8Array): Imported<PrefixTableRows> {
  return parseImport(prefixTable(), bytes);
}

/** The same from the file at `path`. */
export function readPrefixTable(path: string): Promise<Imported<PrefixTableRows>> {
  return readImport(prefixTable(), path, inputKinds.prefixes);
}

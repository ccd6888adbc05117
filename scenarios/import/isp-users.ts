// How many Internet users has which network in which country?
import type { Texts } from '@fairlead/core';
import { inputKinds } from '../load/input-kinds.ts';
import type { FieldShape } from '../load/table/row-shape.ts';
import { textOfBytes } from '../load/world/byte-index.ts';
import { append, growing, readNumber, rowsOf } from '../load/world/columns.ts';
import {
  broken,
  type Imported,
  type ImportTable,
  parseImport,
  readAsn,
  readImport,
} from './read-rows.ts';

/** Users of one AS in one country, one a row, in the order of the lines. */
export type IspUsersRows = {
  readonly count: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: Texts;
  readonly asn: Uint32Array;
  readonly users: Float64Array;
};

/** One row while its fields are taken. */
type Row = { country: string; asn: number; users: number };

/** The columns that count, which write their fields to `outRow`. */
function userColumns(outRow: Row): FieldShape[] {
  return [
    {
      name: 'country',
      take: (bytes, start, end) => {
        outRow.country = textOfBytes(bytes, start, Math.min(end, start + 4));
        const isCode = /^[A-Z]{2}$/.test(outRow.country) && end === start + 2;
        return isCode ? undefined : broken('the country is not two capital letters');
      },
    },
    {
      name: 'asn',
      take: (bytes, start, end) => {
        outRow.asn = readAsn(bytes, start, end);
        return Number.isNaN(outRow.asn) ? broken('this is not an AS number') : undefined;
      },
    },
    {
      name: 'users_est',
      take: (bytes, start, end) => {
        outRow.users = readNumber(bytes, start, end);
        const isFit = outRow.users >= 0 && outRow.users <= 1e10;
        return isFit ? undefined : broken('this is not a number of users');
      },
    },
  ];
}

function ispUsersTable(): ImportTable<IspUsersRows> {
  const country: string[] = [];
  const asns = growing(Uint32Array);
  const amounts = growing(Float64Array);
  const seen = new Set<string>();
  const row: Row = { country: '', asn: 0, users: 0 };
  const endRow = (_: number, isSound: boolean) => {
    if (!isSound) return undefined;
    const key = `${row.country} ${row.asn}`;
    if (seen.has(key))
      return { column: 'asn', fault: broken('this AS and country were there before') };
    seen.add(key);
    country.push(row.country);
    append(asns, row.asn);
    append(amounts, row.users);
    return undefined;
  };
  const form = { mayHaveTabs: true } as const;
  return {
    shape: { name: 'users', form, columns: userColumns(row), endRow },
    rows: () => {
      const [asn, users] = [rowsOf(asns), rowsOf(amounts)];
      return { count: asn.length, country, asn, users };
    },
  };
}

/**
 * Rows under a header that has country, asn and users_est in any order, tabs or commas between;
 * other columns are not used. A second line of one AS and country is broken. Never throws.
 */
export function parseIspUsers(bytes: Uint8Array): Imported<IspUsersRows> {
  return parseImport(ispUsersTable(), bytes);
}

/** The same from the file at `path`. */
export function readIspUsers(path: string): Promise<Imported<IspUsersRows>> {
  return readImport(ispUsersTable(), path, inputKinds.ispUsers);
}

// How many Internet users has which network in which country?
import type { Texts } from '@fairlead/core';
import { inputKinds } from '../load/input-kinds.ts';
import { amounts, takeAmount } from '../load/table/amounts.ts';
import type { FieldShape } from '../load/table/row-shape.ts';
import { append, growing, rowsOf } from '../load/world/columns.ts';
import { addPair, createPairs } from '../load/world/pairs.ts';
import { broken, type Imported, type ImportTable, parseImport, readImport } from './read-rows.ts';

/** Users of one AS in one country, one a row, in the order of the lines. */
export type IspUsersRows = {
  readonly count: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: Texts;
  readonly asn: Uint32Array;
  readonly users: Float64Array;
};

/** One row while its fields are taken. */
type Row = { code: number; asn: number; users: number };

/** The columns that count, which write their fields to `outRow`. */
function userColumns(outRow: Row): FieldShape[] {
  return [
    {
      name: 'country',
      take: (bytes, start, end) => {
        const first = (bytes[start] ?? 0) - 65;
        const second = (bytes[start + 1] ?? 0) - 65;
        outRow.code = first * 26 + second;
        const isLetter = (letter: number) => letter >= 0 && letter < 26;
        const isCode = end === start + 2 && isLetter(first) && isLetter(second);
        return isCode ? undefined : broken('the country is not two capital letters');
      },
    },
    {
      name: 'asn',
      take: takeAmount(amounts.asn, (asn) => {
        outRow.asn = asn;
      }),
    },
    {
      name: 'users_est',
      take: takeAmount(amounts.users, (users) => {
        outRow.users = users;
      }),
    },
  ];
}

/** The texts of all codes, so that equal ones are one text. */
const codes = Array.from({ length: 26 * 26 }, (_, code) =>
  String.fromCharCode(65 + Math.floor(code / 26), 65 + (code % 26)),
);

function ispUsersTable(): ImportTable<IspUsersRows> {
  const countries = growing(Uint32Array);
  const asns = growing(Uint32Array);
  const amountsOf = growing(Float64Array);
  const pairs = createPairs(countries, asns);
  const row: Row = { code: 0, asn: 0, users: 0 };
  const endRow = (_: number, isSound: boolean) => {
    if (!isSound) return undefined;
    append(countries, row.code);
    append(asns, row.asn);
    if (!addPair(pairs, asns.count - 1)) {
      countries.count--;
      asns.count--;
      return { column: 'asn', fault: broken('this AS and country were there before') };
    }
    append(amountsOf, row.users);
    return undefined;
  };
  const form = { mayHaveTabs: true } as const;
  return {
    shape: { name: 'users', form, columns: userColumns(row), endRow },
    rows: () => {
      const [asn, users] = [rowsOf(asns), rowsOf(amountsOf)];
      const country = Array.from(rowsOf(countries), (code) => codes[code] ?? '');
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

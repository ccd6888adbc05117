// How many Internet users has which network in which country?
import type { Texts } from '@fairlead/core';
import { append, growing, readNumber, rowsOf } from '../load/world/columns.ts';
import { type Imported, readLines } from './lines.ts';

/** Users of one AS in one country, one a row, in the order of the lines. */
export type IspUsersRows = {
  readonly count: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: Texts;
  readonly asn: Uint32Array;
  readonly users: Float64Array;
};

const header = 'country\tasn\tpct_of_country_users\tusers_est';

/**
 * Rows of `country TAB asn TAB percent TAB users` lines under a header. The percentage is not
 * used. A second line of one AS and country is broken. Never throws.
 */
export function parseIspUsers(bytes: Uint8Array): Imported<IspUsersRows> {
  const country: string[] = [];
  const asn = growing(Uint32Array);
  const users = growing(Float64Array);
  const seen = new Set<string>();
  const bad = readLines(bytes, 4, (place, fields, line) => {
    const text = (k: number) =>
      Buffer.from(bytes.subarray(place[2 * k], place[2 * k + 1])).toString();
    if (line === 1) {
      const found = Buffer.from(bytes.subarray(0, place[2 * fields - 1])).toString();
      return found === header ? undefined : { path: '', text: `the header is not ${header}` };
    }
    if (fields !== 4) return { path: '', text: `${fields} fields instead of 4` };
    if (!/^[A-Z]{2}$/.test(text(0)))
      return { path: 'country', text: 'the country is not two capital letters' };
    const origin = readNumber(bytes, place[2] as number, place[3] as number);
    if (!Number.isInteger(origin) || origin < 1 || origin > 0xffffffff)
      return { path: 'asn', text: 'this is no AS number' };
    const amount = readNumber(bytes, place[6] as number, place[7] as number);
    if (!(amount >= 0 && amount <= 1e10))
      return { path: 'users_est', text: 'this is no number of users' };
    const key = `${text(0)} ${origin}`;
    if (seen.has(key)) return { path: 'asn', text: 'this AS and country were there before' };
    seen.add(key);
    country.push(text(0));
    append(asn, origin);
    append(users, amount);
    return undefined;
  });
  return { ...bad, rows: { count: asn.count, country, asn: rowsOf(asn), users: rowsOf(users) } };
}

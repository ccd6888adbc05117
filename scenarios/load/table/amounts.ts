// Which numbers may stand in a table that is no table of a world, and what is said of others?
import { type BoundsRule, fits, quoted } from '@fairlead/core';
import { textOfBytes } from '../world/byte-index.ts';
import { readNumber, type Take } from '../world/columns.ts';

/** Numbers in a range, and their unit. */
type Amount = BoundsRule & { readonly unit: string };

/**
 * All kinds of numbers that tables beside those of a world have: `tableRules` of core has theirs.
 * The limits are far above what there is, and far below what overflows when it is added up.
 */
export const amounts = {
  /** A file at a terabit a second is a slip in the unit. */
  bitrate: { min: 1, max: 1e12, unit: 'bits per second' },
  /** A row has less than an exabyte: no network carries more in a day. */
  traffic: { min: 0, max: 1e18, unit: 'bytes' },
  /** More users than there are people on the line: a slip in the unit. */
  users: { min: 0, max: 1e10, unit: 'users' },
  asn: { min: 1, max: 0xffffffff, isWhole: true, unit: 'as an AS number' },
} as const satisfies { readonly [name: string]: Amount };

/** `1e12`, but `4294967295`. */
const shown = (limit: number): string =>
  limit >= 1e9 && /^10+$/.test(String(limit)) ? limit.toExponential().replace('+', '') : `${limit}`;

/**
 * Hands the number in a field to `onValue`. What is none of `amount` is a fault that says what was
 * expected: words, a zero below 0, a number beyond the limits.
 */
export function takeAmount(amount: Amount, onValue: (value: number) => void): Take {
  const { min, max, isWhole, unit } = amount;
  const expected = `expected ${isWhole ? 'a whole number, ' : ''}${min} to ${shown(max)} ${unit}`;
  return (bytes, start, end) => {
    const value = readNumber(bytes, start, end);
    onValue(value);
    if (fits(amount, value)) return undefined;
    const found = quoted(textOfBytes(bytes, start, Math.min(end, start + 240)));
    return { code: 'bad-value', text: () => `${expected}, found ${found}` };
  };
}

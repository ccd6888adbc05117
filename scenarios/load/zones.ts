// Which UTC offset does a time zone have, when? From a pinned release of the zone database.
import { createRequire } from 'node:module';
import { type Fault, type Problem, quoted, worldFaults } from '@fairlead/core';
import type { ZoneRules } from '@fairlead/sim';
import { closest } from 'fastest-levenshtein';

type PackedZones = {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
};

/**
 * The data alone, never the library: neither `Intl` nor the machine's own zone is asked. Packed
 * by moment-timezone from the IANA zone database; the rules of every year up to 2037 are spelled
 * out, and the last offset holds from then on.
 */
const packed: PackedZones = createRequire(import.meta.url)(
  'moment-timezone/data/packed/latest.json',
);

/** The release of the IANA zone database that the rules come from, such as `2026f`. */
export const zoneRelease: string = packed.version;

/**
 * Offsets of `zones` between `fromMs` and `toMs`, in the shape that a simulation takes: per zone
 * the offset that holds at `fromMs` first (from ever), then each change up to `toMs`. A zone that
 * the release does not know is a problem at its place in `zones`, with the nearest known name.
 */
export function zoneRules(
  zones: readonly string[],
  fromMs: number,
  toMs: number,
): { readonly rules: ZoneRules; readonly problems: readonly Problem[] } {
  const packedByName = zoneTable();
  const rules: { [zone: string]: ZoneRules[string] } = {};
  const problems: Problem[] = [];
  for (const [place, zone] of zones.entries()) {
    const text = packedByName.get(zone);
    if (text !== undefined) {
      rules[zone] ??= offsetsBetween(text, fromMs, toMs);
      continue;
    }
    const { code, text: say } = unknownZone(zone, packedByName);
    problems.push({ code, path: `zones[${place}]`, text: say() });
  }
  return { rules, problems };
}

function unknownZone(zone: string, known: ReadonlyMap<string, string>): Fault {
  const near = () => closest(zone.slice(0, 60), [...known.keys()]);
  return worldFaults.zone(
    () => quoted(zone),
    () => `of release ${zoneRelease}; did you mean ${quoted(near())}?`,
  );
}

/** The function that says what is wrong with the name of a zone. */
export function zoneChecker(): (zone: string) => Fault | undefined {
  const known = zoneTable();
  return (zone) => (known.has(zone) ? undefined : unknownZone(zone, known));
}

/** Packed text of every zone and of every other name of it. */
function zoneTable(): ReadonlyMap<string, string> {
  const table = new Map(packed.zones.map((text) => [text.slice(0, text.indexOf('|')), text]));
  for (const link of packed.links) {
    const [zone = '', name = ''] = link.split('|');
    const text = table.get(zone);
    if (text !== undefined) table.set(name, text);
  }
  return table;
}

/**
 * Reads `name|abbreviations|offsets|turns|changes|population`: offsets in minutes west, turns one
 * digit each (row of the offset), changes in minutes since the change before, all to base 60.
 */
function offsetsBetween(text: string, fromMs: number, toMs: number): ZoneRules[string] {
  const [, , offsets = '', turns = '', changes = ''] = text.split('|');
  const offsetMs = offsets.split(' ').map((digits) => Math.round(fromBase60(digits) * -60000) + 0);
  const gapMs = changes.split(' ').map((digits) => fromBase60(digits) * 60000);
  const fromOut = [-Infinity];
  const offsetOut: number[] = [];
  let sinceMs = -Infinity;
  for (const [turn, digit] of [...turns].entries()) {
    const offset = offsetMs[fromBase60(digit)] ?? 0;
    if (sinceMs <= fromMs) offsetOut[0] = offset;
    else if (sinceMs <= toMs && offset !== offsetOut[offsetOut.length - 1]) {
      fromOut.push(sinceMs);
      offsetOut.push(offset);
    }
    sinceMs = Math.round((turn === 0 ? 0 : sinceMs) + (gapMs[turn] ?? 0));
  }
  return { fromMs: Float64Array.from(fromOut), offsetMs: Float64Array.from(offsetOut) };
}

const digits60 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

/** A number written with the digits 0-9, a-z, A-X, with sign and fraction: `-2r.g`. */
function fromBase60(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const [whole = '', fraction = ''] = (sign < 0 ? text.slice(1) : text).split('.');
  let number = 0;
  for (const digit of whole) number = number * 60 + digits60.indexOf(digit);
  let unit = 1;
  for (const digit of fraction) {
    unit /= 60;
    number += digits60.indexOf(digit) * unit;
  }
  return sign * number;
}

// What befell the members of each network and country?
import { linkKinds, type World } from '@fairlead/core';
import { offsetAt } from '../../demand/diurnal.ts';
import type { Conductor } from '../../loops/conductor.ts';
import { causeCount, causes, deliveredEndings } from '../../measures/account.ts';
import type { Slice } from '../../measures/window.ts';
import type { Window } from '../read-window.ts';
import type { Series } from '../result.ts';
import { type Column, columnsOver, fixed, table } from './table.ts';

/** What befell the members of each network, and of each country. */
export function placeTables(world: World, conductor: Conductor, window: Window): Series[] {
  const { share } = conductor.setup;
  const countries = window.countries.map(([, slice]) => slice);
  return [
    placeTable('networks', share, window.networks, networkKeys(world, conductor)),
    placeTable('countries', share, countries, countryKeys(world, conductor)),
  ];
}

function networkKeys({ networks }: World, { setup }: Conductor): Column[] {
  return [
    fixed('asn', Float64Array.from(networks.asn)),
    fixed('name', networks.name),
    fixed('country', networks.country),
    fixed('members', networks.members),
    fixed('has_embedded', Float64Array.from(setup.hasEmbedded)),
  ];
}

/** Countries, and the local time that most of their members live by when the window begins. */
function countryKeys({ metros }: World, { setup }: Conductor): Column[] {
  const { places, audience, zones, timeline } = setup;
  const names = [...new Set(metros.timezone)].sort();
  const members = new Float64Array(places.countryIds.length * zones.length);
  for (let metro = 0; metro < audience.count; metro++) {
    const country = places.country[places.ofMetro[metro]];
    members[country * zones.length + audience.zone[metro]] += audience.members[metro];
  }
  const zoneOf = places.countryIds.map((_, row) => {
    const own = members.subarray(row * zones.length, (row + 1) * zones.length);
    return own.reduce((most, count, zone) => (count > own[most] ? zone : most), 0);
  });
  const fromMs = timeline.startMs + timeline.fromMs;
  return [
    fixed('country', places.countryIds),
    fixed(
      'timezone',
      zoneOf.map((zone) => names[zone]),
    ),
    fixed(
      'utc_offset_ms',
      Float64Array.from(zoneOf, (zone) => offsetAt(zones[zone], fromMs)),
    ),
  ];
}

/** What befell the members of each place. */
function placeTable(
  name: string,
  share: number,
  slices: readonly Slice[],
  keys: readonly Column[],
): Series {
  const of = columnsOver(slices);
  const bytes = (column: string, cells: (ending: number, cause: number) => boolean) =>
    of.amount(`${column}_bytes`, (slice) => bytesOf(slice, cells));
  return table(name, share, [
    ...keys,
    of.wholeAmount('sessions', ({ times }) => Number(times.starts)),
    bytes('asked', () => true),
    ...linkKinds.map((kind, k) => bytes(kind, (ending) => ending === k)),
    bytes('unserved', (ending) => ending >= deliveredEndings),
    ...causes.slice(1).map((cause, k) => bytes(`miss_${cause}`, (_, own) => own === k + 1)),
    of.wholeAmount('wanted_ms', ({ times }) => Number(times.wantedMs)),
    of.wholeAmount('stalled_ms', ({ times }) => Number(times.stalledUs / 1000n)),
    of.wholeAmount('errors', ({ times }) => Number(times.erred)),
  ]);
}

function bytesOf({ cells }: Slice, isMeant: (ending: number, cause: number) => boolean): number {
  let sum = 0n;
  cells.forEach((bits, cell) => {
    if (isMeant(Math.floor(cell / causeCount), cell % causeCount)) sum += bits;
  });
  return Number(sum) / 8000;
}

// Which world do a size and a seed give? Networks and their prefixes, then all that stands around.
import { assert, type World } from '@fairlead/core';
import { furnishWorld, usersOf } from './furnish.ts';
import { type CountryDemand, drawNetworks, membersPerInhabitant } from './networks/networks.ts';
import { drawPrefixes } from './networks/prefixes.ts';
import type { CountryRow, Place, Progress, WorldSpec } from './rows.ts';

/** Countries of a world for which the spec names none; a global one takes the largest 190. */
const defaultCountries = { small: ['GR', 'IE', 'NL'], country: ['NL'] } as const;
const globalCountries = 190;

/** Share of its countries' members that a small world has: 1.6 M of IE, NL and GR. */
const smallShare = 0.28;

/**
 * Networks of a country in a world of each size, relative to the formula's median: 16,000 in a
 * global world, some 60 in a small one.
 */
const networkScale = { small: 0.5, country: 1, global: 2.45 } as const;

/**
 * A world of the given size: same spec and rows, same world. A country's networks, metros and
 * prefix lengths depend on that country alone; addresses and what exchanges see of it do not.
 * `places` are the towns of at least the countries asked for. Throws where none of them is known.
 */
export function generateWorld(
  spec: WorldSpec,
  places: readonly Place[],
  countries: readonly CountryRow[],
  progress: Progress = () => {},
): World {
  progress(0, 'networks');
  const demand = demandOf(spec, places, countries);
  assert(demand.length > 0, 'the countries of a world are among the rows and have places');
  const networks = drawNetworks(spec.seed, demand, networkScale[spec.size]);
  progress(0.05, 'prefixes');
  const announced = drawPrefixes(spec.seed, networks, usersOf(networks, countries));
  return furnishWorld({
    size: spec.size,
    seed: spec.seed,
    networks,
    announced,
    places,
    countries,
    progress: (done, text) => progress(0.15 + 0.85 * done, text),
  });
}

/** Users and members of every country of the world, sorted by code. */
function demandOf(
  spec: WorldSpec,
  places: readonly Place[],
  countries: readonly CountryRow[],
): CountryDemand[] {
  const inhabitants = new Map<string, number>();
  for (const { country, population } of places)
    inhabitants.set(country, (inhabitants.get(country) ?? 0) + population);
  const asked =
    spec.countries ?? (spec.size === 'global' ? undefined : defaultCountries[spec.size]);
  const share = spec.size === 'small' ? smallShare : 1;
  const all = countries
    .filter(({ code }) => asked === undefined || asked.includes(code))
    .map((country) => {
      const users = inhabitants.get(country.code) ?? 0;
      return { country, users, members: users * membersPerInhabitant(country) * share };
    })
    .filter(({ members }) => members > 0)
    .sort((a, b) => b.members - a.members || (a.country.code < b.country.code ? -1 : 1));
  const chosen = asked === undefined ? all.slice(0, globalCountries) : all;
  const members = chosen.reduce((sum, row) => sum + row.members, 0);
  const factor = spec.members === undefined ? 1 : spec.members / members;
  return chosen
    .map((row) => ({ ...row, members: row.members * factor }))
    .sort((a, b) => (a.country.code < b.country.code ? -1 : 1));
}

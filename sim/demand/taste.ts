// How much does a country like a title, relative to other countries?
import { hashId, type Numbers, pair, type Titles, titleKinds } from '@fairlead/core';
import { languageOfCountry, regionOfCountry } from '../generate/regions.ts';
import { lognormalTable, quantileAt } from '../random/quantiles.ts';

/**
 * Spread of ln of the taste of a region and of a country for a title: the moment fit of the lists
 * of 94 countries, 2021-07 to 2022-06 (scores kap .485 and sg .686 for films, .683 and .674 for
 * seasons), times .85: of a weekly list the tenth has .14 of the hours of the first (median), so a
 * score of 1 is e^.85 in hours.
 */
const regionSpread = { film: 0.41, tv: 0.58 };
const countrySpread = { film: 0.58, tv: 0.57 };

/**
 * A title in the language of the country, relative to the same title elsewhere. Of two top tens
 * with Jaccard .29, a common language adds .11 to .12: the share in common grows by about a third.
 */
const languageFactor = 1.35;

const regionNoise = {
  film: lognormalTable(1, regionSpread.film),
  tv: lognormalTable(1, regionSpread.tv),
};
const countryNoise = {
  film: lognormalTable(1, countrySpread.film),
  tv: lognormalTable(1, countrySpread.tv),
};

/**
 * Taste of `country` for every title, in `out`: 0 for titles of another content region, 1 for those
 * that all countries like as much (`taste` 0), else the language's factor times a lasting liking of
 * the region and one of the country. The likings hang on ids alone (`hash` has `hashId` of each
 * title): no seed and no other title moves them.
 */
export function tasteOf(country: string, titles: Titles, hash: Numbers, out: Float64Array): void {
  const region = regionOfCountry(country);
  const language = languageOfCountry(country);
  const regionHash = hashId(region);
  const countryHash = hashId(country);
  for (let title = 0; title < titles.count; title++) {
    const only = titles.region[title];
    if (only !== '' && only !== region) {
      out[title] = 0;
      continue;
    }
    const kind = titleKinds[titles.kind[title]] === 'tv' ? 'tv' : 'film';
    const liking =
      quantileAt(regionNoise[kind], pair(hash[title], regionHash)) *
      quantileAt(countryNoise[kind], pair(hash[title], countryHash));
    const all = titles.language[title] === language ? liking * languageFactor : liking;
    const part = titles.taste?.[title] ?? 0;
    out[title] = part === 0 ? 1 : part === 1 ? all : Math.exp(part * Math.log(all));
  }
}

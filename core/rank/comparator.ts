// What does a ranking look at? One candidate, and criteria that each read one key from it.

/** One cluster as seen from a vantage: its best covering route and where it is. */
export type Candidate = {
  cluster: number;
  link: number;
  prefixLength: number;
  asPathLength: number;
  med: number;
  /** Whole kilometres from the client's metro to the site; 0 where the metro is unknown. */
  distanceKm: number;
  /** Code in `linkKinds` of the route's link. */
  linkKind: number;
  /** The lesser of the link's and of all the cluster's appliances' declared capacity, bit/s. */
  capacityBps: number;
  /** Of a Mbit/s over the link; 0 where nobody says. */
  costPerMbps: number;
};

/** A criterion of a ranking: the candidate with the smaller key comes first. */
export type Comparator = {
  readonly name: string;
  /** Lists of comparators are in ascending order of place. */
  readonly place: number;
  /** What `key` looks at: where none of it changes, no rank does. */
  readonly reads: readonly (keyof Candidate)[];
  readonly key: (candidate: Readonly<Candidate>) => number;
};

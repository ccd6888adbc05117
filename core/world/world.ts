// What does the fleet and the network look like, as declared? One table per CSV table.
import type { Texts } from '../base/columns.ts';

/** Codes of `Sites.kind`: the place in the list. */
export const siteKinds = ['embedded', 'ix'] as const;
/** Codes of `Links.kind`: the place in the list. */
export const linkKinds = ['embedded', 'pni', 'ix', 'transit'] as const;
/** Codes of `Appliances.state`: the place in the list. */
export const applianceStates = ['up', 'draining', 'down'] as const;
/** Codes of `Routes.rpki`: the place in the list. */
export const rpkiStates = ['valid', 'invalid', 'unknown'] as const;

/** Codes of kinds that rules speak of. */
export const embeddedSite = siteKinds.indexOf('embedded');
export const exchangeSite = siteKinds.indexOf('ix');
export const transitLink = linkKinds.indexOf('transit');

/** What RFC 6811 calls `unknown`; read as that, and not written. */
export const rpkiNotFound = 'not-found';
/** Codes of `Titles.kind`: the place in the list. */
export const titleKinds = ['film', 'tv', 'event'] as const;

/**
 * Address prefixes of both families, one a row. IPv4 stands in `word0`; the other words are 0.
 * Host bits are 0.
 */
export type PrefixColumns = {
  readonly count: number;
  /** 4 or 6. */
  readonly family: Uint8Array;
  /** Bits of the prefix: 0..32 or 0..128. */
  readonly length: Uint8Array;
  readonly word0: Uint32Array;
  readonly word1: Uint32Array;
  readonly word2: Uint32Array;
  readonly word3: Uint32Array;
};

/** `sites.csv`: degrees north and east, IANA time zones. */
export type Sites = {
  readonly count: number;
  readonly id: Texts;
  /** Code in `siteKinds`. */
  readonly kind: Uint8Array;
  readonly asn: Uint32Array;
  readonly country: Texts;
  readonly city: Texts;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly timezone: Texts;
};

/** `clusters.csv`: appliances of one site that hear the same routes. */
export type Clusters = {
  readonly count: number;
  readonly id: Texts;
  /** Row of the site. */
  readonly site: Uint32Array;
  /** Row in `World.manifestId`. */
  readonly manifest: Uint32Array;
};

/** `appliances.csv`: bits per second, bytes. */
export type Appliances = {
  readonly count: number;
  readonly id: Texts;
  readonly cluster: Uint32Array;
  readonly model: Texts;
  readonly capacityBps: Float64Array;
  readonly storageBytes: Float64Array;
  /** Code in `applianceStates`. */
  readonly state: Uint8Array;
};

/** `links.csv`: what carries the traffic of a site, bits per second. */
export type Links = {
  readonly count: number;
  readonly id: Texts;
  readonly site: Uint32Array;
  /** Code in `linkKinds`. */
  readonly kind: Uint8Array;
  /** AS number on the far side; 0 where there is none. */
  readonly peerAsn: Uint32Array;
  readonly capacityBps: Float64Array;
  /** Of a Mbit/s, in whatever money, from 0; absent: nobody says, and all cost 0. */
  readonly costPerMbps?: Float64Array | undefined;
};

/** AS paths, each stored once: path `p` is `asn[start[p]] … asn[start[p + 1] - 1]`. */
export type Paths = {
  readonly count: number;
  /** count + 1 rows. */
  readonly start: Uint32Array;
  readonly asn: Uint32Array;
};

/** `routes.csv`: what a cluster heard over BGP, and over which link. */
export type Routes = {
  readonly count: number;
  readonly cluster: Uint32Array;
  /** Row in `World.prefixes`. */
  readonly prefix: Uint32Array;
  /** Row in `World.paths`. */
  readonly path: Uint32Array;
  readonly med: Uint32Array;
  readonly link: Uint32Array;
  /** Code in `rpkiStates`. */
  readonly rpki: Uint8Array;
};

/** `networks.csv`: members of each autonomous system. */
export type Networks = {
  readonly count: number;
  /** AS number; unique. */
  readonly asn: Uint32Array;
  readonly name: Texts;
  readonly country: Texts;
  readonly members: Float64Array;
};

/** `metros.csv`: where members of a network live. */
export type Metros = {
  readonly count: number;
  readonly id: Texts;
  readonly asn: Uint32Array;
  readonly country: Texts;
  readonly city: Texts;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly timezone: Texts;
  readonly members: Float64Array;
};

/** `prefixes.csv`: where the clients of a prefix are. */
export type Clients = {
  readonly count: number;
  /** Row in `World.prefixes`. */
  readonly prefix: Uint32Array;
  readonly asn: Uint32Array;
  readonly metro: Uint32Array;
};

/** `fallback.csv`, optional: about where the clients are of whom `prefixes.csv` says nothing. */
export type Fallback = {
  readonly count: number;
  /** Row in `World.prefixes`; no two rows name one. */
  readonly prefix: Uint32Array;
  readonly metro: Uint32Array;
};

/** `titles.csv`: runtime in hours, weight of demand without unit. */
export type Titles = {
  readonly count: number;
  readonly id: Texts;
  /** Code in `titleKinds`. */
  readonly kind: Uint8Array;
  readonly language: Texts;
  /** Content region whose members want it; empty: all. */
  readonly region: Texts;
  /** Days since 1970-01-01; NaN: always there. */
  readonly releasedDay: Float64Array;
  readonly runtimeH: Float64Array;
  readonly weight: Float64Array;
  /** How far countries differ in liking it: 0 not at all, 1 as they do; absent: 0. */
  readonly taste?: Float64Array;
};

/** `files.csv`: encodings of titles, bytes and bits per second. */
export type Files = {
  readonly count: number;
  readonly id: Texts;
  readonly title: Uint32Array;
  readonly sizeBytes: Float64Array;
  readonly bitrateBps: Float64Array;
};

/** `manifests.csv`: what a manifest holds. */
export type Manifests = {
  readonly count: number;
  /** Row in `World.manifestId`. */
  readonly manifest: Uint32Array;
  readonly file: Uint32Array;
  readonly copies: Uint32Array;
};

/** A world as declared: the tables of a world folder in columns, rows in their order. */
export type World = {
  /** Every distinct prefix that routes and clients name. */
  readonly prefixes: PrefixColumns;
  readonly paths: Paths;
  /** Names of the manifests that clusters hold. */
  readonly manifestId: Texts;
  readonly sites: Sites;
  readonly clusters: Clusters;
  readonly appliances: Appliances;
  readonly links: Links;
  readonly routes: Routes;
  readonly networks: Networks;
  readonly metros: Metros;
  readonly clients: Clients;
  readonly fallback?: Fallback | undefined;
  readonly titles: Titles;
  readonly files: Files;
  readonly manifests: Manifests;
};

// The table of contents of the core: pure decisions, the same in production and simulation.

export { assert } from './base/assert.ts';
export type { Numbers, Texts } from './base/columns.ts';
export { hashBytes, hashId, hashIdBytes, pair, scramble } from './base/hash.ts';
export type {
  ApplianceId,
  ClusterId,
  FileId,
  Id,
  LinkId,
  SiteId,
  VantageId,
} from './base/ids.ts';
export { noRow } from './base/ids.ts';
export type { Problem } from './base/problem.ts';
export { compareUtf8, decodeUtf8, encodeUtf8 } from './base/utf8.ts';
export type { PrefixFault } from './prefix/address.ts';
export { hostBitsAreZero, notAnAddress, readAddress, readPrefix, unmap } from './prefix/address.ts';
export { addressText, parseAddress, prefixText, shortenedText } from './prefix/text.ts';
export type { PathPool, PrefixPool } from './world/pools.ts';
export { pathPool, prefixPool } from './world/pools.ts';
export type {
  Appliances,
  Clients,
  Clusters,
  Files,
  Links,
  Manifests,
  Metros,
  Networks,
  Paths,
  PrefixColumns,
  Routes,
  Sites,
  Titles,
  World,
} from './world/world.ts';
export { applianceStates, linkKinds, rpkiStates, siteKinds, titleKinds } from './world/world.ts';

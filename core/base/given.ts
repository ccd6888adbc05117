// Is what a door was given of the kind that it works with?
import { breakPromise } from './assert.ts';

/**
 * Members by which a kind is known: whoever makes one gives it all of them. They tell what was
 * mixed up, undefined or null; what stands in the members is for those who read it.
 */
const hallmarks = {
  admission: ['verdict', 'reasons'],
  answer: ['names', 'decision', 'scratch'],
  basis: ['snapshot', 'state'],
  batch: ['snapshot', 'kernel', 'scratch'],
  belief: ['healthy', 'shedShare'],
  client: ['family', 'words', 'vantage'],
  served: ['appliance', 'link'],
  claims: ['notBeforeS', 'expiresS', 'host', 'path', 'network'],
  compiler: ['snapshot', 'propose', 'retain'],
  decision: ['snapshot', 'targetAppliance', 'scratch'],
  drain: ['state', 'sinceMs', 'deadlineMs'],
  fileLoads: ['load', 'sizeBytes'],
  fleet: ['health', 'leases', 'isCut'],
  fleetHealth: ['applianceCount', 'says', 'scratch'],
  fleetRule: ['health', 'observerWeights', 'lease'],
  generations: ['good'],
  handover: ['compiler', 'serving', 'kept'],
  instance: ['snapshot', 'state', 'counts', 'generations'],
  leases: ['renewedMs', 'isLeased'],
  loadReports: ['table', 'loads', 'measuredMs'],
  loads: ['own', 'turnover', 'reported'],
  mark: ['own', 'turnover', 'shedMs'],
  needWords: ['capabilities', 'territories'],
  names: ['snapshot', 'site', 'appliance'],
  offer: ['verdict'],
  pathwayTable: ['snapshot', 'options', 'pathways'],
  plan: ['ttlS', 'fallbackIds', 'variants', 'renditions'],
  record: ['stamp', 'request', 'outcome'],
  request: ['vantage', 'file', 'fileHash', 'sessionHash', 'want'],
  rowMap: ['appliance', 'link', 'buffer'],
  sample: ['count', 'family', 'words', 'weight'],
  seat: ['address', 'vantage'],
  set: ['has', 'size'],
  snapshot: ['bytes', 'applianceState', 'listStart'],
  spans: ['spanStart', 'spanValue', 'span6Value', 'start0'],
  stamp: ['epoch', 'sequence', 'snapshot0', 'state0'],
  state: ['appliance', 'link'],
  template: ['texts', 'names'],
  tokenKey: ['id', 'algorithm', 'fromS', 'untilS'],
  tokenRule: ['skewS', 'lifeMaxS'],
  use: ['host', 'path', 'network'],
  weights: ['now', 'base'],
  world: ['prefixes', 'paths', 'sites', 'clusters', 'links', 'routes'],
} as const;

type Marked = keyof typeof hallmarks;

/** Tables of a snapshot whose rows have ids. */
const tables = ['site', 'cluster', 'appliance', 'link', 'file'] as const;

/** Kinds that the language tells apart. */
const plain = {
  text: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number',
  count: (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0,
  function: (value: unknown) => typeof value === 'function',
  object: (value: unknown) => typeof value === 'object' && value !== null,
  list: Array.isArray,
  column: (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value),
  bytes: (value: unknown) => value instanceof Uint8Array,
  buffer: (value: unknown) =>
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer),
  view: (value: unknown) => value instanceof DataView,
  idTable: (value: unknown) => tables.some((table) => table === value),
  iterable: (value: unknown) =>
    value !== undefined && value !== null && typeof Object(value)[Symbol.iterator] === 'function',
} as const;

type Plain = keyof typeof plain;

/** What a door may be given. */
export type Kind = Marked | Plain;

/** What `value` is, without a word of what stands in it. */
function found(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/**
 * Throws `bad-argument` unless `value` is of `kind`: the first thing that a door does, once a call
 * and never in a loop. What `@hot` functions are given nobody asks.
 */
export function given(value: unknown, kind: Kind): void {
  if (kind in plain) {
    if (!plain[kind as Plain](value)) refuse(kind, found(value));
    return;
  }
  if (typeof value !== 'object' || value === null) refuse(kind, found(value));
  for (const member of hallmarks[kind as Marked])
    if ((value as { readonly [name: string]: unknown })[member] === undefined)
      refuse(kind, `an object without "${member}"`);
}

/** The same for what may be left out. */
export function givenIf(value: unknown, kind: Kind): void {
  if (value !== undefined) given(value, kind);
}

function refuse(kind: Kind, what: string): never {
  const words = kind.replace(/(?=[A-Z])/g, ' ').toLowerCase();
  return breakPromise('bad-argument', `a door that takes "${words}" was given ${what}`);
}

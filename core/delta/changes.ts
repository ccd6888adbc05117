// What can happen to a network between two snapshots, and is it sound? Ids become rows.
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { FleetColumns } from '../compile/fleet-columns.ts';
import { checkMembers } from '../door/members.ts';
import { numberText, quoted, suggestion } from '../door/wording.ts';
import { readPrefix } from '../prefix/address.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { fits, worldFaults } from '../world/faults.ts';
import { capacityRule } from '../world/rules.ts';
import { applianceStates, rpkiNotFound, rpkiStates } from '../world/world.ts';

/**
 * One change. Those of a batch happen in order.
 *
 * - `announce`: the cluster hears the prefix over the link; replaces what it heard there before.
 * - `withdraw`: the cluster no longer hears the prefix over the link, or over any where none is
 *   named. One that was not heard changes nothing, as in BGP.
 * - `appliance`: declared state or capacity in bit/s.
 * - `link`: declared capacity in bit/s; with `withdrawsRoutes` all routes over it are withdrawn,
 *   as when its sessions are lost. They come back by being announced.
 * One that says nothing of state, capacity or routes, and a member that none has, are problems.
 */
export type Change =
  | {
      readonly kind: 'announce';
      readonly cluster: string;
      readonly prefix: string;
      /** AS numbers in the path, prepends counted: 0 to 1023. */
      readonly asPathLength: number;
      /** uint32. */
      readonly med: number;
      readonly link: string;
      /** `unknown` unless told; `invalid` routes are kept and do not steer. */
      readonly rpki?: (typeof rpkiStates)[number] | typeof rpkiNotFound;
    }
  | {
      readonly kind: 'withdraw';
      readonly cluster: string;
      readonly prefix: string;
      readonly link?: string;
    }
  | {
      readonly kind: 'appliance';
      readonly appliance: string;
      readonly state?: (typeof applianceStates)[number];
      readonly capacityBps?: number;
    }
  | {
      readonly kind: 'link';
      readonly link: string;
      readonly capacityBps?: number;
      readonly withdrawsRoutes?: boolean;
    };

/** A change of a route in rows: cluster, path length, MED, link, rpki; `noRow` link: any. */
export type RouteEdit = {
  readonly family: 4 | 6;
  readonly length: number;
  readonly words: Uint32Array;
  readonly isWithdrawn: boolean;
  readonly route: Uint32Array;
};
export type FleetEdit = {
  readonly table: 'appliance' | 'link';
  readonly row: number;
  readonly state: number | undefined;
  readonly capacityBps: number | undefined;
};
/** What a sound change does; a link whose routes all go has its row in `lostLink`. */
export type Edit =
  | { readonly route: RouteEdit }
  | { readonly fleet: FleetEdit; readonly lostLink: number };

const pathMax = 1023;

type Fault = { readonly code: string; readonly field: string; readonly text: string };
const fault = (code: string, field: string, text: string): Fault => ({ code, field, text });

/** What came in, as a word: whatever it is, it does not throw. */
function said(value: unknown): string {
  if (typeof value === 'object' || typeof value === 'function') return typeof value;
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** `; did you mean "x"?`, or nothing: to look for it among all ids of a fleet takes time. */
type Near = (name: unknown, known: Iterable<string>) => string;
const near: Near = (name, known) => (typeof name === 'string' ? suggestion(name, known) : '');
const nobodyNear: Near = () => '';
/** Problems of a batch for which a name is looked for. */
const nearMax = 20;

/** Rows by id, and what a route must agree with. */
function fleetIds(snapshot: Snapshot) {
  const rowsOf = (table: 'cluster' | 'link' | 'appliance'): ReadonlyMap<string, number> =>
    new Map(readIds(snapshot, table).map((id, row) => [id, row]));
  return {
    clusters: rowsOf('cluster'),
    links: rowsOf('link'),
    appliances: rowsOf('appliance'),
    clusterSite: snapshot.clusterSite.slice(),
    linkSite: snapshot.linkSite.slice(),
  };
}
type FleetIds = ReturnType<typeof fleetIds>;

/** No row of `table` has the id `name`, or nothing is named where one must be. */
function unknown(table: string, name: unknown, hint: string): Fault {
  const text =
    name === undefined
      ? `expected the id of a ${table}, found none`
      : `no ${table} is named ${said(name)}${hint}`;
  return fault(`unknown-${table}`, table, text);
}

function readRoute(
  ids: FleetIds,
  change: Extract<Change, { kind: 'announce' | 'withdraw' }>,
  near: Near,
): Edit | Fault {
  const { clusters, links, linkSite, clusterSite } = ids;
  const out = new Uint32Array(6);
  const cluster = clusters.get(change.cluster);
  if (cluster === undefined)
    return unknown('cluster', change.cluster, near(change.cluster, clusters.keys()));
  const link = change.link === undefined ? noRow : links.get(change.link);
  if (link === undefined || (link === noRow && change.kind === 'announce'))
    return unknown('link', change.link, near(change.link, links.keys()));
  if (link !== noRow && linkSite[link] !== clusterSite[cluster])
    return fault('foreign-link', 'link', `link ${said(change.link)} is not of the cluster's site`);
  const prefix: unknown = change.prefix;
  const bytes = encodeUtf8((typeof prefix === 'string' ? prefix : said(prefix)).slice(0, 64));
  const wrong = readPrefix(bytes, 0, bytes.length, out);
  // What stands there is not repeated: it may be the address of a client.
  if (wrong !== 'ok')
    return fault(wrong, 'prefix', worldFaults.prefix(wrong, () => 'the prefix').text());
  const route = new Uint32Array([cluster, 0, 0, link, 2]);
  if (change.kind === 'announce') {
    const { asPathLength, med, rpki = 'unknown' } = change;
    if (!isWhole(asPathLength, pathMax))
      return fault('out-of-range', 'asPathLength', `${said(asPathLength)} is not in 0..${pathMax}`);
    if (!isWhole(med, 0xffffffff))
      return fault('out-of-range', 'med', `${said(med)} is not a uint32`);
    const code = rpkiStates.indexOf(rpki === rpkiNotFound ? 'unknown' : rpki);
    if (code < 0) {
      const hint = near(rpki, [...rpkiStates, rpkiNotFound]);
      return fault('unknown-rpki', 'rpki', `no RPKI state is named ${said(rpki)}${hint}`);
    }
    route.set([asPathLength, med], 1);
    route[4] = code;
  }
  const family = out[4] === 4 ? 4 : 6;
  const isWithdrawn = change.kind === 'withdraw';
  return { route: { family, length: out[5], words: out.slice(0, 4), isWithdrawn, route } };
}

function readFleet(
  ids: FleetIds,
  change: Extract<Change, { kind: 'appliance' | 'link' }>,
  near: Near,
): Edit | Fault {
  const table = change.kind;
  const id = change.kind === 'appliance' ? change.appliance : change.link;
  const rows = table === 'appliance' ? ids.appliances : ids.links;
  const row = rows.get(id);
  if (row === undefined) return unknown(table, id, near(id, rows.keys()));
  const { capacityBps } = change;
  const isNumber = typeof capacityBps === 'number';
  if (capacityBps !== undefined && !(isNumber && fits(capacityRule, capacityBps))) {
    const { min, max } = capacityRule;
    return fault('out-of-range', 'capacityBps', `${said(capacityBps)} is not in ${min}..${max}`);
  }
  const word = change.kind === 'appliance' ? change.state : undefined;
  const state = word === undefined ? undefined : applianceStates.indexOf(word);
  if (state !== undefined && state < 0)
    return fault(
      'unknown-state',
      'state',
      `no state is named ${said(word)}${near(word, applianceStates)}`,
    );
  const isLost = change.kind === 'link' ? (change.withdrawsRoutes ?? false) : false;
  if (typeof isLost !== 'boolean')
    return fault('no-boolean', 'withdrawsRoutes', `${said(isLost)} is neither true nor false`);
  const says = change.kind === 'link' ? change.withdrawsRoutes : word;
  if (capacityBps === undefined && says === undefined)
    return fault('no-effect', 'capacityBps', `nothing is said of this ${table}`);
  return { fleet: { table, row, state, capacityBps }, lostLink: isLost ? row : noRow };
}

const kinds: readonly Change['kind'][] = ['announce', 'withdraw', 'appliance', 'link'];

/** What a change has by its kind. */
const members: { readonly [kind in Change['kind']]: readonly string[] } = {
  announce: ['kind', 'cluster', 'prefix', 'asPathLength', 'med', 'link', 'rpki'],
  withdraw: ['kind', 'cluster', 'prefix', 'link'],
  appliance: ['kind', 'appliance', 'state', 'capacityBps'],
  link: ['kind', 'link', 'capacityBps', 'withdrawsRoutes'],
};

/** What a change has that none of its kind has. */
function memberFault(change: Change): Fault | undefined {
  const { kind } = change;
  if (!Object.hasOwn(members, kind)) return undefined; // told as the kind that it is not
  const [odd] = checkMembers(change, members[kind], `a change "${kind}"`);
  return odd && fault(odd.code, odd.path, odd.text);
}

function readOne(ids: FleetIds, change: Change, near: Near): Edit | Fault {
  if (typeof change !== 'object' || change === null)
    return fault('unknown-kind', 'kind', 'a change is an object');
  const odd = memberFault(change);
  if (odd !== undefined) return odd;
  if (change.kind === 'announce' || change.kind === 'withdraw') return readRoute(ids, change, near);
  if (change.kind === 'appliance' || change.kind === 'link') return readFleet(ids, change, near);
  const { kind } = change as { kind: unknown };
  const text = `${said(kind)} is none of ${kinds.join(', ')}${near(kind, kinds)}`;
  return fault('unknown-kind', 'kind', text);
}

/** Reads changes, or whatever came in as some, against the ids of a fleet, which do not change. */
export function changeReader(snapshot: Snapshot) {
  const ids = fleetIds(snapshot);
  /** The edits of a batch, or all that is wrong with it. */
  return (changes: readonly Change[]): { edits: Edit[]; problems: Problem[] } => {
    const edits: Edit[] = [];
    const problems: Problem[] = [];
    if (!Array.isArray(changes)) {
      const text = 'expected a list of changes';
      return { edits, problems: [{ code: 'bad-changes', path: 'changes', text }] };
    }
    // By number: a list with holes has changes that are none.
    for (let k = 0; k < changes.length; k++) {
      const read = readOne(ids, changes[k], problems.length < nearMax ? near : nobodyNear);
      if ('code' in read) {
        const { code, field, text } = read;
        problems.push({ code, path: `changes[${k}].${field}`, text });
      } else edits.push(read);
    }
    return { edits, problems };
  };
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

/** Does the edits to columns of the fleet. */
export function editFleet(out: FleetColumns, edits: readonly FleetEdit[]): void {
  for (const { table, row, state, capacityBps } of edits) {
    if (state !== undefined) out.applianceState[row] = state;
    if (capacityBps === undefined) continue;
    if (table === 'link') out.linkCapacityBps[row] = capacityBps;
    else {
      out.capacityBps[row] = capacityBps;
      out.inverseCapacity[row] = 1 / capacityBps;
    }
  }
}

/** Copies of the columns of the fleet with the edits done. */
export function editedFleet(snapshot: FleetColumns, edits: readonly FleetEdit[]): FleetColumns {
  const { applianceState, capacityBps, inverseCapacity, linkCapacityBps } = snapshot;
  const fleet = {
    ...snapshot,
    applianceState: applianceState.slice(),
    capacityBps: capacityBps.slice(),
    inverseCapacity: inverseCapacity.slice(),
    linkCapacityBps: linkCapacityBps.slice(),
  };
  editFleet(fleet, edits);
  return fleet;
}

/** The edits after which the fleet of `from` is declared as that of `to`, with the same rows. */
export function fleetDifference(from: FleetColumns, to: FleetColumns): Edit[] {
  const edits: Edit[] = [];
  const put = (table: 'appliance' | 'link', row: number, state: number | undefined): void => {
    const capacityBps = (table === 'link' ? to.linkCapacityBps : to.capacityBps)[row];
    edits.push({ fleet: { table, row, state, capacityBps }, lostLink: noRow });
  };
  for (let row = 0; row < to.capacityBps.length; row++)
    if (
      from.capacityBps[row] !== to.capacityBps[row] ||
      from.applianceState[row] !== to.applianceState[row]
    )
      put('appliance', row, to.applianceState[row]);
  for (let row = 0; row < to.linkCapacityBps.length; row++)
    if (from.linkCapacityBps[row] !== to.linkCapacityBps[row]) put('link', row, undefined);
  return edits;
}

// Under which names and hosts does a player find the targets of a decision?

import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { Decision } from '../decide/decision.ts';
import { expectedOneOf } from '../door/wording.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { hasSameIds, isSameColumn } from '../snapshot/same-ids.ts';
import { expand, isHostName, parseTemplate, type Template } from './template.ts';

/** What one pathway is. */
export const pathwayKinds = ['appliance', 'cluster', 'site'] as const;
/** What a pathway stands for. */
export type PathwayKind = (typeof pathwayKinds)[number];

/** What an operator decides about pathways. */
export type PathwayOptions = {
  /**
   * An appliance by default: a player that leaves a pathway leaves what it stands for, and a broken
   * box must not cost it the box's neighbours; the order of a decision is one of appliances. A
   * coarser kind is for sites that balance behind one host name.
   */
  readonly pathway?: PathwayKind;
  /**
   * Pattern of the host, with `{appliance}`, `{cluster}` or `{site}`: what tells them apart.
   * Absent: hosts are empty, which is enough for documents without clones, where ids stand alone.
   */
  readonly host?: string | undefined;
};

/** One place that a player may fetch from. */
export type Pathway = {
  /** In the characters of pathway ids: see `pathwayId`. */
  readonly id: string;
  readonly host: string;
  /** Of its first target. */
  readonly appliance: string;
  readonly cluster: string;
  readonly site: string;
  /** Rank of its first target; null in a last resort. */
  readonly rank: number | null;
};

/** Names and hosts of every appliance of a snapshot: made once, then read for each decision. */
export type PathwayTable = {
  readonly snapshot: Snapshot;
  readonly options: PathwayOptions;
  readonly pathways: readonly Omit<Pathway, 'rank'>[];
};

/**
 * `id` in the characters that pathway ids may have: letters, digits, `.`, `-`, `_`. An id of those
 * stays as it is; any other becomes `_x.` and its bytes, all but letters, digits, `.` and `-` as
 * `_hh`. Two ids never become one. Source: draft-pantos-hls-rfc8216bis, section 7.1.
 */
export function pathwayId(id: string): string {
  given(id, 'text');
  if (/^[A-Za-z0-9._-]+$/.test(id) && !id.startsWith('_x.')) return id;
  let text = '_x.';
  for (const byte of encodeUtf8(id)) {
    const letter = String.fromCharCode(byte);
    const isPlain = byte < 0x80 && /[A-Za-z0-9.-]/.test(letter);
    text += isPlain ? letter : `_${byte < 16 ? '0' : ''}${byte.toString(16)}`;
  }
  return text;
}

/** After a text that is no host name. */
const noHost = 'is not a host name: labels of letters, digits and hyphens, the last not a number';
/** Problems are counted beyond these. */
const problemsMax = 20;

function hostTemplate({ host, pathway = 'appliance' }: PathwayOptions): Template | Problem {
  const at = { code: 'bad-template', path: 'host' };
  if (!pathwayKinds.includes(pathway))
    return { ...at, path: 'pathway', text: expectedOneOf(pathwayKinds, String(pathway)) };
  if (host === undefined) return { texts: [''], names: [] };
  const template =
    typeof host === 'string' ? parseTemplate(host, pathwayKinds) : { wrong: 'expected a text' };
  if ('wrong' in template) return { ...at, text: template.wrong };
  const finer = pathwayKinds.slice(0, pathwayKinds.indexOf(pathway));
  const unknown = finer.find((kind) => template.names.includes(kind));
  if (unknown !== undefined)
    return { ...at, text: `{${unknown}} is not the same for all of one ${pathway}` };
  const isTold = template.names.includes(pathway);
  return isTold ? template : { ...at, text: `without {${pathway}} all have one host` };
}

/**
 * Pathways of every appliance of `snapshot`. Problems: `bad-template`, `bad-host` (no host name
 * after RFC 1123, or one that players read as an IPv4 address), `host-collision` (two pathways with
 * one host, letter case apart: a player that leaves one would come back to it by the other).
 * Allocates; once per snapshot.
 *
 * @example
 * const { table } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
 * console.log(table?.pathways[0]?.host.endsWith('.cdn.example')); // => true
 * const { problems } = pathwayTable(snapshot, { host: 'cdn.example' });
 * console.log(problems?.[0]?.text); // => without {appliance} all have one host
 */
export function pathwayTable(
  snapshot: Snapshot,
  options: PathwayOptions,
): Outcome<'table', PathwayTable> {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const template = hostTemplate(options);
  if ('code' in template) return { problems: [template] };
  const { pathway: kind = 'appliance' } = options;
  const problems: Problem[] = [];
  const owner = new Map<string, string>();
  const pathways = Array.from({ length: snapshot.applianceCount }, (_, row) => {
    const clusterRow = snapshot.applianceCluster[row];
    const ids = {
      appliance: readId(snapshot, 'appliance', row),
      cluster: readId(snapshot, 'cluster', clusterRow),
      site: readId(snapshot, 'site', snapshot.clusterSite[clusterRow]),
    };
    const host = expand(template, (name) => ids[name as PathwayKind]).toLowerCase();
    const path = `${kind} ${ids[kind]}`;
    const known = owner.get(host);
    if (options.host === undefined) return { id: pathwayId(ids[kind]), host, ...ids };
    if (known === undefined) {
      owner.set(host, ids[kind]);
      if (!isHostName(host)) problems.push({ code: 'bad-host', path, text: `"${host}" ${noHost}` });
    } else if (known !== ids[kind])
      problems.push({ code: 'host-collision', path, text: `has the host ${host} of ${known} too` });
    return { id: pathwayId(ids[kind]), host, ...ids };
  });
  return problems.length > 0
    ? { problems: problems.slice(0, problemsMax) }
    : { table: { snapshot, options, pathways } };
}

/**
 * The table for the snapshot that takes over: the same pathways where its appliances, clusters and
 * sites are the same, row by row, else one made anew, with the problems of `pathwayTable`.
 *
 * @example
 * const { table } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
 * const next = table && carryPathways(table, snapshot).table;
 * console.log(next?.pathways === table?.pathways); // => true
 */
export function carryPathways(
  table: PathwayTable,
  snapshot: Snapshot,
): Outcome<'table', PathwayTable> {
  given(table, 'pathwayTable');
  given(snapshot, 'snapshot');
  const { snapshot: from, options, pathways } = table;
  const isSame =
    (['site', 'cluster', 'appliance'] as const).every((each) => hasSameIds(from, snapshot, each)) &&
    isSameColumn(from.applianceCluster, snapshot.applianceCluster) &&
    isSameColumn(from.clusterSite, snapshot.clusterSite);
  return isSame ? { table: { snapshot, options, pathways } } : pathwayTable(snapshot, options);
}

/**
 * Pathways of the targets of `decision`, best first, each once. Throws `other-snapshot` where a row
 * is not in the table, and where a decision that checks was made for another snapshot than it.
 *
 * @example
 * const { table, problems } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
 * if (problems) throw new Error(problems[0]?.text);
 * const decision = createDecision(snapshot);
 * decide(snapshot, createState(snapshot), request, decision);
 * console.log(pathwaysOf(table, decision).length); // => 5
 */
export function pathwaysOf(table: PathwayTable, decision: Decision): Pathway[] {
  given(table, 'pathwayTable');
  given(decision, 'decision');
  const { snapshot, pathways } = table;
  const isForeign = decision.isChecked && decision.snapshot !== snapshot;
  assert(!isForeign, 'table and decision are of one snapshot', 'other-snapshot');
  const found: Pathway[] = [];
  for (let k = 0; k < decision.targetCount; k++) {
    const pathway = pathways[decision.targetAppliance[k]];
    const rank = decision.targetRank[k];
    assert(pathway !== undefined, 'table and decision are of one snapshot', 'other-snapshot');
    if (found.some(({ id }) => id === pathway.id)) continue;
    found.push({ ...pathway, rank: rank === noRow ? null : rank });
  }
  return found;
}

// Where does this client get this file: texts in, texts out?
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { hashIdBits } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import { decide, vantageOf } from '../decide/decide.ts';
import { createDecision, type Decision, wantMax } from '../decide/decision.ts';
import type { Request } from '../decide/request.ts';
import { unmap, unmapEmbedded } from '../prefix/address.ts';
import { scopeOf } from '../prefix/scope.ts';
import { addressCharsMax, parseWithin } from '../prefix/text.ts';
import type { Basis } from '../recall/record-fault.ts';
import type { PathwayTable } from '../reply/pathways.ts';
import { findHashed } from '../snapshot/find-file.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { assertNamesOf, createNames, type Names, nameOf } from '../snapshot/names.ts';
import { badAddress, leadOf } from './read-client.ts';
import {
  type Ask,
  type AskOptions,
  checkAsk,
  checkNames,
  hasMore,
  isId,
  isWant,
  notAnAsk,
  wantUsual,
} from './read-request.ts';
import { checkWishes, isPlain, wishesOf } from './read-wishes.ts';

/** Room for the answers of one snapshot; `steerText` overwrites it. */
export type Answer = {
  /** Of the snapshot that it is room for; `answerText` lets it follow what serves. */
  names: Names;
  /** Where hosts come from; without one `host` is empty. */
  table: PathwayTable | undefined;
  /** Those of the table by appliance row: a text is found with one read. */
  hosts: readonly string[];
  /** Rows 0 to `count - 1` of the texts are the targets, best first; the others mean nothing. */
  count: number;
  /** Ids of the targets, best first. */
  readonly appliance: string[];
  /** Their host names, where there is a table. */
  readonly host: string[];
  /** Rows, ranks, links, and who was passed over. */
  decision: Decision;
  /** What was asked of `decide`. */
  request: Request;
  /**
   * For which prefix length of the client's address, as it was written, the answer holds; -1 unless
   * `hasScope` asked for it, or where there is no answer.
   */
  scope: number;
  readonly options: AnswerOptions;
  readonly scratch: {
    readonly bytes: Uint8Array;
    readonly words: Uint32Array;
    readonly request: { -readonly [column in keyof Request]: Request[column] };
  };
};

/** What is made once: names that others use too, a table for host names, how asks are read. */
export type AnswerOptions = AskOptions & {
  readonly names?: Names;
  readonly table?: PathwayTable;
  /** Whether answers say how far they hold. Default: they do not. */
  readonly hasScope?: boolean;
};

/**
 * Room for answers of `snapshot`. Throws `other-snapshot` where names or table are of another one.
 *
 * @example
 * const targets = createAnswer(snapshot, { names: createNames(snapshot) });
 * console.log(targets.count, targets.appliance.length); // => 0 16
 */
export function createAnswer(snapshot: Snapshot, options: AnswerOptions = {}): Answer {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { names = createNames(snapshot), table } = options;
  assertNamesOf(names, snapshot);
  const isTableOf = table === undefined || table.snapshot === snapshot;
  assert(isTableOf, 'the pathway table is that of this snapshot', 'other-snapshot');
  const request = { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: wantUsual };
  return {
    names,
    table,
    hosts: hostsOf(table),
    count: 0,
    appliance: new Array<string>(wantMax).fill(''),
    host: new Array<string>(wantMax).fill(''),
    decision: createDecision(snapshot),
    request,
    scope: -1,
    options,
    scratch: { bytes: new Uint8Array(addressCharsMax), words: new Uint32Array(4), request },
  };
}

/** Hosts by appliance row. */
export function hostsOf(table: PathwayTable | undefined): readonly string[] {
  return (table?.pathways ?? []).map(({ host }) => host);
}

/** Nothing is wrong. */
export const none: readonly Problem[] = [];

/**
 * Steers one request: texts in, the ids of appliances (and their hosts) in `out`. Returns what is
 * wrong with the ask, as `readRequest` says, and then `out.count` is 0; nothing wrong: an empty
 * list. The same targets as `decide` gives. Allocates nothing but the string of an id at its first
 * use, problems, and the request of an ask with needs or wishes. Throws `other-snapshot` where
 * `out` was made for another snapshot. @hot
 *
 * @example
 * const basis = { snapshot, state: createState(snapshot) };
 * const out = createAnswer(snapshot);
 * const ask = { client: '169.192.0.7', file: 't00001-1750k', session: 's1' };
 * const problems = steerText(basis, ask, out);
 * console.log(problems.length, out.count); // => 0 5
 * for (let k = 0; k < out.count; k++) console.log(out.appliance[k]);
 */
export function steerText(basis: Basis, ask: Ask, out: Answer): readonly Problem[] {
  if (basis?.state === undefined || out?.scratch === undefined) refuseRoom(basis, out);
  const { snapshot } = basis;
  if (out.names.snapshot !== snapshot) assertNamesOf(out.names, snapshot);
  const problems = writeRequest(snapshot, ask, out);
  if (problems.length > 0) return problems;
  decide(snapshot, basis.state, out.request, out.decision, basis.policy);
  writeTexts(out);
  return none;
}

/** Throws `bad-argument` for the one of both that is none. */
function refuseRoom(basis: Basis, out: Answer): void {
  given(basis, 'basis');
  given(out, 'answer');
}

/**
 * Writes the request that an ask makes of a snapshot, and its scope where answers have one, or says
 * what is wrong with it. @hot
 */
export function writeRequest(snapshot: Snapshot, ask: Ask, out: Answer): readonly Problem[] {
  const { scratch, options } = out;
  const { request } = scratch;
  out.count = 0;
  out.scope = -1;
  if (typeof ask !== 'object' || ask === null) return [notAnAsk];
  const { client, file, session, want = wantUsual } = ask;
  const parsed = typeof client === 'string' ? parseWithin(client, scratch.bytes, scratch.words) : 0;
  if (parsed === 0 || !isId(file) || !isId(session) || !isWant(want))
    return parsed === 0 ? [badAddress(), ...checkAsk(ask)] : checkAsk(ask);
  const leadBits = parsed === 4 ? 0 : leadOf(scratch.words);
  const { readsEmbedded = false, words } = options;
  const family = (readsEmbedded ? unmapEmbedded : unmap)(parsed, scratch.words);
  request.vantage = vantageOf(snapshot, family, scratch.words);
  const fileBits = hashIdBits(file);
  request.fileHash = fileBits >>> 0;
  request.file = findHashed(snapshot, file, fileBits);
  request.sessionHash = hashIdBits(session) >>> 0;
  request.want = want;
  out.request = request;
  if (hasMore(ask) || !isPlain(ask, words)) {
    const problems = [...checkNames(ask), ...checkWishes(ask)];
    if (problems.length > 0) return problems;
    out.request = { ...request, ...wishesOf(snapshot, ask, family, words) };
  }
  if (options.hasScope)
    out.scope = scopeOf(snapshot, family, scratch.words) + (family === 6 ? 0 : leadBits);
  return none;
}

/** Writes the ids, and hosts where there is a table, of the targets that stand in the decision. */
export function writeTexts(out: Answer): void {
  const { names, hosts, decision, appliance, host } = out;
  const { targetAppliance, targetCount } = decision;
  const known = names.appliance;
  for (let k = 0; k < targetCount; k++) {
    const row = targetAppliance[k];
    const name = row < known.length ? known[row] : undefined;
    appliance[k] = name !== undefined ? name : nameOf(names, 'appliance', row);
    if (row < hosts.length) host[k] = hosts[row];
  }
  out.count = targetCount;
}

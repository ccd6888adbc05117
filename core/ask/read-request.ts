// What is asked when client, file and session come in as texts?
import { given, givenIf } from '../base/given.ts';
import { hashId } from '../base/hash.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { wantMax } from '../decide/decision.ts';
import type { Request } from '../decide/request.ts';
import { checkMembers, countMembers } from '../door/members.ts';
import { findHashed } from '../snapshot/find-file.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { hasLoneSurrogate } from '../world/faults.ts';
import { type Client, type ClientOptions, readClient } from './read-client.ts';
import { type AskWishes, type AskWords, checkWishes, isPlain, wishesOf } from './read-wishes.ts';

/** A request as a service gets it. */
export type Ask = {
  /** An address. */
  readonly client: string;
  /** Id of the file. */
  readonly file: string;
  /** Id of the session: the same for all requests of one viewer, or a viewer moves about. */
  readonly session: string;
  /** Targets wanted, a whole number 1 to 16; 5 unless told. */
  readonly want?: number;
} & AskWishes;

/** What asks are read by, beside the snapshot. */
export type AskOptions = ClientOptions & {
  /** The words of the state's masks; without them every appliance is fit for all. */
  readonly words?: AskWords | undefined;
};

/** An ask as it came in, the query of a URL for example: whatever stands there is checked. */
export type Asked = { readonly [field in keyof Ask]?: unknown };

/** All that an ask may have. */
const askMembers: readonly (keyof Ask)[] = [
  ...(['client', 'file', 'session', 'want'] as const),
  ...(['servedBy', 'capabilities', 'territory', 'spread'] as const),
];

/** What is said of an ask that is no object. */
export const notAnAsk: Problem = { code: 'bad-ask', path: '', text: 'expected an object' };

/** Targets wanted unless told. */
export const wantUsual = 5;

/**
 * The request that an ask makes of a snapshot. Problems: `bad-ask` (no object), `bad-address`,
 * `bad-file` and `bad-session` (an id is a text of one character or more), `bad-want`, those of
 * wishes, `bad-served-by`, `bad-capabilities`, `bad-territory`, `bad-spread`, and `unknown-member`,
 * which names the member that was meant. Members whose names begin with `_` are for others, as
 * `_HLS_pathway` that a player adds to a URL, and are passed over. A file that nobody holds is no
 * problem: it is steered to whom the contract says, and `file` is `noRow`. Nor is a `servedBy` that
 * is gone: the request is one without.
 *
 * @example
 * const ask = { client: '169.192.0.7', file: 't00001-1750k', session: 's1' };
 * const { request, problems } = readRequest(snapshot, ask);
 * if (problems) throw new Error(problems[0]?.text);
 * const out = createDecision(snapshot);
 * decide(snapshot, createState(snapshot), request, out);
 * console.log(out.targetCount, reasons[out.reason]); // => 5 ranked
 */
export function readRequest(
  snapshot: Snapshot,
  ask: Ask,
  options: AskOptions = {},
): Outcome<'request', Request> {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const problems = checkAsk(ask);
  if (problems[0] === notAnAsk) return { problems };
  const read = readClient(snapshot, ask.client, options);
  if (read.problems) return { problems: [...read.problems, ...problems] };
  if (problems.length > 0) return { problems };
  return { request: requestOf(snapshot, ask, read.client, options.words) };
}

/** The request of an ask in which nothing is wrong, by a client that was read. */
export function requestOf(snapshot: Snapshot, ask: Ask, caller: Client, words?: AskWords): Request {
  given(snapshot, 'snapshot');
  given(ask, 'object');
  given(caller, 'client');
  givenIf(words, 'needWords');
  const { vantage, family } = caller;
  const { file, session, want = wantUsual } = ask;
  given(file, 'text');
  given(session, 'text');
  const fileHash = hashId(file);
  const row = findHashed(snapshot, file, fileHash);
  const request = { vantage, file: row, fileHash, sessionHash: hashId(session), want };
  return isPlain(ask, words) ? request : { ...request, ...wishesOf(snapshot, ask, family, words) };
}

/** What is wrong with an ask, its client apart. */
export function checkAsk(ask: Ask): Problem[] {
  if (typeof ask !== 'object' || ask === null) return [notAnAsk];
  const { file, session, want = wantUsual } = ask;
  const problems = checkNames(ask);
  const check = (isFine: boolean, path: string, text: string) => {
    if (!isFine) problems.push({ code: `bad-${path}`, path, text });
  };
  check(isId(file), 'file', 'expected the id of a file');
  check(isId(session), 'session', 'expected the id of a session');
  check(isWant(want), 'want', `expected a whole number 1 to ${wantMax}`);
  return isPlain(ask, undefined) ? problems : [...problems, ...checkWishes(ask)];
}

/** Whether an ask with client, file and session has more than those and `want`. */
export function hasMore(ask: Ask): boolean {
  return countMembers(ask) > (ask.want === undefined ? 3 : 4);
}

/** The members of an ask that none has. */
export function checkNames(ask: Ask): Problem[] {
  return checkMembers(ask, askMembers, 'an ask', '_');
}

/** Whether it is a text of one character or more that UTF-8 has: hashes are over its bytes. */
export function isId(id: unknown): boolean {
  return typeof id === 'string' && id.length > 0 && !hasLoneSurrogate(id);
}

/** Whether so many targets may be wanted. */
export function isWant(want: number): boolean {
  return Number.isInteger(want) && want >= 1 && want <= wantMax;
}

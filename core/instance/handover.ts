// How does a snapshot get from the thread that compiles to one that answers, and what comes back?
import { type Admission, admit } from '../admit/admit.ts';
import { type AdmissionPolicy, assertAdmission } from '../admit/policy.ts';
import { breakPromise } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import type { Version } from '../base/version.ts';
import type { Change } from '../delta/changes.ts';
import type { Compiler, CompilerVerdict } from '../delta/compiler.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import { openSnapshot } from '../snapshot/codec.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { isRowMap, joinRows, readRowMap, rowMapBytes } from '../snapshot/row-map.ts';
import type { Effect, SnapshotEvent } from './events.ts';
import { isOne, versionOf } from './instance.ts';

/**
 * The compiler's side of one instance: what that instance serves, and what is kept for it. A value
 * of the thread that compiles; it changes by `proposeOffer` and `settleOffer` alone.
 */
export type Handover = {
  readonly compiler: Compiler;
  readonly buffer: (byteLength: number) => ArrayBufferLike;
  /** What the instance serves. */
  serving: Snapshot;
  /** What the instance keeps, each retained once. */
  kept: readonly Snapshot[];
  /** Whose content the next changes are made to, where that is not what was committed last. */
  due: Snapshot | undefined;
};

/** A judged proposal as one thread posts it to another: `readOffer` makes the event of it. */
export type Offer = {
  readonly verdict: 'proposed';
  readonly bytes: Uint8Array;
  readonly rows: ArrayBufferLike;
  readonly admission: Admission;
  readonly against: Version;
  /** What was proposed: the buffer may hold another one when the offer is read late, or again. */
  readonly of: Version;
};

/** Why there is no offer, as `CompilerVerdict` says. */
export type OfferRefusal = Extract<CompilerVerdict, { readonly verdict: 'refused' }>;

/** What may be said of a proposal: its version, the clients and the limits it is judged by. */
export type OfferOptions = {
  readonly version?: Partial<Version>;
  readonly sample?: TrafficSample;
  readonly admission?: AdmissionPolicy;
};

/**
 * A handover to an instance that begins with what `compiler` has committed. `buffer` makes what
 * both threads read: shared memory, as for the compiler, or bytes that are copied when posted.
 *
 * @example
 * const compiler = createCompiler(world);
 * const handover = createHandover(compiler, (bytes) => new SharedArrayBuffer(bytes));
 * console.log(handover.serving === compiler.snapshot()); // => true
 */
export function createHandover(
  compiler: Compiler,
  buffer: (byteLength: number) => ArrayBufferLike = (byteLength) => new ArrayBuffer(byteLength),
): Handover {
  given(compiler, 'compiler');
  given(buffer, 'function');
  const serving = compiler.snapshot();
  compiler.retain(serving);
  return { compiler, buffer, serving, kept: [serving], due: undefined };
}

/**
 * Proposes `changes`, judges them against what the instance serves and joins the rows: all that
 * takes time. One offer at a time: until it is settled the next is refused as `pending`. `changes`
 * may be anything that came in. After a rollback or an override they are made to the content that
 * serves, and what was left is not taken up again; that costs no version of its own. Throws
 * `bad-policy` where a limit of the admission is no share.
 *
 * @example
 * const compiler = createCompiler(world);
 * const change = { kind: 'appliance', appliance: 'nobody', state: 'down' } as const;
 * const offer = proposeOffer(createHandover(compiler), [change]);
 * console.log(offer.verdict, offer.verdict === 'refused' && offer.reason); // => refused bad-change
 */
export function proposeOffer(
  handover: Handover,
  changes: readonly Change[],
  options: OfferOptions = {},
): Offer | OfferRefusal {
  given(handover, 'handover');
  given(options, 'object');
  const { version, sample, admission: limits } = options;
  givenIf(version, 'object');
  givenIf(sample, 'sample');
  if (limits !== undefined) assertAdmission(limits);
  const { compiler, due, serving, buffer } = handover;
  const proposed = compiler.propose(changes, version, due);
  if (proposed.verdict === 'refused') return proposed;
  const { snapshot } = proposed;
  try {
    const { buffer: rows } = joinRows(serving, snapshot, buffer(rowMapBytes(snapshot)));
    const admission = admit(serving, snapshot, sample, limits);
    const { bytes } = snapshot;
    const [against, of] = [versionOf(serving), versionOf(snapshot)];
    return { verdict: 'proposed', bytes, rows, admission, against, of };
  } catch (error) {
    compiler.abort(snapshot); // no effect would ever settle it
    throw error;
  }
}

/**
 * The event of an offer that was posted, in the thread that answers; the bytes are read by
 * reference. Problems: where there is no offer those of the changes, or the reason that
 * `CompilerVerdict` has as a code; `reused` where the buffer holds another snapshot by now;
 * `bad-rows`; and those of `openSnapshot` with `check: 'header'`.
 *
 * @example
 * const compiler = createCompiler(world);
 * const offer = proposeOffer(createHandover(compiler), [], { version: { sequence: 5 } });
 * const { event } = readOffer(structuredClone(offer), 1000); // as a thread posts it to another
 * console.log(event?.snapshot.sequence); // => 5
 */
export function readOffer(
  offer: Offer | OfferRefusal,
  atMs: number,
): Outcome<'event', SnapshotEvent> {
  given(offer, 'offer');
  given(atMs, 'number');
  if (offer.verdict === 'refused') {
    const { reason, text, problems = [{ code: reason, path: '', text }] } = offer;
    return { problems };
  }
  const { bytes, rows, admission, against, of } = offer;
  const { snapshot, problems } = openSnapshot(bytes, { check: 'header' });
  if (problems) return { problems };
  if (!isOne(snapshot, of)) return { problems: [lateOffer] };
  if (!isRowMap(rows)) return { problems: [badRows] };
  const judged = { admission, against };
  return { event: { kind: 'snapshot', atMs, snapshot, judged, rows: readRowMap(rows) } };
}

/** It was cut on its way. */
const badRows: Problem = { code: 'bad-rows', path: 'rows', text: 'no map that joinRows wrote' };

/** Its admission would let in what nobody judged. */
const lateOffer: Problem = {
  code: 'reused',
  path: 'bytes',
  text: 'the buffer of this offer holds another snapshot by now: it came late, or again',
};

/**
 * Does in the compiler what the effects of the instance say: commits what serves, aborts what is
 * held or refused, keeps what the instance keeps and lets go of what it released. All effects of an
 * instance go here, in order; those that are not about snapshots change nothing.
 *
 * @example
 * const compiler = createCompiler(world);
 * const handover = createHandover(compiler);
 * const instance = createInstance(compiler.snapshot());
 * const { event } = readOffer(proposeOffer(handover, []), 1000);
 * const effects = event === undefined ? [] : step(instance, event);
 * settleOffer(handover, effects);
 * console.log(effects[0]?.kind, compiler.snapshot().sequence); // => served 1
 */
export function settleOffer(handover: Handover, effects: readonly Effect[]): void {
  given(handover, 'handover');
  given(effects, 'list');
  for (const effect of effects) {
    given(effect, 'object');
    if ('version' in effect && effect.version !== undefined) given(effect.version, 'object');
    switch (effect.kind) {
      case 'served':
        serve(handover, effect.version);
        break;
      case 'held':
        keepProposal(handover, effect.version);
        abort(handover, effect.version);
        break;
      case 'refused':
        if (effect.version !== undefined) abort(handover, effect.version);
        break;
      case 'rolled-back':
        goTo(handover, effect.to);
        break;
      case 'released':
        letGo(handover, effect.version);
        break;
    }
  }
}

const keptAs = ({ kept }: Handover, version: Version): Snapshot | undefined =>
  kept.find((snapshot) => isOne(snapshot, version));

/** Commits the proposal that serves now; what was held before has to be taken up again. */
function serve(handover: Handover, version: Version): void {
  const { compiler } = handover;
  const proposal = compiler.proposal();
  if (proposal === undefined || !isOne(version, proposal)) {
    goTo(handover, version);
    return;
  }
  keepProposal(handover, version);
  compiler.commit(proposal);
  handover.serving = proposal;
  handover.due = undefined;
}

function keepProposal(handover: Handover, version: Version): void {
  const proposal = handover.compiler.proposal();
  if (proposal === undefined || !isOne(version, proposal)) return;
  handover.compiler.retain(proposal);
  handover.kept = [...handover.kept, proposal];
}

/** Aborts the proposal if it is this one: another may have been on its way meanwhile. */
function abort({ compiler }: Handover, version: Version): void {
  const proposal = compiler.proposal();
  if (proposal !== undefined && isOne(version, proposal)) compiler.abort(proposal);
}

function goTo(handover: Handover, version: Version): void {
  const snapshot =
    keptAs(handover, version) ?? breakPromise('not-held', 'what serves was offered, or is kept');
  handover.serving = snapshot;
  handover.due = snapshot;
}

function letGo(handover: Handover, version: Version): void {
  const snapshot = keptAs(handover, version);
  if (snapshot === undefined) return;
  handover.kept = handover.kept.filter((one) => one !== snapshot);
  handover.compiler.release(snapshot);
}

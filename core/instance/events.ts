// What may happen to a steering instance, and what has to be done about it?
import type { Admission } from '../admit/admit.ts';
import type { AdmissionReason } from '../admit/measures.ts';
import type { Version } from '../base/version.ts';
import type { DrainRamp } from '../control/drain.ts';
import type { TrafficSample } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { RowMap } from '../snapshot/row-map.ts';
import type { InstancePolicy } from './policy.ts';

/** Which table of a snapshot a load is of. */
export type LoadTableName = 'appliance' | 'link';

/**
 * Rows are those of the snapshot that serves. `atMs` is when it was received, by the receiver's
 * monotonic clock, and `measuredMs` when it was measured, brought to the same clock.
 * - `load`: what a row carried, in the unit of the policy. It takes effect with the next tick.
 * - `health`: what one observer found of an appliance, see `HealthReport`.
 * - `lease`: something was heard of the appliance.
 * - `link`: whether the link is cut; everybody sheds one that is.
 */
export type ReportEvent = { readonly kind: 'report'; readonly atMs: number } & (
  | {
      readonly of: 'load';
      readonly table: LoadTableName;
      readonly row: number;
      readonly load: number;
      readonly measuredMs: number;
    }
  | {
      readonly of: 'health';
      readonly observer: number;
      readonly appliance: number;
      readonly isFit: boolean;
      readonly sequence: number;
      readonly boot?: number | undefined;
    }
  | { readonly of: 'lease'; readonly appliance: number }
  | { readonly of: 'link'; readonly link: number; readonly isCut: boolean }
);

/** A session of this instance starts (`load` above 0) or ends (below 0) on these rows. */
export type SessionLoad = {
  readonly atMs: number;
  readonly appliance: number;
  readonly link: number;
  readonly load: number;
};

/**
 * A new snapshot that was opened. Without `judged` it is admitted here, which costs a comparison
 * of both; whoever compared them elsewhere hands in the verdict and against which version it was.
 * `rows` are those of `joinRows`, where the caller has them.
 */
export type SnapshotEvent = {
  readonly kind: 'snapshot';
  readonly atMs: number;
  readonly snapshot: Snapshot;
  readonly sample?: TrafficSample;
  readonly judged?: { readonly admission: Admission; readonly against: Version };
  readonly rows?: RowMap;
};

/**
 * - `tick`: time passes; everything is judged anew. Once a second or a report interval.
 * - `override`: a human says why the snapshot that is held is applied all the same.
 * - `rollback`: a human says that what serves is bad.
 * - `drain`, `resume`: by id, so that no change of the fleet loses one; `deadlineMs` as in `Drain`,
 *   and with a `ramp` it takes ever more of the sessions, renewed with every tick.
 */
export type InstanceEvent =
  | ReportEvent
  | ({ readonly kind: 'session' } & SessionLoad)
  | { readonly kind: 'tick'; readonly atMs: number }
  | SnapshotEvent
  | { readonly kind: 'override'; readonly atMs: number; readonly because: string }
  | { readonly kind: 'rollback'; readonly atMs: number }
  | {
      readonly kind: 'drain';
      readonly atMs: number;
      readonly appliance: string;
      readonly deadlineMs: number;
      readonly ramp?: DrainRamp | undefined;
    }
  | { readonly kind: 'resume'; readonly atMs: number; readonly appliance: string }
  | { readonly kind: 'policy'; readonly atMs: number; readonly policy: InstancePolicy };

/**
 * What a shell does about an event: data, nothing has been run.
 * - `served`: this version serves from now on; `baked`: it is good.
 * - `held`: a human looks at the reasons. `refused`: nothing happened, and why.
 * - `rolled-back`: `from` failed or was called bad, `to` serves again.
 * - `released`: nothing here refers to this version any more.
 * - `alarm`: `contained`: decisions failed since the last tick, with a record of the first to
 *   replay; `leases-held`: so many are silent that it is our own ears; `suspect`: an observer is
 *   not believed; `no-way-back`: what fails serves on, as it was good already or no other is;
 *   `unknown-drain`: a drain of an appliance that the fleet does not have, kept until it does.
 */
export type Effect =
  | { readonly kind: 'served'; readonly version: Version; readonly overridden?: string }
  | { readonly kind: 'baked' | 'released'; readonly version: Version }
  | {
      readonly kind: 'held';
      readonly version: Version;
      readonly reasons: readonly AdmissionReason[];
    }
  | {
      readonly kind: 'refused';
      readonly what: RefusedKind;
      readonly reason: string;
      /** Of the snapshot, where one was refused. */
      readonly version?: Version;
    }
  | {
      readonly kind: 'rolled-back';
      readonly from: Version;
      readonly to: Version;
      readonly reason: 'contained' | 'asked';
    }
  | { readonly kind: 'alarm'; readonly reason: 'contained'; readonly contained: Contained }
  | { readonly kind: 'alarm'; readonly reason: 'leases-held' | 'no-way-back' }
  | { readonly kind: 'alarm'; readonly reason: 'suspect'; readonly observer: number }
  | { readonly kind: 'alarm'; readonly reason: 'unknown-drain'; readonly appliance: string };

/** Kinds of events that may be refused. */
export type RefusedKind = 'snapshot' | 'override' | 'rollback' | 'drain' | 'resume' | 'policy';

/** Decisions that failed since the last tick. */
export type Contained = {
  readonly count: number;
  /** What the first of them threw. */
  readonly text: string;
  /** The first of them as `writeRecord` keeps it; absent where not even that could be read. */
  readonly record?: Uint8Array;
};

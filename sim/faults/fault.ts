// What does a fault take away?
import type { Snapshot } from '@fairlead/core';

/** Rows of what stops working, as in the snapshot. */
export type Strike = {
  readonly appliances: readonly number[];
  readonly links: readonly number[];
  /**
   * Links whose routes are withdrawn while their site lives on, so that its clusters use others.
   * A lost site keeps its routes: it is passed over, and the loss stays visible as a miss.
   */
  readonly withdrawn: readonly number[];
};

/** One kind of fault. It begins and ends; what it struck comes back at the end. */
export type Fault = {
  /** As in a scenario's `kind`. */
  readonly name: string;
  /** Schemas and messages list faults in ascending order of place. */
  readonly place: number;
  /** What is said of the target when it begins and when it ends: `is lost`, `is back`. */
  readonly says: readonly [begins: string, ends: string];
  /** Table of the target's id. */
  readonly table: 'site' | 'appliance' | 'link';
  /** What stops when the row `target` of the table fails. Pure. */
  readonly strike: (snapshot: Snapshot, target: number) => Strike;
};

/** A change of the world while it runs; `untilMs` ends it (never, where it is absent). */
export type ScenarioEvent = {
  /** Name of a fault. */
  readonly kind: string;
  /** Id of the appliance, site or link. */
  readonly target: string;
  readonly atMs: number;
  readonly untilMs?: number;
};

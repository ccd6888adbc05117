// What is one reason to pass an appliance over?
import type { StateColumns } from '../control/state.ts';

/** What an overlay may look at: one holder of the file in one candidate cluster. */
export type OverlayInput = {
  readonly state: StateColumns;
  readonly appliance: number;
  readonly applianceHash: number;
  /** Link of the candidate's route. */
  readonly link: number;
  readonly linkHash: number;
  readonly sessionHash: number;
  /** What the request needs beyond that which all do: bits of a word of `State.appliance`. */
  readonly needBits: number;
};

/**
 * A judge over appliances: `letter` labels a candidate that it left empty. A *standing* one owns
 * bits of the word of an appliance, so that decide asks all of them by one comparison; it adds
 * itself with its line in the registry. One without bits is a function that decide calls by name.
 */
export type Overlay = {
  readonly letter: string;
  /**
   * Overlays act in ascending order of place: standing ones first, and of those the ones that
   * fail-open respects before those that it ignores.
   */
  readonly place: number;
  /** Code of the letter in decisions and records, 1..15; it stays for good. 0 is content. */
  readonly code: number;
  readonly name: string;
  /** What it says of an appliance that it refuses: a few words. */
  readonly says: string;
  /** Whether fail-open may ignore it. */
  readonly isSoft: boolean;
  /** Its bits of a word of `State.appliance`, set where it has no objection; 0: a function. */
  readonly bits: number;
  /** Those of its bits that every request needs; a request needs others by its `needBits`. */
  readonly needBits: number;
  /** Whether the appliance stays eligible. Pure, total. */
  readonly admits: (look: OverlayInput) => boolean;
};

/** A standing overlay: it admits who has all of its bits that the request needs. */
export function standing(own: Omit<Overlay, 'admits'>): Overlay {
  return {
    ...own,
    admits({ state, appliance, needBits }) {
      const need = own.bits & (own.needBits | needBits);
      return (state.appliance[appliance] & need) === need;
    },
  };
}

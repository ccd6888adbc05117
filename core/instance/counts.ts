// What did a steering instance not take in, and why? Nothing vanishes uncounted.

/**
 * | code       | says                                                                     |
 * | ---------- | ------------------------------------------------------------------------ |
 * | `kind`     | no event that it knows, or neither true nor false where one belongs      |
 * | `time`     | an instant that is none, or a day off; the event counts as of now        |
 * | `id`       | a text where a row number belongs                                        |
 * | `row`      | no such row in the snapshot that serves                                  |
 * | `observer` | no such observer                                                         |
 * | `load`     | a load that is no number, below 0 or beyond 2⁵³ − 1; of a session 2⁴⁰   |
 * | `stale`    | doubled, overtaken or older than what is known                           |
 * | `jump`     | a boot or a sequence that is no count, or leaps further than one goes on |
 * | `future`   | measured after now                                                       |
 * | `forgotten` | measured before the oldest mark that is kept                            |
 * | `shared`   | health, leases or rows of a fleet that somebody else judges for it       |
 * | `request`  | a request that is none, or with rows that the snapshot does not have     |
 * | `drain`    | a drain or resume older than what is known of the appliance, or no time  |
 * | `snapshot` | a snapshot that was refused                                              |
 * | `policy`   | a policy that was refused                                                |
 * | `override` | an override or a rollback where there was nothing to go to               |
 */
export type IgnoredReason =
  | 'kind'
  | 'time'
  | 'id'
  | 'row'
  | 'observer'
  | 'load'
  | 'stale'
  | 'jump'
  | 'future'
  | 'forgotten'
  | 'shared'
  | 'request'
  | 'drain'
  | 'snapshot'
  | 'policy'
  | 'override';

/** What an instance counts from its begin on. */
export type Counts = {
  decisions: number;
  /** Decisions in which something threw and was contained. */
  contained: number;
  /** Decisions on a file that the snapshot does not have: answered by nobody. */
  unknownFiles: number;
  /** Reports of an observer that counts otherwise, without another boot, after a silence: taken. */
  restarted: number;
  readonly ignored: { [reason in IgnoredReason]: number };
};

export function createCounts(): Counts {
  return {
    decisions: 0,
    contained: 0,
    unknownFiles: 0,
    restarted: 0,
    ignored: {
      kind: 0,
      time: 0,
      id: 0,
      row: 0,
      observer: 0,
      load: 0,
      stale: 0,
      jump: 0,
      future: 0,
      forgotten: 0,
      shared: 0,
      request: 0,
      drain: 0,
      snapshot: 0,
      policy: 0,
      override: 0,
    },
  };
}

// What is kept of sessions that end or start next, and who may serve them?
import { type Batch, batchMax, createBatch, type Requests, type Snapshot } from '@fairlead/core';

/**
 * Sessions that end and start next, in the order in which they do, and who may serve those that
 * start. A read that leaves the caches takes as long as a hundred steps, and a processor waits for
 * many of them together only where nothing branches on what it waits for: so what a session will
 * need is read for a hundred of them, one kind of line after the other.
 */
export type Ahead = {
  /** Up to which ms of the minute it was looked. */
  toMs: number;
  readonly ends: Uint32Array;
  readonly starts: Uint32Array;
  endCount: number;
  startCount: number;
  /** How many of those that start have begun. */
  begun: number;
  /** Those that start, as the core prepares them. */
  readonly batch: Batch;
  readonly requests: Requests & { readonly vantage: Uint32Array };
  /** Flows that will change, and their appliances and links. */
  readonly flows: Uint32Array;
  readonly appliances: Uint32Array;
  readonly links: Uint32Array;
  /** Sum of what was read. It tells nothing, but what nobody uses is not read. */
  sum: number;
};

export function createAhead(snapshot: Snapshot): Ahead {
  const rows = () => new Uint32Array(batchMax);
  return {
    toMs: 0,
    ends: rows(),
    starts: rows(),
    endCount: 0,
    startCount: 0,
    begun: 0,
    batch: createBatch(snapshot),
    requests: {
      family: new Uint8Array(0),
      words: new Uint32Array(0),
      file: rows(),
      sessionHash: rows(),
      vantage: rows(),
    },
    appliances: rows(),
    links: rows(),
    flows: rows(),
    sum: 0,
  };
}

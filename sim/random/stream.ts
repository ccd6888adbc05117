// Which random numbers does one entity get for one purpose, whoever else draws?
import { scramble } from '@fairlead/core';

/** State of a stream: four words, reopened in place so that a loop never allocates. */
export type Stream = Uint32Array;

export function createStream(): Stream {
  return new Uint32Array(4);
}

/**
 * Opens the stream of (seed, entity, purpose, counter) in `stream`. Streams of different keys are
 * independent: adding an entity shifts nobody else's draw. Keys are uint32; hash ids first. No two
 * keys share a state: each word of it is a bijection of one more part of the key.
 * Generator: sfc32 of PractRand (Chris Doty-Humphrey, 2010), 12 rounds of warm-up. @hot
 */
export function openStream(
  stream: Stream,
  seed: number,
  entity: number,
  purpose: number,
  counter = 0,
): Stream {
  stream[0] = scramble(seed ^ 0x243f6a88);
  stream[1] = scramble(entity ^ 0x85a308d3) ^ stream[0];
  stream[2] = scramble(purpose ^ 0x13198a2e) ^ stream[1];
  stream[3] = scramble(counter ^ 0x03707344);
  for (let round = 0; round < 12; round++) next32(stream);
  return stream;
}

/** The next uniform uint32. @hot */
export function next32(stream: Stream): number {
  const a = stream[0];
  const b = stream[1];
  const c = stream[2];
  const sum = (a + b + stream[3]) | 0;
  stream[3] = (stream[3] + 1) | 0;
  stream[0] = b ^ (b >>> 9);
  stream[1] = (c + (c << 3)) | 0;
  stream[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  return sum >>> 0;
}

/** The next uniform number in [0, 1), a multiple of 2⁻³². @hot */
export function nextUnit(stream: Stream): number {
  return next32(stream) / 4294967296;
}

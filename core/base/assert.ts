// Did a caller keep its promise?

/** Throws when `condition` is false: a bug of the caller, never a matter of bad data. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`broken promise: ${promise}`);
}

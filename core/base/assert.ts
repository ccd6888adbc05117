// Did a caller keep its promise?

/** What a broken promise throws: `code` is one of core/ERRORS.md, and stays what it is. */
export type BrokenPromise = Error & { readonly code: string };

/** Throws: a bug of the caller, never a matter of bad data. */
export function breakPromise(code: string, promise: string): never {
  const error: BrokenPromise = Object.assign(new Error(`broken promise: ${promise}`), { code });
  throw error;
}

/** Throws when `condition` is false: a bug of the caller, never a matter of bad data. */
export function assert(
  condition: boolean,
  promise: string,
  code = 'broken-promise',
): asserts condition {
  if (!condition) breakPromise(code, promise);
}

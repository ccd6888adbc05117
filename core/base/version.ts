// Which of two is newer? Epoch first, then sequence.

/** Which of two is newer: epoch first, then sequence. Whole numbers from 0. */
export type Version = { readonly epoch: number; readonly sequence: number };

/** Whether `version` is one, and newer than `than` (undefined: than nothing). Total. */
export function isNewerVersion(version: Version, than: Version | undefined): boolean {
  const isOne = (part: number): boolean => Number.isSafeInteger(part) && part >= 0;
  if (!isOne(version.epoch) || !isOne(version.sequence)) return false;
  if (than === undefined || version.epoch > than.epoch) return true;
  return version.epoch === than.epoch && version.sequence > than.sequence;
}

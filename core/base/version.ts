// Which of two is newer? Epoch first, then sequence.

/** Which of two is newer: epoch first, then sequence. Whole numbers from 0. */
export type Version = { readonly epoch: number; readonly sequence: number };

const isWhole = (part: number): boolean => Number.isSafeInteger(part) && part >= 0;

/** Whether both numbers are whole and not below 0. Total. */
export function isVersion({ epoch, sequence }: Version): boolean {
  return isWhole(epoch) && isWhole(sequence);
}

/** Whether `version` is one, and newer than `than` (undefined: than nothing). Total. */
export function isNewerVersion(version: Version, than: Version | undefined): boolean {
  if (!isVersion(version)) return false;
  if (than === undefined || version.epoch > than.epoch) return true;
  return version.epoch === than.epoch && version.sequence > than.sequence;
}

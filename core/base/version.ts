// Which of two is newer? Epoch first, then sequence.

/** Which of two is newer: epoch first, then sequence. Whole numbers from 0. */
export type Version = { readonly epoch: number; readonly sequence: number };

/** As people write it: `(epoch, sequence)`. Total. */
export function versionText({ epoch, sequence }: Version): string {
  const isNumbers = typeof epoch === 'number' && typeof sequence === 'number';
  return isNumbers ? `(${epoch}, ${sequence})` : 'that';
}

const isWhole = (part: number): boolean => Number.isSafeInteger(part) && part >= 0;

/** Whether it has both numbers, whole and not below 0. Total. */
export function isVersion(version: Version): boolean {
  if (typeof version !== 'object' || version === null) return false;
  return isWhole(version.epoch) && isWhole(version.sequence);
}

/** Whether `version` is one, and newer than `than` (undefined: than nothing). Total. */
export function isNewerVersion(version: Version, than: Version | undefined): boolean {
  if (!isVersion(version)) return false;
  if (than === undefined) return true;
  if (!isVersion(than)) return false;
  return version.epoch === than.epoch
    ? version.sequence > than.sequence
    : version.epoch > than.epoch;
}

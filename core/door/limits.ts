// Is every number of a rule one that can be gone by?

/** A member of a rule, from and to which number it may go, and whether it is a whole one. */
export type Limit = readonly [member: string, min: number, max: number, kind?: 'whole'];

/** The smallest that a number above 0 can be. */
export const aboveZero = Number.MIN_VALUE;

/** What a number must be, as a text. */
function expected([, min, max, kind]: Limit): string {
  const what = kind === 'whole' ? 'a whole number, ' : '';
  if (min === aboveZero) return `${what}above 0`;
  return `${what}${max >= Number.MAX_VALUE ? `${min} or more` : `${min} to ${max}`}`;
}

/**
 * The first member of `rule` that is no number within its limits, in words; '' where all are.
 * `path` stands before its name. What the rule has besides is for others.
 */
export function limitFault(rule: unknown, limits: readonly Limit[], path = ''): string {
  if (typeof rule !== 'object' || rule === null) return `${path || 'it'} must be an object`;
  const members = rule as { readonly [member: string]: unknown };
  const odd = limits.find(([member, min, max, kind]) => {
    const value = members[member];
    if (typeof value !== 'number' || !(value >= min && value <= max)) return true;
    return kind === 'whole' && !Number.isInteger(value);
  });
  if (odd === undefined) return '';
  return `${path === '' ? '' : `${path}.`}${odd[0]} must be ${expected(odd)}`;
}

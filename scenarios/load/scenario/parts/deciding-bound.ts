// Can what is expected of a KPI fail, and can it hold?
import type { Bound, Op, Reading } from '../words.ts';

/** Whether a KPI is a part of a whole, and so lies in 0..1. */
const isShare = (kpi: string): boolean => kpi.endsWith('.share') || kpi === 'cache.efficiency';

/** Whether a bound of each kind holds of `value`. */
const holds: { readonly [op in Op]: (value: number, bound: number) => boolean } = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '=': (value, bound) => value === bound,
};

/** `reading`, unless it is a bound of a share that every share holds to, or none. */
export function decidingBound<Read extends Bound>(
  kpi: string,
  reading: Reading<Read>,
): Reading<Read> {
  if (!reading.ok || !isShare(kpi)) return reading;
  const { op, bound } = reading.value;
  // A bound that parts the shares at all parts the least, the greatest and itself.
  const shares = [0, 1, ...(bound > 0 && bound < 1 ? [bound] : [])];
  const held = shares.filter((share) => holds[op](share, bound)).length;
  if (held > 0 && held < shares.length) return reading;
  const meant = bound > 1 && bound <= 100 ? `; did you mean '${op} ${bound} %'?` : '';
  return {
    ok: false,
    hint: `a share is 0 to 1, so this ${held > 0 ? 'always' : 'never'} holds${meant}`,
  };
}

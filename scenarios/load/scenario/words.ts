// What do the words of a scenario mean: durations, instants, bounds?

/** A word read, or why not: `hint` completes "expected …, found …; ". */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly hint?: string };

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

export const durationPattern = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$';
const duration = new RegExp(durationPattern);
const looseDuration = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\.?$/;

/** A span in whole ms: `90s`, `60m`, `6h`, `1.5h`, `250ms`, `2d`. */
export function readDuration(text: string): Reading<number> {
  if (duration.test(text)) {
    const [amount, unit] = [Number.parseFloat(text), text.replace(/^[\d.]+/, '')];
    const ms = Math.round(amount * (unitMs.get(unit) ?? 0));
    if (Number.isSafeInteger(ms)) return { ok: true, value: ms };
    return { ok: false, hint: 'that is longer than time' };
  }
  const [, amount, unit] = looseDuration.exec(text.trim()) ?? [];
  if (amount === undefined) return { ok: false };
  const first = (unit ?? '').toLowerCase();
  const meant = first.startsWith('mil') || first === 'ms' ? 'ms' : first.slice(0, 1) || 's';
  return unitMs.has(meant) ? { ok: false, hint: `did you mean ${amount}${meant}?` } : { ok: false };
}

export const instantPattern =
  '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$';
const day = '(\\d{4})-(\\d{2})-(\\d{2})';
const time = '(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,3}))?)?';
const instant = new RegExp(`^${day}T${time}(?:(Z)|([+-])(\\d{2}):(\\d{2}))$`);
const noZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** An instant in ms since 1970-01-01 UTC: ISO 8601 with `Z` or an offset. */
export function readInstant(text: string): Reading<number> {
  const parts = instant.exec(text);
  if (!parts) {
    if (noZone.test(text)) return { ok: false, hint: `did you mean ${text.replace(' ', 'T')}Z?` };
    if (dateOnly.test(text)) return { ok: false, hint: `did you mean ${text}T00:00:00Z?` };
    return { ok: false };
  }
  const part = (index: number) => Number(parts[index] ?? 0);
  const [year, month, date, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as Six;
  if (year < 1970 || year > 2100) return { ok: false, hint: 'a year is one of 1970 to 2100' };
  const inDay = Date.UTC(year, month - 1, date, hour, minute, second);
  const isReal =
    new Date(Date.UTC(year, month - 1, date)).getUTCDate() === date &&
    month >= 1 &&
    month <= 12 &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    part(10) < 24 &&
    part(11) < 60;
  if (!isReal) return { ok: false, hint: 'there is no such day or time' };
  const offsetMs = (part(10) * 60 + part(11)) * 60_000 * (parts[9] === '-' ? -1 : 1);
  return { ok: true, value: inDay + Number((parts[7] ?? '0').padEnd(3, '0')) - offsetMs };
}
type Six = [number, number, number, number, number, number];

export type Op = '<' | '<=' | '>' | '>=' | '=';
export type Bound = { readonly op: Op; readonly bound: number };

export const boundPattern = '^(<=|>=|<|>|=)\\s*[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?\\s*%?$';
const bound = /^(<=|>=|<|>|=)\s*([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(%?)$/;

/** What a KPI must hold to: `>= 0.9`, `<= 0.1 %`. */
export function readBound(text: string): Reading<Bound> {
  const [, op, amount, percent] = bound.exec(text.trim()) ?? [];
  if (op === undefined || amount === undefined) {
    const other = /^(==|=<|=>|≤|≥|\d)/.exec(text.trim())?.[0] ?? '';
    const meant = new Map([
      ['==', '='],
      ['=<', '<='],
      ['=>', '>='],
      ['≤', '<='],
      ['≥', '>='],
    ]);
    const rest = text.trim().slice(other.length).trim();
    const word = meant.get(other);
    if (word !== undefined) return { ok: false, hint: `did you mean '${word} ${rest}'?` };
    return other === '' ? { ok: false } : { ok: false, hint: `did you mean '>= ${text.trim()}'?` };
  }
  // Dividing the digits by 100 in the exponent keeps 0.1 % the nearest double to 0.001.
  const value = percent ? Number(`${amount}e-2`) : Number(amount);
  const plain = percent && /e/i.test(amount) ? Number(amount) / 100 : value;
  if (!Number.isFinite(plain)) return { ok: false, hint: 'that is no finite number' };
  return { ok: true, value: { op: op as Op, bound: plain } };
}

const share = /^(\d+(?:\.\d+)?)\s*%$/;

/** A share written in hundredths: `0.5 %` is 0.005. */
export function readShare(text: string): Reading<number> {
  const amount = share.exec(text.trim())?.[1];
  return amount === undefined ? { ok: false } : { ok: true, value: Number(`${amount}e-2`) };
}

const wish = /^(\S+)\s+((?:<=|>=|<|>|=|==|≤|≥).*)$/;

/** One line of `expect` as a list: `offload.share >= 0.9`. */
export function readWish(text: string): Reading<Bound & { readonly kpi: string }> {
  const [, kpi, rest] = wish.exec(text.trim()) ?? [];
  if (kpi === undefined || rest === undefined) return { ok: false };
  const reading = readBound(rest);
  return reading.ok ? { ok: true, value: { kpi, ...reading.value } } : reading;
}

/** The ISO 8601 text of an instant, without needless zeros. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}

/** The shortest text of a duration in its largest whole unit: 5400000 is `90m`. */
export function durationText(ms: number): string {
  for (const [unit, each] of [...unitMs].reverse())
    if (ms % each === 0 && (ms > 0 || unit === 's')) return `${ms / each}${unit}`;
  return `${ms}ms`;
}

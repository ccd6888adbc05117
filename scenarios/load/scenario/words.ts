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

/** Words for the units of KPIs, by the unit that a plain number is in: tens that they shift by. */
const unitWords: { readonly [unit: string]: { readonly [word: string]: number } } = {
  ratio: { '%': -2 },
  ms: { ms: 0, s: 3 },
  km: { km: 0 },
  bps: { bps: 0, kbps: 3, Mbps: 6, Gbps: 9, Tbps: 12 },
  B: { B: 0, kB: 3, MB: 6, GB: 9, TB: 12, PB: 15 },
  count: {},
};

const wordsFor = (unit: string) => unitWords[unit] ?? {};
const amountPattern = '[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?';
const bound = new RegExp(`^(<=|>=|<|>|=)\\s*(${amountPattern})\\s*([A-Za-z%/]*)$`);

/** The pattern of bounds of a KPI in `unit`. */
export function boundPattern(unit: string): string {
  const words = Object.keys(wordsFor(unit));
  const suffix = words.length > 0 ? `\\s*(${words.join('|')})?` : '';
  return `^(<=|>=|<|>|=)\\s*${amountPattern}${suffix}$`;
}

/** What a bound without a known operator may have meant. */
function operatorMeant(text: string): Reading<never> {
  const other = /^(==|=<|=>|≤|≥|\d)/.exec(text)?.[0] ?? '';
  const meant = new Map([
    ['==', '='],
    ['=<', '<='],
    ['=>', '>='],
    ['≤', '<='],
    ['≥', '>='],
  ]);
  const rest = text.slice(other.length).trim();
  const word = meant.get(other);
  if (word !== undefined) return { ok: false, hint: `did you mean '${word} ${rest}'?` };
  return other === '' ? { ok: false } : { ok: false, hint: `did you mean '>= ${text}'?` };
}

/** What a KPI in `unit` must hold to: `>= 0.9`, `<= 2 s`; a plain number is in `unit`. */
export function readBound(text: string, unit = 'ratio'): Reading<Bound> {
  const [, op, amount, word = ''] = bound.exec(text.trim()) ?? [];
  if (op === undefined || amount === undefined) return operatorMeant(text.trim());
  const known = wordsFor(unit);
  const tens = word === '' ? 0 : Object.hasOwn(known, word) ? known[word] : undefined;
  if (tens === undefined) {
    const words = Object.keys(known).join(', ');
    const it = unit === 'ratio' ? 'it is a share' : `it is in ${unit}`;
    return { ok: false, hint: words === '' ? 'it has no unit' : `${it}; known here: ${words}` };
  }
  // Shifting the digits in the exponent keeps 0.1 % the nearest double to 0.001.
  const [digits, power = '0'] = amount.toLowerCase().split('e');
  const value = Number(`${digits}e${Number(power) + tens}`);
  if (!Number.isFinite(value)) return { ok: false, hint: 'that is not a finite number' };
  return { ok: true, value: { op: op as Op, bound: value } };
}

const share = /^(\d+(?:\.\d+)?)\s*%$/;

/** A share written in hundredths: `0.5 %` is 0.005. */
export function readShare(text: string): Reading<number> {
  const amount = share.exec(text.trim())?.[1];
  return amount === undefined ? { ok: false } : { ok: true, value: Number(`${amount}e-2`) };
}

const wish = /^(\S+)\s+((?:<=|>=|<|>|=|==|≤|≥).*)$/;

/** One line of `expect` as a list: `offload.share >= 0.9`; `unitOf` knows the unit of a KPI. */
export function readWish(
  text: string,
  unitOf: (kpi: string) => string | undefined,
): Reading<Bound & { readonly kpi: string }> {
  const [, kpi, rest] = wish.exec(text.trim()) ?? [];
  if (kpi === undefined || rest === undefined) return { ok: false };
  const reading = readBound(rest, unitOf(kpi));
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

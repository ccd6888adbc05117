// How is the value of a key of an event written, and what does it mean?
import type { Amount, EventInput, FeedFault, OptionKind, PolicyChange } from '@fairlead/sim';
import { feedNames } from '@fairlead/sim';
import { z } from 'zod';
import { durationText, type Reading, readDuration } from '../words.ts';
import { aFault, faultPattern, faultText, readFault } from './fault.ts';
import { duration, id, list, map, number, share, shareOf, text, whole, word } from './kinds.ts';

/** One way to write a value: its schema, its meaning once the schema took it, and the way back. */
type Form = {
  readonly schema: z.ZodType;
  /** What it is called in a table of keys. */
  readonly says: string;
  readonly read: (written: unknown) => EventInput;
  readonly write: (value: EventInput) => unknown;
};

const anAmount = "an amount such as '400 Gbps', '+100 Gbps', 'x2', '50 %' or 0.5";
const bits = new Map([
  ['bps', 0],
  ['kbps', 3],
  ['Mbps', 6],
  ['Gbps', 9],
  ['Tbps', 12],
]);
const digits = '\\d+(?:\\.\\d+)?';
const amountPattern = `^(x${digits}|[+-]?${digits} ?(%|${[...bits.keys()].join('|')}))$`;
const amount = new RegExp(`^(x|[+-]?)(${digits}) ?(%|[A-Za-z]*)$`);

/** `400 Gbps` sets, `+100 Gbps` adds, `x2`, `50 %` and `+30 %` scale; a number needs a unit. */
function readAmount(written: string): Reading<Amount> {
  const [, sign, count, unit = ''] = amount.exec(written.trim()) ?? [];
  if (sign === undefined || count === undefined) return { ok: false };
  if (sign === 'x') {
    if (unit !== '') return { ok: false, hint: 'a factor has no unit' };
    return { ok: true, value: { how: 'scale', value: Number(count) } };
  }
  if (unit === '%') {
    const share = Number(`${count}e-2`);
    const value = sign === '' ? share : Math.max(0, sign === '+' ? 1 + share : 1 - share);
    return { ok: true, value: { how: 'scale', value } };
  }
  if (unit === '') return { ok: false, hint: `did you mean '${sign}${count} bps' or 'x${count}'?` };
  const tens = bits.get(unit);
  if (tens === undefined)
    return { ok: false, hint: `known here: ${[...bits.keys()].join(', ')}, %` };
  const value = Number(`${count}e${tens}`);
  if (sign === '') return { ok: true, value: { how: 'set', value } };
  return { ok: true, value: { how: 'add', value: sign === '-' ? -value : value } };
}

function amountText({ how, value }: Amount): string {
  if (how === 'scale') return `x${value}`;
  return how === 'set' || value < 0 ? `${value} bps` : `+${value} bps`;
}

/** What was read; the schema has taken it. */
function sure<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.value;
  throw new Error('broken promise: the schema took it');
}

const same = (value: unknown): EventInput => value as EventInput;
const either = (expected: string, options: readonly [z.ZodType, z.ZodType]) =>
  z.union(options, { error: () => `expected ${expected}` });

const anId = 'an id, or a list of ids';

const aFactor = "a factor such as 'x2', '+30 %' or '50 %'";
const readFactor = (written: string): Reading<number> => {
  const reading = readAmount(written);
  if (!reading.ok) return reading;
  if (reading.value.how !== 'scale') return { ok: false, hint: 'it says how many times as many' };
  return { ok: true, value: reading.value.value };
};

const shedRule = map({
  from: share('a share of capacity, 0 to 10', 0, 10),
  full: share('a share of capacity, 0 to 10', 0, 10),
});
const policy = map({
  want: whole('a whole number, 1 to 16', 1, 16).optional(),
  'appliance-shed': shedRule.optional(),
  'link-shed': shedRule.optional(),
  'panic-share': share('a share, 0 to 1', 0, 1).optional(),
});

/** What a policy of a file says of that of the run. */
function policyOf(written: unknown): PolicyChange {
  const told = policy.parse(written);
  return {
    ...(told.want !== undefined && { want: told.want }),
    ...(told['appliance-shed'] && { applianceShed: told['appliance-shed'] }),
    ...(told['link-shed'] && { linkShed: told['link-shed'] }),
    ...(told['panic-share'] !== undefined && { panicShare: told['panic-share'] }),
  };
}

function policyText({ want, applianceShed, linkShed, panicShare }: PolicyChange): unknown {
  return {
    ...(want !== undefined && { want }),
    ...(applianceShed && { 'appliance-shed': applianceShed }),
    ...(linkShed && { 'link-shed': linkShed }),
    ...(panicShare !== undefined && { 'panic-share': panicShare }),
  };
}

export const forms: { readonly [form in OptionKind]: Form } = {
  amount: {
    schema: either(anAmount, [number(anAmount, 0, 1), word(anAmount, readAmount, amountPattern)]),
    says: 'amount',
    read: (written) =>
      typeof written === 'number'
        ? { how: 'scale', value: written }
        : sure(readAmount(String(written))),
    write: (value) => amountText(value as Amount),
  },
  factor: {
    schema: word(aFactor, readFactor, amountPattern),
    says: 'factor',
    read: (written) => sure(readFactor(String(written))),
    write: (value) => `x${value}`,
  },
  policy: {
    schema: policy,
    says: 'a map of `want`, `appliance-shed`, `link-shed`, `panic-share`',
    read: policyOf,
    write: (value) => policyText(value as PolicyChange),
  },
  share: {
    schema: share('a share, 0 to 1', 0, 1),
    says: 'share',
    read: (written) => shareOf(written as number | string),
    write: same,
  },
  duration: {
    schema: duration(),
    says: 'duration',
    read: (written) => sure(readDuration(String(written))),
    write: (value) => durationText(Number(value)),
  },
  count: {
    schema: whole('a whole number, 0 to 1000', 0, 1000),
    says: 'number',
    read: same,
    write: same,
  },
  flag: {
    schema: z.boolean({ error: () => 'expected true or false' }),
    says: 'true or false',
    read: same,
    write: same,
  },
  family: {
    schema: z.enum(['v4', 'v6'], { error: () => 'expected v4 or v6' }),
    says: 'v4 or v6',
    read: same,
    write: same,
  },
  text: { schema: text('a text'), says: 'text', read: same, write: same },
  feed: {
    schema: z.enum(feedNames, { error: () => `expected a feed: ${feedNames.join(' or ')}` }),
    says: feedNames.map((name) => `\`${name}\``).join(' or '),
    read: same,
    write: same,
  },
  fault: {
    schema: word(aFault, readFault, faultPattern),
    says: 'fault',
    read: (written) => sure(readFault(String(written))),
    write: (value) => faultText(value as FeedFault),
  },
  ids: {
    schema: either(anId, [id(anId), list(id(anId), anId).min(1)]),
    says: 'id, or list of ids',
    read: (written) => (Array.isArray(written) ? written : [written]).map(String),
    write: same,
  },
};

/** How a form is called in a table of keys. */
export const formText = (form: OptionKind): string => forms[form].says;

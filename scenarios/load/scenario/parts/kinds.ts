// Of which kind is a value of a scenario, and how is another one refused?
import { z } from 'zod';
import {
  durationPattern,
  instantPattern,
  type Reading,
  readDuration,
  readInstant,
  readShare,
} from '../words.ts';

export const aDuration = 'a duration such as 60s, 90m or 6h';
export const anInstant = 'an instant such as 2026-11-20T18:00:00Z';

/** Why `input` is not what `expected` says; the caller adds what was found. */
function refusal(expected: string, input: unknown, read: (text: string) => Reading<unknown>) {
  const reading = typeof input === 'object' ? undefined : read(String(input));
  const isText = typeof input === 'string';
  if (reading?.ok && !isText) return `expected ${expected}, as a text`;
  return reading && !reading.ok && reading.hint
    ? `expected ${expected}\u0000; ${reading.hint}`
    : `expected ${expected}`;
}

/** A text that `read` must understand. In a message, U+0000 marks where ", found …" goes. */
export function word(expected: string, read: (text: string) => Reading<unknown>, pattern: string) {
  return z
    .string({ error: ({ input }) => refusal(expected, input, read) })
    .check((context) => {
      if (read(context.value).ok) return;
      const message = refusal(expected, context.value, read);
      context.issues.push({ code: 'custom', message, input: context.value });
    })
    .meta({ description: expected, ...(pattern ? { pattern } : {}) });
}

export function number(expected: string, min: number, max: number) {
  const error = () => `expected ${expected}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function whole(expected: string, min: number, max: number) {
  const error = () => `expected ${expected}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function map<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? 'expected a map' : undefined),
  });
}

export function list<Item extends z.ZodType>(item: Item, expected: string) {
  return z.array(item, { error: () => `expected ${expected}` });
}

export const text = (expected: string) =>
  z.string({ error: () => `expected ${expected}` }).min(1, { error: () => `expected ${expected}` });

export const duration = () => word(aDuration, readDuration, durationPattern);
export const instant = () => word(anInstant, readInstant, instantPattern);

/** What was written of a share; the schema has taken it. */
export function shareOf(written: number | string): number {
  const reading = typeof written === 'number' ? undefined : readShare(written);
  return reading?.ok ? reading.value : Number(written);
}

/** An id as a text, or one of digits alone as a number. */
export const id = (expected: string) =>
  z.union([text(expected), whole(expected, 0, Number.MAX_SAFE_INTEGER)], {
    error: () => `expected ${expected}`,
  });

/** A share as a number, or in hundredths, `0.05` or `5 %`; it is read as a number. */
export function share(expected: string, min: number, max: number) {
  const either = `${expected}, such as 0.05 or 5 %`;
  const read = (text: string): Reading<number> => {
    const reading = readShare(text);
    return reading.ok && (reading.value < min || reading.value > max) ? { ok: false } : reading;
  };
  const options = [number(either, min, max), word(either, read, '^\\d+(\\.\\d+)?\\s*%$')] as const;
  return z.union(options, { error: () => `expected ${either}` }).transform(shareOf);
}

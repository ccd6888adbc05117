// What does one request line ask, or what is wrong with it?
import { wantMax } from '@fairlead/core';
import { lineCharsMax } from '../io/lines.ts';

/** A request line, read. What may be left out is absent where it was. */
export type Asked = {
  readonly client: string;
  readonly file: string;
  readonly session: string;
  readonly want: number;
  /** Id of the appliance that serves the session now; one that nobody knows has gone away. */
  readonly servedBy?: string;
  readonly capabilities?: readonly string[];
  readonly territory?: string;
  readonly spread?: { readonly cluster?: number; readonly site?: number };
};

type Fault = { readonly code: string; readonly message: string };
/** A request as it was read, or what is wrong with it. */
type Reading = { readonly asked: Asked } | Fault;
type Fields = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isLimit = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= wantMax;

export function readAsk(line: string | undefined): Reading {
  if (line === undefined)
    return { code: 'too-long', message: `a line has at most ${lineCharsMax} characters` };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The parser's own message may show a piece of the line, and with it the client.
    return { code: 'bad-json', message: 'expected one JSON object a line' };
  }
  if (!isObject(value))
    return { code: 'bad-request', message: 'expected an object with client, file and session' };
  const { client, file, session, want = 5 } = value;
  for (const [name, text] of Object.entries({ client, file, session }))
    if (typeof text !== 'string')
      return { code: 'bad-request', message: `expected a text as "${name}"` };
  if (!isLimit(want))
    return { code: 'bad-want', message: `expected "want" to be a whole number 1 to ${wantMax}` };
  const { servedBy, capabilities, territory, spread } = value;
  const fault = wishFault({ servedBy, capabilities, territory, spread });
  if (fault !== undefined) return fault;
  const given = Object.entries({ servedBy, capabilities, territory, spread });
  const wishes = Object.fromEntries(given.filter(([, wish]) => wish !== undefined));
  return { asked: { client, file, session, want, ...wishes } as Asked };
}

/** What is wrong with the optional fields, or undefined. */
function wishFault({ servedBy, capabilities, territory, spread }: Fields): Fault | undefined {
  for (const [name, text] of Object.entries({ servedBy, territory }))
    if (text !== undefined && !isText(text))
      return { code: 'bad-request', message: `expected a text as "${name}"` };
  const isList = Array.isArray(capabilities) && capabilities.every(isText);
  if (capabilities !== undefined && !isList)
    return { code: 'bad-request', message: 'expected a list of texts as "capabilities"' };
  if (spread === undefined) return undefined;
  const limits = isObject(spread) ? Object.entries(spread) : [];
  const isSpread = limits.every(
    ([name, limit]) => (name === 'cluster' || name === 'site') && isLimit(limit),
  );
  if (limits.length > 0 && isSpread) return undefined;
  const message = `expected "spread" to have "cluster" or "site", whole numbers 1 to ${wantMax}`;
  return { code: 'bad-spread', message };
}

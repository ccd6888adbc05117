// What does one request line ask, or what is wrong with it?
import { type Ask, checkAsk } from '@fairlead/core';
import { readJson } from '@fairlead/scenarios';
import { type Line, lineCharsMax } from '../io/lines.ts';

type Fault = { readonly code: string; readonly message: string };
/** A request as it was read, its client not yet, or what is wrong with it. */
type Reading = { readonly ask: Ask } | Fault;
type Fields = { readonly [name: string]: unknown };

/** Codes of problems that a line keeps; what is no text where one belongs is a `bad-request`. */
const ownCodes = ['bad-want', 'bad-spread', 'unknown-member'];

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const lineFaults = {
  'too-long': `a line has at most ${lineCharsMax} characters`,
  'bad-utf8': 'expected UTF-8, found other bytes',
};

export function readAsk(line: Line['text']): Reading {
  if (typeof line !== 'string') return { code: line.fault, message: lineFaults[line.fault] };
  if (line.trim() === '')
    return { code: 'bad-json', message: 'expected one JSON object a line, found a blank line' };
  const { value, fault: wrong } = readJson(line);
  if (wrong !== undefined) {
    const { code, text, column } = wrong;
    return { code, message: `expected one JSON object a line; column ${column}: ${text}` };
  }
  if (!isObject(value))
    return { code: 'bad-request', message: 'expected an object with client, file and session' };
  const ask = value as Ask;
  const fault = askFault(ask);
  if (fault?.code !== 'unknown-member' && typeof value.client !== 'string')
    return { code: 'bad-request', message: 'expected a text as "client"' };
  return fault ?? { ask };
}

/** The first thing that is wrong with an ask, its client apart, in the words of a line. */
export function askFault(ask: Ask): Fault | undefined {
  const [problem] = checkAsk(ask);
  if (problem === undefined) return undefined;
  const { code, path, text } = problem;
  const message = text.startsWith('expected ') ? `${text} as "${path}"` : text;
  return { code: ownCodes.includes(code) ? code : 'bad-request', message };
}

// Has a document the form of a result, whoever wrote it? A right digest says nothing of that.
import { quoted } from '@fairlead/core';

/** What stands in a place: a kind of value (`?`: or null), the members of an object, or a list. */
type Shape =
  | 'text'
  | 'number'
  | 'number?'
  | 'flag'
  | 'flag?'
  | 'object'
  | Members
  | readonly [Shape];
type Members = { readonly [name: string]: Shape };

const kinds = { text: 'string', number: 'number', flag: 'boolean', object: 'object' } as const;

const result: Members = {
  ...{ fairlead: 'text', scenario: 'text', seed: 'number', digest: 'text' },
  provenance: { world: 'text', scenario: 'object', core: 'text', epochMs: 'number' },
  simulated: {
    ...{ from: 'text', to: 'text', sessions: 'number', decisions: 'number' },
    ...{ samplingFactor: 'number', isPartial: 'flag' },
  },
  kpis: 'object',
  invariants: [{ name: 'text', checked: 'number', violated: 'number' }],
  expectations: [{ kpi: 'text', op: 'text', bound: 'number', value: 'number?', ok: 'flag?' }],
  timing: 'object',
};
const kpi: Members = { value: 'number?', unit: 'text' };

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first place below `path` that does not have its shape; undefined: all have. */
function misfit(value: unknown, shape: Shape, path: string): string | undefined {
  if (typeof shape === 'string') {
    if (shape.endsWith('?') && value === null) return undefined;
    const kind = kinds[shape.replace('?', '') as keyof typeof kinds];
    const isKind = kind === 'object' ? isObject(value) : typeof value === kind;
    return isKind ? undefined : path;
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return path;
    return firstOf(value.map((one, k) => misfit(one, shape[0], `${path}[${k}]`)));
  }
  if (!isObject(value)) return path;
  const place = (name: string) => (path === '' ? name : `${path}.${name}`);
  const members = Object.entries(shape as Members);
  return firstOf(members.map(([name, part]) => misfit(value[name], part, place(name))));
}

const firstOf = (found: readonly (string | undefined)[]): string | undefined =>
  found.find((one) => one !== undefined);

/** The place in a document that keeps it from being a result, in words; undefined: it is one. */
export function resultFault(document: unknown): string | undefined {
  const place = misfit(document, result, '');
  if (place !== undefined)
    return `${place === '' ? 'the document' : place} is missing or no such value`;
  const kpis = Object.entries((document as { readonly kpis: object }).kpis);
  const wrong = kpis.find(([, value]) => misfit(value, kpi, '') !== undefined);
  return wrong && `the KPI ${quoted(wrong[0])} has no value and unit`;
}

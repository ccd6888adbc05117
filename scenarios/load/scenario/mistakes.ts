// How is a mistake in a scenario told, so that its writer can mend it without the manual?
import { type Problem, suggestion } from '@fairlead/core';
import type { z } from 'zod';
import { find, type Stated } from './layers.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `events[2].site-down`: the path of a value inside a scenario. */
function pathText(path: Path): string {
  let text = '';
  for (const step of path)
    text += typeof step === 'number' ? `[${step}]` : `${text && '.'}${String(step)}`;
  return text;
}

/** What stands there, shortly. */
function foundText(stated: Stated | undefined): string {
  if (stated === undefined) return 'nothing';
  if (stated.items) return stated.items.length ? 'a list' : 'an empty list';
  if (stated.keys) return 'a map';
  const text = typeof stated.value === 'string' ? JSON.stringify(stated.value) : `${stated.value}`;
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

/** A problem at `path` of the merged scenario, with the file, line and column that state it. */
export function problemAt(root: Stated, path: Path, code: string, text: string): Problem {
  const { file, line, column } = find(root, path);
  return { code, path: pathText(path), text, file, line, column };
}

/** The names that a map of the schema knows at `path`. */
function namesAt(schema: z.ZodType, path: Path): readonly string[] {
  let here: unknown = schema;
  const inner = (type: unknown): unknown => {
    const definition = (type as z.ZodType | undefined)?.def as
      | { type: string; innerType?: unknown; options?: readonly unknown[] }
      | undefined;
    if (definition?.type === 'optional') return inner(definition.innerType);
    if (definition?.type === 'union') return inner(definition.options?.[0]);
    return type;
  };
  for (const step of path) {
    const type = inner(here) as { shape?: Record<string, unknown>; element?: unknown };
    here = typeof step === 'number' ? type.element : type.shape?.[String(step)];
  }
  const { shape } = (inner(here) ?? {}) as { shape?: Record<string, unknown> };
  return shape ? Object.keys(shape) : [];
}

function unknownKeys(root: Stated, schema: z.ZodType, path: Path, keys: readonly string[]) {
  const names = namesAt(schema, path);
  const what = path[0] === 'expect' || path[0] === 'tolerance' ? 'KPI' : 'key';
  return keys.map((key): Problem => {
    const near = suggestion(key, names);
    const text = `unknown ${what} "${key}"${near || `; known here: ${names.join(', ')}`}`;
    const { file, line, column } = find(root, [...path, key], true);
    return { code: 'unknown-key', path: pathText([...path, key]), text, file, line, column };
  });
}

/** The option of a union that the writer meant: the one whose outer type fits. */
function meant(errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return errors.find(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
}

/** All problems of one issue of the schema. `around` is the path of the union it stands in. */
export function problemsOf(
  root: Stated,
  schema: z.ZodType,
  issue: Issue,
  around: Path = [],
): readonly Problem[] {
  const path = [...around, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownKeys(root, schema, path, issue.keys);
  const { stated } = find(root, path);
  const isKind = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  if (stated === undefined && isKind)
    return [problemAt(root, path, 'missing', `"${pathText(path.slice(-1))}" is missing`)];
  if (issue.code === 'invalid_union') {
    const inside = meant(issue.errors);
    if (inside) return inside.flatMap((each) => problemsOf(root, schema, each, path));
  }
  const [expected, rest = ''] = issue.message.split('\u0000');
  let near = rest;
  if (issue.code === 'invalid_value' && near === '')
    near = suggestion(String(stated?.value), issue.values.map(String));
  const code = issue.code === 'invalid_type' ? 'wrong-type' : 'bad-value';
  return [problemAt(root, path, code, `${expected}, found ${foundText(stated)}${near}`)];
}

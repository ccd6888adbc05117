// Which scenarios does a regression suite run, and how much may each KPI move?
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '@fairlead/core';
import { z } from 'zod';
import { inputKinds } from '../input-kinds.ts';
import { fileSuggestion } from '../nearest-file.ts';
import { besideFile, find, mergeLayers, plain, readLayers, type Stated } from './layers.ts';
import { problemAt, problemsOf } from './mistakes.ts';
import type { KnownNames } from './schema.ts';
import { type Reading, readShare } from './words.ts';

/** How much a KPI may move before it is worse: in its own unit, or as a share of the baseline. */
export type Tolerance = { readonly kind: 'absolute' | 'share'; readonly value: number };

export type Suite = {
  readonly title: string;
  /** Paths of the scenario files, ready to open. */
  readonly scenarios: readonly string[];
  /** Each scenario is run with each of these; empty: with its own. */
  readonly seeds: readonly number[];
  readonly tolerance: ReadonlyMap<string, Tolerance>;
};

function suiteSchema({ kpis }: Pick<KnownNames, 'kpis'>) {
  const expected = 'expected a number, or a share such as 0.5 %';
  const move = z.union(
    [z.number().min(0), z.string().refine((text) => toleranceOf(text).ok, { error: expected })],
    { error: expected },
  );
  const shape: Record<string, z.ZodOptional<typeof move>> = {};
  for (const kpi of kpis) shape[kpi] = move.optional();
  const aMap = { error: 'expected a map' };
  return z.strictObject({
    title: z.string({ error: 'expected a text' }).optional(),
    scenarios: z
      .array(z.string({ error: 'expected the path of a scenario' }), {
        error: 'expected a list of scenario files',
      })
      .min(1, { error: 'expected at least one scenario' })
      .refine((paths) => isOnce(paths.map((path) => basename(path))), {
        error: 'expected files of different names: a baseline tells scenarios apart by them',
      }),
    seeds: z
      .array(z.int({ error: 'expected a whole number' }).min(0).max(0xffffffff), {
        error: 'expected a list of seeds',
      })
      .refine(isOnce, { error: 'expected each seed once' })
      .optional(),
    tolerance: z.strictObject(shape, aMap).optional(),
  });
}

const isOnce = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

function toleranceOf(value: number | string): Reading<Tolerance> {
  if (typeof value === 'number') return { ok: true, value: { kind: 'absolute', value } };
  const reading = readShare(value);
  return reading.ok ? { ok: true, value: { kind: 'share', value: reading.value } } : reading;
}

/** The files that `scenarios` lists; a problem for each that is not there. */
function filesOf(root: Stated, scenarios: readonly string[], problems: Problem[]) {
  return scenarios.map((scenario, row) => {
    const path = ['scenarios', row];
    const file = besideFile(find(root, path).file, scenario);
    if (!existsSync(file)) {
      const text = `${file}: there is no such file${fileSuggestion(file)}`;
      problems.push(problemAt(root, path, 'missing-file', text));
    }
    return file;
  });
}

/** The suite of the YAML file at `path`, or all that is wrong with it. */
export function loadSuite(
  path: string,
  known: Pick<KnownNames, 'kpis'>,
): { readonly suite: Suite } | { readonly problems: readonly Problem[] } {
  const chain = readLayers(path, inputKinds.suite);
  if ('problems' in chain) return chain;
  const root = mergeLayers(chain.layers);
  if (!root?.keys) {
    const found = chain.layers[0]?.text.trim() ? '' : ', found nothing';
    const text = `expected a map with at least "scenarios"${found}`;
    return { problems: [{ code: 'missing', path: '', text, file: path, line: 1, column: 1 }] };
  }
  const schema = suiteSchema(known);
  const parsed = schema.safeParse(plain(root));
  if (!parsed.success)
    return { problems: parsed.error.issues.flatMap((issue) => problemsOf(root, schema, issue)) };
  const problems: Problem[] = [];
  const scenarios = filesOf(root, parsed.data.scenarios, problems);
  if (problems.length > 0) return { problems };
  const tolerance = new Map<string, Tolerance>();
  for (const [kpi, value] of Object.entries(parsed.data.tolerance ?? {})) {
    const reading = value === undefined ? undefined : toleranceOf(value);
    if (reading?.ok) tolerance.set(kpi, reading.value);
  }
  const { title = '', seeds = [] } = parsed.data;
  return { suite: { title, scenarios, seeds, tolerance } };
}

// Can a policy be gone by, of which every value is right by itself?
import type { Problem } from '@fairlead/core';
import type { Scenario } from '@fairlead/sim';
import { find, type Stated } from '../layers.ts';
import { problemAt } from '../mistakes.ts';
import { durationText, readDuration, readShare } from '../words.ts';

type Path = readonly PropertyKey[];
type Add = (path: Path, text: string) => void;

const valueAt = (root: Stated, path: Path): unknown => find(root, path).stated?.value;

function numberAt(root: Stated, path: Path): number | undefined {
  const value = valueAt(root, path);
  const reading = typeof value === 'string' ? readShare(value) : undefined;
  if (reading?.ok) return reading.value;
  return typeof value === 'number' ? value : undefined;
}

function durationAt(root: Stated, path: Path): number | undefined {
  const value = valueAt(root, path);
  const reading = typeof value === 'string' ? readDuration(value) : undefined;
  return reading?.ok ? reading.value : undefined;
}

/** Where shedding ends that begins at `from`, unless it is told. */
export const shedFullOf = (from: number): number => Math.max(0.97, from);

/** Load has a range in which ever more are shed: at one point all would leap at once. */
function checkShed(root: Stated, path: Path, standard: { readonly from: number }, add: Add): void {
  const stated = {
    from: numberAt(root, [...path, 'from']),
    full: numberAt(root, [...path, 'full']),
  };
  const from = stated.from ?? standard.from;
  const full = stated.full ?? shedFullOf(from);
  if (from < full) return;
  if (stated.full !== undefined)
    add([...path, 'full'], `expected more than "from" (${from}), found ${full}`);
  else if (stated.from !== undefined)
    add([...path, 'from'], `expected "full" beside it, above ${from}, found none`);
}

function checkHealth(root: Stated, { health }: Scenario['policy'], add: Add): void {
  const path = ['policy', 'health'];
  const observers = numberAt(root, [...path, 'observers']) ?? health.observers;
  const quorum = numberAt(root, [...path, 'quorum']);
  if (quorum !== undefined && quorum > observers)
    add([...path, 'quorum'], `expected at most "observers" (${observers}), found ${quorum}`);
  const holdMs = durationAt(root, [...path, 'hold']) ?? health.holdMs;
  const mostMs = durationAt(root, [...path, 'hold-max']);
  if (mostMs !== undefined && mostMs < holdMs) {
    const text = `expected at least "hold" (${durationText(holdMs)})`;
    add([...path, 'hold-max'], `${text}, found ${durationText(mostMs)}`);
  }
}

/** Records keep a share so fine, and so does a replay of what was decided. */
const shareParts = 10_000;

/** What is wrong between the values of a policy; `standard` has what is not stated. */
export function checkPolicy(root: Stated, standard: Scenario['policy']): Problem[] {
  const problems: Problem[] = [];
  const add: Add = (path, text) => problems.push(problemAt(root, path, 'bad-value', text));
  checkShed(root, ['policy', 'appliance-shed'], standard.applianceShed, add);
  checkShed(root, ['policy', 'link-shed'], standard.linkShed, add);
  checkHealth(root, standard, add);
  const panic = numberAt(root, ['policy', 'panic-share']);
  if (panic !== undefined && Math.round(panic * shareParts) / shareParts !== panic)
    add(['policy', 'panic-share'], `expected a share of at most four decimals, found ${panic}`);
  checkOnce(root, ['policy', 'ranking'], add);
  return problems;
}

/** No item of a list stands in it twice; a leading `-` makes no other one of it. */
export function checkOnce(root: Stated, path: Path, add: Add): void {
  const seen = new Set<string>();
  for (const row of (find(root, path).stated?.items ?? []).keys()) {
    const name = String(valueAt(root, [...path, row])).replace(/^-/, '');
    if (seen.has(name)) add([...path, row], `"${name}" stands twice`);
    seen.add(name);
  }
}

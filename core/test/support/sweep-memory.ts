// Which cells were played before, by the same rule and model? A file in the build folder.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { playSweep, type SweepCase, type SweepOutcome, type SweepRule } from './load-sweep.ts';

/** Plays a cell, or says what came of it before. */
export type PlayCell = (rule: SweepRule, of: SweepCase) => SweepOutcome;

const built = 'core/dist';
/** Where the whole sweep is kept. */
export const sweepFile = `${built}/test/sweep.jsonl`;

/** A digest of all that an outcome stands on: the rule, and the model that plays it. */
export function digestSweep(): string {
  const hash = createHash('sha256');
  const isModel = /^(dice|load-sweep|oracle-basics|sweep-rules)\.js$/;
  for (const [folder, isMeant] of [
    ['base', /\.js$/],
    ['control', /\.js$/],
    ['test/support', isModel],
  ] as const)
    for (const name of readdirSync(`${built}/${folder}`).toSorted())
      if (isMeant.test(name))
        hash.update(`${name}\n`).update(readFileSync(`${built}/${folder}/${name}`));
  return hash.digest('hex');
}

/** Remembers within one process alone. */
export function forgetful(play: PlayCell = playSweep): PlayCell {
  const known = new Map<string, SweepOutcome>();
  return (rule, of) => {
    const key = JSON.stringify([rule.name, of]);
    const outcome = known.get(key) ?? play(rule, of);
    known.set(key, outcome);
    return outcome;
  };
}

/** Goes on where a sweep of the same `digest` was stopped: `file` has a line for each cell. */
export function remembering(file: string, digest: string, play: PlayCell = playSweep): PlayCell {
  const head = JSON.stringify(digest);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [first, ...lines] = text.split('\n');
  // A line without an end was being written when the sweep was stopped.
  const kept = first === head ? lines.slice(0, -1) : [];
  const known = new Map<string, SweepOutcome>(kept.map((line) => JSON.parse(line)));
  writeFileSync(file, [head, ...kept, ''].join('\n'));
  return forgetful((rule, of) => {
    const key = JSON.stringify([rule.name, of]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const outcome = play(rule, of);
    appendFileSync(file, `${JSON.stringify([key, outcome])}\n`);
    return outcome;
  });
}

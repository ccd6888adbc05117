// Which cells were played before, by the same rule and model? A file in the build folder.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { playSweep, type SweepCase, type SweepOutcome, type SweepRule } from './load-sweep.ts';

/** Plays a cell, or says what came of it before. */
export type PlayCell = (rule: SweepRule, of: SweepCase) => SweepOutcome;

const built = 'core/dist';
const file = `${built}/test/sweep.jsonl`;

/** A digest of all that an outcome stands on: the rule, and the model that plays it. */
function digestSources(): string {
  const hash = createHash('sha256');
  for (const folder of ['base', 'control', 'test/support'])
    for (const name of readdirSync(`${built}/${folder}`).toSorted())
      if (
        /\.js$/.test(name) &&
        (folder !== 'test/support' || /^(dice|load-sweep|sweep-rules)/.test(name))
      )
        hash.update(`${name}\n`).update(readFileSync(`${built}/${folder}/${name}`));
  return hash.digest('hex');
}

/** Remembers within one process alone. */
export function forgetful(known = new Map<string, SweepOutcome>()): PlayCell {
  return (rule, of) => {
    const key = JSON.stringify([rule.name, of]);
    const outcome = known.get(key) ?? playSweep(rule, of);
    known.set(key, outcome);
    return outcome;
  };
}

/** Goes on where a sweep was stopped, unless sources changed since or `isFresh`. */
export function remembering(isFresh: boolean): PlayCell {
  const head = JSON.stringify(digestSources());
  const known = new Map<string, SweepOutcome>();
  const text = !isFresh && existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [first, ...lines] = text.split('\n');
  // A line without an end was being written when the sweep was stopped.
  if (first === head) for (const line of lines.slice(0, -1)) known.set(...read(line));
  writeFileSync(file, [head, ...[...known].map((pair) => JSON.stringify(pair)), ''].join('\n'));
  const play = forgetful(known);
  return (rule, of) => {
    const before = known.size;
    const outcome = play(rule, of);
    const pair = [JSON.stringify([rule.name, of]), outcome];
    if (known.size > before) appendFileSync(file, `${JSON.stringify(pair)}\n`);
    return outcome;
  };
}

const read = (line: string): [string, SweepOutcome] => JSON.parse(line);

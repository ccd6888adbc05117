// Where does this client get this file by what one instance believes: texts in, texts out?
import { given } from '../base/given.ts';
import type { Problem } from '../base/problem.ts';
import { answer } from '../instance/answer.ts';
import type { Instance } from '../instance/instance.ts';
import { carryPathways, type Pathway, pathwaysOf } from '../reply/pathways.ts';
import { carryNames } from '../snapshot/names.ts';
import type { Ask, Asked } from './read-request.ts';
import { type Answer, hostsOf, none, writeRequest, writeTexts } from './steer-text.ts';

/**
 * `steerText` by an instance: what `answer` decides on what serves now, with its containment and
 * its counts, as texts in `out`. `out` follows the instance by itself, names and hosts carried, and
 * its `decision` is the instance's own until the next answer. Returns what is wrong with the ask,
 * counted as `ignored.request`; `out.count` is 0 then. A snapshot of which no hosts can be made is
 * told so at every ask (`bad-host`, `host-collision`): make its `pathwayTable` before it is
 * offered. Never throws. Allocates as `steerText` does, and where another snapshot serves.
 *
 * @example
 * const instance = createInstance(snapshot);
 * const out = createAnswer(snapshot);
 * const ask = { client: '169.192.0.7', file: 't00001-1750k', session: 's1' };
 * console.log(answerText(instance, ask, out).length, out.count); // => 0 5
 * console.log(answerText(instance, { ...ask, client: '1.2.3.4.5' }, out)[0]?.code, out.count);
 * // => bad-address 0
 * console.log(instance.counts.decisions, instance.counts.ignored.request); // => 1 1
 */
export function answerText(instance: Instance, ask: Asked, out: Answer): readonly Problem[] {
  if (instance?.counts === undefined || out?.scratch === undefined) {
    given(instance, 'instance');
    given(out, 'answer');
  }
  const faults = out.names.snapshot === instance.snapshot ? none : follow(instance, out);
  const problems = faults.length > 0 ? faults : writeRequest(instance.snapshot, ask as Ask, out);
  if (problems.length > 0) {
    instance.counts.ignored.request++;
    out.count = 0;
    return problems;
  }
  out.decision = answer(instance, out.request);
  writeTexts(out);
  return none;
}

/** Makes `out` room for what serves now; it stays as it is where no hosts can be made. */
function follow({ snapshot }: Instance, out: Answer): readonly Problem[] {
  if (out.table !== undefined) {
    const { table, problems } = carryPathways(out.table, snapshot);
    if (problems) return problems;
    if (table.pathways !== out.table?.pathways) out.hosts = hostsOf(table);
    out.table = table;
  }
  out.names = carryNames(out.names, snapshot);
  return none;
}

/**
 * Pathways of the targets that stand in `out`, best first, as `pathwaysOf` gives them; none where
 * the ask was wrong or `out` has no table.
 *
 * @example
 * const { table } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
 * const out = createAnswer(snapshot, table === undefined ? {} : { table });
 * answerText(createInstance(snapshot), { client: '169.192.0.7', file: 'f', session: 's1' }, out);
 * console.log(answerPathways(out).length === out.count); // => true
 */
export function answerPathways(out: Answer): Pathway[] {
  given(out, 'answer');
  return out.table === undefined || out.count === 0 ? [] : pathwaysOf(out.table, out.decision);
}

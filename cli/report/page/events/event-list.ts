// What happened while the run went on, what did it touch, and what did the gate hold?
import { counted } from '@fairlead/core';
import type { EmbeddedRun } from '../../embed.ts';
import { instants, localOf } from '../chart/local.ts';
import type { Mark } from '../chart/spec.ts';
import { type Child, element } from '../dom.ts';
import { instant, quantity } from '../format.ts';
import { numbersOf, tableOf, textsOf } from '../frame.ts';

const eventsShown = 40;
const note = (text: string): HTMLElement => element('p', { class: 'note' }, text);

/** The events in order of time, each with what it touched, at its begin. */
export function eventList(run: EmbeddedRun, events: readonly Mark[]): readonly Child[] {
  if (events.length === 0) return [note('No events.')];
  const touched = touchedTexts(run);
  const local = localOf(run);
  const rows = events.slice(0, eventsShown).map(({ atMs, number, text }) => {
    const bite = touched.get(`${atMs} ${text}`);
    return element(
      'li',
      {},
      element('span', { class: 'flag' }, String(number)),
      element('time', { datetime: new Date(atMs).toISOString() }, instants(atMs, local)),
      element('span', {}, bite === undefined ? text : `${text}: ${bite}`),
    );
  });
  const rest = events.length + (run.tables.events?.left ?? 0) - rows.length;
  const more = rest > 0 ? note(`${counted(rest, 'more event')}.`) : undefined;
  return [element('ol', { class: 'timeline' }, ...rows), more];
}

/** What was published and did not serve by itself, and why. */
export function publicationList(run: EmbeddedRun): readonly Child[] {
  const table = tableOf(run, 'publications');
  const verdicts = textsOf(table, 'verdict');
  const at = numbersOf(table, 'at_ms');
  const changes = numbersOf(table, 'changes');
  const reasons = textsOf(table, 'reasons');
  const rows = verdicts.flatMap((verdict, row) => {
    if (verdict === 'served') return [];
    const what = `${counted(changes[row] ?? 0, 'change')} ${verdict} by the gate: ${reasons[row]}`;
    return [element('li', {}, `${instant(at[row] ?? 0)}: ${what}`)];
  });
  if (rows.length === 0) return [];
  return [
    note('Changes of the network that did not serve by themselves:'),
    element('ul', {}, ...rows),
  ];
}

/** By instant and text of an event what it touched when it began. */
function touchedTexts(run: EmbeddedRun): ReadonlyMap<string, string> {
  const table = tableOf(run, 'touched');
  const at = numbersOf(table, 'at_ms');
  const texts = textsOf(table, 'text');
  const served = numbersOf(table, 'served_ms');
  const verdicts = textsOf(table, 'verdict');
  const of = (name: string) => numbersOf(table, name);
  const [elements, sessions, routes] = [of('elements'), of('sessions'), of('routes')];
  const [kinds, before] = [textsOf(table, 'kind'), of('stopped_before')];
  const [askedBps, askedBytes] = [of('asked_bps'), of('asked_bytes')];
  const rate = (row: number) => quantity(askedBps[row] ?? 0, 'bps');
  return new Map(
    texts.map((text, row) => {
      const parts = [
        (elements[row] ?? 0) > 0 &&
          counted(elements[row] ?? 0, kinds[row] === 'policy' ? 'instance' : 'element'),
        (sessions[row] ?? 0) > 0 &&
          `${counted(sessions[row] ?? 0, 'session')} that asked ${rate(row)}`,
        (askedBytes[row] ?? 0) > 0 && `${quantity(askedBytes[row] ?? 0, 'B')} asked meanwhile`,
        (routes[row] ?? 0) > 0 && counted(routes[row] ?? 0, 'route'),
        (before[row] ?? 0) > 0 &&
          `${counted(before[row] ?? 0, 'element')} had been stopped already`,
      ].filter((part) => part !== false);
      const bite = parts.length === 0 ? 'it touched nothing' : `touched ${parts.join(', ')}`;
      const verdict = verdicts[row] ?? '';
      const servedMs = served[row] ?? 0;
      const told = servedMs > 0 ? `; steering had it ${instant(servedMs)}` : `; ${verdict}`;
      return [`${at[row]} ${text}`, verdict === '' ? bite : bite + told];
    }),
  );
}

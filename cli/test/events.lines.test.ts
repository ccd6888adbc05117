// What do lines of events say that touched little, or what was stopped before?
import type { Series } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventLines } from '../tables/run/event-lines.ts';

const counts = ['elements', 'stopped_before', 'sessions', 'asked_bps', 'asked_bytes', 'routes'];

/** The line of an event at midnight that touched such counts. */
const lineOf = (kind: string, ...values: readonly number[]): string => told(kind, 1, values);

function told(kind: string, reached: number, values: readonly number[]): string {
  const zeros = ['at_ms', 'published_ms', 'served_ms'].map((name) => ({
    name,
    values: Float64Array.of(0),
  }));
  const texts = { kind, text: 'it happens', verdict: '' };
  const touched: Series = {
    name: 'touched',
    columns: [
      ...zeros,
      { name: 'reached', values: Float64Array.of(reached) },
      ...counts.map((name, column) => ({ name, values: Float64Array.of(values[column] ?? 0) })),
      ...Object.entries(texts).map(([name, text]) => ({ name, values: [text] })),
    ],
  };
  return eventLines([touched, { name: 'publications', columns: [] }]);
}

test('an outage that another one had begun says so', () => {
  const already = '5 elements, 5 elements had been stopped already, no session';
  assert.is(lineOf('site-down', 5, 5), `1. 00:00:00 it happens: touched ${already}\n`);
  const some = '5 elements, 40 sessions that asked 90.0 Mbps, 1 element had been stopped already';
  assert.is(lineOf('site-down', 5, 1, 40, 90e6), `1. 00:00:00 it happens: touched ${some}\n`);
});

test('a policy says how many instances follow it, and that nobody asks them', () => {
  assert.match(lineOf('policy', 2), /touched 2 instances, no session\n$/);
  assert.match(
    lineOf('policy', 1, 0, 3, 9e6),
    /touched 1 instance, 3 sessions that asked 9\.00 Mbps\n$/,
  );
  assert.match(lineOf('policy'), /touched nothing\n$/);
});

test('of an event behind the stop of a run nothing is told but that', () => {
  const nothing = 'not reached, the run was stopped before';
  assert.is(told('site-down', 0, []), `1. 00:00:00 it happens: ${nothing}\n`);
});

test.run();

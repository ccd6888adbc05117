// Does a run say at first sight what was held, where traffic went, and what came of tries?
import type { Series } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answersOf } from '../tables/answers/answers.ts';
import { movedAnswers } from '../tables/answers/moved-traffic.ts';

const minuteMs = 60_000;
const evening = Date.UTC(2026, 10, 20, 20);

type Columns = { readonly [name: string]: readonly (string | number)[] };

function tableOf(name: string, columns: Columns): Series {
  const made = Object.entries(columns).map(([column, values]) => ({
    name: column,
    values: typeof values[0] === 'string' ? values.map(String) : Float64Array.from(values, Number),
  }));
  return { name, columns: made };
}

type Event = { readonly atMin: number; readonly text: string; readonly verdict?: string };

const touchedOf = (events: readonly Event[]): Series =>
  tableOf('touched', {
    at_ms: events.map(({ atMin }) => evening + atMin * minuteMs),
    until_ms: events.map(() => 0),
    published_ms: events.map(({ atMin }) => evening + (atMin + 1) * minuteMs),
    text: events.map(({ text }) => text),
    verdict: events.map(({ verdict = '' }) => verdict),
  });

/** Gbit/s that sites carry in each five minutes of an hour, and that a country lost. */
function binsOf(courses: { readonly [id: string]: (bin: number) => number }, lost = 0): Series {
  const rows = Array.from({ length: 12 }, (_, bin) => {
    const at = evening + bin * 5 * minuteMs;
    const sites = Object.entries(courses).map(([id, course]) => ({
      at,
      kind: 'site',
      id,
      gbps: course(bin),
      lost: 0,
    }));
    return [...sites, { at, kind: 'country', id: 'NL', gbps: 0, lost: bin < 6 ? 0 : lost }];
  }).flat();
  return tableOf('bins', {
    start_ms: rows.map(({ at }) => at),
    kind: rows.map(({ kind }) => kind),
    id: rows.map(({ id }) => id),
    asked_bps: rows.map(({ gbps, lost: more }) => (gbps + more) * 1e9),
    carried_bps: rows.map(({ gbps }) => gbps * 1e9),
  });
}

const from30 = (before: number, after: number) => (bin: number) => (bin < 6 ? before : after);

test('who carried less and more after an event is said with its rates, and what reached nobody', () => {
  const courses = {
    lost: from30(30, 0),
    taker: from30(10, 32),
    other: from30(50, 56),
    calm: from30(400, 400),
  };
  assert.equal(
    movedAnswers([touchedOf([{ atMin: 30, text: 'site lost is lost' }]), binsOf(courses, 2)]),
    [
      '20:30:00 site lost is lost: against the 15 minutes before, lost carried 30.0 Gbps less, ' +
        'taker 22.0 Gbps more, other 6.00 Gbps more; 2.00 Gbps more reached nobody.',
    ],
  );
});

test('where hardly anything moved, or nothing is known of before, nothing is said', () => {
  const calm = binsOf({ a: from30(100, 101), b: from30(900, 905) });
  assert.equal(
    movedAnswers([touchedOf([{ atMin: 30, text: 'x' }]), calm]),
    [],
    'below a hundredth',
  );
  const much = binsOf({ a: from30(100, 0), b: from30(0, 100) });
  assert.equal(movedAnswers([touchedOf([{ atMin: 0, text: 'x' }]), much]), [], 'at the begin');
});

test('what the gate held is a warning; an event that was served is none', () => {
  const series = [
    touchedOf([
      { atMin: 5, text: 'l-a has another capacity', verdict: 'held' },
      { atMin: 9, text: 'l-b has another capacity', verdict: 'served' },
    ]),
    binsOf({ a: from30(1, 1) }),
    tableOf('networks', Object.fromEntries([...networkColumns].map((name) => [name, []]))),
    tableOf('player', Object.fromEntries([...playerColumns].map((name) => [name, []]))),
    tableOf('tries', { tries: [600, 400], timed_out: [200, 50], held_back: [70, 1] }),
  ];
  assert.equal(answersOf(series), {
    warnings: [
      'Event 1, l-a has another capacity, was held by the gate at 20:06:00: steering was never told of it.',
    ],
    answers: ['Of 1,000 tries to start 25.0 % timed out; 71 more were held back by the budget.'],
  });
});

const networkColumns = [
  ...['asn', 'name', 'members', 'asked_bytes', 'unserved_bytes'],
  ...['embedded', 'pni', 'ix', 'transit'].map((kind) => `${kind}_bytes`),
  ...['route', 'content', 'drain', 'loss', 'health', 'load', 'link'].map(
    (of) => `miss_${of}_bytes`,
  ),
];

/** What whoever judges the sample of players reads: nobody is in it. */
const playerColumns = [
  'length_ms',
  ...['fluid', 'chunk'].flatMap((way) =>
    ['bps', 'played_ms', 'stalled_ms'].map((of) => `${way}_${of}`),
  ),
];

test.run();

// Is what two values of a scenario cannot mean together told at its place?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { load, loaded, told } from './support/scenario-files.ts';

const world = 'world: { generate: {} }\n';

/** The text of a scenario below its world, and what is told: a line each. */
const refused: readonly (readonly [text: string, told: readonly string[]])[] = [
  [
    'report: { delay: 1025m }',
    ['2:18 report.delay: expected at most 1,024 report intervals (1024m), found 1025m'],
  ],
  [
    'report: { interval: 1ms }\nwarmup: 0s',
    ['2:21 report.interval: expected a duration of at least 1s, found 1ms'],
  ],
  ['warmup: 1000d', ['2:9 warmup: expected at most 31d, found 1000d']],
  [
    'to: 2036-11-20T18:00:00Z',
    ['2:5 to: expected at most 1,000,000 report intervals with the warm-up, found 5,260,325'],
  ],
  [
    'policy: { panic-share: 0.00001 }',
    ['2:24 policy.panic-share: expected a share of at most four decimals, found 0.00001'],
  ],
  [
    'policy: { health: { observers: 1, quorum: 2 } }',
    ['2:43 policy.health.quorum: expected at most "observers" (1), found 2'],
  ],
  [
    'policy: { health: { quorum: 3 } }',
    ['2:29 policy.health.quorum: expected at most "observers" (2), found 3'],
  ],
  [
    'policy: { health: { hold: 2h, hold-max: 1m } }',
    ['2:41 policy.health.hold-max: expected at least "hold" (2h), found 1m'],
  ],
  [
    'policy: { link-shed: { from: 0.9, full: 0.9 } }',
    ['2:41 policy.link-shed.full: expected more than "from" (0.9), found 0.9'],
  ],
  [
    'policy: { link-shed: { full: 0.5 } }',
    ['2:30 policy.link-shed.full: expected more than "from" (0.85), found 0.5'],
  ],
  [
    'policy: { appliance-shed: { from: 1 } }',
    ['2:35 policy.appliance-shed.from: expected "full" beside it, above 1, found none'],
  ],
  [
    "expect: { offload.share: '>= 80' }",
    [
      '2:26 expect.offload.share: expected a bound such as ',
      "a share is 0 to 1, so this never holds; did you mean '>= 80 %'?",
    ],
  ],
  [
    "expect: ['qoe.error.share <= 1']",
    ['2:10 expect[0]: ', 'a share is 0 to 1, so this always holds'],
  ],
];

for (const [text, expected] of refused)
  test(`${text.replaceAll('\n', ' ')}: refused with line, column and what is possible`, () => {
    const result = load(`${world}${text}\n`);
    assert.ok('problems' in result, 'it is loaded');
    const lines = told(result.problems);
    assert.is(lines.length, 1, lines.join('\n'));
    for (const part of expected) assert.ok(lines[0]?.includes(part), `${lines[0]} has no ${part}`);
  });

test('a country twice is refused at its second place', () => {
  const result = load('world: { generate: { countries: [IE, NL, IE] } }\n');
  assert.ok('problems' in result);
  assert.equal(told(result.problems), [
    'a.yaml:1:42 world.generate.countries[2]: "IE" stands twice',
  ]);
});

test('bounds that part the shares are taken, and those of other units as they are', () => {
  const bounds = ["'< 1'", "'> 0'", "'= 1'", "'<= 0'", "'>= 1'", "'>= 99.9 %'"];
  for (const bound of bounds) loaded(`${world}expect: { offload.share: ${bound} }\n`);
  loaded(`${world}expect: { qoe.start.p95: '<= 2000' }\n`);
  for (const bound of ["'< 0'", "'> 1'", "'>= 0'", "'= 2'", "'<= -1'"])
    assert.ok('problems' in load(`${world}expect: { offload.share: ${bound} }\n`), bound);
});

test('one observer agrees with itself', () => {
  const { scenario } = loaded(`${world}policy: { health: { observers: 1 } }\n`);
  assert.is(scenario.policy.health.quorum, 1);
});

test.run();

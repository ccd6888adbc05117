// Which mistakes can stand in a scenario file, and what is its writer told?

/** The smallest world; `text` stands after it, so its first line is line 2. */
export const world = 'world: { generate: {} }\n';

/** A file `a.yaml` and all that must be told about it: the parts of one line. */
type Mistake = { readonly what: string; readonly text: string; readonly told: readonly string[] };

export const mistakesTold: readonly Mistake[] = [
  {
    what: 'an unknown key',
    text: `${world}polcy: {}`,
    told: ['a.yaml:2:1 polcy: unknown key "polcy"; did you mean "policy"?'],
  },
  {
    what: 'an unknown key inside a map',
    text: `${world}report:\n  intervall: 60s`,
    told: ['a.yaml:3:3 report.intervall: unknown key "intervall"; did you mean "interval"?'],
  },
  {
    what: 'an unknown key of retries',
    text: `${world}demand: { retry: { bugdet: 5 % } }`,
    told: ['a.yaml:2:20 demand.retry.bugdet: unknown key "bugdet"; did you mean "budget"?'],
  },
  {
    what: 'an unknown key of a live event',
    text: `${world}demand:\n  change:\n    - { live: a, audience: 8 %, brust: x, at: 2026-11-20T20:00:00Z, for: 2h }`,
    told: ['a.yaml:4:33 demand.change[0].brust: unknown key "brust"; did you mean "burst"?'],
  },
  {
    what: 'a live event without a crowd',
    text: `${world}demand:\n  change: [{ live: a, at: 2026-11-20T20:00:00Z, for: 2h }]`,
    told: ['a.yaml:3:12 demand.change[0].audience: "audience" is missing'],
  },
  {
    what: 'a burst without a time',
    text: `${world}demand:\n  change:\n    - { live: a, audience: 8 %, burst: 60 %, at: 2026-11-20T20:00:00Z, for: 2h }`,
    told: [
      'a.yaml:4:40 demand.change[0].burst: ',
      'expected a part of the crowd and a time such as \'60 % in 5m\', found "60 %"',
    ],
  },
  {
    what: 'an unknown key of players',
    text: `${world}player: { patince: 3m }`,
    told: ['a.yaml:2:11 player.patince: unknown key "patince"; did you mean "patience"?'],
  },
  {
    what: 'a share in words',
    text: `${world}demand: { retry: { budget: a tenth } }`,
    told: [
      'a.yaml:2:28 demand.retry.budget: expected a share, 0 to 10, such as 0.1 or 10 %, or all',
      ', found "a tenth"',
    ],
  },
  {
    what: 'a share that is none',
    text: `${world}demand: { retry: { share: 150 % } }`,
    told: [
      'a.yaml:2:27 demand.retry.share: expected a share, 0 to 1, such as 0.05 or 5 %',
      ', found "150 %"',
    ],
  },
  {
    what: 'a duration without unit',
    text: `${world}warmup: 60`,
    told: [
      'a.yaml:2:9 warmup: expected a duration such as 60s, 90m or 6h, found 60',
      '; did you mean 60s?',
    ],
  },
  {
    what: 'a duration in words',
    text: `${world}warmup: 5 minutes`,
    told: [
      'a.yaml:2:9 warmup: expected a duration such as 60s, 90m or 6h, found "5 minutes"',
      '; did you mean 5m?',
    ],
  },
  {
    what: 'an instant without zone',
    text: `${world}from: 2026-11-20T18:00:00`,
    told: [
      'a.yaml:2:7 from: expected an instant such as 2026-11-20T18:00:00Z',
      ', found "2026-11-20T18:00:00"; did you mean 2026-11-20T18:00:00Z?',
    ],
  },
  {
    what: 'a day that the calendar has not',
    text: `${world}from: 2026-02-29T00:00:00Z`,
    told: [
      'a.yaml:2:7 from: expected an instant such as 2026-11-20T18:00:00Z',
      ', found "2026-02-29T00:00:00Z"; there is no such day or time',
    ],
  },
  {
    what: 'an end before the beginning',
    text: `${world}from: 2026-11-20T18:00:00Z\nto: 2026-11-20T17:00:00Z`,
    told: [
      'a.yaml:3:5 to: expected an instant after "from" (2026-11-20T18:00:00Z)',
      ', found 2026-11-20T17:00:00Z',
    ],
  },
  {
    what: 'a delay of half an interval',
    text: `${world}report: { interval: 60s, delay: 90s }`,
    told: [
      'a.yaml:2:33 report.delay: expected a delay of whole report intervals (1m)',
      ', found 90s',
    ],
  },
  {
    what: 'an unknown comparator',
    text: `${world}policy: { ranking: [prefix-length, -as-pth] }`,
    told: [
      'a.yaml:2:36 policy.ranking[1]: ',
      'expected a comparator (prefix-length, as-path, med, distance',
      '; a leading - reverses one), found "-as-pth"; did you mean "-as-path"?',
    ],
  },
  {
    what: 'a comparator that stands twice',
    text: `${world}policy: { ranking: [med, -med] }`,
    told: ['a.yaml:2:26 policy.ranking[1]: "med" stands twice'],
  },
  {
    what: 'too many targets',
    text: `${world}policy: { want: 17 }`,
    told: ['a.yaml:2:17 policy.want: expected a whole number, 1 to 16, found 17'],
  },
  {
    what: 'a shed rule upside down',
    text: `${world}policy: { link-shed: { from: 0.9, full: 0.8 } }`,
    told: ['a.yaml:2:41 policy.link-shed.full: expected more than "from" (0.9), found 0.8'],
  },
  {
    what: 'an unknown KPI',
    text: `${world}expect:\n  offload.shar: '>= 0.9'`,
    told: [
      'a.yaml:3:3 expect.offload.shar: unknown KPI "offload.shar"',
      '; did you mean "offload.share"?',
    ],
  },
  {
    what: 'an unknown KPI in a list',
    text: `${world}expect: [ofload.share >= 0.9]`,
    told: [
      'a.yaml:2:10 expect[0]: expected a KPI and its bound such as offload.share >= 0.9',
      ', found "ofload.share >= 0.9"',
      '; no KPI is called "ofload.share": did you mean "offload.share"?',
    ],
  },
  {
    what: 'a bound written the other way round',
    text: `${world}expect: { fill.bytes: '=< 3' }`,
    told: [
      "a.yaml:2:23 expect.fill.bytes: expected a bound such as '<= 5 TB' (a plain number: bytes)",
      ', found "=< 3"; did you mean \'<= 3\'?',
    ],
  },
  {
    what: 'an unknown kind of event',
    text: `${world}events:\n  - site-dwn: x\n    at: 2026-11-20T20:00:00Z`,
    told: ['a.yaml:3:5 events[0].site-dwn: unknown key "site-dwn"; did you mean "site-down"?'],
  },
  {
    what: 'an event of two kinds',
    text: `${world}events: [{ site-down: x, link-down: y, at: 2026-11-20T20:00:00Z }]`,
    told: ['a.yaml:2:10 events[0]: ', 'expected exactly one verb, found site-down and link-down'],
  },
  {
    what: 'an event without instant',
    text: `${world}events: [{ site-down: x }]`,
    told: ['a.yaml:2:10 events[0].at: "at" is missing'],
  },
  {
    what: 'an event after the end',
    text: `${world}events: [{ site-down: x, at: 2026-11-21T00:00:00Z }]`,
    told: [
      'a.yaml:2:30 events[0].at: ',
      'expected an instant between 2026-11-20T17:55:00Z (with the warm-up) and',
      ' 2026-11-21T00:00:00Z, found 2026-11-21T00:00:00Z',
    ],
  },
  {
    what: 'an unknown size of world',
    text: 'world: { generate: { size: smal } }',
    told: [
      'a.yaml:1:28 world.generate.size: expected a size (small, country, global)',
      ', found "smal"; did you mean "small"?',
    ],
  },
  {
    what: 'two worlds',
    text: 'world: { generate: {}, folder: . }',
    told: [
      'a.yaml:1:8 world: expected exactly one of generate, folder, import',
      ', found generate and folder',
    ],
  },
  {
    what: 'no world',
    text: 'seed: 1',
    told: ['a.yaml:1:1 world: "world" is missing: one of generate, folder, import'],
  },
  {
    what: 'an empty file',
    text: '',
    told: ['a.yaml:1:1 : expected a map with at least "world", found nothing'],
  },
  { what: 'a list', text: '- 1', told: ['a.yaml:1:1 : expected a map with at least "world"'] },
  {
    what: 'a doubled key',
    text: `${world}seed: 1\nseed: 2`,
    told: ['a.yaml:3:1 : "seed" stands twice'],
  },
  {
    what: 'a merge key',
    text: `${world}<<: { seed: 1 }`,
    told: ['a.yaml:2:1 : the key "<<" is not allowed (use extends)'],
  },
  {
    what: 'a prototype key',
    text: `${world}__proto__: 1`,
    told: ['a.yaml:2:1 : the key "__proto__" is not allowed'],
  },
  {
    what: 'a tag',
    text: `${world}seed: !!js/function 1`,
    told: ['a.yaml:2:7 : the tag !!js/function is not allowed'],
  },
  {
    what: 'a second document',
    text: `${world}---\nseed: 1`,
    told: ['a.yaml:2:1 : a second document begins here; a file holds one'],
  },
];

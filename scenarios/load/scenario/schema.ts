// What may stand in a scenario file? One definition validates it and gives its JSON Schema.
import { suggestion } from '@fairlead/core';
import { kpis } from '@fairlead/sim';
import { z } from 'zod';
import { decidingBound } from './parts/deciding-bound.ts';
import { demand, player, reserve } from './parts/demand.ts';
import { event } from './parts/event.ts';
import {
  aDuration,
  anInstant,
  duration,
  instant,
  list,
  map,
  share,
  text,
  whole,
  word,
} from './parts/kinds.ts';
import { boundPattern, type Reading, readBound, readWish } from './words.ts';

/** The names that a scenario may use of things that are registered elsewhere. */
export type KnownNames = {
  /** KPI names, as `expect` names them. */
  readonly kpis: readonly string[];
  /** Ranking comparators, without the `-` that reverses one. */
  readonly comparators: readonly string[];
};

/** Where a world may come from: exactly one of these keys. */
export const worldKinds = ['generate', 'folder', 'import'] as const;
export const worldSizes = ['small', 'country', 'global'] as const;

/** A bound of a KPI, by its unit. */
const boundTexts: { readonly [unit: string]: string } = {
  ratio: "a bound such as '>= 0.9' or '<= 0.1 %'",
  ms: "a bound such as '<= 800 ms' or '<= 2 s' (a plain number: ms)",
  km: "a bound such as '<= 300 km' (a plain number: km)",
  bps: "a bound such as '>= 4 Mbps' (a plain number: bps)",
  B: "a bound such as '<= 5 TB' (a plain number: bytes)",
  count: "a bound such as '<= 10'",
};

/** The unit of a KPI; undefined for one that no run has. */
export function unitOf(kpi: string): string | undefined {
  return kpis.find(({ name }) => name === kpi)?.unit;
}

function boundOf(kpi: string) {
  const unit = unitOf(kpi) ?? 'ratio';
  const expected = boundTexts[unit] ?? 'a bound';
  return word(expected, (line) => decidingBound(kpi, readBound(line, unit)), boundPattern(unit));
}

const shed = (what: string) =>
  map({
    from: share('a share of capacity, 0 to 10', 0, 10).optional(),
    full: share('a share of capacity, 0 to 10', 0, 10).optional(),
  }).meta({ description: `Load of ${what} below which nobody and above which everybody is shed` });

const world = map({
  generate: map({
    size: z
      .enum(worldSizes, { error: () => `expected a size (${worldSizes.join(', ')})` })
      .meta({ description: 'How large a world is made; small unless told' })
      .optional(),
    seed: whole('a whole number, 0 to 4294967295', 0, 0xffffffff)
      .meta({ description: 'Seed of the world; 1 unless told' })
      .optional(),
    countries: list(
      z
        .string({ error: () => 'expected a country code of two capitals, such as NL' })
        .regex(/^[A-Z]{2}$/, {
          error: () => 'expected a country code of two capitals, such as NL',
        }),
      'a list of country codes such as [IE, NL]',
    )
      .min(1, { error: () => 'expected at least one country' })
      .meta({ description: 'Codes of its countries; those of the size unless told' })
      .optional(),
    members: whole('a whole number of members, 1 to 1000000000', 1, 1e9)
      .meta({ description: 'Members of the whole world; as many as the model says unless told' })
      .optional(),
  })
    .meta({ description: 'Made by the generator' })
    .optional(),
  folder: text('the path of a world folder')
    .meta({ description: 'A world folder, relative to this file' })
    .optional(),
  import: map({
    prefixes: text('the path of a table of prefixes and AS numbers').meta({
      description: 'Table of prefix TAB asn, plain or gzipped, relative to this file',
    }),
    'isp-users': text('the path of a table of users per AS').meta({
      description: 'Table of country, asn, percent and users, relative to this file',
    }),
    seed: whole('a whole number, 0 to 4294967295', 0, 0xffffffff)
      .meta({ description: 'Seed of all that the tables do not say' })
      .optional(),
    download: text('a text that says where to get the files')
      .meta({ description: 'Where to get the files; printed where they are not there' })
      .optional(),
  })
    .meta({ description: 'Made from tables of the real Internet' })
    .optional(),
}).meta({ description: 'Where the world comes from: exactly one of these' });

const health = map({
  observers: whole('a whole number, 1 to 8', 1, 8)
    .meta({ description: 'Who reports on every appliance once an interval' })
    .optional(),
  quorum: whole('a whole number, 1 to 8', 1, 8)
    .meta({ description: 'Observers that must agree' })
    .optional(),
  'suspect-share': share('a share, 0 to 1', 0, 1)
    .meta({ description: 'Above it, an observer that alone sees so many fail is not believed' })
    .optional(),
  'down-after': whole('a whole number, 1 to 100', 1, 100)
    .meta({ description: 'Bad reports in a row that end trust' })
    .optional(),
  'up-after': whole('a whole number, 1 to 100', 1, 100)
    .meta({ description: 'Good reports in a row that restore it' })
    .optional(),
  hold: duration()
    .meta({ description: 'How long an appliance that went down stays down at least' })
    .optional(),
  'hold-max': duration()
    .meta({ description: 'To what the hold of one that flaps grows' })
    .optional(),
  quiet: duration().meta({ description: 'How much health halves that growth' }).optional(),
  'lease-reports': whole('a whole number, 1 to 1000', 1, 1000)
    .meta({ description: 'Silent reports in a row after which it is not offered at all' })
    .optional(),
  'lease-share': share('a share, 0 to 1', 0, 1)
    .meta({ description: 'When more of the fleet is silent at once, no lease runs out' })
    .optional(),
}).meta({ description: 'When an appliance is believed healthy' });

function policy({ comparators }: KnownNames) {
  const names = [...comparators, ...comparators.map((name) => `-${name}`)];
  return map({
    ranking: list(
      z.enum(names, {
        error: ({ input }) =>
          `expected a comparator (${comparators.join(', ')}; a leading - reverses one)\u0000` +
          suggestion(String(input), names),
      }),
      'a list of comparators',
    )
      .min(1, { error: () => 'expected at least one comparator' })
      .meta({ description: 'How candidates are ordered; a leading - reverses one' })
      .optional(),
    want: whole('a whole number, 1 to 16', 1, 16)
      .meta({ description: 'Targets that a client asks for' })
      .optional(),
    'appliance-shed': shed('an appliance').optional(),
    'link-shed': shed('a link').optional(),
    'panic-share': share('a share, 0 to 1', 0, 1)
      .meta({
        description:
          'Below it the health of a rank is not believed if no later one has room; 0: off',
      })
      .optional(),
    reserve: reserve.optional(),
    health: health.optional(),
    outcomes: z
      .boolean({ error: () => 'expected true or false' })
      .meta({ description: 'Whether clients say where starts fail; off unless told' })
      .optional(),
    admit: z
      .boolean({ error: () => 'expected true or false' })
      .meta({ description: 'Whether a gate may hold what is published; true unless told' })
      .optional(),
  }).meta({ description: 'What steering is told' });
}

function expectations({ kpis: names }: KnownNames) {
  const shape: Record<string, z.ZodOptional<ReturnType<typeof boundOf>>> = {};
  for (const kpi of names) shape[kpi] = boundOf(kpi).optional();
  const readKnownWish = (line: string): Reading<unknown> => {
    const reading = readWish(line, unitOf);
    if (!reading.ok) return reading;
    if (names.includes(reading.value.kpi)) return decidingBound(reading.value.kpi, reading);
    const near = suggestion(reading.value.kpi, names).slice(2);
    return { ok: false, hint: `no KPI is called "${reading.value.kpi}"${near ? `: ${near}` : ''}` };
  };
  const wish = word('a KPI and its bound such as offload.share >= 0.9', readKnownWish, '');
  return z
    .union([map(shape), list(wish, 'a list')], {
      error: () => 'expected a map of KPI to bound, or a list of texts',
    })
    .meta({ description: 'What the KPIs must hold to, or the run exits with 1' });
}

const report = map({
  interval: duration()
    .meta({ description: `Time between reports, and the epoch of a run: ${aDuration}` })
    .optional(),
  delay: duration()
    .meta({ description: 'Age of a report when it is seen; one interval unless told' })
    .optional(),
  'loss-share': share('a share, 0 to 1', 0, 1)
    .meta({ description: 'Share of the reports of load that do not arrive' })
    .optional(),
}).meta({ description: 'How often appliances report, and how old a report is when seen' });

const publish = map({
  every: duration()
    .meta({ description: 'How often changes of the network are published; each report interval' })
    .optional(),
  delay: duration()
    .meta({ description: 'How long after that steering has them; at once unless told' })
    .optional(),
}).meta({ description: 'How changes of the network become known' });

/** The definition of a scenario file after `extends` was followed and empty keys were dropped. */
export function scenarioSchema(known: KnownNames) {
  return map({
    title: text('a text').meta({ description: 'The question, in a line' }).optional(),
    extends: text('the path of another scenario')
      .meta({ description: 'The scenario that this one changes, relative to this file' })
      .optional(),
    world: world.optional(),
    from: instant()
      .meta({ description: `Begin of what is measured: ${anInstant}` })
      .optional(),
    to: instant()
      .meta({ description: `Its end: ${anInstant}; six hours after "from" unless told` })
      .optional(),
    warmup: duration()
      .meta({
        description: `Simulated before "from", unmeasured: ${aDuration}; or five report intervals`,
      })
      .optional(),
    seed: whole('a whole number, 0 to 4294967295', 0, 0xffffffff)
      .meta({ description: 'Seed of every random draw of members; the world has its own' })
      .optional(),
    instances: whole('a whole number, 1 to 256', 1, 256)
      .meta({ description: 'Steering instances, each with its share of the vantages' })
      .optional(),
    report: report.optional(),
    publish: publish.optional(),
    demand: demand.optional(),
    player: player.optional(),
    policy: policy(known).optional(),
    events: list(event, 'a list of events')
      .meta({ description: 'What happens while it runs; a list replaces the one it inherits' })
      .optional(),
    expect: expectations(known).optional(),
  });
}

export type ScenarioSchema = ReturnType<typeof scenarioSchema>;
/** A scenario file that its schema accepts: words are not read yet, defaults not filled in. */
export type ScenarioFile = z.infer<ScenarioSchema>;

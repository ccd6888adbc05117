// What does a scenario file ask, and where does its world come from?
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { compareUtf8, defaultRanking, type Problem } from '@fairlead/core';
import { defaultHealthPolicy, type HealthPolicy, type Scenario } from '@fairlead/sim';
import { inputKinds } from '../input-kinds.ts';
import { checkParts, defaultWarmupEpochs } from './check.ts';
import {
  besideFile,
  find,
  type Layer,
  mergeLayers,
  plain,
  readLayers,
  type Stated,
} from './layers.ts';
import { problemAt, problemsOf } from './mistakes.ts';
import { shedFullOf } from './parts/check-policy.ts';
import { demandOf, playerOf } from './parts/demand.ts';
import { eventOf } from './parts/event.ts';
import {
  type KnownNames,
  type ScenarioFile,
  scenarioSchema,
  unitOf,
  worldKinds,
  type worldSizes,
} from './schema.ts';
import {
  type Bound,
  type Reading,
  readBound,
  readDuration,
  readInstant,
  readWish,
} from './words.ts';

/** Where the world of a scenario comes from. Paths are ready to open. */
export type WorldSource =
  | {
      readonly kind: 'generate';
      readonly size: (typeof worldSizes)[number];
      readonly seed: number;
      readonly countries?: readonly string[];
      readonly members?: number;
    }
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'import';
      readonly seed: number;
      readonly prefixes: string;
      readonly ispUsers: string;
    };

export type LoadedScenario = {
  readonly scenario: Scenario;
  readonly title: string;
  readonly worldSource: WorldSource;
  /** The text of the file itself. */
  readonly text: string;
  /** The file and all that it extends, nearest first. */
  readonly files: readonly string[];
  /** The problem of the value at a path of the scenario, at its place in the file. */
  readonly problemOf: (path: readonly PropertyKey[], code: string, text: string) => Problem;
  /** The problem of the event at a row, at its place in the file. */
  readonly problemOfEvent: (row: number, code: string, text: string) => Problem;
};

/** The value of a word that the schema has accepted. */
function valueRead<T>(reading: Reading<T> | undefined, otherwise: T): T {
  return reading?.ok ? reading.value : otherwise;
}

function expectOf(expect: ScenarioFile['expect']): Scenario['expect'] {
  const nothing: Bound = { op: '>=', bound: 0 };
  if (Array.isArray(expect))
    return expect.map((line) => valueRead(readWish(line, unitOf), { kpi: '', ...nothing }));
  const bounds: { kpi: string; op: Bound['op']; bound: number }[] = [];
  for (const [kpi, text] of Object.entries(expect ?? {}))
    if (text !== undefined)
      bounds.push({ kpi, ...valueRead(readBound(text, unitOf(kpi)), nothing) });
  return bounds.sort((a, b) => compareUtf8(a.kpi, b.kpi));
}

const hourMs = 3_600_000;

/** A duration that is read, or `ms` where there is none. */
const duration = (text: string | undefined, ms: number) =>
  valueRead(text === undefined ? undefined : readDuration(text), ms);

/** The scenario of a file that passed every check, with the defaults filled in. */
function complete(name: string, file: ScenarioFile): Scenario {
  const fromMs = valueRead(readInstant(file.from ?? '2026-11-20T18:00:00Z'), 0);
  const toMs = file.to === undefined ? fromMs + 6 * hourMs : valueRead(readInstant(file.to), 0);
  const reportIntervalMs = duration(file.report?.interval, 60_000);
  const { policy } = file;
  const player = playerOf(file.player);
  const panicShare = policy?.['panic-share'] ?? 0;
  return {
    name,
    seed: file.seed ?? 1,
    fromMs,
    toMs,
    warmupMs: duration(file.warmup, defaultWarmupEpochs * reportIntervalMs),
    reportIntervalMs,
    reportDelayMs: duration(file.report?.delay, reportIntervalMs),
    reportLossShare: file.report?.['loss-share'] ?? 0,
    publish: {
      everyMs: duration(file.publish?.every, reportIntervalMs),
      delayMs: duration(file.publish?.delay, 0),
    },
    instances: file.instances ?? 4,
    demand: demandOf(file.demand),
    ...(player && { player }),
    policy: {
      ranking: policy?.ranking ?? defaultRanking,
      want: policy?.want ?? 5,
      applianceShed: shedOf(policy?.['appliance-shed']),
      linkShed: shedOf(policy?.['link-shed']),
      // Off is absent: a question keeps its digest.
      ...(panicShare > 0 && { panicShare }),
      ...(policy?.reserve === 'observed' && { reserve: policy.reserve }),
      health: healthOf(policy?.health),
      ...(policy?.outcomes === true && { outcomes: policy.outcomes }),
      ...(policy?.admit === false && { isAdmitted: false as const }),
    },
    events: (file.events ?? []).map(eventOf),
    expect: expectOf(file.expect),
  };
}

/** What a scenario asks that says nothing. */
export const defaultScenario: Scenario = complete('', {});

function healthOf(rule: NonNullable<ScenarioFile['policy']>['health']): HealthPolicy {
  const standard = defaultHealthPolicy;
  const holdMs = duration(rule?.hold, standard.holdMs);
  const observers = rule?.observers ?? standard.observers;
  return {
    observers,
    // More than there are would agree on nothing.
    quorum: rule?.quorum ?? Math.min(standard.quorum, observers),
    suspectShare: rule?.['suspect-share'] ?? standard.suspectShare,
    downAfter: rule?.['down-after'] ?? standard.downAfter,
    upAfter: rule?.['up-after'] ?? standard.upAfter,
    holdMs,
    holdMsMax: Math.max(holdMs, duration(rule?.['hold-max'], standard.holdMsMax)),
    quietMs: duration(rule?.quiet, standard.quietMs),
    leaseReports: rule?.['lease-reports'] ?? standard.leaseReports,
    leaseShareMax: rule?.['lease-share'] ?? standard.leaseShareMax,
  };
}

function shedOf(rule: { from?: number | undefined; full?: number | undefined } | undefined) {
  return { from: rule?.from ?? 0.85, full: rule?.full ?? shedFullOf(rule?.from ?? 0) };
}

/** The one source that `world` names; problems where it names none, several, or a missing file. */
function worldOf(root: Stated, world: ScenarioFile['world'], problems: Problem[]) {
  const named = worldKinds.filter((kind) => world?.[kind] !== undefined);
  if (named.length !== 1) {
    const which = worldKinds.join(', ');
    const text = world
      ? `expected exactly one of ${which}, found ${named.length ? named.join(' and ') : 'none'}`
      : `"world" is missing: one of ${which}`;
    problems.push(problemAt(root, ['world'], world ? 'bad-value' : 'missing', text));
    return undefined;
  }
  const fileAt = (path: string[], value: string, what: string) => {
    const file = besideFile(find(root, path).file, value);
    if (!existsSync(file)) problems.push(problemAt(root, path, 'missing-file', `${file}: ${what}`));
    return file;
  };
  return sourceOf(world, fileAt);
}

function sourceOf(
  world: ScenarioFile['world'],
  fileAt: (path: string[], value: string, what: string) => string,
): WorldSource | undefined {
  if (world?.generate) {
    const { size = 'small', seed = 1, countries, members } = world.generate;
    const where = { ...(countries && { countries }), ...(members !== undefined && { members }) };
    return { kind: 'generate', size, seed, ...where };
  }
  if (world?.folder !== undefined) {
    const what = 'there is no such world folder; "fairlead world generate" makes one';
    return { kind: 'folder', folder: fileAt(['world', 'folder'], world.folder, what) };
  }
  if (!world?.import) return undefined;
  const { prefixes, 'isp-users': users, download, seed = 1 } = world.import;
  const table = (key: string, value: string, format: string) =>
    fileAt(
      ['world', 'import', key],
      value,
      `there is no such file. Get a table of ${format} (plain or gzipped) and put it there` +
        `${download ? `: ${download}` : ''}`,
    );
  return {
    kind: 'import',
    seed,
    prefixes: table('prefixes', prefixes, 'lines of prefix TAB asn'),
    ispUsers: table('isp-users', users, 'lines of country, asn, percent, users'),
  };
}

function nameOf(path: string): string {
  return basename(path).replace(/\.ya?ml$/, '');
}

function emptyProblem(path: string, [layer]: readonly Layer[]): Problem {
  const text = `expected a map with at least "world"${layer?.text.trim() ? '' : ', found nothing'}`;
  return { code: 'missing', path: '', text, file: path, line: 1, column: 1 };
}

/**
 * The scenario of the YAML file at `path`, completed with defaults, and the source of its world; or
 * all that is wrong with it, each with file, line, column, path, what was expected and the nearest
 * right name. Ids that events name are checked against the world later, by `checkAgainstWorld`.
 */
export function loadScenario(
  path: string,
  known: KnownNames,
): LoadedScenario | { readonly problems: readonly Problem[] } {
  const chain = readLayers(path, inputKinds.scenario);
  if ('problems' in chain) return chain;
  const root = mergeLayers(chain.layers);
  if (!root?.keys) return { problems: [emptyProblem(path, chain.layers)] };
  const schema = scenarioSchema(known);
  const value = plain(root);
  const parsed = schema.safeParse(value);
  const problems: Problem[] = [];
  for (const issue of parsed.error?.issues ?? []) problems.push(...problemsOf(root, schema, issue));
  problems.push(...checkParts(root, defaultScenario));
  const shape = schema.shape.world.safeParse((value as { world?: unknown }).world);
  const worldSource = shape.success ? worldOf(root, shape.data, problems) : undefined;
  if (problems.length > 0 || !parsed.success || !worldSource)
    return { problems: inOrder(problems, chain.layers) };
  const { layers } = chain;
  const scenario = complete(nameOf(path), parsed.data);
  return {
    scenario,
    title: parsed.data.title ?? nameOf(path),
    worldSource,
    text: layers[0]?.text ?? '',
    files: layers.map(({ file }) => file),
    problemOf: (path, code, text) => problemAt(root, path, code, text),
    problemOfEvent: (row, code, text) =>
      problemAt(root, ['events', row, scenario.events[row]?.kind ?? 'at'], code, text),
  };
}

/** Problems file by file from the nearest, in the order of the text. */
function inOrder(problems: readonly Problem[], layers: readonly Layer[]): readonly Problem[] {
  const rank = new Map(layers.map(({ file }, index) => [file, index]));
  const fileOf = ({ file }: Problem) => rank.get(file ?? '') ?? -1;
  return problems.toSorted(
    (a, b) =>
      fileOf(a) - fileOf(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

// Which routes of a world send traffic where nobody meant it to go?
import {
  counted,
  type Finding,
  grouped,
  type Lint,
  type LintOptions,
  type LintRule,
  lint,
  lintRules,
  type SpaceSize,
  severities,
  type World,
} from '@fairlead/core';
import { readTraffic } from '../io/traffic-file.ts';
import { quantityText, shareText } from '../tables/quantity.ts';
import { tableText } from '../tables/text-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { outColors } from '../terminal/stream/color.ts';
import { openWorld } from './open-world.ts';
import { listOf, wholeOf } from './options.ts';
import { type Traffic, trafficLine, worldTraffic } from './world-traffic.ts';

/** Findings in the text, over all rules; the document has all of them. */
const rowsShown = 32;
const nameCharsMax = 18;

const rowsOf = (findings: readonly Finding[], { name }: LintRule) =>
  findings.filter(({ rule }) => rule === name);

function sumsOf(findings: readonly Finding[], total: SpaceSize) {
  const share = (part: 'affected' | 'offsite'): number =>
    findings.reduce((sum, finding) => sum + finding[part].sampleWeight, 0) / total.sampleWeight;
  return {
    findings: findings.length,
    prefixes: findings.reduce((sum, { prefixCount }) => sum + prefixCount, 0),
    affectedShare: share('affected'),
    offsiteShare: share('offsite'),
  };
}

const countsOf = (findings: readonly Finding[]) =>
  severities.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  }));

/** Whether it must be mended: an error that touches a larger share of the traffic. */
function isFailure({ severity, affected }: Finding, total: SpaceSize, tolerate: number): boolean {
  return severity === 'error' && !(affected.sampleWeight / total.sampleWeight <= tolerate);
}

/** Traffic as a share; where none is known the IPv4 addresses. */
function trafficText(measure: SpaceSize, total: SpaceSize): string {
  if (total.sampleWeight > 0) return shareText(measure.sampleWeight / total.sampleWeight, 3);
  return quantityText(measure.v4AddressCount, '');
}

function firstText(ids: readonly string[]): string {
  const [first = '–'] = ids;
  return ids.length > 1 ? `${first} +${ids.length - 1}` : first;
}

function networksText(networks: readonly number[], names: ReadonlyMap<number, string>): string {
  const [first = 0, ...rest] = networks;
  const name = (names.get(first) ?? '').slice(0, nameCharsMax);
  const more =
    rest.length > 0 ? `, AS${rest[0]}${rest.length > 1 ? ` +${rest.length - 1}` : ''}` : '';
  return first === 0 ? `unknown${more}` : `AS${first} ${name}`.trimEnd() + more;
}

function rulesText({ findings, total }: Lint, hasBefore: boolean): string {
  const rows = lintRules.map((rule) => {
    const mine = rowsOf(findings, rule);
    const { prefixes, affectedShare, offsiteShare } = sumsOf(mine, total);
    const isLeftOut = rule.name === 'leak-sudden' && !hasBefore;
    const numbers = [
      ...countsOf(mine).map(({ count }) => (count === 0 ? '–' : grouped(count))),
      mine.length === 0 ? '–' : grouped(prefixes),
      mine.length === 0 ? '–' : shareText(affectedShare, 3),
      mine.length === 0 ? '–' : shareText(offsiteShare, 3),
    ];
    return [rule.name, ...numbers, isLeftOut ? 'needs --before' : `${rule.asks}?`];
  });
  const head = ['rule', 'errors', 'warnings', 'notices', 'prefixes', 'traffic', 'offsite', ''];
  return tableText(head, rows);
}

function findingsText({ findings, total }: Lint, world: World, isBytes: boolean): string {
  const names = new Map(
    [...world.networks.asn].map((asn, row) => [asn, world.networks.name[row] ?? '']),
  );
  const found = lintRules.map((rule) => rowsOf(findings, rule)).filter((rows) => rows.length > 0);
  const room = Math.floor(rowsShown / Math.max(1, found.length));
  const rows = found.flatMap((mine) =>
    mine
      .slice(0, room)
      .map((finding, k) => [
        k === 0 ? finding.rule : '',
        finding.severity,
        finding.cause,
        networksText(finding.networks, names),
        firstText(finding.sites),
        firstText(finding.links),
        grouped(finding.prefixCount),
        finding.prefixes[0] ?? '–',
        trafficText(finding.affected, total),
        trafficText(finding.offsite, total),
        ...(isBytes ? [quantityText(finding.offsite.sampleWeight, 'B')] : []),
      ]),
  );
  const rest = findings.length - rows.length;
  const more = rest > 0 ? `… and ${grouped(rest)} more; all of them: --json\n` : '';
  const where = ['network', 'site', 'link', 'prefixes', 'such as', 'traffic', 'offsite'];
  const bytes = isBytes ? ['bytes'] : [];
  return tableText(['rule', 'severity', 'cause', ...where, ...bytes], rows) + more;
}

type Shown = {
  readonly folder: string;
  readonly world: World;
  readonly hasBefore: boolean;
  readonly traffic: Traffic | undefined;
};

function lintText(found: Lint, { folder, world, hasBefore, traffic }: Shown): string {
  const counts = countsOf(found.findings).map(({ severity, count }) => {
    return counted(count, severity);
  });
  const title = `${outColors.bold(folder)}: ${counts.join(', ')}\n`;
  const head = traffic === undefined ? title : title + trafficLine(traffic);
  const rules = `${head}\n${rulesText(found, hasBefore)}`;
  if (found.findings.length === 0) return rules;
  return `${rules}\n${findingsText(found, world, traffic !== undefined)}`;
}

type Named = {
  readonly world: string;
  readonly before: string | undefined;
  readonly traffic: Traffic | undefined;
};

/** The document; with a table of traffic each finding says bytes too. */
function documentOf({ findings, total }: Lint, { world, before, traffic }: Named) {
  const share = (part: number): number => part / total.sampleWeight;
  return {
    world,
    ...(before !== undefined && { before }),
    ...(traffic !== undefined && { traffic }),
    total,
    counts: Object.fromEntries(countsOf(findings).map(({ severity, count }) => [severity, count])),
    rules: lintRules.map((rule) => ({ rule: rule.name, ...sumsOf(rowsOf(findings, rule), total) })),
    findings: findings.map((finding) => ({
      ...finding,
      affectedShare: share(finding.affected.sampleWeight),
      offsiteShare: share(finding.offsite.sampleWeight),
      ...(traffic !== undefined && {
        affectedBytes: finding.affected.sampleWeight,
        offsiteBytes: finding.offsite.sampleWeight,
      }),
    })),
  };
}

/** A share of 1 at most. */
function readShare(text = '0'): number {
  if (/^(\d+(\.\d*)?|\.\d+)(e-\d+)?$/i.test(text) && Number(text) <= 1) return Number(text);
  throw new Error(`--tolerate: expected a number from 0 to 1, found "${text}"`);
}

function readAsns(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const asns = listOf('own-asns', text).map((word) => wholeOf(word, 1, 0xffffffff));
  if (!asns.some(Number.isNaN)) return asns;
  throw new Error(`--own-asns: expected AS numbers between commas, found "${text}"`);
}

export const worldLint = defineCommand({
  command: 'world lint <world>',
  describe: 'Find routes that send traffic offsite; exit code 1 where one must be mended',
  examples: [
    [
      'fairlead world lint out/world',
      'Causes, the largest first, with their share of the traffic',
      exitCodes.worse,
    ],
    [
      'fairlead world lint out/small --before out/world',
      'Leaks too: more-specifics that were not there',
      exitCodes.worse,
    ],
    [
      'fairlead world lint out/world --traffic day.csv',
      'In bytes of a real day (prefix,bytes) instead of estimated members',
    ],
    [
      'fairlead world lint out/world --tolerate 0.001',
      'Errors of less than 0.1 % are not failures',
    ],
    [
      'fairlead world lint out/world --json | jq ".findings[0]"',
      'The worst of them, for a program',
      exitCodes.worse,
    ],
  ],
  builder: (args) =>
    args
      .positional('world', { type: 'string', demandOption: true, describe: 'A world folder' })
      .options({
        before: {
          type: 'string',
          requiresArg: true,
          describe: 'The world as it was, to see who suddenly announces what is of others',
        },
        traffic: {
          type: 'string',
          requiresArg: true,
          describe: 'CSV of prefix,bytes (plain or gzipped): what was sent to whom',
        },
        tolerate: {
          type: 'string',
          requiresArg: true,
          coerce: readShare,
          default: '0',
          describe: 'Share of the traffic that an error may touch before it counts as a failure',
        },
        'own-asns': {
          type: 'string',
          requiresArg: true,
          coerce: readAsns,
          describe: 'AS numbers of ours at the head of paths [2906,40027 unless told]',
        },
      }),
  async run({ world: folder, before: earlier, traffic: table, tolerate, ownAsns }, shell) {
    const rows = table === undefined ? undefined : await readTraffic(table);
    const world = await openWorld(folder);
    const before = earlier === undefined ? undefined : await openWorld(earlier);
    const { sample, traffic } = table !== undefined && rows ? worldTraffic(table, rows, world) : {};
    const options: LintOptions = {
      ...(before && { before }),
      ...(ownAsns && { ownAsns }),
      ...(sample && { sample }),
    };
    const found = await shell.computing(() => lint(world, options));
    const shown = { folder, world, hasBefore: before !== undefined, traffic };
    shell.answer(documentOf(found, { world: folder, before: earlier, traffic }), () =>
      lintText(found, shown),
    );
    const isWorse = found.findings.some((finding) => isFailure(finding, found.total, tolerate));
    return isWorse ? exitCodes.worse : exitCodes.fine;
  },
});

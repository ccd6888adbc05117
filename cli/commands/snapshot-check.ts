// May steering take this snapshot? The code that admission runs in production.
import {
  type Admission,
  type AdmissionChange,
  admit,
  counted,
  grouped,
  memberSample,
  readIds,
  type Snapshot,
  type World,
} from '@fairlead/core';
import { readSnapshot } from '../io/snapshot-file.ts';
import { readTraffic } from '../io/traffic-file.ts';
import { quantityText, shareText } from '../tables/quantity.ts';
import { tableText } from '../tables/text-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { outColors } from '../terminal/stream/color.ts';
import { openWorld } from './open-world.ts';
import { type Traffic, trafficLine, worldTraffic } from './world-traffic.ts';

const codeOf = {
  apply: exitCodes.fine,
  hold: exitCodes.worse,
  refuse: exitCodes.wrongInput,
} as const;

type Row = readonly [what: string, share: string, of: string];

function applianceRows(impact: AdmissionChange): Row[] {
  const { applianceLossShare, lostApplianceCount, upApplianceCount, upAfterCount } = impact;
  const up = grouped(upApplianceCount);
  return [
    [
      'appliances gone, down or in another cluster',
      shareText(applianceLossShare),
      `${grouped(lostApplianceCount)} of ${up}`,
    ],
    ['appliances up in another cluster', shareText(impact.applianceStrayShare), `of ${up}`],
    [
      'appliances that are new',
      shareText(impact.applianceGainShare),
      `of ${grouped(upAfterCount)} after`,
    ],
  ];
}

function capacityRows({ capacities, diff }: AdmissionChange): Row[] {
  const bits = (before: number, after: number): string =>
    `${quantityText(before, 'bps')} to ${quantityText(after, 'bps')}`;
  const partOf = (part: number, whole: number): string =>
    shareText(whole > 0 ? Math.min(1, part / whole) : 0);
  return [
    ...capacities.map(
      ({ sites: kind, lossShare, beforeBps, afterBps }): Row => [
        `capacity gone, ${kind} sites`,
        shareText(lossShare),
        bits(beforeBps, afterBps),
      ],
    ),
    ...diff.content.links.map(
      ({ links: kind, beforeBps, afterBps, lostBps }): Row => [
        `capacity gone, ${kind} links`,
        partOf(lostBps, beforeBps),
        bits(beforeBps, afterBps),
      ],
    ),
  ];
}

function contentRows({ diff: { content } }: AdmissionChange): Row[] {
  const held = ({ lost, before }: { readonly lost: number; readonly before: number }) =>
    [shareText(before > 0 ? lost / before : 0), `${grouped(lost)} of ${grouped(before)}`] as const;
  return [
    ['files that nobody holds any more', ...held(content.files)],
    ['copies gone', ...held(content.copies)],
  ];
}

function clientRows(impact: AdmissionChange): Row[] {
  return [
    ['address space without candidates', shareText(impact.coverageLossShare), 'the worse family'],
    ['candidates of clients gone', shareText(impact.candidateLossShare), 'in the mean'],
    [
      'to another site at rank 0',
      shareText(impact.movedShare),
      impact.movedOver === 'sample' ? 'of the sample' : 'of the covered space, the worse family',
    ],
  ];
}

/** The dry run: what the same requests get from both. */
function requestsText({ requests, wanted }: AdmissionChange): string {
  const kinds = ['all', 'group', 'links'];
  const sorted = [...requests].sort((a, b) => kinds.indexOf(a.over) - kinds.indexOf(b.over));
  const rows = sorted.map((change) => [
    change.clients,
    grouped(change.requestCount),
    shareText(change.noneShare),
    shareText(change.resortShare),
    shareText(change.worseShare),
    shareText(change.brokenShare),
    shareText(change.changedShare),
    shareText(change.filledShare),
    shareText(change.pulledShare),
    shareText(change.targetLossShare),
  ]);
  const head = [
    ...['dry run', 'requests', 'no answer', 'last resort', 'worse', 'worse, unexplained'],
    ...['other, unexplained', 'other by copies', 'drawn', 'targets missing'],
  ];
  if (rows.length === 0) return '';
  const asked = requests.reduce(
    (sum, { over, requestCount }) => (over === 'all' ? sum + requestCount : sum),
    0,
  );
  const each = `each of one session that wants up to ${counted(wanted, 'target')}`;
  const said = `${counted(asked, 'request')}, ${each}`;
  return `\n${tableText(head, rows)}\ndry run: ${said}, asked of both\n`;
}

function impactText({ impact }: Admission): string {
  if (impact === undefined) return '';
  const rows = [
    ...applianceRows(impact),
    ...capacityRows(impact),
    ...contentRows(impact),
    ...clientRows(impact),
  ];
  return `${tableText(['impact', 'share', 'of'], rows)}${requestsText(impact)}`;
}

/** Refuses a world that is another than the one that is served, and tells how far one has moved. */
function refuseOther(
  { path, opened }: { readonly path: string; readonly opened: World },
  served: { readonly path: string; readonly snapshot: Snapshot },
  shell: Shell,
): void {
  for (const [table, ids] of [
    ['site', opened.sites.id],
    ['file', opened.files.id],
  ] as const) {
    const known = new Set(ids);
    const named = readIds(served.snapshot, table);
    const missing = named.filter((id) => !known.has(id)).length;
    const all = `${counted(named.length, table)} of ${served.path}`;
    const text = `${path} has not ${grouped(missing)} of ${all}`;
    if (missing > 0 && missing === named.length)
      throw wrongInput(`${text}: it is the world of another snapshot`);
    if (missing > 0) shell.warn(text);
  }
}

/** How a snapshot comes to be newer than the one that is served. */
function versionHint({ epoch, sequence }: Snapshot): string {
  const how = `--epoch ${epoch} --sequence ${sequence + 1}`;
  return `the next version is (${epoch}, ${sequence + 1}): "fairlead snapshot build" takes ${how}`;
}

/** Who asks, where not all of a sample has candidates. */
function outsideLine({ impact }: Admission): string {
  const share = 1 - (impact?.sampleCoveredShare ?? 1);
  if (share === 0) return '';
  const text = 'of those who ask has no candidates before or after: a group of its own';
  return `${shareText(share, 3)} ${text}\n`;
}

function admissionText(path: string, admission: Admission, traffic: Traffic | undefined): string {
  const { verdict, reasons } = admission;
  const lines = reasons.map(({ code, text }) => `  ${code}: ${text}\n`).join('');
  const who = `${traffic === undefined ? '' : trafficLine(traffic)}${outsideLine(admission)}`;
  return `${outColors.bold(`${path}: ${verdict}`)}\n${lines}${who}${impactText(admission)}`;
}

const ofNext = 'fairlead snapshot check next.snapshot --against s.snapshot';

export const snapshotCheck = defineCommand({
  command: 'snapshot check <candidate>',
  describe: 'Judge a snapshot as admission does: exit code 0 apply, 1 hold, 2 refuse',
  examples: [
    ['fairlead snapshot check s.snapshot', 'Whether it opens and could be the first ever'],
    [ofNext, 'Whether it may replace the one that is served, and what it would drop and move'],
    [
      `${ofNext} --world out/world`,
      'The same by the members of a world, and for each of its countries',
    ],
    [
      `${ofNext} --world out/world --traffic day.csv`,
      'The same by the bytes of a real day (prefix,bytes)',
    ],
  ],
  rules: [
    { options: ['world'], with: 'against' },
    { options: ['traffic'], with: 'world' },
  ],
  builder: (args) =>
    args
      .positional('candidate', { type: 'string', demandOption: true, describe: 'The new snapshot' })
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'The snapshot that is served now; without it the candidate is the first ever',
      })
      .option('world', {
        type: 'string',
        requiresArg: true,
        describe:
          'Folder of the served world: its members ask; without it addresses and files weigh alike',
      })
      .option('traffic', {
        type: 'string',
        requiresArg: true,
        describe: 'CSV of prefix,bytes (plain or gzipped): its clients ask instead of the members',
      }),
  async run({ candidate, against, world, traffic }, shell) {
    const current = against === undefined ? undefined : await readSnapshot(against);
    const next = await readSnapshot(candidate);
    const table = traffic === undefined ? undefined : await readTraffic(traffic);
    const opened = world === undefined ? undefined : await openWorld(world);
    if (opened && world !== undefined && current && against !== undefined)
      refuseOther({ path: world, opened }, { path: against, snapshot: current }, shell);
    const asks =
      opened && table && traffic !== undefined ? worldTraffic(traffic, table, opened) : undefined;
    const members = opened && memberSample(opened);
    // A table of traffic says who asks, and not for what.
    const sample = asks && members ? { ...asks.sample, popularity: members.popularity } : members;
    const admission = await shell.computing(() => admit(current, next, sample));
    const { verdict, reasons } = admission;
    if (current && sample === undefined)
      shell.tell('all files weigh alike and addresses ask, not members: pass --world to tell them');
    if (current && reasons.some(({ code }) => code === 'version')) shell.tell(versionHint(current));
    const { diff, ...measures } = admission.impact ?? {};
    const { space, causes, content } = diff ?? {};
    const impact = diff && { ...measures, space, causes, content };
    const given = { snapshot: candidate, against, world, traffic: asks?.traffic };
    const document = { ...given, verdict, reasons, impact };
    shell.answer(document, () => admissionText(candidate, admission, asks?.traffic));
    return codeOf[verdict];
  },
});

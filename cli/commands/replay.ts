// Do recorded decisions come out again, and what would another snapshot or fewer sites move?
import {
  type Basis,
  carryState,
  compareUtf8,
  findRow,
  nearestSites,
  noRow,
  type Problem,
  type RecordFault,
  type Replay,
  readId,
  readIds,
  recordBytes,
  replay as replayRecords,
  type Snapshot,
  siteKinds,
  suggestion,
  withoutSites,
} from '@fairlead/core';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { readBitrates } from '../io/bitrates.ts';
import { readRecords } from '../io/record-file.ts';
import { readSnapshot } from '../io/snapshot-file.ts';
import { type ReplayScale, replayDocument } from '../tables/replay-document.ts';
import { faultWords, replayText } from '../tables/replay-text.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { openState } from './open-state.ts';
import { listOf, panicShareOption, wholeOption } from './options.ts';

const file = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;

function replayOptions(args: Argv) {
  return args
    .positional('snapshot', { type: 'string', demandOption: true, describe: 'Decided on' })
    .positional('records', { type: 'string', demandOption: true, describe: 'Of decide --record' })
    .option('state', file('CSV of what was unhealthy or shed when it was decided'))
    .option('against', file('Another snapshot: where would it send them?'))
    .option('against-state', file('CSV of the belief there; without it that of --state, by id'))
    .option(
      'panic-share',
      panicShareOption('Panic share there, 0 for none; without it that of each record'),
    )
    .option('without-site', file('Sites that are gone, between commas'))
    .option('without-kind', {
      choices: siteKinds,
      describe: 'Every site of this kind is gone',
    })
    .option('without-nearest', {
      type: 'boolean',
      default: false,
      describe: 'Every site is gone that is of rank 0 for a recorded client',
    })
    .option('files', file('files.csv of the world: the nominal bitrate of each file'))
    .option('bitrate', wholeOption('bitrate', 'Bits/s of other files (5000000)', 1, 1e12))
    .option('session-minutes', wholeOption('session-minutes', 'Length of a session (60)', 1, 1e6))
    .option(
      'window-minutes',
      wholeOption('window-minutes', 'Time the records span; default: all run at once', 1, 1e6),
    )
    .option('sampled', wholeOption('sampled', 'Sessions that a record stands for (1)', 1, 1e9))
    .option('skip-foreign', {
      type: 'boolean',
      default: false,
      describe: 'Leave out records of another snapshot or state',
    });
}

type Options = ArgumentsCamelCase<Awaited<ReturnType<typeof replayOptions>['argv']>>;

const isForeign = (fault: RecordFault): boolean => fault !== 'bad-row' && fault !== 'differs';

/** The faults as problems with the number of the record, from 1, and its first byte. */
function problemsOf({ faults }: Pick<Replay, 'faults'>, path: string): Problem[] {
  return faults.map(({ record, fault }) => ({
    code: fault,
    path: `record ${record + 1}`,
    text: `at byte ${record * recordBytes}: ${faultWords[fault]}`,
    file: path,
  }));
}

function siteIds(given: readonly string[], { snapshot }: Basis): string[] {
  const problems = given
    .filter((id) => findRow(snapshot, 'site', id) === noRow)
    .map((id) => {
      const near = suggestion(id, readIds(snapshot, 'site'));
      const text = `the snapshot has no site "${id}"${near}`;
      return { code: 'unknown-id', path: '--without-site', text };
    });
  if (problems.length > 0)
    throw wrongInput('--without-site names sites that are not there', problems);
  return [...given];
}

/** The other side, and which sites are gone there. */
async function otherBasis(options: Options, before: Basis, records: DataView) {
  const { against, againstState, panicShare } = options;
  const policy = panicShare === undefined ? {} : { policy: { panicShare } };
  const snapshot = against === undefined ? before.snapshot : await readSnapshot(against);
  const carries = againstState === undefined;
  const state = carries ? carryStateOf(before, snapshot) : await openState(againstState, snapshot);
  const nearest = options.withoutNearest ? nearestSites(before.snapshot, records) : [];
  const kind = options.withoutKind === undefined ? -1 : siteKinds.indexOf(options.withoutKind);
  const ofKind = readIds(snapshot, 'site').filter((_, row) => snapshot.siteKind[row] === kind);
  const named = siteIds(
    options.withoutSite === undefined ? [] : listOf('without-site', options.withoutSite),
    { snapshot, state },
  );
  const gone = new Set([...named, ...ofKind, ...nearest]);
  const after = gone.size === 0 ? state : withoutSites(snapshot, state, gone);
  return { after: { snapshot, state: after, ...policy }, gone: [...gone].sort(compareUtf8) };
}

function carryStateOf({ snapshot, state }: Basis, to: Snapshot): Basis['state'] {
  return snapshot === to ? state : carryState(snapshot, state, to);
}

/** What a record weighs: bytes of its sessions. */
async function scaleOf(options: Options, { snapshot }: Basis): Promise<ReplayScale> {
  const { bitrate = 5_000_000, sessionMinutes = 60, sampled = 1 } = options;
  const windowMinutes = options.windowMinutes ?? sessionMinutes;
  const table = options.files === undefined ? undefined : await readBitrates(options.files);
  const bitrates = new Map<number, number>();
  const bitrateBps = (row: number): number => {
    if (table === undefined || row === noRow) return bitrate;
    const known = bitrates.get(row) ?? table.get(readId(snapshot, 'file', row)) ?? bitrate;
    bitrates.set(row, known);
    return known;
  };
  return { bitrateBps, sessionMinutes, windowMinutes, sampled };
}

export const replay = defineCommand({
  command: 'replay <snapshot> <records>',
  describe: 'Take recorded decisions again: as they were, and as they would be elsewhere',
  examples: [
    [
      'fairlead replay s.snapshot day.records --state state.csv',
      'Do they come out bit for bit? Exit code 1 where one does not',
    ],
    [
      'fairlead replay s.snapshot day.records --state state.csv --against next.snapshot',
      'How many bytes would come from other appliances, and why',
    ],
    [
      'fairlead replay s.snapshot day.records --state state.csv --without-kind embedded',
      'Would the loss of every site inside networks overload the exchanges?',
    ],
    [
      'fairlead replay s.snapshot day.records --state state.csv --without-site dub001-ix,ath001-ix',
      'Where would the load of two sites go',
    ],
    [
      'fairlead replay s.snapshot day.records --state state.csv --panic-share 0.5',
      'What would it change not to believe that most of a rank is ill',
    ],
  ],
  // What a session weighs shows in what moves, and nothing moves where all is as it was.
  rules: [
    {
      options: ['files', 'bitrate', 'session-minutes', 'window-minutes', 'sampled'],
      withAny: [
        ...['against', 'against-state', 'panic-share'],
        ...['without-site', 'without-kind', 'without-nearest'],
      ],
    },
  ],
  builder: replayOptions,
  async run(options, shell) {
    const snapshot = await readSnapshot(options.snapshot);
    const before = { snapshot, state: await openState(options.state, snapshot) };
    const records = await readRecords(options.records);
    const { after, gone } = await otherBasis(options, before, records);
    const scale = await scaleOf(options, before);
    const bytesEach = (60 * scale.sessionMinutes * scale.sampled) / 8;
    const found = await shell.computing(() =>
      replayRecords(records, before, after, ({ request }) => {
        return scale.bitrateBps(request.file) * bytesEach;
      }),
    );
    const problems = problemsOf(found, options.records);
    const more = found.foreign + found.broken - problems.length;
    if (options.skipForeign && found.foreign > 0 && found.foreign === found.records) {
      const text = `${options.records}: every record is of another snapshot or state`;
      throw wrongInput(`${text}, so nothing is left to replay`, problems, more);
    }
    const isOther = found.foreign > 0 && !options.skipForeign;
    if (isOther && (found.broken === 0 || found.foreign === found.records)) {
      const text = `${options.records}: not all are records of this snapshot and state`;
      throw wrongInput(`${text} (--skip-foreign leaves them out)`, problems, more);
    }
    const document = replayDocument(found, { before, after, gone, scale });
    const broken = problems.filter((_, k) => !isForeign(found.faults[k]?.fault ?? 'differs'));
    const { panicShare } = options;
    const named = {
      snapshot: options.snapshot,
      against: options.against ?? options.snapshot,
      ...(panicShare !== undefined && { panicShare }),
    };
    shell.answer({ ...named, problems: broken, ...document }, () => replayText(document, broken));
    return found.broken > 0 ? exitCodes.worse : exitCodes.fine;
  },
});

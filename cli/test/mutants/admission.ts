// Which faults are planted where a snapshot may take over, and is gone back from?
import { type Fault, plantedIn } from './fault.ts';

const admit = [
  'core/test/admit.explained.test.ts',
  'core/test/admit.poison.test.ts',
  'core/test/admit.worked.test.ts',
  'core/test/admit.test.ts',
  'core/test/admit.hour.test.ts',
];
const asked = ['core/test/admit.asked.test.ts'];
const generations = ['core/test/admit.generations.test.ts', 'core/test/instance.test.ts'];
const handover = [
  'core/test/instance.worked.test.ts',
  'core/test/instance.handover.test.ts',
  'core/test/instance.handover.due.test.ts',
];

export const admission: readonly Fault[] = [
  ...plantedIn('core/admit/admit.ts', admit, [
    [
      'older-version-taken',
      'if (isNewerVersion(candidate, current)) return undefined;',
      'return undefined;',
      'an older snapshot comes back',
    ],
    [
      'first-may-be-empty',
      'return servesAnybody(candidate)',
      'return candidate !== undefined',
      'the first snapshot may serve nobody',
    ],
  ]),
  ...plantedIn('core/admit/impact.ts', admit, [
    [
      'lost-appliances-uncounted',
      'const isKept = to !== noRow && isUp(candidate, to);',
      'const isKept = to !== noRow;',
      'appliances that are down now are not lost',
    ],
    [
      'moved-appliances-kept',
      'isKept && cluster.rowB[was] === candidate.applianceCluster[to]',
      'isKept',
      'boxes may change their clusters and lose all that they hold',
    ],
    [
      'capacity-loss-net',
      'return Math.max(0, upBps(current, row) - isBps);',
      'return upBps(current, row) - isBps;',
      'one box that grew hides those that shrank',
    ],
    [
      'capacity-of-all-only',
      '...siteKinds.map((kind, code) => impact(kind, before[code], after[code], lost[code])),',
      '',
      'all exchanges may go',
    ],
  ]),
  ...plantedIn('core/admit/dry-run.ts', admit, [
    [
      'stays-uncounted',
      "if (after.count === 0) return 'changed';",
      "if (after.count === 0) return 'none';",
      'what is lost for no reason is explained',
    ],
    [
      'explained-by-nothing',
      "? 'filled' : 'changed'",
      "? 'filled' : 'pulled'",
      'routes that lead elsewhere pass as a new appliance',
    ],
  ]),
  ...plantedIn('core/admit/draw/points.ts', asked, [
    [
      'asked-by-nothing',
      'for (const word of contentDigest) seed = pair(seed, word);',
      'seed = pair(seed, contentDigest.length);',
      'every candidate is asked the same, and a poison fits between',
    ],
    [
      'asked-by-the-served',
      'for (const { contentDigest } of [a, b])',
      'for (const { contentDigest } of b && [a, a])',
      'what is asked is known before a candidate is written',
    ],
    [
      'clients-in-the-middle',
      'pair(key, clientSeed) / unit) / most',
      '0.5 + 0 * clientSeed) / most',
      'clients between the points are never asked',
    ],
    [
      'files-without-scrambling',
      'digit ^ (node >>> 31)',
      'digit ^ (node & 0)',
      'the same files for every candidate',
    ],
  ]),
  ...plantedIn(
    'cli/io/traffic-file.ts',
    ['cli/test/lint.test.ts'],
    [
      [
        'foreign-bytes-ask',
        'if (!isIn(outer, prefix)) return;',
        '',
        'traffic of another network stands for the clients of this one',
      ],
    ],
  ),
  ...plantedIn('core/admit/asked.ts', asked, [
    [
      'unserved-thin-out',
      '      outside.push(row);\n      continue;',
      '      outside.push(row);',
      'traffic of others makes each share small',
    ],
  ]),
  ...plantedIn('core/admit/measures.ts', asked, [
    [
      'foreign-sample-taken',
      'impact.sampleCoveredShare > 0',
      'impact.sampleCoveredShare >= 0',
      'a sample of another fleet lets all through',
    ],
  ]),
  ...plantedIn(
    'core/admit/room.ts',
    ['core/test/admit.explained.test.ts'],
    [
      [
        'links-need-no-room',
        'isRoom(clients, to[name])',
        "(name === 'link' || isRoom(clients, to[name]))",
        'links of one bit per second draw whom they like',
      ],
      [
        'drawn-counts-once',
        'if (to !== noRow) table.drawn[to] += weight;',
        'if (to !== noRow) table.drawn[to] = weight;',
        'what draws a thousand needs room for one',
      ],
    ],
  ),
  ...plantedIn('core/admit/draw/files.ts', admit, [
    [
      'new-files-asked',
      'row < a.fileCount; row++',
      'row < file.count; row++',
      'files that nobody had thin out what is lost',
    ],
  ]),
  ...plantedIn('core/admit/request-change.ts', admit, [
    [
      'unanswered-uncounted',
      'if (found.isNone) out.none += weight;',
      '',
      'nobody is told whom a snapshot leaves without an answer',
    ],
    ['worse-is-not', 'if (found.isWorse) out.worse += weight;', '', 'answers may become worse'],
  ]),
  ...plantedIn('core/admit/expected.ts', admit, [
    [
      'weights-as-they-come',
      'rowA[joined] === noRow ? weightOf(b, row) : weightOf(a, rowA[joined]),',
      'weightOf(b, row),',
      'weights that gather all load at one box are taken for the fleet',
    ],
    [
      'strays-explain',
      '!== now ? 1 : 0',
      '!== now ? 0 : 0',
      'boxes that walk draw clients to them unseen',
    ],
  ]),
  ...plantedIn(
    'core/admit/budget.ts',
    ['core/test/admit.hour.test.ts'],
    [
      [
        'hour-is-a-minute',
        'const hourMs = 3_600_000',
        'const hourMs = 60_000',
        'what goes bit by bit is forgotten too soon',
      ],
      [
        'override-excuses-all',
        '!excused.has(what);',
        'excused.size === 0 && what !== "";',
        'who accepts one thing begins the hour of all anew',
      ],
      [
        'undo-is-charged',
        'return { isBack: at >= 0, spent',
        'return { isBack: false && at >= 0, spent',
        'what is taken back counts again',
      ],
      [
        'undo-is-held',
        "return { ...admission, verdict: 'apply', reasons: [] };",
        'return admission;',
        'a change that did harm is taken back only when a human comes',
      ],
      [
        'left-comes-back',
        'if (left.includes(content))',
        "if (left.includes(content) && verdict === 'hold')",
        'what was rolled back serves again under the next version',
      ],
    ],
  ),
  ...plantedIn('core/admit/generations.ts', generations, [
    [
      'good-at-once',
      'const isDone =',
      'const isDone = true ||',
      'what has just begun to serve is good',
    ],
    [
      'failure-not-rolled-back',
      'event.failures !== undefined && event.failures > 0',
      'event.failures === undefined',
      'a failing snapshot serves on',
    ],
    [
      'rolled-back-comes-back',
      'isNewerVersion(event.generation, newest) &&',
      '',
      'good and bad alternate',
    ],
  ]),
  ...plantedIn('core/instance/handover.ts', handover, [
    [
      'late-offer-taken',
      'if (!isOne(snapshot, of)) return { problems: [lateOffer] };',
      '',
      'a reused buffer is served unjudged',
    ],
    [
      'rollback-not-due',
      'handover.due = snapshot;',
      '',
      'after a rollback changes are made to the bad one',
    ],
  ]),
  ...plantedIn(
    'core/instance/snapshots.ts',
    ['core/test/instance.worked.test.ts', ...generations],
    [
      [
        'flip-forgets-drains',
        'if (!rows.isIdentity) placeDrains(instance);',
        '',
        'with a new snapshot drains are on other rows',
      ],
      [
        'judged-against-any',
        '!isOne(current, told.against)',
        'false',
        'a verdict against another snapshot is believed',
      ],
    ],
  ),
  ...plantedIn(
    'core/instance/answer.ts',
    ['core/test/instance.contained.test.ts', 'core/test/instance.callers.test.ts'],
    [
      ['contained-uncounted', 'since.contained++;', '', 'a failing snapshot is not rolled back'],
      [
        'odd-vantage-asked',
        'vantage < snapshot.vantageCount',
        'vantage <= snapshot.vantageCount',
        'a row that is not there is asked',
      ],
    ],
  ),
];

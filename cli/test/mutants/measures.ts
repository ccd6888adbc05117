// Which faults are planted where an evening is measured, checked and compared?
import { type Fault, plantedIn } from './fault.ts';

const conductor = ['sim/test/conductor.worked.test.ts'];
const sampled = ['sim/test/run.sample.test.ts'];
const measured = ['sim/test/measures.worked.test.ts'];
const desk = ['sim/test/desk.belief.test.ts'];
const series = ['cli/test/series.test.ts'];
const checked = ['sim/test/checks.contract.test.ts'];
const changed = ['cli/test/series.events.test.ts'];

export const measures: readonly Fault[] = [
  ...plantedIn('sim/loops/elements.ts', conductor, [
    ['lost-is-carried', 'takeExact(bin.carried, row, lost);', '', 'a peak is of what was asked'],
    [
      'bin-by-count',
      'numberAt(bin.asked, row) / bin.ms',
      'numberAt(bin.asked, row) / 1000',
      'a peak is a sum',
    ],
  ]),
  ...plantedIn(
    'sim/loops/bins.ts',
    [...conductor, ...series],
    [
      ['billed-peak', 'Math.floor(count / freeOf)];', '0];', 'the largest mean is billed'],
      ['no-picture', 'mergeSketch(sketch, ledger.pictures)', '', 'nobody ever starts'],
    ],
  ),
  ...plantedIn('sim/desk/short.ts', series, [
    [
      'short-is-carried',
      'addExact(ledger.place, placeOf(desk, session, kind), -amount);',
      '',
      'a country carries what was short',
    ],
  ]),
  ...plantedIn('sim/desk/round.ts', series, [
    [
      'bins-forget',
      'addProduct(place, row, placeBps[row], binToMs - fromMs)',
      '',
      'whoever played before the five minutes asks nothing in them',
    ],
    [
      'hours-forget',
      'sessions * (round.toMs - round.fromMs)',
      '0',
      'member hours are of those who start alone',
    ],
  ]),
  ...plantedIn(
    'sim/run/tables/table.ts',
    ['cli/test/series.sample.test.ts'],
    [
      [
        'sample-unscaled',
        '? value / share : value',
        '? value : value',
        'tables of a sample tell of the sample alone',
      ],
    ],
  ),
  ...plantedIn('sim/run/tables/over-time.ts', series, [
    ['rows-twice', 'conductor.rows = [];', '', 'what was taken is given again'],
  ]),
  ...plantedIn(
    'cli/io/series/parquet.ts',
    ['cli/test/series.files.test.ts'],
    [
      [
        'all-at-the-end',
        'if (rows >= groupRowsMax) writeAll(false);',
        '',
        'a long run keeps all its rows in memory',
      ],
      ['parquet-without-end', 'file.finish();', '', 'a file has no footer'],
    ],
  ),
  ...plantedIn(
    'scenarios/load/parquet/read-parquet.ts',
    ['cli/test/series.files.test.ts'],
    [
      [
        'rows-out-of-nothing',
        'if (all * names.length * 8 > memoryBytesMin + memoryPerByte * sizeBytes)',
        'if (all < 0)',
        'a small file takes all memory',
      ],
    ],
  ),
  ...plantedIn('sim/loops/flips.ts', conductor, [
    ['noise-flips', 'Math.abs(swing) < swingMin', 'Math.abs(swing) < 0', 'noise counts as flips'],
    ['flips-uncounted', 'if (direction[row] !== 0) flips++;', '', 'shedding never swings'],
  ]),
  ...plantedIn('sim/loops/merge.ts', conductor, [
    [
      'flows-agree',
      'if (delivered !== exactAt(kinds, kind)) differing++;',
      '',
      'the two accounts are never compared',
    ],
  ]),
  ...plantedIn(
    'sim/measures/sketch.ts',
    ['sim/test/measures.sketch.test.ts'],
    [
      [
        'quantile-at-edge',
        '((rank - seen) / weight)',
        '0',
        'quantiles stand at the edge of a bucket',
      ],
      [
        'merge-overwrites',
        'sketch[row] += sign * other[row]',
        'sketch[row] = sign * other[row]',
        'only the last part counts',
      ],
    ],
  ),
  ...plantedIn(
    'sim/measures/exact.ts',
    ['sim/test/measures.exact.test.ts'],
    [['carry-lost', 'high[row] += step;', '', 'sums above 2^52 are wrong']],
  ),
  ...plantedIn('sim/measures/peaks.ts', measured, [
    [
      'quantile-of-next',
      'Math.ceil(q * sorted.length) - 1',
      'Math.ceil(q * sorted.length)',
      'a quantile is the next larger value',
    ],
  ]),
  ...plantedIn('sim/measures/traffic.ts', measured, [
    [
      'offload-of-all',
      'ratio(hosted.embedded, hosted.asked)',
      'ratio(hosted.asked, hosted.asked)',
      'all of it is offloaded',
    ],
  ]),
  ...plantedIn('sim/measures/quality.ts', measured, [
    ['gone-is-played', 'times.wantedMs - times.goneMs', 'times.wantedMs', 'who gave up played on'],
    [
      'starts-of-survivors',
      '({ times }) => Number(times.pictureless)',
      '() => 0',
      'who saw no picture is left out',
    ],
  ]),
  ...plantedIn('sim/run/interval.ts', sampled, [
    ['nobody-is-never', 'const least = (square * added) / 2;', 'const least = 0;', 'none is none'],
    ['samples-know-all', '(share === 1 ? 1 : 1 - share)', '(1 - share)', 'the whole has no error'],
  ]),
  ...plantedIn('sim/loops/grain.ts', sampled, [
    ['noise-is-a-peak', 'noise[row] > noiseMax', 'noise[row] > 2', 'a few sessions are a peak'],
  ]),
  ...plantedIn('sim/measures/misses.ts', measured, [
    ['miss-has-first', 'causeOf(cell) !== causeAt.first', 'true', 'what rank 0 has is a miss, too'],
    [
      'efficiency-of-asked',
      'cell < deliveredEndings * causeCount',
      'true',
      'what was not delivered counts as served',
    ],
  ]),
  ...plantedIn('sim/checks/overload-avoided.ts', checked, [
    [
      'overload-check-off',
      "counted('overChecked', 'overViolated')",
      "counted('overChecked', 'rankViolated')",
      'an overload that others had room for is not told',
    ],
  ]),
  ...plantedIn('sim/desk/player/check-load.ts', desk, [
    [
      'overload-never-seen',
      'bulletin.utilisation[decision.targetAppliance[other]] < 1',
      'bulletin.utilisation[decision.targetAppliance[other]] < 0',
      'the check of overload never fires',
    ],
    [
      'drain-check-blind',
      'counts[roundAt.drainViolated]++',
      'counts[roundAt.drainChecked]++',
      'the check of drains never fires',
    ],
  ]),
  ...plantedIn('sim/desk/player/ask.ts', desk, [
    [
      'rank-check-blind',
      'decision.targetRank[k] < decision.targetRank[k - 1]',
      'decision.targetRank[k] < 0',
      'the check of ranks never fires',
    ],
  ]),
  ...plantedIn('sim/checks/load-returned.ts', checked, [
    [
      'left-load-untold',
      'violated: left.notZero',
      'violated: 0',
      'what stays reserved is not told',
    ],
  ]),
  ...plantedIn('sim/loops/bins.ts', conductor, [
    [
      'site-peak-by-a-thousand',
      'if (value > largest[site]) largest[site] = value;',
      'if (value > largest[site]) largest[site] = value / 1000;',
      'the peak of a site is in kbit/s',
    ],
  ]),
  ...plantedIn('sim/loops/bins.ts', changed, [
    [
      'site-share-of-declared',
      'byBoxes(setup, means.capacityBps)',
      'byBoxes(setup, setup.snapshot.capacityBps)',
      'a site is as full as if no event changed what it has',
    ],
  ]),
  ...plantedIn('sim/loops/conductor.ts', changed, [
    [
      'touched-whole-rounds',
      'addAsked(conductor, { event, row }, round, toMs - fromMs)',
      'addAsked(conductor, { event, row }, round, round.toMs - round.fromMs)',
      'an event of a millisecond touches what was asked in a minute',
    ],
  ]),
  ...plantedIn('sim/run/tables/fleet.ts', conductor, [
    [
      'site-capacity-last',
      '[snapshot.applianceCluster[row]]] += snapshot.capacityBps[row]',
      '[snapshot.applianceCluster[row]]] = snapshot.capacityBps[row]',
      'a site has the capacity of its last appliance',
    ],
  ]),
  ...plantedIn('sim/run/compare.ts', measured, [
    ['compare-upside-down', "(direction === 'up')", "(direction === 'down')", 'better is worse'],
  ]),
];

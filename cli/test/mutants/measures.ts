// Which faults are planted where an evening is measured, checked and compared?
import { type Fault, plantedIn } from './fault.ts';

const conductor = ['sim/test/conductor.worked.test.ts'];
const measured = ['sim/test/measures.worked.test.ts'];
const desk = ['sim/test/desk.worked.test.ts'];
const checked = ['sim/test/checks.contract.test.ts'];

export const measures: readonly Fault[] = [
  ...plantedIn('sim/loops/conductor.ts', conductor, [
    [
      'site-peak-by-a-thousand',
      '(sum * 1000) / epochMs',
      'sum / epochMs',
      'the peak of a site is in kbit/s',
    ],
    ['flips-uncounted', 'if (sheds !== isShedding[row]) flips++;', '', 'shedding never switches'],
    [
      'unserved-delivered',
      'totals.unservedBits += BigInt(bits[flow] - delivered);',
      '',
      'what overload left unserved is lost',
    ],
  ]),
  ...plantedIn(
    'sim/measures/histogram.ts',
    ['sim/test/measures.histogram.test.ts'],
    [
      [
        'quantile-floor',
        'Math.ceil(q * countOf(histogram))',
        'Math.floor(q * countOf(histogram))',
        'quantiles are one value low',
      ],
      [
        'merge-overwrites',
        'counts[row] += other.counts[row]',
        'counts[row] = other.counts[row]',
        'only the last part counts',
      ],
    ],
  ),
  ...plantedIn('sim/measures/totals.ts', measured, [
    [
      'quantile-of-next',
      'Math.ceil(q * sorted.length) - 1',
      'Math.ceil(q * sorted.length)',
      'a quantile is the next larger value',
    ],
    [
      'carry-lost',
      ' + BigInt(carries[place]) * BigInt(carryUnit)',
      '',
      'sums above 2^50 are wrong',
    ],
  ]),
  ...plantedIn('sim/measures/traffic.ts', measured, [
    [
      'offload-of-all',
      'if (hasEmbedded[row] === 0) continue;',
      '',
      'networks without a site count in the offload',
    ],
  ]),
  ...plantedIn('sim/measures/quality.ts', measured, [
    [
      'errors-without-refused',
      'counts[at.refused] + counts[at.lost]',
      'counts[at.lost]',
      'who was refused saw no error',
    ],
    ['bitrate-of-sample', ' / weight,', ',', 'in a sample the mean bitrate is that of many'],
  ]),
  ...plantedIn('sim/measures/misses.ts', measured, [
    [
      'health-miss-has-content',
      'missedBits.slice(1)',
      'missedBits.slice(0)',
      'content misses count as health misses too',
    ],
  ]),
  ...plantedIn('sim/checks/overload-avoided.ts', checked, [
    [
      'overload-check-off',
      'Number(totals.counts[at.overViolated])',
      '0',
      'an overload that others had room for is not told',
    ],
  ]),
  ...plantedIn('sim/desk/placing.ts', desk, [
    [
      'overload-never-seen',
      'bulletin.utilisation[decision.targetAppliance[other]] < 1',
      'bulletin.utilisation[decision.targetAppliance[other]] < 0',
      'the check of overload never fires',
    ],
    [
      'rank-check-blind',
      'decision.targetRank[k] < decision.targetRank[k - 1]',
      'decision.targetRank[k] < 0',
      'the check of ranks never fires',
    ],
    [
      'drain-check-blind',
      '!== up) counts[at.drainViolated]++',
      '!== up) counts[at.drainChecked]++',
      'the check of drains never fires',
    ],
  ]),
  ...plantedIn('sim/checks/load-returned.ts', checked, [
    [
      'left-load-untold',
      'if (leftKbps[flow] !== 0) violated++;',
      '',
      'what stays reserved is not told',
    ],
  ]),
  ...plantedIn('sim/run/series.ts', conductor, [
    [
      'site-capacity-last',
      'capacityBps[site] += snapshot.capacityBps[row]',
      'capacityBps[site] = snapshot.capacityBps[row]',
      'a site has the capacity of its last appliance',
    ],
  ]),
  ...plantedIn('sim/run/compare.ts', measured, [
    ['compare-upside-down', "(direction === 'up')", "(direction === 'down')", 'better is worse'],
  ]),
];

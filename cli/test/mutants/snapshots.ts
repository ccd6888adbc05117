// Which faults are planted where a world becomes a snapshot, and changes become the next?
import { type Fault, plantedIn } from './fault.ts';

const rank = ['core/test/rank.test.ts', 'core/test/decide.test.ts'];
const compile = [
  'core/test/decide.test.ts',
  'core/test/decide.second.test.ts',
  'core/test/decide.oracle.test.ts',
];
const prefix = [
  'core/test/prefix.worked.test.ts',
  'core/test/prefix.test.ts',
  'core/test/prefix.lookup.test.ts',
];
const delta = ['core/test/delta.proposals.test.ts', 'core/test/compile.delta.test.ts'];
const format = [
  'core/test/snapshot.worked.test.ts',
  'core/test/snapshot.format.test.ts',
  'core/test/snapshot.test.ts',
];
const rows = [
  'core/test/snapshot.worked.test.ts',
  'core/test/snapshot.rows.test.ts',
  'core/test/snapshot.test.ts',
];

export const snapshots: readonly Fault[] = [
  ...plantedIn(
    'core/world/odd.ts',
    ['core/test/world.odd.test.ts'],
    [
      [
        'clients-of-others-fine',
        'if (asn === metros.asn[metro]) continue;',
        'if (asn !== metros.asn[metro]) continue;',
        'prefixes of another network than their metro are not told',
      ],
      [
        'routes-twice-by-cluster',
        '[routes.cluster, routes.prefix, routes.link]',
        '[routes.cluster, routes.prefix]',
        'routes of a cluster over several links are called twice',
      ],
    ],
  ),
  ...plantedIn('core/rank/ranking.ts', rank, [
    [
      'rank-not-dense',
      'outRank[k - 1] + (isEqual ? 0 : 1)',
      'outRank[k - 1] + 1',
      'equals share nothing',
    ],
    [
      'reversed-is-not',
      '-found.key(candidate)',
      'found.key(candidate)',
      'a reversed comparator is as before',
    ],
  ]),
  ...plantedIn('core/rank/prefix-length.ts', rank, [
    [
      'shorter-prefix-first',
      '-candidate.prefixLength',
      'candidate.prefixLength',
      'the less exact route wins',
    ],
  ]),
  ...plantedIn(
    'core/rank/distance.ts',
    ['core/test/rank.test.ts', ...compile],
    [['earth-too-small', '6371.0088', '6371.0088 / 1.02', 'distances are 2 % short']],
  ),
  ...plantedIn('core/compile/candidate-lists.ts', compile, [
    [
      'outer-route-kept',
      'if (ours === theirs) at += coverWords;',
      '',
      'a cluster stands twice: with its outer route too',
    ],
    [
      'distance-cut',
      'siteLat[site], siteLon[site]) + 0.5',
      'siteLat[site], siteLon[site])',
      'kilometres are cut, not rounded',
    ],
    [
      'resort-farthest',
      'away(a) - away(b) || a - b',
      'away(b) - away(a) || a - b',
      'the last resort begins far away',
    ],
  ]),
  ...plantedIn('core/compile/route-groups.ts', compile, [
    [
      'rpki-invalid-steers',
      'if (words[at + routeWords] === rpkiInvalid) continue;',
      '',
      'invalid routes steer',
    ],
    [
      'second-route-counts',
      'if (length > 0 && scratch[length - routeWords] === words[at]) continue;',
      '',
      'a cluster has more than its best route',
    ],
  ]),
  ...plantedIn(
    'core/prefix/accept.ts',
    ['core/test/prefix.worked.test.ts', ...compile],
    [
      ['prefix-length-32', 'length > 31', 'length > 32', 'a host route steers'],
      [
        'special-use-steers',
        "space('100.64.0.0', 10)",
        "space('100.64.0.0', 11)",
        'half of the shared space steers',
      ],
    ],
  ),
  ...plantedIn('core/prefix/sweep.ts', prefix, [
    [
      'span-after-nested',
      'stackValue[depth]);\n    }\n    if (isEnd)',
      'stackValue[0]);\n    }\n    if (isEnd)',
      'behind a nested prefix its parent is forgotten',
    ],
    [
      'equal-spans-kept',
      'if (count > 0 && value[count - 1] === spanValue) return;\n    start[count]',
      'start[count]',
      'neighbours with one answer do not merge',
    ],
  ]),
  ...plantedIn('core/prefix/spans.ts', prefix, [
    [
      'jump-off-by-one',
      'spanStart[row + 1] <= half * 65536',
      'spanStart[row + 1] < half * 65536',
      'a span that begins at a jump is missed',
    ],
    ['v6-third-word', 'third < word2 ||', 'third <= word2 ||', 'IPv6 spans below /64 are mixed up'],
  ]),
  ...plantedIn('core/delta/changed-spans.ts', delta, [
    [
      'delta-span-behind',
      'old.value[isCut ? at : at - 1]',
      'old.value[at - 1]',
      'behind a changed range the answer is that before it',
    ],
  ]),
  ...plantedIn('core/delta/changes.ts', delta, [
    [
      'capacity-not-inverted',
      'out.inverseCapacity[row] = 1 / capacityBps;',
      '',
      'a new capacity has no effect on who comes first',
    ],
    [
      'foreign-link-taken',
      'link !== noRow && linkSite[link] !== clusterSite[cluster]',
      'false',
      'a route over a link of another site is taken',
    ],
  ]),
  ...plantedIn(
    'core/delta/shelf.ts',
    [...delta, 'core/test/delta.readers.test.ts'],
    [
      [
        'retained-is-overwritten',
        'if (held.count > 0 || held === committed',
        'if (held === committed',
        'a retained snapshot is written over',
      ],
    ],
  ),
  ...plantedIn('core/snapshot/container.ts', format, [
    [
      'digest-not-compared',
      'if (written.every((word, lane) => word === digest[lane])) return undefined;',
      'return undefined;',
      'damage is not seen',
    ],
  ]),
  ...plantedIn(
    'core/snapshot/container.ts',
    ['core/test/routes.worked.test.ts'],
    [['section-misaligned', '|| offset % 8 !== 0 ', '', 'a column may begin between its words']],
  ),
  ...plantedIn('core/snapshot/check.ts', rows, [
    [
      'rows-off-by-one',
      '(column[row] + lift) >>> 0 < end',
      '(column[row] + lift) >>> 0 <= end',
      'a row number may point behind its table',
    ],
    [
      'starts-may-fall',
      'column[row] >= column[row - 1]',
      'column[row] >= 0',
      'lists may run backwards',
    ],
  ]),
  ...plantedIn(
    'core/diff/diff-space.ts',
    ['core/test/diff.test.ts'],
    [
      [
        'diff-of-one-row',
        'visit(a.spanValue[rowA], b.spanValue[rowB], next - at);',
        'visit(a.spanValue[rowA], b.spanValue[rowA], next - at);',
        'space is compared with the wrong span',
      ],
    ],
  ),
];

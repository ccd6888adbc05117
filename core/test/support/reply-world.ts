// Who is decided for in tests of replies: a file held nearby, one far away, one by nobody?
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  type Pathway,
  type PathwayKind,
  pathwaysOf,
  pathwayTable,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';
import { type Lines, worldOf } from './small-world.ts';

export const lines: Lines = {
  sites: ['isp embedded', 'ams ix', 'fra ix'],
  clusters: ['c-isp isp', 'c-ams ams', 'c-fra fra'],
  appliances: ['isp-1 c-isp', 'isp-2 c-isp', 'ams-1 c-ams', 'fra-1 c-fra'],
  links: ['l-isp isp embedded', 'l-ams ams pni', 'l-fra fra ix', 't-fra fra transit'],
  routes: ['c-isp 20.1.0.0/16 1 l-isp', 'c-ams 20.1.0.0/16 1,2 l-ams'],
  manifests: ['c-isp hit', 'c-ams hit', 'c-fra hit', 'c-fra far'],
};

function tableOf(host: string, pathway: PathwayKind = 'appliance', change: Partial<Lines> = {}) {
  const { snapshot } = compileSnapshot(worldOf({ ...lines, ...change }));
  const made = pathwayTable(snapshot, { host, pathway });
  if (made.problems) throw new Error(JSON.stringify(made.problems));
  return { snapshot, table: made.table };
}

export function decided(
  file: number,
  host = '{appliance}.example',
  pathway: PathwayKind = 'appliance',
) {
  const { snapshot, table } = tableOf(host, pathway);
  const out = createDecision(snapshot);
  const fileHash = file < snapshot.fileCount ? cell(snapshot.fileHash, file) : 7;
  const vantage = Array.from(snapshot.vantageList).findIndex(
    (list) => snapshot.listStart[list] !== snapshot.listStart[list + 1],
  );
  const request = { vantage, file, fileHash, sessionHash: 1, want: 5 };
  decide(snapshot, createState(snapshot), request, out);
  return { snapshot, out, pathways: pathwaysOf(table, out) };
}

export const ids = (pathways: readonly Pathway[]) => pathways.map(({ id }) => id);
export const far = 0;
export const hit = 1;
export const nobodys = 0xffffffff;

// Which tables does a run drill down into? Sites, networks and links.
import type { EmbeddedRun } from '../embed.ts';
import { classes } from './chart/chart-list.ts';
import { numbersOf, sumOf, tableOf, textsOf } from './frame.ts';
import type { TableSpec } from './table.ts';

/** Columns of what came over each kind of link. */
const delivered = classes.slice(0, 4).map(([key]) => `${key}_bytes`);

export function sitesTable(run: EmbeddedRun, id: string): TableSpec {
  const table = tableOf(run, 'sites');
  const { count, left } = table;
  const columns = [
    { title: 'Site', texts: textsOf(table, 'site') },
    { title: 'Kind', texts: textsOf(table, 'kind') },
    { title: 'City', texts: textsOf(table, 'city') },
    { title: 'Country', texts: textsOf(table, 'country') },
    { title: 'AS', texts: asTexts(textsOf(table, 'asn')) },
    { title: 'Capacity', numbers: numbersOf(table, 'capacity_bps'), unit: 'bps' },
    { title: 'Peak', numbers: numbersOf(table, 'peak_bps'), unit: 'bps' },
    {
      title: 'Peak load',
      numbers: numbersOf(table, 'peak_carried_share'),
      unit: 'share',
      bar: true,
    },
    { title: 'Traffic', numbers: sumOf(table, delivered), unit: 'B' },
  ];
  return { id, caption: 'Sites', row: 'site', count, left, columns, sortedBy: 7 };
}

export function networksTable(run: EmbeddedRun): TableSpec {
  const table = tableOf(run, 'networks');
  const { count, left } = table;
  const bytes = sumOf(
    table,
    classes.map(([key]) => `${key}_bytes`),
  );
  const shareOf = (column: string) =>
    numbersOf(table, column).map((part, row) => part / (bytes[row] ?? 0));
  const embedded = textsOf(table, 'has_embedded').map((has) =>
    /^(0|false|no|)$/.test(has) ? 'no' : 'yes',
  );
  const columns = [
    { title: 'Network', texts: textsOf(table, 'name') },
    { title: 'AS', texts: asTexts(textsOf(table, 'asn')) },
    { title: 'Country', texts: textsOf(table, 'country') },
    { title: 'Members', numbers: whole(numbersOf(table, 'members')), unit: 'count' },
    { title: 'Sessions', numbers: whole(numbersOf(table, 'sessions')), unit: 'count' },
    { title: 'Traffic', numbers: bytes, unit: 'B' },
    { title: 'Embedded site', texts: embedded },
    { title: 'Embedded', numbers: shareOf('embedded_bytes'), unit: 'share', bar: true },
    { title: 'PNI', numbers: shareOf('pni_bytes'), unit: 'share' },
    { title: 'IX', numbers: shareOf('ix_bytes'), unit: 'share' },
    { title: 'Transit', numbers: shareOf('transit_bytes'), unit: 'share' },
    { title: 'Unserved', numbers: shareOf('unserved_bytes'), unit: 'share' },
    { title: 'Content not held', numbers: shareOf('miss_content_bytes'), unit: 'share' },
    { title: 'Site or link down', numbers: shareOf('miss_loss_bytes'), unit: 'share' },
    { title: 'Appliance load', numbers: shareOf('miss_load_bytes'), unit: 'share' },
    { title: 'Link load', numbers: shareOf('miss_link_bytes'), unit: 'share' },
  ];
  const spec = { caption: 'Networks', row: 'network', count, left, columns, sortedBy: 5 };
  return { id: 'networks', ...spec };
}

export function linksTable(run: EmbeddedRun): TableSpec {
  const table = tableOf(run, 'links');
  const { count, left } = table;
  const columns = [
    { title: 'Link', texts: textsOf(table, 'link') },
    { title: 'Site', texts: textsOf(table, 'site') },
    { title: 'Kind', texts: textsOf(table, 'kind') },
    { title: 'Capacity', numbers: numbersOf(table, 'capacity_bps'), unit: 'bps' },
    { title: 'Asked at peak', numbers: numbersOf(table, 'peak_asked_share'), unit: 'share' },
    {
      title: 'Carried at peak',
      numbers: numbersOf(table, 'peak_carried_share'),
      unit: 'share',
      bar: true,
    },
    { title: 'Billed (95/5)', numbers: numbersOf(table, 'billed_bps'), unit: 'bps' },
    { title: 'Traffic', numbers: numbersOf(table, 'bytes'), unit: 'B' },
  ];
  return { id: 'links', caption: 'Links', row: 'link', count, left, columns, sortedBy: 5 };
}

function asTexts(asns: readonly string[]): readonly string[] {
  return asns.map((asn) => (asn === '' || asn === '0' ? '' : `AS${asn}`));
}

function whole(values: Float64Array): Float64Array {
  return values.map(Math.round);
}

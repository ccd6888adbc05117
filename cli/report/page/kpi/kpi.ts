// How well did it go? KPIs in words, as cards against their expectations and as a list.
import { counted, grouped } from '@fairlead/core';
import type { EmbeddedRun } from '../../embed.ts';
import { element, named } from '../dom.ts';
import { instant, quantity } from '../format.ts';

const titles: { readonly [kpi: string]: string } = {
  'traffic.asked.bytes': 'Traffic asked for',
  'traffic.bytes': 'Traffic delivered',
  'traffic.embedded.share': 'Traffic from embedded sites',
  'traffic.pni.share': 'Traffic over PNI',
  'traffic.ix.share': 'Traffic over IX',
  'traffic.transit.share': 'Traffic over transit',
  'traffic.unserved.share': 'Traffic unserved',
  'traffic.reduced.share': 'Unserved: a lower rung was played',
  'traffic.stalled.share': 'Unserved: stood still',
  'traffic.absent.share': 'Unserved: on no appliance',
  'traffic.peakhour.embedded.share': 'Peak hours: embedded sites',
  'traffic.peakhour.pni.share': 'Peak hours: PNI',
  'traffic.peakhour.ix.share': 'Peak hours: IX',
  'traffic.peakhour.transit.share': 'Peak hours: transit',
  'offload.share': 'Offload',
  'miss.share': 'Missed in all',
  'miss.route.share': 'Missed: no route',
  'miss.content.share': 'Missed: content not held',
  'miss.drain.share': 'Missed: drained',
  'miss.loss.share': 'Missed: lost',
  'miss.health.share': 'Missed: believed ill',
  'miss.load.share': 'Missed: appliance full',
  'miss.link.share': 'Missed: link full',
  'cache.efficiency': 'Cache efficiency',
  'cache.churn.bytes': 'Cache churn',
  'fill.bytes': 'Fill',
  'fill.peak.share': 'Fill in the evening peak',
  'link.peak.asked.p50': 'Links, asked at peak, median',
  'link.peak.asked.p95': 'Links, asked at peak, 95th percentile',
  'link.peak.asked.p99': 'Links, asked at peak, 99th percentile',
  'link.peak.asked.max': 'Links, asked at peak, most',
  'link.peak.carried.p50': 'Links, carried at peak, median',
  'link.peak.carried.p95': 'Links, carried at peak, 95th percentile',
  'link.peak.carried.p99': 'Links, carried at peak, 99th percentile',
  'link.peak.carried.max': 'Links, carried at peak, most',
  'appliance.peak.asked.p50': 'Appliances, asked at peak, median',
  'appliance.peak.asked.p95': 'Appliances, asked at peak, 95th percentile',
  'appliance.peak.asked.p99': 'Appliances, asked at peak, 99th percentile',
  'appliance.peak.asked.max': 'Appliances, asked at peak, most',
  'appliance.peak.carried.p50': 'Appliances, carried at peak, median',
  'appliance.peak.carried.p95': 'Appliances, carried at peak, 95th percentile',
  'appliance.peak.carried.p99': 'Appliances, carried at peak, 99th percentile',
  'appliance.peak.carried.max': 'Appliances, carried at peak, most',
  'transit.billed.bps': 'Transit billed (95/5)',
  'control.flips': 'Shedding flips',
  'qoe.start.p50': 'Start time, median',
  'qoe.start.p95': 'Start time, 95th percentile',
  'qoe.bitrate.mean': 'Bitrate, mean',
  'qoe.play.share': 'Time played, of what was wanted',
  'qoe.rebuffer.ratio': 'Rebuffering',
  'qoe.failover.share': 'Sessions with a failover',
  'qoe.error.share': 'Sessions with an error',
  'qoe.abandon.share': 'Sessions given up',
  'steer.distance.bytes.p50': 'Distance of bytes, median',
  'steer.distance.bytes.p95': 'Distance of bytes, 95th percentile',
  'steer.distance.starts.p50': 'Distance of starts, median',
  'steer.distance.starts.p95': 'Distance of starts, 95th percentile',
  'steer.rtt.bytes.p50': 'Round trip of bytes, median',
  'steer.rtt.bytes.p95': 'Round trip of bytes, 95th percentile',
  'steer.rtt.starts.p50': 'Round trip of starts, median',
  'steer.rtt.starts.p95': 'Round trip of starts, 95th percentile',
  'cost.perDay': 'Cost per day',
};

export function kpiTitle(kpi: string): string {
  return titles[kpi] ?? kpi;
}

const headlines = [
  'offload.share',
  'traffic.embedded.share',
  'traffic.unserved.share',
  'appliance.peak.asked.p99',
  'link.peak.asked.p95',
  'qoe.start.p95',
  'qoe.rebuffer.ratio',
  'qoe.error.share',
];

const operators: { readonly [op: string]: string } = { '<=': '≤', '>=': '≥' };

/** Cards: first what was expected, failures before the rest, then headlines without a bound. */
export function kpiCards(run: EmbeddedRun): HTMLElement {
  const { kpis, expectations } = run;
  const expected = [...expectations].sort((a, b) => Number(a.ok) - Number(b.ok));
  const cards = expected.map(({ kpi, op, bound, value, ok }) => {
    const unit = kpis[kpi]?.unit ?? '';
    const wish = `expected ${operators[op] ?? op} ${quantity(bound, unit)}`;
    if (ok === null) return cardOf(kpi, quantity(value, unit), 'plain', `not judged, ${wish}`);
    const verdict = element('span', { class: ok ? 'good' : 'bad' }, ok ? '✓ met' : '✕ failed');
    return cardOf(kpi, quantity(value, unit), ok ? 'met' : 'failed', verdict, ` ${wish}`);
  });
  const named = new Set(expectations.map(({ kpi }) => kpi));
  for (const kpi of headlines) {
    const found = kpis[kpi];
    if (!found || named.has(kpi)) continue;
    const why = found.value === null ? [found.reason] : [];
    cards.push(cardOf(kpi, quantity(found.value, found.unit), 'plain', ...why));
  }
  return element('ul', { class: 'cards' }, ...cards);
}

function cardOf(
  kpi: string,
  value: string,
  kind: string,
  ...notes: (Node | string)[]
): HTMLElement {
  return element(
    'li',
    { class: `card ${kind}` },
    element('span', { class: 'name' }, kpiTitle(kpi)),
    element('b', { class: 'value' }, value),
    notes.length > 0 ? element('span', { class: 'note' }, ...notes) : undefined,
    element('code', {}, named(kpi)),
  );
}

/** "All 5 expectations are met." or how many are not, and the invariants. */
export function verdictOf(run: EmbeddedRun): HTMLElement {
  const { expectations, invariants } = run;
  const failed = expectations.filter(({ ok }) => ok === false).length;
  const violated = invariants.filter((invariant) => invariant.violated > 0);
  const all = expectations.length;
  const wishes = run.isPartial
    ? `Partial: stopped at ${instant(Date.parse(run.to))}, planned to ` +
      `${instant(Date.parse(run.plannedTo))}. Nothing is judged.`
    : all === 0
      ? 'No expectations were set.'
      : failed > 0
        ? `${grouped(failed)} of ${counted(all, 'expectation')} failed.`
        : `${counted(all, 'expectation')} met, none failed.`;
  const names = violated
    .map(
      ({ name, checked, violated: times }) => `${name} (${grouped(times)} of ${grouped(checked)})`,
    )
    .join(', ');
  const laws =
    violated.length > 0
      ? `Violated: ${names}.`
      : `${counted(invariants.length, 'invariant')} checked, none violated.`;
  const bad = failed > 0 || violated.length > 0;
  const isOpen = all === 0 || run.isPartial;
  const sign = bad ? '✕ ' : isOpen ? '' : '✓ ';
  const kind = bad ? 'bad' : isOpen ? '' : 'good';
  // A run that breaks a law says nothing else of worth.
  const [lead, rest] = violated.length > 0 ? [laws, wishes] : [wishes, laws];
  return element('p', { class: `verdict ${kind}` }, element('b', {}, sign + lead), ` ${rest}`);
}

const groups = [
  ['Traffic', /^(traffic|offload|miss)\./],
  ['Quality for viewers', /^qoe\./],
  ['Steering', /^(steer|control)\./],
  ['Resources', /^(link|appliance|cost)\./],
  ['Cache and fill', /^(cache|fill)\./],
] as const;

/** Every invariant with how often it was checked and violated; nothing where none was. */
function invariantList({ invariants }: EmbeddedRun): HTMLElement | undefined {
  if (invariants.length === 0) return undefined;
  const rows = invariants.map(({ name, checked, violated }) => {
    const kept = violated === 0;
    const verdict = kept ? '✓ kept' : `✕ violated ${counted(violated, 'time')}`;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name, element('code', {}, `${counted(checked, 'check')}`)),
      element('td', { class: `end ${kept ? 'good' : 'bad'}` }, verdict),
    );
  });
  return element(
    'table',
    { class: 'kpis' },
    element('caption', {}, 'Invariants'),
    element('tbody', {}, ...rows),
  );
}

/** Every KPI of the run, in groups, and its invariants. */
export function kpiLists(run: EmbeddedRun): HTMLElement {
  const names = Object.keys(run.kpis);
  const rest = names.filter((name) => !groups.some(([, pattern]) => pattern.test(name)));
  const made = groups.map(([title, pattern]) =>
    listOf(
      title,
      names.filter((name) => pattern.test(name)),
      run,
    ),
  );
  return element(
    'div',
    { class: 'lists' },
    ...made,
    listOf('Other', rest, run),
    invariantList(run),
  );
}

function listOf(
  title: string,
  names: readonly string[],
  run: EmbeddedRun,
): HTMLElement | undefined {
  if (names.length === 0) return undefined;
  const rows = names.map((name) => {
    const kpi = run.kpis[name];
    const why = kpi?.value === null ? element('small', {}, ` ${kpi.reason}`) : undefined;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, kpiTitle(name), element('code', {}, name)),
      element('td', { class: 'end' }, quantity(kpi?.value ?? null, kpi?.unit ?? ''), why),
    );
  });
  return element(
    'table',
    { class: 'kpis' },
    element('caption', {}, title),
    element('tbody', {}, ...rows),
  );
}

// How well did it go? KPIs in words, as cards against their expectations and as a list.
import { counted, grouped } from '@fairlead/core';
import type { EmbeddedRun } from '../../embed.ts';
import { element } from '../dom.ts';
import { instant, quantity } from '../format.ts';

const titles: { readonly [kpi: string]: string } = {
  'traffic.bytes': 'Traffic asked for',
  'traffic.embedded.share': 'Traffic from embedded sites',
  'traffic.pni.share': 'Traffic over PNI',
  'traffic.ix.share': 'Traffic over IX',
  'traffic.transit.share': 'Traffic over transit',
  'traffic.unserved.share': 'Traffic unserved',
  'offload.share': 'Offload',
  'miss.content.share': 'Missed: content not held',
  'miss.health.share': 'Missed: site down, ill or full',
  'cache.efficiency': 'Cache efficiency',
  'cache.churn.bytes': 'Cache churn',
  'fill.bytes': 'Fill',
  'fill.peak.share': 'Fill in the evening peak',
  'link.peak.max': 'Busiest link at peak',
  'link.peak.p95': 'Links at peak, 95th percentile',
  'appliance.peak.p99': 'Appliances at peak, 99th percentile',
  'control.flips': 'Steering flips',
  'qoe.start.p50': 'Start time, median',
  'qoe.start.p95': 'Start time, 95th percentile',
  'qoe.bitrate.mean': 'Bitrate, mean',
  'qoe.rebuffer.ratio': 'Rebuffering',
  'qoe.failover.share': 'Sessions with a failover',
  'qoe.error.share': 'Sessions with an error',
  'steer.distance.p50': 'Distance to the site, median',
  'steer.distance.p95': 'Distance to the site, 95th percentile',
  'steer.rtt.p50': 'Round trip, median',
  'steer.rtt.p95': 'Round trip, 95th percentile',
  'cost.perDay': 'Cost per day',
};

export function kpiTitle(kpi: string): string {
  return titles[kpi] ?? kpi;
}

const headlines = [
  'offload.share',
  'traffic.embedded.share',
  'traffic.unserved.share',
  'appliance.peak.p99',
  'link.peak.p95',
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
    element('code', {}, kpi),
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
  return element('p', { class: `verdict ${kind}` }, element('b', {}, sign + wishes), ` ${laws}`);
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

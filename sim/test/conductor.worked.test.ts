// What does a round come to between desks: shortage, peaks, bins, flips, faults? Worked by hand.
import { readIds } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBulletin } from '../desk/bulletin.ts';
import { createDesk, createOutput, type Output } from '../desk/desk.ts';
import { sumFlows } from '../desk/leg.ts';
import { passMoment } from '../desk/moments.ts';
import type { Doing } from '../events/event.ts';
import { scheduleEvents, verbOf } from '../events/schedule.ts';
import { addToBill, billedBps, createBilling } from '../loops/bins.ts';
import {
  type Conductor,
  createConductor,
  endRound,
  shareRound,
  takeRound,
} from '../loops/conductor.ts';
import { countFlips, createFlips } from '../loops/flips.ts';
import { beginLoops, reportOf } from '../loops/loops.ts';
import { causeAt, cellAt } from '../measures/account.ts';
import { addExact, clearExact, exactAt } from '../measures/exact.ts';
import { readWindow } from '../run/read-window.ts';
import { seriesOf } from '../run/tables/series.ts';
import { touchedTable } from '../run/tables/touched.ts';
import { type Round, roundFrom } from '../setup/rounds.ts';
import { belgianSetup, belgium } from './support/belgium.ts';

/** A conductor before its first round, with one desk that has served nobody. */
function conductorOf(change: Parameters<typeof belgianSetup>[0] = {}): Conductor {
  const setup = belgianSetup(change);
  const bulletin = createBulletin(setup);
  const snapshots = setup.openSnapshots();
  const running = beginLoops({ setup, bulletin, snapshots });
  const outputs = [createOutput(setup)];
  return createConductor(setup, { bulletin, outputs, running, snapshots });
}

/**
 * Plays a round in which flow 0 is asked for a share of its appliance's capacity by ten sessions,
 * from its begin to its end; returns that capacity.
 */
function playRound(conductor: Conductor, fromMs: number, share: number): number {
  const { setup, outputs, elements } = conductor;
  const [output] = outputs as readonly [Output];
  const { flows, snapshot, timeline } = setup;
  const round: Round = roundFrom(timeline, fromMs);
  const ms = round.toMs - round.fromMs;
  elements.capacityBps.fill(1e15, elements.links);
  const capacity = elements.capacityBps[flows.appliance[0] ?? 0] ?? 0;
  const bps = Math.floor((share * capacity) / 10) * 10;
  // All came at the begin of the round, and all go with its end.
  // All fields of flows lie in one piece of memory, the first flow before all others.
  output.askedBps.fill(0);
  output.begunBps.fill(bps, 0, 1);
  output.changed.fill(bps * ms, 0, 1);
  sumFlows({ setup, output });
  const kind = snapshot.linkKind[flows.link[0] ?? 0] ?? 0;
  const { round: cells, drawn } = output.ledger;
  clearExact(cells);
  addExact(cells, cellAt(kind, causeAt.first), bps * ms);
  clearExact(drawn);
  addExact(drawn, 0, bps * ms);
  const short = takeRound(conductor, round);
  if (short !== undefined) {
    const stepMs = short.stepEndMs.map((end, k) => end - (short.stepEndMs[k - 1] ?? round.fromMs));
    const there = {
      slot: [short.slot[0] ?? 0],
      rateBps: [bps / 10],
      ms: stepMs.map((of) => 10 * of),
    };
    const levels = shareRound(conductor, round, short, [there]);
    if (levels !== undefined) {
      const lost = exactAt(elements.lost, flows.appliance[0] ?? 0);
      addExact(cells, cellAt(kind, causeAt.first), -Number(lost));
      addExact(cells, cellAt(4, causeAt.first), Number(lost));
    }
  }
  endRound(conductor, round);
  return capacity;
}

const firstOf = ({ setup }: Conductor) => setup.flows.appliance[0] ?? 0;
const minuteMs = 60_000;

test('half of what an appliance can send in five minutes is half of its capacity', () => {
  const conductor = conductorOf();
  let bps = 0;
  for (let minute = 0; minute < 5; minute++) bps = playRound(conductor, minute * minuteMs, 0.5);
  const { elements, bulletin, balance } = conductor;
  assert.is(elements.peakAsked[firstOf(conductor)], 0.5);
  assert.is(elements.peakCarried[firstOf(conductor)], 0.5);
  assert.is(conductor.bins.rows.length, 1);
  assert.is(bulletin.utilisation[firstOf(conductor)], 0.5);
  assert.is(bulletin.overEpochs[firstOf(conductor)], 0);
  assert.is(Number(exactAt(elements.carried, firstOf(conductor))), bps * 150 * 1000);
  assert.equal(
    [balance.flows, balance.drawn],
    [
      { checked: 5, differing: 0 },
      { checked: 5, differing: 0 },
    ],
  );
});

test('twice what an appliance can send is half carried, and asked for twice', () => {
  const conductor = conductorOf();
  const bps = [0, 1, 2, 3, 4].map((minute) => playRound(conductor, minute * minuteMs, 2))[0] ?? 0;
  const { elements, bulletin, balance, rows } = conductor;
  assert.is(elements.peakAsked[firstOf(conductor)], 2);
  // The level is a whole bit/s of each of ten sessions.
  assert.is(elements.peakCarried[firstOf(conductor)], (Math.floor(bps / 10) * 10) / bps);
  assert.is(bulletin.overEpochs[firstOf(conductor)], 5);
  assert.is(balance.flows.differing, 0);
  const lost = rows[1]?.cells.subarray(4 * 8, 7 * 8).reduce((all, amount) => all + amount, 0) ?? 0;
  assert.ok(Math.abs(lost / (bps * minuteMs) - 1) < 1e-6);
});

test('an account in which a session asks what no flow was asked for does not come out equal', () => {
  const conductor = conductorOf();
  const [output] = conductor.outputs as readonly [Output];
  addExact(output.ledger.round, cellAt(0, causeAt.first), 1);
  const round = roundFrom(conductor.setup.timeline, 0);
  takeRound(conductor, round);
  endRound(conductor, round);
  assert.equal([conductor.balance.flows.differing, conductor.balance.drawn.differing], [1, 1]);
});

test('shedding that stays has no flip, noise has none, and on and off has two each time', () => {
  const flipsOf = (shares: readonly number[]): number => {
    const flips = createFlips(1);
    return shares.reduce(
      (sum, share) =>
        sum + countFlips(flips, [{ shed: Float64Array.of(share) } as unknown as Output]),
      0,
    );
  };
  assert.is(flipsOf([0, 0.3, 0.6, 0.6, 0.6]), 0);
  assert.is(flipsOf([0.5, 0.55, 0.46, 0.54, 0.47]), 0);
  assert.is(flipsOf([0, 1, 0, 1, 0]), 3);
  assert.is(flipsOf([0, 0.5, 0.45, 0.7, 0.2]), 1, 'the small dip is noise');
});

test('a link is billed by its largest mean after the top twentieth', () => {
  const bill = createBilling(2, 120);
  // The larger ones come first, last and in between: 7 and 120 have no common divisor.
  for (let bin = 0; bin < 120; bin++) addToBill(bill, Float64Array.of((bin * 7) % 120, bin % 2));
  assert.is(billedBps(bill, 0), 113, 'of 0 to 119 the six largest cost nothing');
  assert.is(billedBps(bill, 1), 1);
  const short = createBilling(1, 120);
  for (let bin = 0; bin < 19; bin++) addToBill(short, Float64Array.of(bin));
  assert.is(billedBps(short, 0), 18, 'of fewer than twenty none is free');
});

test('a report tells of a fault that began before it, and not of one that begins with it', () => {
  const [first = '', second = ''] = belgium.appliances.id;
  const conductor = conductorOf({
    events: [
      { kind: 'appliance-down', target: first, atMs: 59_999, untilMs: 119_999 },
      { kind: 'appliance-down', target: second, atMs: 60_000 },
    ],
  });
  const deadAt = (boundary: number): number[] => {
    playRound(conductor, (boundary - 1) * minuteMs, 0);
    return [...reportOf(conductor.running, boundary).isDead].filter((dead) => dead > 0);
  };
  assert.is(deadAt(1).length, 1);
  assert.is(deadAt(2).length, 1, 'the first is back, the second is down');
});

test('256 events hold a thing as one does, and the last to end lets it go', () => {
  const target = belgium.appliances.id[0] ?? '';
  const [link = ''] = belgium.links.id;
  const events = Array.from({ length: 256 }, (_, k) => [
    { kind: 'appliance-down', target, atMs: 1, untilMs: minuteMs + (k === 0 ? minuteMs : 1) },
    { kind: 'link-down', target: link, atMs: 1, untilMs: minuteMs + (k === 0 ? minuteMs : 1) },
  ]).flat();
  const conductor = conductorOf({ events });
  const sumOf = (marks: Uint8Array) => marks.reduce((all, mark) => all + mark, 0);
  const heldAt = (boundary: number): readonly number[] => {
    playRound(conductor, (boundary - 1) * minuteMs, 0);
    const { isDead, isCut } = reportOf(conductor.running, boundary);
    return [sumOf(isDead), sumOf(isCut)];
  };
  assert.equal([1, 2, 3].map(heldAt), [
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const desk = createDesk(0, conductor.setup, conductor.bulletin, conductor.outputs[0] as Output);
  for (let k = 0; k < 512; k++) passMoment(desk);
  assert.equal([Math.max(...desk.deadAppliance), Math.max(...desk.deadLink)], [256, 256]);
});

/** What a verb does to one row of the world. */
function effectsOf(name: string, table: 'site' | 'link', id: string): Doing {
  const { snapshot } = belgianSetup({});
  const effects = verbOf(name)?.effects({ world: belgium, snapshot }, [{ table, id }], {
    kind: name,
    target: id,
    atMs: 0,
  });
  if (effects === undefined) throw new Error(`there is a verb ${name}`);
  return effects;
}

test('a lost site loses all its appliances and all its links, and no others', () => {
  const { snapshot } = belgianSetup({});
  const rows = (column: ArrayLike<number>, site: number) =>
    Array.from(column).flatMap((its, row) => (its === site ? [row] : []));
  const siteOfAppliance = [...snapshot.applianceCluster].map(
    (row) => snapshot.clusterSite[row] ?? 0,
  );
  const ids = readIds(snapshot, 'site');
  for (let site = 0; site < snapshot.siteCount; site++) {
    const { stops, claims } = effectsOf('site-down', 'site', ids[site] ?? '');
    assert.equal(claims ?? [], [], 'its routes stay');
    assert.equal(stops, {
      appliances: rows(siteOfAppliance, site),
      links: rows(snapshot.linkSite, site),
    });
  }
});

test('a cut link takes its routes along only where its site has another one', () => {
  const { snapshot } = belgianSetup({});
  const ids = readIds(snapshot, 'link');
  const clockwork = { startMs: 0, epochMs: 1, delayEpochs: 0 };
  const hasRoutes = (id: string): boolean =>
    belgium.routes.link.includes(belgium.links.id.indexOf(id));
  for (const [link, target] of ids.entries()) {
    const site = snapshot.linkSite[link];
    const others = ids.filter(
      (id, row) => row !== link && snapshot.linkSite[row] === site && hasRoutes(id),
    ).length;
    const row = belgium.links.id.indexOf(target);
    const routes = belgium.routes.link.filter((its) => its === row).length;
    assert.equal(effectsOf('link-down', 'link', target).stops, { appliances: [], links: [link] });
    const event = { kind: 'link-down', target: `link ${target}`, atMs: 0 };
    const { orders } = scheduleEvents({ world: belgium, snapshot }, [event], clockwork);
    const claims = orders.flatMap((order) => order.claims);
    assert.is(claims.length, others > 0 ? routes : 0);
  }
});

test('an event that stops what others have stopped says how much of it', () => {
  const [site = '', other = ''] = belgium.sites.id;
  const down = (target: string | readonly string[], from: number, until: number) => ({
    ...{ kind: 'site-down', target, atMs: from * minuteMs, untilMs: until * minuteMs },
  });
  const conductor = conductorOf({
    events: [down(site, 1, 10), down([site, other], 5, 20), down(site, 30, 40)],
  });
  const { columns } = touchedTable(conductor, Infinity);
  const [elements, before] = ['elements', 'stopped_before'].map((name) => [
    ...(columns.find((one) => one.name === name)?.values ?? []),
  ]);
  assert.ok(Number(elements?.[0]) > 0);
  assert.equal(before, [0, elements?.[0], 0], 'all of the first site, and none when it is back');
  assert.equal(elements?.[2], elements?.[0]);
  const stopped = touchedTable(conductor, 7 * minuteMs).columns;
  const of = (name: string) => [...(stopped.find((one) => one.name === name)?.values ?? [])];
  assert.equal(of('reached'), [1, 1, 0]);
  assert.equal(of('elements'), [elements?.[0], elements?.[1], 0], 'the last one never began');
});

test('a site has the capacity of all its appliances, and its peak as a share of that', () => {
  const conductor = conductorOf();
  let bps = 0;
  for (let minute = 0; minute < 5; minute++) bps = playRound(conductor, minute * minuteMs, 0.5);
  const series = seriesOf(
    belgium,
    { conductor, toMs: Infinity, sample: [] },
    readWindow(conductor),
  );
  const column = (name: string): readonly (number | string)[] => {
    const table = series.find((one) => one.name === 'sites');
    const found = table?.columns.find((one) => one.name === name);
    return [...(found?.values ?? [])];
  };
  const { sites, clusters, appliances } = belgium;
  const expected = column('site').map((id) =>
    appliances.capacityBps.reduce(
      (sum, its, row) =>
        sites.id[clusters.site[appliances.cluster[row] ?? 0] ?? 0] === id ? sum + its : sum,
      0,
    ),
  );
  assert.equal(column('capacity_bps'), expected);
  const { snapshot, flows } = conductor.setup;
  const site = snapshot.linkSite[flows.link[0] ?? 0] ?? 0;
  const share = Math.floor((bps / 2 / (expected[site] ?? 0)) * 1e6 + 0.5) / 1e6;
  assert.is(column('peak_carried_share')[site], share);
  assert.ok(expected.every((sum) => sum > 0));
});

test.run();

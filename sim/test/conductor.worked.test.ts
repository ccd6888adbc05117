// What does an epoch come to between desks: shares, peaks, flips, faults, tables? Worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBulletin } from '../desk/bulletin.ts';
import { createOutput } from '../desk/desk.ts';
import { faults } from '../faults/schedule.ts';
import { type Conductor, createConductor, endEpoch } from '../loops/conductor.ts';
import { beginLoops, reportOf } from '../loops/loops.ts';
import { networkWidth } from '../measures/tally.ts';
import { createTotals } from '../measures/totals.ts';
import { seriesOf } from '../run/series.ts';
import { belgianSetup, belgium } from './support/belgium.ts';

/** A conductor before its first epoch, with one desk that has served nobody. */
function conductorOf(change: Parameters<typeof belgianSetup>[0] = {}): Conductor {
  const setup = belgianSetup(change);
  const { applianceCount, linkCount, siteCount } = setup.snapshot;
  const counts = { appliances: applianceCount, links: linkCount, sites: siteCount };
  const networkNumbers = setup.networkCount * networkWidth;
  const totals = createTotals({ ...counts, networkNumbers, weight: 1 }, setup.hasEmbedded);
  const bulletin = createBulletin(setup);
  const running = beginLoops({ setup, bulletin, snapshots: setup.openSnapshots() });
  return createConductor(setup, { bulletin, outputs: [createOutput(setup)], totals, running });
}

/** Asks flow 0 for a share of what its appliance can send in an epoch; returns that capacity. */
function ask({ setup, outputs }: Conductor, share: number): number {
  const { capacityBps } = setup.snapshot;
  const bps = capacityBps[setup.flows.appliance[0] ?? 0] ?? 0;
  setup.snapshot.linkCapacityBps.fill(1e15);
  outputs[0]?.bits.fill(share * bps * 60, 0, 1); // bit/s over sixty seconds
  return bps;
}
const siteOf = ({ setup }: Conductor) => setup.snapshot.linkSite[setup.flows.link[0] ?? 0] ?? 0;

test('half of what an appliance can send in a minute is half of its capacity, at site and link', () => {
  const conductor = conductorOf();
  const bps = ask(conductor, 0.5);
  endEpoch(conductor, 0);
  const { totals, bulletin } = conductor;
  assert.is(totals.sitePeakBps[siteOf(conductor)], bps / 2);
  assert.is(totals.appliancePeak[0], 0.5);
  assert.is(totals.linkPeak[conductor.setup.flows.link[0] ?? 0], bps / 2 / 1e15);
  assert.is(bulletin.overEpochs[0], 0);
  assert.is(totals.unservedBits, 0n);
  assert.is(totals.applianceBits[0], bps * 30);
});

test('twice what an appliance can send is half delivered: 30 s of the minute are lost', () => {
  const conductor = conductorOf();
  const bps = ask(conductor, 2);
  endEpoch(conductor, 0);
  endEpoch(conductor, 1);
  const { totals, bulletin, rows } = conductor;
  assert.is(bulletin.lossMs[0], 60_000, 'half of two minutes');
  assert.is(bulletin.utilisation[0], 2);
  assert.is(bulletin.overEpochs[0], 2);
  // bps × 60 s are left over in each of two minutes.
  assert.is(totals.unservedBits, BigInt(bps * 120));
  assert.is(totals.sitePeakBps[siteOf(conductor)], bps);
  assert.is(rows[1]?.bits[4], bps * 60);
});

test('an appliance that passes 85 % and comes back has flipped twice, and not at 84 %', () => {
  const conductor = conductorOf();
  const flips = [0.84, 0.86, 0.95, 0.5].map((share, epoch) => {
    ask(conductor, share);
    endEpoch(conductor, epoch);
    return conductor.rows[epoch]?.flips;
  });
  assert.equal(flips, [0, 1, 0, 1]);
  assert.is(conductor.totals.flips, 2);
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
    endEpoch(conductor, boundary - 1);
    return [...reportOf(conductor.running, boundary).isDead].filter((dead) => dead > 0);
  };
  assert.is(deadAt(1).length, 1);
  assert.is(deadAt(2).length, 1, 'the first is back, the second is down');
});

test('a lost site loses all its appliances and all its links, and no others', () => {
  const { snapshot } = belgianSetup({});
  const siteDown = faults.find(({ name }) => name === 'site-down');
  const rows = (column: ArrayLike<number>, site: number) =>
    Array.from(column).flatMap((its, row) => (its === site ? [row] : []));
  const siteOfAppliance = [...snapshot.applianceCluster].map(
    (row) => snapshot.clusterSite[row] ?? 0,
  );
  for (let site = 0; site < snapshot.siteCount; site++)
    assert.equal(siteDown?.strike(snapshot, site), {
      appliances: rows(siteOfAppliance, site),
      links: rows(snapshot.linkSite, site),
      withdrawn: [],
    });
});

test('a site has the capacity of all its appliances, and its peak as a share of that', () => {
  const conductor = conductorOf();
  const bps = ask(conductor, 0.5);
  endEpoch(conductor, 0);
  const leftKbps = new Float64Array(1);
  const series = seriesOf(belgium, { conductor, totals: conductor.totals, epochs: 1, leftKbps });
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
  const site = siteOf(conductor);
  const share = Math.floor((bps / 2 / (expected[site] ?? 0)) * 1e6 + 0.5) / 1e6;
  assert.is(column('peak_share')[site], share);
  assert.ok(expected.every((sum) => sum > 0));
});

test.run();

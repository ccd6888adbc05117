// Whom does a network elsewhere move? Nobody: sessions of others are the same, one by one.
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellMs, cellOf, forEachArrival } from '../demand/arrivals.ts';
import { compileCatalogue } from '../demand/catalogue.ts';
import { createSessions, drawSession } from '../demand/session.ts';
import { createKey } from '../random/keyed.ts';
import { belgium } from './support/belgium.ts';

const zone = { fromMs: Float64Array.of(0), offsetMs: Float64Array.of(0) };
const cell = cellOf(Date.UTC(2026, 10, 20, 20));

/** The world with one more metro of another country, as large as all others together. */
function withForeigner(world: World): World {
  const { metros } = world;
  const all = metros.members.reduce((sum, of) => sum + of, 0);
  return {
    ...world,
    metros: {
      ...metros,
      count: metros.count + 1,
      id: [...metros.id, 'abroad'],
      asn: Uint32Array.of(...metros.asn, 65_001),
      country: [...metros.country, 'BR'],
      members: Float64Array.of(...metros.members, all),
    },
  };
}

/** Titles, files, starts, lengths and addresses of an hour of sessions of the first metros. */
function drawnOf(world: World): number[] {
  const catalogue = compileCatalogue(world, [cell * cellMs]);
  const [edition] = catalogue.editions;
  if (edition === undefined) throw new Error('no edition');
  const [key, out, drawn] = [createKey(), createSessions(1), [] as number[]];
  const rule = { seed: 1, startsPerMemberDay: 2.4, memberShare: 1 };
  for (let metro = 0; metro < 5; metro++) {
    const taste = catalogue.tasteOfMetro[metro] ?? 0;
    const arrivers = { hash: metro, members: belgium.metros.members[metro] ?? 0, zone };
    for (let minute = 0; minute < 60; minute++)
      forEachArrival(rule, arrivers, { cell: cell + minute, key }, () => {
        drawSession({ catalogue, edition, taste, cellMs }, key, out, 0);
        for (const column of Object.values(out)) drawn.push(column[0] ?? Number.NaN);
      });
  }
  return drawn;
}

test('a network in a new country changes no session of another one', () => {
  const [alone, together] = [drawnOf(belgium), drawnOf(withForeigner(belgium))];
  assert.ok(alone.length > 9 * 1000, `${alone.length / 9} sessions`);
  assert.equal(together, alone);
});

test.run();

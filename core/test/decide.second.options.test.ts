// Are the options of RULES.md written well enough? A program from that page answers as core does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  clientScope,
  compileSnapshot,
  createDecision,
  decide,
  readClient,
  recordBytes,
  stampOf,
  writeRecord,
} from '../index.ts';
import { answerOf, namesOf } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import {
  beliefOf,
  drawRequest,
  drawStates,
  requestFor,
  words,
} from './support/options-agreement.ts';
import { cell } from './support/oracle-basics.ts';
import type { OptionState } from './support/oracle-options.ts';
import { randomCase } from './support/random-world.ts';
import { hexOf, second, withPython } from './support/second.ts';

const worldCount = process.env.FAIRLEAD_PROVE ? 1000 : 100;
const asksEach = 100;
const folder = mkdtempSync(join(tmpdir(), 'fairlead-second-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A state as the second implementation opens it: its file, its words, and its drains by share. */
function stateLine({ appliance, link, fits, drains }: OptionState) {
  const ids = [...new Set([...appliance.keys(), ...fits.keys()])];
  const rows = ids.map((id) => {
    const { healthy = true, share = 0 } = appliance.get(id) ?? {};
    const { families = [], capabilities = [], territories = [] } = fits.get(id) ?? {};
    const listed = [families, capabilities, territories].map((list) => list.join(' '));
    return ['appliance', id, healthy, share, ...listed].join();
  });
  const links = [...link].map(([id, share]) => `link,${id},,${share},,,`);
  const head = 'kind,id,healthy,shed_share,families,capabilities,territories';
  const csv = `${[head, ...rows, ...links].join('\n')}\n`;
  return { csv, words, drains: Object.fromEntries(drains) };
}

/** Lists of nothing say the same as none in a file: such appliances are fit for all. */
function asInFile(state: OptionState): OptionState {
  const fits = [...state.fits].map(([id, fit]) => {
    const told = Object.entries(fit).filter(([, list]) => list.length > 0);
    return [id, Object.fromEntries(told)] as const;
  });
  return { ...state, fits: new Map(fits) };
}

/** The world of `seed` and what is asked of it, as lines for the second and answers of core. */
function questions(seed: number) {
  const drawn = randomCase(95_000 + seed);
  const dice = createDice(seed);
  const { snapshot } = compileSnapshot(drawn.world, { ranking: drawn.ranking, sequence: seed });
  const path = join(folder, `${seed}.snapshot`);
  writeFileSync(path, snapshot.bytes);
  const names = namesOf(snapshot);
  const states = drawStates(dice, drawn).map(asInFile);
  const beliefs = states.map((state) => beliefOf(snapshot, names, state));
  const panicShare = dice.pick([0, 0, 0.5, 1]);
  const policy = { panicShare };
  const out = createDecision(snapshot);
  const view = new DataView(new ArrayBuffer(recordBytes));
  const lines: unknown[] = [{ snapshot: path, states: states.map(stateLine) }];
  const answers: object[] = [];
  for (let n = 0; n < asksEach; n++) {
    const asked = drawRequest(dice, drawn);
    const state = dice.below(states.length);
    const belief = cell(beliefs, state);
    const request = requestFor(snapshot, names, asked);
    decide(snapshot, belief, request, out, policy);
    writeRecord(view, 0, stampOf(snapshot, belief, policy), request, out);
    const { client } = readClient(snapshot, asked.client);
    const scope = client && clientScope(snapshot, client);
    const { vantage } = request;
    lines.push({ ...asked, state, panicShare });
    answers.push({ ...answerOf(snapshot, names, out), vantage, record: hexOf(view), scope });
  }
  return { lines, answers };
}

withPython(`a program from RULES.md decides ${worldCount * asksEach} requests with options`, () => {
  const cases = Array.from({ length: worldCount }, (_, seed) => questions(seed));
  const given = second(cases.flatMap(({ lines }) => lines));
  const tally = new Map<string, number>();
  let at = 0;
  for (const { answers } of cases) {
    at++; // the line that opened the snapshot
    for (const right of answers) {
      assert.equal(given[at], right, `line ${at}`);
      at++;
      const { reason, passedOver, record } = right as {
        readonly reason: string;
        readonly passedOver: readonly { readonly label: string }[];
        readonly record: string;
      };
      const version = `version ${Number.parseInt(record.slice(114, 116), 16) >>> 3}`;
      for (const word of [reason, version, ...passedOver.map(({ label }) => label)])
        tally.set(word, (tally.get(word) ?? 0) + 1);
    }
  }
  assert.is(given.length, at);
  const reasons = ['ranked', 'fail-open', 'last-resort', 'none'];
  for (const word of [...reasons, ...'CMPDHFLK', 'version 2', 'version 3', 'version 4'])
    assert.ok((tally.get(word) ?? 0) > worldCount / 5, `${word}: ${tally.get(word) ?? 0} times`);
});

test.run();

// Does a snapshot stay what it was, whatever is proposed, held, committed or aborted?
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../../compile/compile.ts';
import { type Compiler, type CompilerVerdict, createCompiler } from '../../delta/compiler.ts';
import { contentDigest } from '../../snapshot/content-digest.ts';
import { isCurrent } from '../../snapshot/header.ts';
import type { Snapshot } from '../../snapshot/layout.ts';
import { copyLedger, drawChanges, drawLedger, type Ledger, worldOf } from './change-sequences.ts';
import { createDice, type Dice } from './dice.ts';
import { cell } from './oracle-basics.ts';
import { assertSameContent } from './same-content.ts';

/** A snapshot, the world that it is of, its answers as a fresh compile, and how often it is kept. */
type Known = {
  readonly snapshot: Snapshot;
  readonly ledger: Ledger;
  readonly fresh: Snapshot;
  kept: number;
};

const rankings = [
  ['prefix-length', 'as-path', 'med', 'distance'],
  ['capacity', 'prefix-length'],
];

function know(snapshot: Snapshot, ledger: Ledger, ranking: readonly string[]): Known {
  const { epoch, sequence } = snapshot;
  const fresh = compileSnapshot(worldOf(ledger), { ranking, epoch, sequence }).snapshot;
  return { snapshot, ledger, fresh, kept: 0 };
}

/** The model: what a compiler should have, kept the plain way. */
type Model = {
  readonly dice: Dice;
  readonly compiler: Compiler;
  readonly ranking: readonly string[];
  readonly snapshotsMax: number;
  committed: Known;
  open: Known | undefined;
  /** All that is kept, committed or open. */
  known: Known[];
  readonly counts: { [step: string]: number };
};

function take(model: Model, proposed: CompilerVerdict, ledger: () => Ledger): void {
  const { known, snapshotsMax, counts } = model;
  const want = model.open ? 'pending' : known.length >= snapshotsMax ? 'no-buffer' : undefined;
  if (proposed.verdict === 'refused') {
    counts[proposed.reason] = (counts[proposed.reason] ?? 0) + 1;
    assert.is(proposed.reason, want);
    return;
  }
  assert.is(want, undefined, 'it should have been refused');
  model.open = know(proposed.snapshot, ledger(), model.ranking);
  known.push(model.open);
}

const steps: Readonly<Record<string, (model: Model) => void>> = {
  propose(model) {
    const ledger = copyLedger(model.committed.ledger);
    const changes = drawChanges(model.dice, ledger, model.dice.pick([0, 1, 5, 20, 60]));
    take(model, model.compiler.propose(changes), () => ledger);
  },
  revert(model) {
    const { compiler, dice, known, open } = model;
    const old = dice.pick(known.filter((one) => one !== open));
    take(model, compiler.revert(old.snapshot), () => copyLedger(old.ledger));
  },
  commit(model) {
    if (model.open === undefined) return;
    model.compiler.commit(model.open.snapshot);
    model.committed = model.open;
    model.open = undefined;
  },
  abort(model) {
    if (model.open === undefined) return;
    model.compiler.abort(model.open.snapshot);
    model.open = undefined;
  },
  retain(model) {
    const one = model.dice.pick(model.known);
    model.compiler.retain(one.snapshot);
    one.kept++;
  },
  release(model) {
    const kept = model.known.filter((one) => one.kept > 0);
    if (kept.length === 0) return;
    const one = model.dice.pick(kept);
    model.compiler.release(one.snapshot);
    one.kept--;
  },
};

const drawn = [
  'propose',
  'propose',
  'commit',
  'commit',
  'abort',
  'revert',
  'retain',
  'retain',
  'release',
];

function check({ known, dice, committed, compiler }: Model): void {
  for (const { snapshot, fresh, ledger } of known) {
    assert.ok(isCurrent(snapshot), 'what is held is current');
    assert.is(contentDigest(snapshot).join(), fresh.contentDigest.join(), 'its content');
    const nets = [...ledger.nets.values()];
    const addresses = Array.from({ length: 6 }, () => {
      const { family, words } = dice.pick(nets).net;
      const own = Uint32Array.from(words);
      own[0] = cell(own, 0) + dice.pick([0, 1, 256]);
      return { family, words: own };
    });
    assertSameContent(snapshot, fresh, dice, addresses);
  }
  assert.is(compiler.snapshot(), committed.snapshot);
}

/**
 * Plays `count` random steps with a compiler of a random world. After each of them everything that
 * is held has the answers and content digest of a fresh compile of the world it was made of, and
 * the committed one that of the world as it is. Returns how often each step was refused or taken.
 */
export function playProposals(seed: number, count: number): Readonly<Record<string, number>> {
  const dice = createDice(seed * 104_729 + 7);
  const ledger = drawLedger(seed, 40 + dice.below(80));
  const ranking = cell(rankings, seed % 4 === 0 ? 1 : 0);
  const snapshotsMax = dice.pick([2, 3, 4]);
  const compiler = createCompiler(worldOf(ledger), { ranking, snapshotsMax });
  const committed = know(compiler.snapshot(), ledger, ranking);
  const model: Model = {
    ...{ dice, compiler, ranking, snapshotsMax, committed },
    open: undefined,
    known: [committed],
    counts: {},
  };
  for (let step = 0; step < count; step++) {
    const name = dice.pick(drawn);
    cell([steps[name]], 0)?.(model);
    model.counts[name] = (model.counts[name] ?? 0) + 1;
    model.known = model.known.filter(
      (one) => one.kept > 0 || one === model.committed || one === model.open,
    );
    check(model);
  }
  return model.counts;
}

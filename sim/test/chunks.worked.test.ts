// Does a player that loads chunk by chunk do what can be worked out by hand?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limitOf, rankOf } from '../desk/chunks/panel.ts';
import { playChunks } from '../desk/chunks/play-chunks.ts';
import { fluidOf, lengthen, type Supply } from '../desk/chunks/supply.ts';
import type { Variation } from '../network/variation.ts';

type Part = readonly [seconds: number, bps: number];

/** A session from the begin of a run on that could get `bps` for so many seconds each. */
function courseOf(
  rungsBps: readonly number[],
  parts: readonly Part[],
  change: Partial<Supply> = {},
) {
  const course: Supply = {
    ...{ rank: 0, metro: 0, member: 0, key: 1, isLive: false, startMs: 0, rungsBps, lineBps: 1e9 },
    ...{ stretches: [], connectMs: 0, goneMs: Infinity, pictureMs: 0, isWhole: true, endMs: 0 },
    ...change,
  };
  for (const [seconds, bps] of parts) {
    const fromMs = course.endMs;
    course.endMs += 1000 * seconds;
    lengthen(course, { fromMs, untilMs: course.endMs, bps, eighths: 8 });
  }
  return course;
}

/** What a client gets that gets its mean, or parts of it for four seconds each. */
const partsOf = (...parts: readonly number[]): Variation => {
  let at = 0;
  return { stepMs: 4000, next: () => parts[at++ % parts.length] ?? 1 };
};
const steady = () => partsOf(1);

test('a line of twice the bitrate gives the first picture after half a chunk, and it plays on', () => {
  // 8 Mbit at 4 Mbit/s take 2 s, after .1 s to connect; 57.9 of 60 s are left, at 2 Mbit/s.
  const course = courseOf([1e6, 2e6], [[60, 4e6]], { connectMs: 100 });
  const played = playChunks(course, steady());
  assert.is(played.pictureAfterMs, 2100);
  assert.is(played.playedMs, 57_900);
  assert.is(played.stalledMs, 0);
  assert.is(played.bits, 2e6 * 57.9);
});

test('the first rung is the highest up to .8 of what there is, and then it goes up', () => {
  // .8 × 20 Mbit/s is less than the rung of 17. A chunk of 1 Mbit/s comes in .2 s: 20 times as fast
  // as it plays, so the second one is of the upper rung. It plays 299.8 s, all but 4 of them of it.
  const played = playChunks(courseOf([1e6, 17e6], [[300, 20e6]]), steady());
  assert.is(played.pictureAfterMs, 200);
  assert.is(played.playedMs, 299_800);
  assert.is(Math.round(played.bits), 4e6 + 17e6 * 295.8);
});

test('below its lowest rung it stands still as long as the fluid says', () => {
  // A chunk of 4 Mbit takes 8 s at .5 Mbit/s: the picture comes after 8 s, then 4 s play of each 8.
  const course = courseOf([1e6], [[48, 0.5e6]], { pictureMs: 8000 });
  const played = playChunks(course, steady());
  assert.equal(played, { bits: 20e6, playedMs: 20_000, stalledMs: 20_000, pictureAfterMs: 8000 });
  const fluid = fluidOf(course);
  assert.equal(fluid, { bits: 24e6, playedMs: 20_000, stalledMs: 20_000, pictureAfterMs: 8000 });
});

test('half a minute on no appliance is played from the buffer, where the fluid stands still', () => {
  const course = courseOf(
    [1e6],
    [
      [60, 8e6],
      [30, 0],
      [60, 8e6],
    ],
  );
  assert.is(fluidOf(course).stalledMs, 30_000);
  // A chunk of 4 Mbit takes .5 s at 8 Mbit/s: 120 chunks are there after 60 s, 59.5 s played.
  assert.is(playChunks(course, steady()).stalledMs, 0);
  // After 10 s there are 20 chunks, and 9.5 s of 80 have been played.
  const short = courseOf(
    [1e6],
    [
      [10, 8e6],
      [100, 0],
      [60, 8e6],
    ],
  );
  assert.is(playChunks(short, steady()).stalledMs, 100_000 - 70_500 + 500);
});

test('the buffer of a live event holds 24 s at most', () => {
  // It loads when 20 s are left, at once as it is as good as there: at 100 s, 16 × 4 s of media
  // have come beyond the 24 s, and 24 − (100 − 80) mod 4 = 24 s are held, less what came in.
  const course = courseOf(
    [1e6],
    [
      [100, 1e12],
      [60, 0],
      [60, 1e12],
    ],
    { isLive: true },
  );
  const { stalledMs } = playChunks(course, steady());
  assert.ok(stalledMs >= 36_000 && stalledMs <= 40_000, `${stalledMs}`);
});

test('between two rungs all that comes is played, in whichever mix', () => {
  const hours = 2 * 3600;
  const course = courseOf([1e6, 2e6, 4e6], [[hours, 3e6]]);
  const played = playChunks(course, steady());
  assert.is(played.stalledMs, 0);
  assert.ok(Math.abs(played.bits / fluidOf(course).bits - 1) < 0.03, `${played.bits}`);
  assert.is(fluidOf(course).bits, 3e6 * hours);
});

test('over a trace made by hand each chunk takes what its seconds give', () => {
  // Means of 4 s: half, none, twice, none. Of 4 Mbit at 1 Mbit/s 2 come in 4 s, none in 8, the rest
  // at 2 Mbit/s by 9 s. The next comes by 11 s; of the one after that 2 Mbit by 12 s, and no more
  // before 16 s: 8 s of media are played by 17 s, and it stands still to the end at 18.
  const played = playChunks(courseOf([1e6], [[18, 1e6]]), partsOf(0.5, 0, 2, 0));
  assert.equal(played, { bits: 8e6, playedMs: 8000, stalledMs: 1000, pictureAfterMs: 9000 });
});

test('who gives up without a picture stood still until then, who is cut off by the end did not', () => {
  const gone = courseOf([1e6], [[300, 0]], { pictureMs: Infinity, goneMs: 180_000 });
  const cut = courseOf([1e6], [[100, 0]], { pictureMs: Infinity, isWhole: false });
  for (const outcome of [fluidOf(gone), playChunks(gone, steady())]) {
    assert.is(outcome.stalledMs, 180_000);
    assert.is(outcome.pictureAfterMs, Infinity);
  }
  for (const outcome of [fluidOf(cut), playChunks(cut, steady())]) assert.is(outcome.stalledMs, 0);
});

test('the sample is everybody of few, 2,000 of many, and one in 10,000 of very many', () => {
  const ranksOf = (count: number) => Array.from({ length: count }, (_, k) => rankOf(k));
  assert.is(new Set(ranksOf(10_000)).size, 10_000, 'no two rank alike');
  assert.is(limitOf(ranksOf(1999)), 0xffffffff);
  const many = ranksOf(50_000);
  const limit = limitOf(many);
  assert.is(many.filter((rank) => rank <= limit).length, 2000);
  const even = Array.from({ length: 30_000 }, (_, k) => k * 10);
  assert.is(limitOf(even), 429_496, '2³² ÷ 10,000');
});

test.run();

// How does what one client gets vary around its mean within a session?
import { type Draws, drawAt } from '../random/keyed.ts';
import { normalTable, quantileAt } from '../random/quantiles.ts';

/** What a client gets, as parts of its mean: one after the other, each over `stepMs`. */
export type Variation = { readonly stepMs: number; readonly next: () => number };

/** Means of so long, ms, are what is modelled; what is quicker is lost in one piece of media. */
const stepMs = 4000;

/**
 * Standard deviation of the ln of a session's throughput, at every tenth of the sessions: from
 * lines that hardly move to those that stall on their own.
 */
const sigmas = Float64Array.from([
  0.004, 0.109, 0.211, 0.287, 0.367, 0.433, 0.48, 0.543, 0.632, 0.796, 1.364,
]);

/** Part of the variance that moves slowly, and how long the slow and the quick part last, ms. */
const slowShare = 0.7;
const slowMs = 60000;
const quickMs = 4000;

const slowKept = Math.exp(-stepMs / slowMs);
const quickKept = Math.exp(-stepMs / quickMs);
const slowNew = Math.sqrt(1 - slowKept * slowKept);
const quickNew = Math.sqrt(1 - quickKept * quickKept);
const slowSize = Math.sqrt(slowShare);
const quickSize = Math.sqrt(1 - slowShare);

const normals = normalTable();

/** Draws of a session: its spread, then two for each step. */
const sigmaPurpose = 0x1000;
const stepPurpose = 0x1001;

/** The spread of the ln at a uniform uint32. */
function sigmaAt(uniform: number): number {
  const place = (uniform / 4294967296) * (sigmas.length - 1);
  const row = Math.floor(place);
  return sigmas[row] + (sigmas[row + 1] - sigmas[row]) * (place - row);
}

/**
 * The throughput of the session of `key` around a mean of 1: exp(σ X − σ² ÷ 2), σ drawn once a
 * session, X a sum of two independent autoregressive processes of unit variance in all, so that
 * over many sessions the mean is 1.
 * Source: 634 traces of throughput, a third of the weight each to FCC broadband (126), 3G in Norway
 * (HSDPA, Riiser et al., 80) and Oboe's sessions (428), of 4 s means. Error: quantiles from 5 to
 * 95 % of a trace over its mean within .1 of the pooled ones, heavier at 99 % (2.7 for 2.2);
 * autocorrelation after 4, 20 and 40 s within .19 of each collection's; a player of chunks that
 * gets 1.2 to 15 Mbit/s on the mean plays up to 5.2 % less than over the traces (most where that is
 * just its highest rung) and stands still .12 points more at most.
 * Left out: time of day, and what sessions behind one bottleneck have in common.
 */
export function variationOf(key: Draws): Variation {
  const sigma = sigmaAt(drawAt(key, sigmaPurpose));
  const own = key.slice();
  let slow = quantileAt(normals, drawAt(own, stepPurpose));
  let quick = quantileAt(normals, drawAt(own, stepPurpose + 1));
  let purpose = stepPurpose;
  const next = (): number => {
    const factor = Math.exp(sigma * (slowSize * slow + quickSize * quick) - (sigma * sigma) / 2);
    purpose += 2;
    slow = slowKept * slow + slowNew * quantileAt(normals, drawAt(own, purpose));
    quick = quickKept * quick + quickNew * quantileAt(normals, drawAt(own, purpose + 1));
    return factor;
  };
  return { stepMs, next };
}

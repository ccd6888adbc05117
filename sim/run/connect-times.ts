// How long does a member's device take to connect to the appliance that it is sent to?
import { createDecision, createState, decide, linkKinds, unmap, vantageOf } from '@fairlead/core';
import { cellMs } from '../demand/arrivals.ts';
import { editionAt } from '../demand/catalogue.ts';
import { createSessions, drawSession } from '../demand/session.ts';
import { writeClient } from '../desk/client.ts';
import { aliasTable, choose } from '../random/distributions.ts';
import { createKey, openCell } from '../random/keyed.ts';
import { createStream, openStream } from '../random/stream.ts';
import { reachKm, reachMs } from '../setup/reach.ts';
import type { Setup } from '../setup/setup.ts';

const drawPurpose = 202;

/** `kind` is a link kind, `ms` one round trip between the cities of the member and the site. */
export type ConnectTime = { readonly kind: (typeof linkKinds)[number]; readonly ms: number };

/**
 * `count` sessions of members drawn evenly over the world, each with the link kind of its first
 * target and the time of a TCP handshake with it, while everything that is declared up is up and
 * nothing is loaded. Title, device and address are drawn as in a run of `setup`; a session that
 * nobody could serve is left out. The client's own access line is not in the time.
 */
export function* connectTimesOf(setup: Setup, count: number): Generator<ConnectTime> {
  const { snapshot, audience, catalogue, scenario } = setup;
  const state = createState(snapshot);
  const decision = createDecision(snapshot);
  const drawn = createSessions(1);
  const client = new Uint32Array(4);
  const metros = aliasTable(audience.members);
  const stream = createStream();
  const key = createKey();
  const edition = editionAt(catalogue, scenario.fromMs);
  const request = { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 1 };
  for (let session = 0; session < count; session++) {
    openStream(stream, scenario.seed, session, drawPurpose);
    const metro = choose(metros, stream);
    const taste = catalogue.tasteOfMetro[metro];
    openCell(key, scenario.seed, audience.hash[metro], session);
    drawSession({ catalogue, edition, taste, cellMs }, key, drawn, 0);
    const picks = { prefix: drawn.prefixPick[0], host: drawn.hostPick[0] };
    const family = unmap(writeClient(audience, metro, picks, client), client);
    request.vantage = vantageOf(snapshot, family, client);
    request.file = setup.fileRow[drawn.file[0]];
    request.fileHash = snapshot.fileHash[request.file];
    request.sessionHash = drawn.sessionKey[0];
    decide(snapshot, state, request, decision);
    if (decision.targetCount === 0) continue;
    const site = snapshot.clusterSite[snapshot.applianceCluster[decision.targetAppliance[0]]];
    const kind = linkKinds[snapshot.linkKind[decision.targetLink[0]]];
    yield { kind, ms: reachMs(setup, metro, site, reachKm(setup, metro, site)) };
  }
}

// A steering service: who serves this client, what was heard, and which snapshot serves?
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import * as core from '@fairlead/core';

type Reply = readonly [status: number, body: unknown];
const [, , world, records = 'failed.records', port = '0'] = process.argv;
const now = () => performance.now();
const compiler = new Worker(new URL('./compiler.js', import.meta.url), { workerData: world });
const said = async () => (await once(compiler, 'message'))[0]; // throws what the worker threw
const { snapshot, problems } = core.openSnapshot(await said(), { check: 'header' });
if (problems) throw new Error(problems[0]?.text);
const { table } = core.pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
const { plan } = core.steeringPlan({ ttlS: 30, baseId: 'cdn' });
if (!table || !plan) throw new Error('no documents can be made with these options');
const out = core.createAnswer(snapshot, { table });
export const instance = core.createInstance(snapshot, undefined, { atMs: now() });
const steer = (ask: core.Asked): Reply => {
  const wrong = core.answerText(instance, ask, out);
  if (wrong.length > 0) return [400, wrong];
  const { text, problems } = core.hlsSteering(plan, core.answerPathways(out), `${ask.file}`);
  return problems ? [503, problems] : [200, JSON.parse(text)];
};
function take(event: core.InstanceEvent): Reply {
  const effects = core.step(instance, event);
  if (effects.length > 0) compiler.postMessage({ effects }); // commit, abort, retain, release
  for (const effect of effects)
    if (effect.kind === 'alarm' && effect.reason === 'contained' && effect.contained.record)
      appendFileSync(records, effect.contained.record); // for `replay`
  return [effects.some(({ kind }) => kind === 'refused') ? 409 : 200, effects];
}
async function change(changes: unknown, sequence: string | null): Promise<Reply> {
  compiler.postMessage({ changes, version: sequence === null ? {} : { sequence: +sequence } });
  const { event, problems } = core.readOffer(await said(), now());
  return problems ? [409, problems] : take(event);
}
let turn: Promise<unknown> = Promise.resolve(); // one change after the other
async function reply(request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(`http://shell${request.url}`);
  const door = `${request.method} ${pathname}`;
  if (door === 'GET /') return steer(core.askOfQuery(searchParams));
  if (door === 'GET /counts') return [200, instance.counts];
  if (door === 'POST /changes') {
    const body = await json(request);
    const done = turn.then(() => change(body, searchParams.get('sequence')));
    turn = done.catch(() => {});
    return done;
  }
  if (door !== 'POST /events') return [404, 'no such door'];
  const { event, problems } = core.readEvent(instance, await json(request), now());
  return problems ? [400, problems] : take(event);
}
setInterval(() => take({ kind: 'tick', atMs: now() }), 1000);
export const server = createServer(async (request, response) => {
  const [status, body] = await reply(request).catch((error): Reply => [400, String(error)]);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(+port, '127.0.0.1');

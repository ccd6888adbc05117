// How does a test talk to the steering service: a process of its own, asked over loopback?
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What came back: the status, and the JSON of the body. */
export type Reply = { readonly status: number; readonly body: unknown };

/** A service that runs. */
export type Running = {
  readonly get: (path: string) => Promise<Reply>;
  readonly post: (path: string, body: unknown) => Promise<Reply>;
  /** Breaks the snapshot that serves, as if memory had been written over. */
  readonly damage: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts the service and, told so, breaks the column of candidates in what serves. */
const driver = `
const { instance, server } = await import('./shell.js');
server.once('listening', () => console.log(JSON.stringify(server.address())));
process.on('message', () => {
  instance.snapshot = { ...instance.snapshot, listRank: undefined };
  process.send('damaged');
});`;

/** Starts the service that stands compiled in `folder` under `node`, on the world `world`. */
export async function startShell(folder: string, node: string, world: string): Promise<Running> {
  writeFileSync(join(folder, 'driver.mjs'), driver);
  const args = ['driver.mjs', world, join(folder, 'failed.records'), '0'];
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
  const child = spawn(node, args, { cwd: folder, stdio: [...stdio] });
  const ended = new Promise<never>((_, fail) => {
    child.once('exit', (code) => fail(new Error(`the service ended with ${code}`)));
  });
  ended.catch(() => {}); // told to whoever waits
  const { port } = JSON.parse(await Promise.race([firstLine(child), ended])) as { port: number };
  const told = async (path: string, init: RequestInit): Promise<Reply> => {
    const asked = fetch(`http://127.0.0.1:${port}${path}`, init);
    const response = await Promise.race([asked, ended]);
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (path) => told(path, {}),
    post: (path, body) =>
      told(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    damage: () =>
      new Promise((done) => {
        child.once('message', () => done());
        child.send('damage');
      }),
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners('exit');
        child.once('exit', () => done());
        child.kill();
      }),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    if (child.stdout === null) return fail(new Error('the service has no output'));
    createInterface(child.stdout).once('line', done);
  });
}

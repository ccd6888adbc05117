// What lies in the folder in which the examples of --help and of the READMEs are run?
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { key, keyFile } from './reply-keys.ts';

const tiny = 'extends: scenarios/worlds/one-exchange.yaml\n';

const request = (k: number): string =>
  JSON.stringify({ client: `100.0.68.${k + 1}`, file: 't00001-1750k', session: `s${k}`, want: 5 });

const requests = Array.from({ length: 20 }, (_, k) => request(k)).join('\n');

/** The files that whoever reads an example brings along, by the name that it has there. */
const files: { readonly [name: string]: string | Uint8Array } = {
  'a.yaml': tiny,
  'b.yaml': `${tiny}events: []\n`,
  'suite.yaml': 'title: One evening\nscenarios: [a.yaml]\n',
  'requests.jsonl': `${requests}\n`,
  'r.jsonl': `${requests}\n`,
  'state.csv':
    'kind,id,healthy,shed_share\n' +
    'appliance,ach001-as1708634-c1-a001,false,\nlink,ath001-ix-port,,0.5\n',
  'changes.jsonl':
    '{"kind":"appliance","appliance":"ach001-as1708634-c1-a001","state":"draining"}\n',
  'day.csv': 'prefix,bytes\n100.0.68.0/24,1000000000\n',
  'rib.tsv.gz': gzipSync('1.1.1.0/24\t15169\n80.0.0.0/13\t5089\n'),
  'users.tsv.gz': gzipSync(
    'country\tasn\tpct_of_country_users\tusers_est\nGB\t5089\t9.5\t5600000\nUS\t15169\t0.1\t300000\n',
  ),
};

/** Their names: each of them stands in an example. */
export const broughtNames: readonly string[] = [...Object.keys(files), 'k.json'];

/** Writes them into `folder`, with the scenarios that the repository ships. */
export function layGround(folder: string): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  renameSync(keyFile(folder, key), join(folder, 'k.json'));
  for (const part of ['worlds', 'whatifs', 'baselines', 'quickstart.yaml', 'suite.yaml'])
    cpSync(join('scenarios', part), join(folder, 'scenarios', part), { recursive: true });
  mkdirSync(join(folder, 'out'));
}

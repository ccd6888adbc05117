// Is nothing that somebody asks or tells passed over because its name is misspelt?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Ask,
  type Asked,
  answerText,
  askOfQuery,
  createAnswer,
  createInstance,
  createState,
  readEvent,
  readRequest,
  steerText,
} from '../index.ts';
import { built } from './support/instances.ts';

const snapshot = built(1);
const instance = createInstance(snapshot);
const plain = { client: '20.1.2.3', file: 'film', session: 's' };

/** Every member of an ask, with a value that is right. */
const members = {
  ...{ ...plain, want: 3, servedBy: 'e1', capabilities: ['h3'], territory: 'DE' },
  spread: { cluster: 1, site: 2 },
} as const;

/** What is said of an ask by each door that reads one; they agree. */
function saidOf(ask: object): string[] {
  const told = readRequest(snapshot, ask as Ask).problems ?? [];
  const out = createAnswer(snapshot);
  const basis = { snapshot, state: createState(snapshot) };
  assert.equal(steerText(basis, ask as Ask, out), told);
  assert.equal(answerText(instance, ask as Asked, out), told);
  return told.map(({ code, path, text }) => `${code} ${path}: ${text}`);
}

/** A misspelling of a name: a letter less, another case, an underline. */
const misspellings = (name: string) => [
  name.slice(0, -1),
  name.toUpperCase(),
  `${name.slice(0, 2)}_${name.slice(2)}`,
];

test('an ask with all its members is sound, and each of them is known', () => {
  assert.equal(saidOf(members), []);
  assert.equal(saidOf(plain), []);
});

test('a misspelt member of an ask is told with the one that was meant', () => {
  for (const [name, value] of Object.entries(members).slice(3))
    for (const odd of misspellings(name)) {
      const said = saidOf({ ...plain, [odd]: value });
      assert.is(said.length, 1, `${odd}: ${said}`);
      assert.match(said[0] ?? '', new RegExp(`^unknown-member ${odd}: .*did you mean "${name}"`));
    }
  const [swapped] = saidOf({ ...plain, wnat: 3 });
  assert.match(swapped ?? '', 'did you mean "want"?');
  assert.equal(
    saidOf({ ...plain, cleint: '::1', want: 99 }).map((said) => said.split(' ')[0]),
    ['unknown-member', 'bad-want'],
    'all that is wrong',
  );
  const [deep] = saidOf({ ...plain, spread: { cluster: 1, sites: 2 } });
  assert.match(deep ?? '', /^bad-spread spread: .*not "sites"; did you mean "site"\?/);
});

test('a name that may be an address is not repeated, and a name that begins with _ is passed over', () => {
  for (const odd of ['20.1.2.3', '2400::1', 'x'.repeat(50)]) {
    const [said = ''] = saidOf({ ...plain, [odd]: '' });
    assert.match(said, /^unknown-member : .*not a name that is not a word$/);
  }
  assert.equal(saidOf({ ...plain, _HLS_pathway: 'a', _HLS_throughput: '5' }), []);
  assert.equal(saidOf({ ...plain, want: undefined }), []);
});

test('what is no ask at all is one problem', () => {
  for (const odd of [undefined, null, 'text', 7])
    assert.equal(saidOf(odd as never), ['bad-ask : expected an object']);
});

test('askOfQuery: texts become numbers, lists and limits, and what is none is refused', () => {
  const read = (query: string) => askOfQuery(new URLSearchParams(query));
  const query = 'client=20.1.2.3&file=film&session=s';
  assert.equal(read(query), plain);
  assert.equal(
    read(`${query}&want=3&servedBy=e1&capabilities=h3,tls13&territory=DE&spread=cluster=1,site=2`),
    { ...members, capabilities: ['h3', 'tls13'] },
  );
  assert.equal(read('capabilities=a&capabilities=b,c'), { capabilities: ['a', 'b', 'c'] });
  for (const [odd, code] of [
    ['want=many', 'bad-want'],
    ['want=', 'bad-want'],
    ['want=3.0', 'bad-want'],
    ['want=3&want=4', 'bad-want'],
    ['want=-1', 'bad-want'],
    ['file=film&file=other', 'bad-file'],
    ['capabilities=', 'bad-capabilities'],
    ['spread=', 'bad-spread'],
    ['spread=2', 'bad-spread'],
    ['spread=cluster=x', 'bad-spread'],
    ['spread=cluster=1,cluster=2', 'bad-spread'],
    ['spread=rack=1', 'bad-spread'],
    ['served_by=e1', 'unknown-member'],
    ['__proto__=x', 'fine'],
    ['constructor=x', 'unknown-member'],
  ] as const) {
    const ask = read(`${query}&${odd}`);
    const codes = saidOf(ask).map((said) => said.split(' ')[0]);
    assert.equal(codes, code === 'fine' ? [] : [code], odd);
  }
});

/** A sound event of each kind. */
const events: readonly (readonly [
  optional: string,
  event: { readonly [field: string]: unknown },
])[] = [
  [
    '',
    {
      ...{ kind: 'report', of: 'health', appliance: 'e1', observer: 0 },
      ...{ isFit: true, sequence: 1 },
    },
  ],
  ['ageMs', { kind: 'report', of: 'load', table: 'link', id: 'le', load: 1, ageMs: 0 }],
  ['', { kind: 'report', of: 'lease', appliance: 'e1' }],
  ['', { kind: 'report', of: 'link', link: 'le', isCut: true }],
  ['', { kind: 'session', appliance: 'e1', link: 'le', load: 1 }],
  ['withinMs', { kind: 'drain', appliance: 'e1', withinMs: 1000 }],
  ['rampMs', { kind: 'drain', appliance: 'e1', rampMs: 1000 }],
  ['', { kind: 'resume', appliance: 'e1' }],
  ['', { kind: 'override', because: 'it moves' }],
  ['', { kind: 'rollback' }],
];
const told = (event: object) => readEvent(instance, event, 1000).problems ?? [];

test('an event with a member that none of its kind has is told which one was meant', () => {
  for (const [optional, event] of events) {
    assert.equal(told(event), [], JSON.stringify(event));
    const { [optional]: _, ...least } = event;
    assert.equal(told(least), []);
    for (const name of Object.keys(event).filter((each) => each !== 'kind' && each !== 'of'))
      for (const odd of misspellings(name)) {
        const { [name]: value, ...rest } = event;
        const [first] = told({ ...rest, [odd]: value });
        assert.is(first?.code, 'unknown-member', odd);
        assert.match(first?.text ?? '', `did you mean "${name}"?`);
      }
  }
});

test('a drain with rampMs takes ever more of the sessions from now on until then', () => {
  const event = (value: object) => readEvent(instance, value, 1000).event;
  const drain = { kind: 'drain', atMs: 1000, appliance: 'e1', deadlineMs: Infinity };
  const ramp = { beginMs: 1000, endMs: 1600 };
  assert.equal(event({ kind: 'drain', appliance: 'e1', rampMs: 600 }), { ...drain, ramp });
  assert.equal(event({ kind: 'drain', appliance: 'e1', rampMs: 0 }), drain, 'all at once');
  assert.is(told({ kind: 'drain', appliance: 'e1', rampMs: -1 })[0]?.path, 'rampMs');
});

test('a span of time that an event tells is not a number below 0', () => {
  const [problem] = told({ kind: 'drain', appliance: 'e1', withinMs: -1 });
  assert.equal(
    [problem?.code, problem?.path, problem?.text],
    ['bad-event', 'withinMs', 'expected a number from 0'],
  );
});

test.run();

// Is the text of a pattern what its names say, and nothing else? By RFC 3986, section 2.3.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromBase64url, toBase64url } from '../reply/base64url.ts';
import { expand, parseTemplate, segmentText, type TemplateName } from '../reply/template.ts';

const names: readonly TemplateName[] = ['appliance', 'file'];
const wrongOf = (pattern: string): string => {
  const read = parseTemplate(pattern, names);
  return 'wrong' in read ? read.wrong : '';
};

test('in a segment all but letters, digits and -._~ stand as %HH of their UTF-8 bytes', () => {
  for (let code = 0; code < 128; code++) {
    const letter = String.fromCharCode(code);
    const hex = `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
    const isPlain = /^[A-Za-z0-9]$/.test(letter) || '-._~'.includes(letter);
    assert.is(segmentText(letter), isPlain ? letter : hex);
  }
  assert.is(segmentText('100%/é'), '100%25%2F%C3%A9');
});

test('a pattern is read up to its last brace, and a brace without its other is refused', () => {
  const read = parseTemplate('https://{appliance}.a/{file}', names);
  if ('wrong' in read) throw new Error(read.wrong);
  assert.is(
    expand(read, (name) => name.toUpperCase()),
    'https://APPLIANCE.a/FILE',
  );
  for (const pattern of ['a}', '{file}}', '}{file}', '{file', '{nobody}', '{{file}'])
    assert.is.not(wrongOf(pattern), '', pattern);
  assert.is(wrongOf('plain'), '');
});

test('bytes have one text without padding, and what another text writes is none', () => {
  // RFC 4648, section 10, without the padding.
  const vectors = { '': '', f: 'Zg', fo: 'Zm8', foo: 'Zm9v', foob: 'Zm9vYg' };
  for (const [plain, text] of Object.entries(vectors)) {
    const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    assert.is(toBase64url(bytes), text);
    assert.equal(fromBase64url(text), bytes);
  }
  // 11111111 11111011 10111110: 63, 63, 46, 62.
  assert.is(toBase64url(Uint8Array.of(255, 251, 190)), '__u-');
  // `Zg` has four spare bits that are 0, `Zh` to `Zv` have others; `Zm9` is two of them.
  for (const odd of ['Zh', 'Zi', 'Zk', 'Zo', 'Zm9', 'Zg==', 'Z', 'Zg+', 'Z g'])
    assert.is(fromBase64url(odd), undefined, odd);
});

test.run();

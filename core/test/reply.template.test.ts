// Is the text of a pattern what its names say, and nothing else? By RFC 3986, section 2.3.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
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

test.run();

// What does core say to ten clients of a small world? Text that a reviewer can check by hand.
import { compileSnapshot } from '../../index.ts';
import { createAsk, namesOf, stateFor } from './agreement.ts';
import { worldOf } from './small-world.ts';

const lines = {
  sites: ['isp embedded 52 5', 'ams ix 52.4 4.9', 'fra ix 50.1 8.7'],
  clusters: ['c-isp isp', 'c-ams ams big', 'c-fra fra big'],
  appliances: ['isp-1 c-isp 1e11', 'ams-1 c-ams 2e11', 'ams-2 c-ams 2e11 down', 'fra-1 c-fra 4e11'],
  links: ['l-isp isp embedded', 'l-ams ams pni', 'l-ams-t ams transit', 'l-fra fra ix'],
  routes: [
    'c-isp 20.1.0.0/16 64500 l-isp',
    'c-ams 20.1.0.0/16 64501,64500 l-ams',
    'c-fra 20.1.0.0/16 64501,64500 l-fra',
    'c-ams 20.1.7.0/24 64501,64500,64500 l-ams 10',
    'c-fra 20.0.0.0/12 64501 l-fra',
    'c-fra 2a00::/20 64501 l-fra',
    'c-ams 2a00::/20 64501 l-ams-t',
  ],
  manifests: ['c-isp hit 1', 'big hit 2', 'big rare 1'],
  metros: ['here 52 5'],
  clients: ['20.1.0.0/16 here', '2a00:5::/32 here'],
};
const questions = [
  '20.1.2.3 hit',
  '20.1.7.3 hit',
  '20.2.0.1 hit',
  '2a00:5::1 hit',
  '2a00:6::1 hit',
  '::ffff:20.1.2.3 rare',
  '20.1.2.3 unheard',
  '99.0.0.1 hit',
  '20.1.2.3 hit fra-1 ams-1 isp-1',
  '20.1.2.3 hit isp-1',
];

/** A line per question: client, file and the ill, then the decision. */
export function goldenText(): string {
  const { snapshot } = compileSnapshot(worldOf(lines));
  const names = namesOf(snapshot);
  const ask = createAsk(snapshot);
  const answers = questions.map((question) => {
    const [client = '', file = '', ...ill] = question.split(' ');
    const appliance = new Map(ill.map((id) => [id, { healthy: false, share: 0 }]));
    const state = stateFor(snapshot, names, { appliance, link: new Map() });
    const answer = ask(state, { client, file, session: 'session', want: 5 });
    const targets = answer.targets.map((each) => `${each.appliance}@${each.link}#${each.rank}`);
    const passed = answer.passedOver.map(({ cluster, label }) => `${cluster} ${label}`);
    return `${question}: ${[answer.reason, ...targets].join(' ')} | ${passed.join(', ')}`;
  });
  return `${answers.join('\n')}\n`;
}

// Which faults can a scenario name?
export { applianceDown } from './appliance-down.ts';
export { linkDown } from './link-down.ts';
export { siteDown } from './site-down.ts';

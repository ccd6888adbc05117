// Where does the page begin? It reads what it carries and draws it.
import { comparePage } from './compare-page.ts';
import { readPage } from './frame.ts';
import { runPage } from './run-page.ts';

const page = readPage();
const content = page.kind === 'run' ? runPage(page) : comparePage(page);
document.body.append(...content);

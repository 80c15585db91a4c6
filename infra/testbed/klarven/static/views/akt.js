// What stands around every tab of an akt: its head, and the tabs.
import { call } from '../api.js';
import { button, el, link } from '../dom.js';
import { act, go, letGo } from '../router.js';
import { month, word } from '../words.js';

const TABS = [['Sammanfattning', ''], ['Familj', '/familj'], ['Planering', '/planering'], ['Arbete', '/arbete'],
  ['Begäran', '/begaran'], ['Register', '/register'], ['Uträkningar', '/utrakningar'], ['Ställningstaganden', '/stallningstaganden'], ['Dagbok', '/dagbok']];
let head = null;

export const at = reference => path => `/akter/${reference}${path}`;

export async function aktView(reference, title, nodes) {
  if (head === null || head.reference !== reference) head = await call(`/akter/${reference}`);
  return {
    title: `${title}, akt ${reference}`,
    nodes: [
      el('div', { class: 'akthead' },
        el('h1', {}, `Akt ${reference}`),
        el('p', {}, `${word('sort', head.sort)}, ${month(head.month)} · `, el('span', { class: 'personal' }, head.name)),
        head.shielded ? el('p', { class: 'shield' }, 'Uppgifterna är skyddade. Lämna inte ut något.') : null,
        button('Lämna akten', () => act(leave))),
      el('nav', { class: 'tabs', 'aria-label': 'Aktens delar' }, TABS.map(([name, path]) =>
        link(name, `/akt/${reference}${path}`, { 'aria-current': title === name ? 'page' : null }))),
      el('section', { class: 'tab' }, el('h2', {}, title), ...nodes),
    ],
  };
}

async function leave() {
  await letGo();
  head = null;
  await go('/inkorg');
}

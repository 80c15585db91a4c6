// What is asked for this month: three views behind one tab.
import { call } from '../api.js';
import { el, fields, link, list } from '../dom.js';
import { amount, choices, day, month, orNothing, part, word, yes } from '../words.js';
import { aktView, at } from './akt.js';

const VIEWS = [['Förändringar', ''], ['Utgifter', '/utgifter'], ['Inkomster', '/inkomster']];

function view(reference, name, nodes) {
  const choice = el('nav', { class: 'segments', 'aria-label': 'Begärans delar' }, VIEWS.map(([title, path]) =>
    link(title, `/akt/${reference}/begaran${path}`, { 'aria-current': title === name ? 'page' : null })));
  return aktView(reference, 'Begäran', [choice, el('h3', { class: 'part' }, name), ...nodes]);
}

export async function showChanges(reference) {
  const told = await call(at(reference)('/request'));
  const answers = choices('changed').map(([code, text]) => ({ text, value: told.changed[code] }));
  return view(reference, 'Förändringar', [
    list('Har något ändrats', [['Fråga', row => row.text], ['Svar', row => yes(row.value)]], answers),
    fields([['Avser', month(told.month)], ['Driver företag', yes(told.self_employment)], ['Begär något mer', yes(told.other_request)],
      ['Vad mer', orNothing(told.other_text), 'personal']]),
  ]);
}

export async function showCosts(reference) {
  const rows = await call(at(reference)('/request/costs'));
  return view(reference, 'Utgifter', [
    list('Begärda utgifter', [['Sort', row => word('cost', row.kind)], ['Begärt', row => amount(row.applied_ore), 'number']], rows),
  ]);
}

export async function showIncomes(reference) {
  const rows = await call(at(reference)('/request/incomes'));
  return view(reference, 'Inkomster', [
    list('Inkomster som uppgetts', [['Sort', row => word('income', row.kind)], ['Vem', row => part(row.person)],
      ['Efter skatt', row => amount(row.net_ore), 'number'], ['Utbetalningsdag', row => day(row.paid_on)]], rows),
  ]);
}

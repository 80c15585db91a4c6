// A new reckoning: rows by a dialog each, reckoned on demand, saved after a question.
import { Refused, call, labels, save } from '../api.js';
import { ask, button, el, input, list, problems, select, toast } from '../dom.js';
import { act, go } from '../router.js';
import { NOTHING, choices, month, part } from '../words.js';
import { sumFields } from './reckonings.js';
import { aktView, at } from './akt.js';

const PARTS = [['norm', 'Norm'], ['costs', 'Utgift'], ['incomes', 'Inkomst']];

export async function newReckoning(reference) {
  const here = at(reference);
  const form = await call(here('/reckoning-form'));
  const rows = [];
  const when = select('Avser månad', form.months.map(code => [code, month(code)]), form.month);
  const norm = select('Beräkningsnorm', choices('norm'), 'riksnorm');
  const key = input('Egen nyckel');
  const told = el('div');
  const typed = el('div');
  const sums = el('div', { 'aria-live': 'polite' });
  const saving = button(labels.save_reckoning, () => confirm(), 'main');
  const body = () => ({ month: when.control.value, norm: norm.control.value, own_key: key.control.value, rows });
  let reckoned = null;

  function draw() {
    const partWord = Object.fromEntries(PARTS);
    typed.replaceChildren(list('Rader', [['Del', row => partWord[row.part]], ['Sort', row => row.kindWord || NOTHING],
      ['Vem', row => part(row.person)], ['Text', row => row.label], [labels.amount, row => row.amount, 'number'],
      ['Ändra', row => button('Ta bort', () => { rows.splice(rows.indexOf(row), 1); stale(); })]], rows));
  }

  function stale() {
    reckoned = null;
    saving.disabled = true;
    sums.replaceChildren();
    draw();
  }

  async function add() {
    const row = await askRow(form.parts);
    if (row) {
      rows.push(row);
      stale();
    }
  }

  const reckon = () => act(() => correcting(told, async () => {
    reckoned = await call(here('/reckoning-check'), { method: 'POST', body: body() });
    sums.replaceChildren(sumFields(reckoned.sums));
    saving.disabled = false;
  }));

  async function confirm() {
    const yes = await ask('Spara uträkningen?', [el('p', {}, `Uträkning för ${month(when.control.value)}.`), sumFields(reckoned.sums)],
      [['Ja, spara', true, 'main'], ['Avbryt', false]]);
    if (!yes) return;
    await act(() => correcting(told, async () => {
      await save(here('/reckonings'), body());
      toast('Sparat');
      await go(`/akt/${reference}/utrakningar`);
    }));
  }

  stale();
  return aktView(reference, 'Ny uträkning', [told, el('div', { class: 'form' }, when.node, norm.node, key.node), typed,
    el('div', { class: 'buttons' }, button('Lägg till rad', add), button('Kontrollräkna', reckon)), sums,
    el('div', { class: 'buttons' }, saving)]);
}

// What the interface wants put right stands above the form.
export async function correcting(box, work) {
  problems(box, []);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 422) throw error;
    problems(box, error.body.problems);
  }
}

async function askRow(parts) {
  const which = select('Radens del', PARTS, 'norm');
  const kind = select('Radens sort', [], '');
  const who = select('Radens person', [['', ''], ...parts.map(code => [code, part(code)])], '');
  const label = input('Radens text');
  const amount = input('Radens belopp');
  const fill = () => {
    const table = { costs: 'cost', incomes: 'income' }[which.control.value];
    const options = table ? choices(table) : [];
    kind.control.replaceChildren(...[['', ''], ...options].map(([code, text]) => el('option', { value: code }, text)));
    kind.control.disabled = !table;
    who.control.disabled = which.control.value !== 'incomes';
  };
  which.control.addEventListener('change', fill);
  fill();
  const yes = await ask('Ny rad', [which.node, kind.node, who.node, label.node, amount.node], [['Lägg till', true, 'main'], ['Avbryt', false]]);
  if (!yes) return null;
  return { part: which.control.value, kind: kind.control.value, kindWord: kind.control.selectedOptions[0]?.textContent,
    person: who.control.value, label: label.control.value, amount: amount.control.value };
}

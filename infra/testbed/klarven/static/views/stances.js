// Decisions: the list, and a new one, with a question before and a warning when the month has one already.
import { Refused, call, labels, save } from '../api.js';
import { ask, button, el, input, link, list, select, toast } from '../dom.js';
import { act, go } from '../router.js';
import { amount, choices, moment, month, orNothing, word } from '../words.js';
import { aktView, at } from './akt.js';
import { correcting } from './new_reckoning.js';

const columns = () => [['Nr', row => String(row.id)], ['Månad', row => month(row.month)], ['Utfall', row => word('result', row.result)],
  [labels.amount, row => amount(row.amount_ore), 'number'], ['Egen nyckel', row => orNothing(row.own_key)],
  ['Av', row => row.made_by], ['När', row => moment(row.made_at)]];

export async function showStances(reference) {
  const rows = await call(at(reference)('/stances'));
  return aktView(reference, 'Ställningstaganden', [
    el('p', {}, link('Nytt ställningstagande', `/akt/${reference}/stallningstaganden/nytt`, { class: 'button' })),
    list('Fastställda', [...columns(), ['Skäl', row => row.grounds, 'personal']], rows),
  ]);
}

export async function newStance(reference) {
  const here = at(reference);
  const form = await call(here('/stance-form'));
  const told = el('div');
  const when = select('Avser månad', form.months.map(code => [code, month(code)]), form.month);
  const result = select('Utfall', [['', 'Välj utfall'], ...choices('result')], '');
  const money = input(labels.amount);
  const grounds = input('Skäl', { rows: 8, personal: true });
  const key = input('Egen nyckel');
  const body = despite => ({ month: when.control.value, result: result.control.value, amount: money.control.value,
    grounds: grounds.control.value, own_key: key.control.value, despite });

  async function settle(despite) {
    try {
      await correcting(told, async () => {
        await save(here('/stances'), body(despite));
        toast('Sparat');
        await go(`/akt/${reference}/stallningstaganden`);
      });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      warn(error.body.earlier);
    }
  }

  async function confirm() {
    const chosen = result.control.selectedOptions[0].textContent;
    const yes = await ask('Fastställa?', [el('p', {}, `${chosen}, ${month(when.control.value)}, ${money.control.value}.`)],
      [['Ja, fastställ', true, 'main'], ['Avbryt', false]]);
    if (yes) await act(() => settle(false));
  }

  async function warn(earlier) {
    const yes = await ask('Månaden har redan ett ställningstagande',
      [el('p', {}, 'Kontrollera innan du fastställer ett till.'), list('Tidigare för månaden', columns(), earlier)],
      [['Fastställ ändå', true], ['Avbryt', false, 'main']]);
    if (yes) await act(() => settle(true));
  }

  return aktView(reference, 'Nytt ställningstagande', [told,
    el('div', { class: 'form' }, when.node, result.node, money.node, grounds.node, key.node),
    el('div', { class: 'buttons' }, button('Fastställ', confirm, 'main'))]);
}

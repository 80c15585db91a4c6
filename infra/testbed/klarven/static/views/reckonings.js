// Saved reckonings: the list, and one of them.
import { call, labels } from '../api.js';
import { el, fields, link, list } from '../dom.js';
import { NOTHING, amount, day, moment, month, orNothing, part, word } from '../words.js';
import { aktView, at } from './akt.js';

export async function showReckonings(reference) {
  const rows = await call(at(reference)('/reckonings'));
  return aktView(reference, 'Uträkningar', [
    el('p', {}, link('Ny uträkning', `/akt/${reference}/utrakningar/ny`, { class: 'button' })),
    list('Sparade uträkningar', [
      ['Nr', row => link(String(row.id), `/akt/${reference}/utrakningar/${row.id}`)], ['Månad', row => month(row.month)],
      [labels.amount, row => amount(row.result_ore), 'number'], ['Egen nyckel', row => orNothing(row.own_key)],
      ['Av', row => row.made_by], ['När', row => moment(row.made_at)],
    ], rows),
  ]);
}

export function rowLists(rows) {
  const of = name => rows.filter(row => row.part === name);
  const money = [labels.amount, row => amount(row.amount_ore), 'number'];
  const text = ['Text', row => row.label];
  const sort = table => ['Sort', row => (row.kind ? word(table, row.kind) : NOTHING)];
  return [
    list('Normposter', [text, money], of('norm')),
    list('Godtagna utgifter', [sort('cost'), text, money], of('costs')),
    list('Inkomster som räknas', [sort('income'), ['Vem', row => part(row.person)], text, money], of('incomes')),
  ];
}

export function sumFields(sums) {
  return fields([['Summa norm', amount(sums.norm), 'number'], ['Summa utgifter', amount(sums.costs), 'number'],
    ['Summa inkomster', amount(sums.incomes), 'number'], ['Att betala ut', amount(sums.result), 'number']]);
}

export async function showReckoning(reference, number) {
  const told = await call(at(reference)(`/reckonings/${number}`));
  const norms = [['Norm', row => word('norm', row.kind)], ['Från', row => day(row.from_on)], ['Till', row => day(row.to_on)]];
  return aktView(reference, `Uträkning nr ${number}`, [
    fields([['Månad', month(told.month)], ['Egen nyckel', orNothing(told.own_key)], ['Lever', word('civil', told.civil)],
      ['Bostad', word('dwelling', told.dwelling)], ['Vuxna, antal', String(told.adults)],
      ['Barn, födelsedagar', orNothing(told.children.map(day).join('; '))], ['Av', told.made_by], ['När', moment(told.made_at)]]),
    list('Normer', norms, told.norms), ...rowLists(told.rows), sumFields(told.sums),
  ]);
}

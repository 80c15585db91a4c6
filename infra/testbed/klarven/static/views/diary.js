// The diary: the list, and a new entry.
import { call, save } from '../api.js';
import { button, el, input, link, list, toast } from '../dom.js';
import { act, go } from '../router.js';
import { day, moment, orNothing } from '../words.js';
import { aktView, at } from './akt.js';
import { correcting } from './new_reckoning.js';

export async function showDiary(reference) {
  const rows = await call(at(reference)('/diary'));
  return aktView(reference, 'Dagbok', [
    el('p', {}, link('Skriv i dagboken', `/akt/${reference}/dagbok/ny`, { class: 'button' })),
    list('Införda händelser', [['Nr', row => String(row.id)], ['Dag', row => day(row.day)], ['Ämne', row => row.topic],
      ['Text', row => row.text, 'personal'], ['Egen nyckel', row => orNothing(row.own_key)], ['Av', row => row.made_by],
      ['När', row => moment(row.made_at)]], rows),
  ]);
}

export async function newDiary(reference) {
  const here = at(reference);
  const form = await call(here('/diary-form'));
  const told = el('div');
  const when = input('Dag', { value: day(form.day) });
  const topic = input('Ämne');
  const text = input('Text', { rows: 6, personal: true });
  const key = input('Egen nyckel');
  const enter = () => act(() => correcting(told, async () => {
    await save(here('/diary'), { day: when.control.value, topic: topic.control.value, text: text.control.value, own_key: key.control.value });
    toast('Sparat');
    await go(`/akt/${reference}/dagbok`);
  }));
  return aktView(reference, 'Skriv i dagboken', [told, el('div', { class: 'form' }, when.node, topic.node, text.node, key.node),
    el('div', { class: 'buttons' }, button('För in', enter, 'main'))]);
}

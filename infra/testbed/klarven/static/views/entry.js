// Two steps: a name, then its pass phrase. The address stays, so one lands where one was.
import { Refused, call, keepTicket } from '../api.js';
import { el, input } from '../dom.js';
import { act, go, render } from '../router.js';

export function entry(notice) {
  const box = el('form', { id: 'entry', class: 'entry', novalidate: true });
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const name = input('Klarven-id');
  const phrase = input('Lösenfras', { type: 'password' });
  let step = '';

  async function nameTyped() {
    ({ step } = await call('/entry/name', { method: 'POST', body: { name: name.control.value } }));
    box.replaceChildren(el('h1', {}, 'Ange lösenfras'), wrong, el('p', { class: 'personal' }, name.control.value), phrase.node,
      el('button', { type: 'submit', class: 'main' }, 'Öppna Klarven'));
    phrase.control.focus();
  }

  async function phraseTyped() {
    try {
      const { ticket } = await call('/entry/phrase', { method: 'POST', body: { step, phrase: phrase.control.value } });
      keepTicket(ticket);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      phrase.control.value = '';
      first();
      wrong.textContent = 'Klarven-id och lösenfras hör inte ihop. Börja om.';
      wrong.hidden = false;
      return;
    }
    await (location.pathname === '/klarven/logga-in' ? go('/inkorg', { replace: true }) : render());
  }

  function first() {
    step = '';
    box.replaceChildren(el('h1', {}, 'Välkommen till Klarven'), ...(notice ? [el('p', { role: 'status' }, notice)] : []), wrong,
      name.node, el('button', { type: 'submit', class: 'main' }, 'Vidare'));
  }

  box.addEventListener('submit', event => {
    event.preventDefault();
    act(step ? phraseTyped : nameTyped);
  });
  first();
  return { title: 'Välkommen', nodes: [box], ready: () => name.control.focus() };
}

// Addresses and views. The view changes when its data has come; until then `main` is busy.
import { Failed, NoTicket, Refused, dropTicket, call, hasTicket } from './api.js';
import { ask, button, el, link, toast } from './dom.js';
import { loadCodes } from './words.js';
import { entry } from './views/entry.js';

const BASE = '/klarven';
const routes = [];
const main = document.getElementById('view');
const top = document.getElementById('top');
let turn = 0;
let held = '';

export const addRoute = (pattern, view) => routes.push([pattern, view]);

export function go(path, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', BASE + path);
  return render();
}

export async function render() {
  const mine = ++turn;
  main.setAttribute('aria-busy', 'true');
  let shown;
  try {
    shown = await viewFor(decodeURIComponent(location.pathname.slice(BASE.length)));
  } catch (error) {
    shown = await insteadOf(error);
  }
  if (mine !== turn || !shown) return;
  document.title = `${shown.title} – Klarven`;
  main.replaceChildren(...shown.nodes);
  main.setAttribute('aria-busy', 'false');
  if (shown.ready) shown.ready();
}

async function viewFor(path) {
  if (path !== '/logga-in') {
    if (!hasTicket()) throw new NoTicket();
    await loadCodes();
    await showTop();
  } else {
    dropTicket();
    top.hidden = true;
  }
  for (const [pattern, view] of routes) {
    const found = path.match(pattern);
    if (!found) continue;
    const parts = found.slice(1);
    await holdOnly(path.startsWith('/akt/') ? parts[0] : '');
    return view(...parts);
  }
  return plain('Sidan finns inte', 'Adressen leder ingenstans.');
}

async function holdOnly(reference) {
  if (reference === held) return;
  held = '';
  if (reference) await call(`/akter/${reference}/hold`, { method: 'POST' });
  held = reference;
}

export async function letGo() {
  const reference = held;
  held = '';
  if (reference) await call(`/akter/${reference}/hold`, { method: 'DELETE' });
}

async function showTop() {
  if (!top.hidden) return;
  const { name } = await call('/me');
  top.replaceChildren(el('strong', {}, 'Klarven'), el('nav', { 'aria-label': 'Huvudmeny' }, link('Inkorg', '/inkorg')),
    el('span', { class: 'who' }, name), button('Lämna Klarven', leave));
  top.hidden = false;
}

async function leave() {
  await act(async () => {
    await call('/entry/leave', { method: 'POST' });
    dropTicket();
    await go('/logga-in');
  });
}

// What stands there when a view could not be shown.
async function insteadOf(error) {
  if (error instanceof NoTicket) {
    held = '';
    const known = !top.hidden;
    top.hidden = true;
    return entry(known ? 'Din inloggning gäller inte längre. Logga in igen så fortsätter du här.' : '');
  }
  if (error instanceof Refused && error.status === 423) {
    ask('Akten är upptagen', [el('p', {}, `${error.body.by} arbetar i akten just nu. Försök senare.`)], [['Stäng', true]])
      .then(() => go('/inkorg'));
    return plain('Upptagen akt', 'Någon annan arbetar i akten.');
  }
  if (error instanceof Refused && error.status === 404) return plain('Akten finns inte', 'Kontrollera beteckningen.');
  toast(error instanceof Failed ? error.message : 'Något gick fel i webbläsaren. Ladda om sidan.', { error: true });
  if (!(error instanceof Failed)) console.error(error);
  return { ...plain('Sidan kunde inte visas', 'Försök igen om en stund.'), };
}

function plain(title, text) {
  return { title, nodes: [el('h1', {}, title), el('p', {}, text), button('Försök igen', render)] };
}

// Something that a button does: busy while it lasts, and its failures told as a view's are.
export async function act(work) {
  main.setAttribute('aria-busy', 'true');
  try {
    await work();
  } catch (error) {
    if (error instanceof NoTicket || (error instanceof Refused && error.status === 423)) {
      turn += 1;
      const shown = await insteadOf(error);
      document.title = `${shown.title} – Klarven`;
      main.replaceChildren(...shown.nodes);
      if (shown.ready) shown.ready();
    } else {
      toast(error instanceof Failed ? error.message : 'Det gick inte. Försök igen.', { error: true });
      if (!(error instanceof Failed)) console.error(error);
    }
  }
  main.setAttribute('aria-busy', 'false');
}

document.addEventListener('click', event => {
  const target = event.target.closest('a[href]');
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  const path = target.getAttribute('href');
  if (!path.startsWith(`${BASE}/`)) return;
  event.preventDefault();
  go(path.slice(BASE.length));
});
window.addEventListener('popstate', () => render());

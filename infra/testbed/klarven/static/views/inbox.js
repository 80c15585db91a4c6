// The inbox: only the rows in sight are in the page; more come while one scrolls. The filter looks in all akts.
import { Failed, NoTicket, call } from '../api.js';
import { el, input, link, toast } from '../dom.js';
import { render } from '../router.js';
import { NOTHING, moment, month, orNothing, personal, word } from '../words.js';

const ROW = 44;
const SPARE = 4;
const CHUNK = 20;
const COLUMNS = [
  ['Akt', row => link(row.reference, `/akt/${row.reference}`)],
  ['Personnr', row => personal(row.number), 'personal'],
  ['Huvudperson', row => row.name, 'personal'],
  ['Avser', row => month(row.month)],
  ['Slag', row => word('sort', row.sort)],
  ['Inkom', row => moment(row.came_at)],
  ['Läge', row => word('stage', row.stage)],
  ['Utskick', row => word('channel', row.channel)],
  ['Når på', row => orNothing(row.address), 'personal'],
  ['Hos', row => row.holder || NOTHING],
];

const ask = (text, start) => call(`/akter?text=${encodeURIComponent(text)}&start=${start}&count=${CHUNK}`, { quiet: start > 0 });

export async function showInbox() {
  const first = await ask('', 0);
  const filter = input('Filtrera på akt eller namn', { type: 'search' });
  const count = el('p', { class: 'quiet', role: 'status' });
  const window_ = el('div', { class: 'window', role: 'rowgroup', tabindex: 0 });
  const grid = el('div', { role: 'grid', 'aria-label': 'Akter', class: 'inbox' },
    el('div', { role: 'rowgroup' }, el('div', { role: 'row' }, COLUMNS.map(([title]) => el('span', { role: 'columnheader' }, title)))), window_);
  const shown = virtual(grid, window_, count, first);
  let timer = 0;
  filter.control.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => shown.filter(filter.control.value.trim()), 150);
  });
  return { title: 'Inkorg', nodes: [el('h1', {}, 'Inkorg'), filter.node, count, grid], ready: shown.draw };
}

function virtual(grid, window_, count, first) {
  let text = '';
  let known = first;
  let rows = new Map();
  const asked = new Set();

  function take(answer) {
    known = answer;
    answer.rows.forEach((row, n) => rows.set(answer.start + n, row));
    grid.setAttribute('aria-rowcount', answer.total);
    grid.setAttribute('data-filter', text);
    count.textContent = answer.total === 1 ? '1 akt' : `${answer.total} akter`;
  }

  async function fetchFrom(start) {
    if (asked.has(start)) return;
    asked.add(start);
    const wanted = text;
    try {
      const answer = await ask(wanted, start);
      if (wanted === text) take(answer);
      draw();
    } catch (error) {
      if (error instanceof NoTicket) await render();
      else toast(error instanceof Failed ? error.message : 'Listan kunde inte hämtas.', { error: true });
    }
  }

  function draw() {
    const from = Math.max(0, Math.floor(window_.scrollTop / ROW) - SPARE);
    const to = Math.min(known.total, from + Math.ceil((window_.clientHeight || 440) / ROW) + 2 * SPARE);
    const track = el('div', { class: 'track', role: 'presentation' });
    track.style.height = `${known.total * ROW}px`;
    for (let n = from; n < to; n += 1) {
      const row = rows.get(n);
      if (!row) fetchFrom(n - (n % CHUNK));
      else {
        const line = el('div', { role: 'row', 'aria-rowindex': n + 1 }, COLUMNS.map(([, of, kind]) => el('span', { role: 'gridcell', class: kind }, of(row))));
        line.style.top = `${n * ROW}px`;
        track.append(line);
      }
    }
    window_.replaceChildren(track);
  }

  async function filter(value) {
    text = value;
    rows = new Map();
    asked.clear();
    window_.scrollTop = 0;
    await fetchFrom(0);
  }

  window_.addEventListener('scroll', () => requestAnimationFrame(draw));
  take(first);
  asked.add(0);
  return { draw, filter };
}

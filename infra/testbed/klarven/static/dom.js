// Building the page: elements, lists with columns, fields, forms, dialogs, toasts.
const TOAST_MS = 4000;
let number = 0;

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

export const button = (text, onclick, kind = '') => el('button', { type: 'button', class: kind, onclick }, text);
export const link = (text, path, extra = {}) => el('a', { href: `/klarven${path}`, ...extra }, text);

// columns: [title, row => text or node, 'personal' | 'number' | '']
export function list(name, columns, rows, empty = 'Inget att visa.') {
  const id = `list-${++number}`;
  const line = (role, cells) => el('div', { role: 'row' }, cells.map(([text, kind]) => el('span', { role, class: kind }, text)));
  return el('section', { class: 'list' },
    el('h3', { id }, name),
    el('div', { role: 'table', 'aria-labelledby': id, 'data-columns': columns.length },
      el('div', { role: 'rowgroup' }, line('columnheader', columns.map(([title, , kind]) => [title, kind === 'number' ? 'number' : '']))),
      el('div', { role: 'rowgroup' }, rows.map(row => line('cell', columns.map(([, of, kind]) => [of(row), kind || '']))))),
    rows.length ? null : el('p', { class: 'quiet' }, empty));
}

export function fields(pairs) {
  return el('div', { class: 'fields' }, pairs.map(([name, value, kind]) =>
    el('div', { class: 'field' }, el('span', { class: 'name' }, name), el('span', { class: `value ${kind || ''}` }, value))));
}

export function input(label, { type = 'text', value = '', rows = 0, personal = false } = {}) {
  const id = `in-${++number}`;
  const control = rows ? el('textarea', { id, rows }) : el('input', { id, type, autocomplete: 'off' });
  control.value = value;
  if (personal) control.classList.add('personal');
  return { control, node: el('div', { class: 'typed' }, el('label', { for: id }, label), control) };
}

export function select(label, options, value = '') {
  const id = `in-${++number}`;
  const control = el('select', { id }, options.map(([code, text]) => el('option', { value: code }, text)));
  control.value = value;
  return { control, node: el('div', { class: 'typed' }, el('label', { for: id }, label), control) };
}

export function problems(box, lines) {
  box.replaceChildren(...(lines.length ? [el('div', { class: 'problems', role: 'alert' }, el('p', {}, 'Det här behöver rättas:'),
    el('ul', {}, lines.map(line => el('li', {}, line))))] : []));
}

// A modal question; the value of the pressed button comes back, null when it was closed.
export function ask(title, body, choices) {
  return new Promise(done => {
    const id = `dialog-${++number}`;
    const box = el('dialog', { 'aria-labelledby': id }, el('h2', { id }, title), ...body);
    const close = value => {
      box.remove();
      done(value);
    };
    box.append(el('div', { class: 'buttons' }, choices.map(([text, value, kind]) => button(text, () => close(value), kind))));
    box.addEventListener('cancel', () => close(null));
    document.body.append(box);
    box.showModal();
  });
}

export function toast(text, { error = false } = {}) {
  const note = el('div', { class: error ? 'toast error' : 'toast', role: error ? 'alert' : 'status' }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

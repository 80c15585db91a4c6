"""What runs in Tryton's web client: what is on its way to the server, and what a person sees, in one round trip."""

# Laid in before the client's own scripts. It only counts: an answer that is still on its way may rewrite the form.
# The bus is left out, since it waits for minutes by design.
WATCH = """(() => {
  const calls = XMLHttpRequest.prototype, open = calls.open, send = calls.send;
  window.coeOnTheirWay = 0;
  calls.open = function (method, url, ...more) {
    this.coeTo = String(url);
    return open.call(this, method, url, ...more);
  };
  calls.send = function (...body) {
    if (!this.coeTo.endsWith('/bus')) {
      window.coeOnTheirWay++;
      this.addEventListener('loadend', () => { window.coeOnTheirWay--; });
    }
    return send.apply(this, body);
  };
})()"""

# Five looks with nothing on its way: one answer often makes the client ask the next question.
AT_REST = """() => new Promise((rest, tired) => {
  let still = 0, looks = 600;
  const look = () => {
    still = window.coeOnTheirWay ? 0 : still + 1;
    if (still > 4) rest(true); else if (!looks--) tired(new Error('never at rest')); else setTimeout(look, 25);
  };
  look();
})"""

# Fields by label; lists by title, each row by column, the window's own list without a title.
READ = """root => {
  const text = element => (element?.textContent || '').replace(/\\s+/g, ' ').trim();
  const fields = {}, lists = {};
  for (const field of root.querySelectorAll('input, select, textarea')) {
    const named = document.getElementById(field.getAttribute('aria-labelledby')) || field.labels?.[0];
    const label = text(named).replace(/:$/, '');
    const value = field.tagName === 'SELECT' ? text(field.selectedOptions[0]) : field.value;
    if (label && !(label in fields)) fields[label] = value;
  }
  for (const table of root.querySelectorAll('table.tree')) {
    const title = text(table.closest('.form-one2many, .form-many2many')?.querySelector('label'));
    const heads = Object.fromEntries([...table.querySelectorAll('thead th[id]')].map(th => [th.id, text(th)]));
    lists[title] = [...table.querySelectorAll('tbody > tr')].map(row => Object.fromEntries(
      [...row.querySelectorAll('td[headers]')].map(cell =>
        [heads[cell.getAttribute('headers')], text(cell.querySelector('.widget') || cell)])));
  }
  return {fields, lists, count: root.querySelector('.toolbar .badge')?.title || ''};
}"""

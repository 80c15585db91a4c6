// The interface: every call with the ticket, behind the spinner, and told apart by what went wrong.
const BASE = '/klarven/api';
const KEY = 'klarven-ticket';
export const labels = { save_reckoning: 'Spara uträkning', amount: 'Belopp' };

export class NoTicket extends Error {}
export class Failed extends Error {}
export class Refused extends Error {
  constructor(status, body) {
    super(body.error);
    this.status = status;
    this.body = body;
  }
}

export const hasTicket = () => Boolean(sessionStorage.getItem(KEY));
export const keepTicket = ticket => sessionStorage.setItem(KEY, ticket);
export const dropTicket = () => sessionStorage.removeItem(KEY);

let waiting = 0;
function spin(step) {
  waiting += step;
  document.getElementById('spinner').hidden = waiting === 0;
}

export async function behindSpinner(work) {
  spin(1);
  try {
    return await work();
  } finally {
    spin(-1);
  }
}

export async function call(path, { method = 'GET', body, quiet = false } = {}) {
  const work = () => exchange(path, method, body);
  return quiet ? work() : behindSpinner(work);
}

async function exchange(path, method, body) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(KEY) || ''}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(BASE + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Failed('Klarven svarar inte. Försök igen.');
  }
  if (answer.status === 401) {
    dropTicket();
    throw new NoTicket();
  }
  if (answer.status >= 500) throw new Failed(`Något gick fel i Klarven (${answer.status}). Försök igen.`);
  const told = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, told);
  Object.assign(labels, told.labels);
  return told.data;
}

// A save is accepted at once and done a moment later: ask until it is.
export function save(path, body) {
  return behindSpinner(async () => {
    const { job } = await call(path, { method: 'POST', body });
    for (;;) {
      await new Promise(done => setTimeout(done, 60));
      const { state } = await call(`/jobs/${job}`);
      if (state === 'done') return;
      if (state === 'failed') throw new Failed('Det gick inte att spara. Försök igen.');
    }
  });
}

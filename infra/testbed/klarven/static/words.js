// How Klarven prints: 7 450,00 · 23.11.2026 · december 2026 · 19880101 2384. Codes come from the interface, once.
import { call } from './api.js';

const MONTHS = ['januari', 'februari', 'mars', 'april', 'maj', 'juni', 'juli', 'augusti', 'september', 'oktober',
  'november', 'december'];
export const NOTHING = 'ej angivet';
let codes = null;

export async function loadCodes() {
  if (!codes) codes = await call('/codes');
}
export const word = (table, code) => codes[table][code];
export const choices = table => Object.entries(codes[table]);
export const yes = value => (value ? 'Ja' : 'Nej');
export const orNothing = text => (text === null || text === undefined || text === '' ? NOTHING : String(text));

export function amount(ore) {
  const kronor = String(Math.trunc(Math.abs(ore) / 100)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return `${ore < 0 ? '\u2212' : ''}${kronor},${String(Math.abs(ore) % 100).padStart(2, '0')}`;
}

export function day(iso) {
  if (!iso) return NOTHING;
  const [year, month, number] = iso.split('-');
  return `${number}.${month}.${year}`;
}

export const moment = text => `${day(text.slice(0, 10))} ${text.slice(11, 16)}`;

export function month(iso) {
  const [year, number] = iso.split('-');
  return `${MONTHS[Number(number) - 1]} ${year}`;
}

export const personal = number => `${number.slice(0, 8)} ${number.slice(8)}`;

export function part(code) {
  if (!code) return NOTHING;
  if (code.startsWith('child_')) return `Barn nr ${code.slice(6)}`;
  return { applicant: 'Huvudperson', co_applicant: 'Partner' }[code];
}

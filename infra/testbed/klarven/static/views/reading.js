// The tabs that are only read: summary, family, plan, work.
import { call } from '../api.js';
import { fields, list } from '../dom.js';
import { NOTHING, amount, day, moment, month, orNothing, part, personal, word, yes } from '../words.js';
import { aktView, at } from './akt.js';

export async function showSummary(reference) {
  const here = at(reference);
  const [told, warnings] = await Promise.all([call(here('/summary')), call(here('/warnings'))]);
  return aktView(reference, 'Sammanfattning', [
    fields([
      ['Akt', told.reference], ['Avser', month(told.month)], ['Slag', word('sort', told.sort)],
      ['Inkom', moment(told.came_at)], ['Läge', word('stage', told.stage)], ['Skyddade uppgifter', yes(told.shielded)],
      ['Månaden har ställningstagande', yes(told.decided)], ['Utskick', word('channel', told.channel)],
      ['Mejl', orNothing(told.mail), 'personal'], ['Mobil', orNothing(told.mobile), 'personal'],
      ['Bostadsadress', orNothing(told.street), 'personal'],
    ]),
    list('Att uppmärksamma', [['Noterat', row => day(row.day)], ['Text', row => row.text]], warnings, 'Inget att uppmärksamma.'),
  ]);
}

const PERSON = [['Vem', row => part(row.part)], ['Namn', row => row.name, 'personal'],
  ['Personnr', row => personal(row.number), 'personal'], ['Födelsedag', row => day(row.born)]];

export async function showFamily(reference) {
  const told = await call(at(reference)('/family'));
  return aktView(reference, 'Familj', [
    fields([['Lever', word('civil', told.civil)], ['Bostad', word('dwelling', told.dwelling)],
      ['Delar hushåll med andra, antal', orNothing(told.sharing)]]),
    list('Vuxna i familjen', PERSON, told.adults),
    list('Barn i familjen', [...PERSON, ['Dagar här', row => String(row.days), 'number'], ['Äter lunch borta', row => yes(row.lunch_out)],
      ['Skolform', row => word('school', row.school)]], told.children, 'Inga barn.'),
  ]);
}

const OF = [['Vem', row => part(row.person)], ['Namn', row => row.name, 'personal']];

export async function showPlan(reference) {
  const told = await call(at(reference)('/plan'));
  return aktView(reference, 'Planering', [
    list('Planering mot egen försörjning', [...OF, ['Följs planen', row => word('plan', row.status)], ['Skäl', row => row.ground],
      ['Nästa uppföljning', row => day(row.follow_up_on)]], told.activity),
    list('Intyg från läkare', [...OF, ['Läge', row => word('certificate', row.status)], ['Till och med', row => day(row.valid_to)]], told.certificate),
  ]);
}

export async function showWork(reference) {
  const told = await call(at(reference)('/work'));
  return aktView(reference, 'Arbete', [
    list('Stimulans vid arbete', [...OF, ['Första månad', row => month(row.from_month)], ['Sista månad', row => month(row.until_month)]],
      told.incentive),
    list('Barnens arbete', [...OF, ['År', row => String(row.year), 'number'], ['Hittills i år', row => amount(row.earned_before_ore), 'number'],
      ['I kontrollmånaden', row => amount(row.own_work_ore), 'number']], told.earnings),
  ]);
}

export async function showRegisters(reference) {
  const checks = await call(at(reference)('/registers'));
  const shown = checks.flatMap(check => [
    list(`Registren om ${part(check.part)}`, [['Myndighet', row => row.agency.toUpperCase()], ['Utfall', row => (row.error ? 'Felsvar' : 'Svar')],
      ['Felkod', row => (row.error ? row.error.code : NOTHING)], ['Feltext', row => (row.error ? row.error.text : NOTHING)]], check.answers),
    list(`Utbetalningar till ${part(check.part)}`, [['Myndighet', row => row.agency.toUpperCase()], ['Förmån', row => row.benefit],
      ['Del', row => orNothing(row.part)], ['Sort', row => orNothing(row.amount_type)], ['Betalades', row => day(row.paid_on)],
      ['Netto', row => amount(row.net_ore), 'number']], check.answers.flatMap(one => one.rows.map(row => ({ agency: one.agency, ...row }))),
    'Inga utbetalningar.'),
  ]);
  return aktView(reference, 'Register', [
    list('Hämtat från registren', [['Vem', row => part(row.part)], ['Kontrollmånad', row => month(row.control_month)],
      ['Hämtat', row => moment(row.fetched_at)]], checks, 'Inget är hämtat i akten.'),
    ...shown,
  ]);
}

-- Tidvis: the HR system's own tables. Days are hundredths of a day; dates YYYY-MM-DD; times local.
CREATE TABLE IF NOT EXISTS preference (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS login (
  username TEXT PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS visit (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL REFERENCES login, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS self_visit (
  token_hash TEXT PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employee, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS unit (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, name TEXT NOT NULL, manager TEXT NOT NULL,
  UNIQUE (municipality, name));
CREATE TABLE IF NOT EXISTS crew (
  unit_id INTEGER NOT NULL REFERENCES unit, on_day TEXT NOT NULL, minimum INTEGER NOT NULL, planned INTEGER NOT NULL,
  PRIMARY KEY (unit_id, on_day));
CREATE TABLE IF NOT EXISTS employee (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, staff_number TEXT NOT NULL, number TEXT NOT NULL,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL, hidden INTEGER NOT NULL DEFAULT 0,
  unit_id INTEGER NOT NULL REFERENCES unit, title TEXT NOT NULL, employed_from TEXT NOT NULL, employed_to TEXT,
  days_two_years INTEGER NOT NULL, entitled INTEGER NOT NULL, week_hundredths INTEGER NOT NULL,
  laid_to TEXT NOT NULL, UNIQUE (municipality, number));
CREATE TABLE IF NOT EXISTS pool (
  employee_id INTEGER NOT NULL REFERENCES employee, name TEXT NOT NULL, year INTEGER NOT NULL DEFAULT 0,
  hundredths INTEGER NOT NULL, PRIMARY KEY (employee_id, name, year));
CREATE TABLE IF NOT EXISTS shift (
  id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employee, on_day TEXT NOT NULL,
  starts TEXT NOT NULL, ends TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS shift_of ON shift (employee_id, on_day);
CREATE TABLE IF NOT EXISTS remark (
  id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employee, noted_on TEXT NOT NULL,
  text TEXT NOT NULL, open INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS wish (
  reference TEXT PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employee, kind TEXT NOT NULL,
  from_on TEXT NOT NULL, to_on TEXT NOT NULL, extent TEXT NOT NULL, saved_days INTEGER NOT NULL DEFAULT 0,
  ground TEXT NOT NULL DEFAULT '', with_benefit INTEGER NOT NULL DEFAULT 0, child_birth_on TEXT,
  period_exempt INTEGER NOT NULL DEFAULT 0, received_at TEXT NOT NULL, stage TEXT NOT NULL DEFAULT 'new',
  settled_outside INTEGER NOT NULL DEFAULT 0, estimate INTEGER NOT NULL DEFAULT 0, held_by TEXT, held_at REAL);
CREATE INDEX IF NOT EXISTS wish_of ON wish (employee_id);
CREATE INDEX IF NOT EXISTS wish_received ON wish (received_at, reference);
CREATE TABLE IF NOT EXISTS registration (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES wish, hundredths INTEGER NOT NULL,
  case_key TEXT NOT NULL, note TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL, recalled_at TEXT);
CREATE INDEX IF NOT EXISTS registration_of ON registration (reference);
CREATE TABLE IF NOT EXISTS draw (
  registration_id INTEGER NOT NULL REFERENCES registration, name TEXT NOT NULL, year INTEGER NOT NULL,
  hundredths INTEGER NOT NULL, PRIMARY KEY (registration_id, name, year));
CREATE TABLE IF NOT EXISTS refusal (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES wish, reason TEXT NOT NULL, made_by TEXT NOT NULL,
  made_at TEXT NOT NULL);

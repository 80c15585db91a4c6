-- Sambis: the case system's own tables. Amounts are öre; months YYYY-MM; times local.
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (
  username TEXT PRIMARY KEY, password_hash TEXT NOT NULL, name TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL REFERENCES account, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS person (
  number TEXT PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, protected INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS dossier (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, file_number TEXT NOT NULL,
  applicant TEXT NOT NULL REFERENCES person,
  civil_status TEXT NOT NULL, housing_form TEXT NOT NULL, dwelling_persons INTEGER,
  address TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL, channel TEXT NOT NULL,
  UNIQUE (municipality, applicant));
CREATE TABLE IF NOT EXISTS member (
  id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, number TEXT NOT NULL REFERENCES person,
  role TEXT NOT NULL, days INTEGER NOT NULL DEFAULT 30, lunch_away INTEGER NOT NULL DEFAULT 0,
  school TEXT NOT NULL DEFAULT 'none', UNIQUE (dossier_id, role));
CREATE TABLE IF NOT EXISTS activity (
  dossier_id INTEGER NOT NULL REFERENCES dossier, role TEXT NOT NULL, status TEXT NOT NULL, ground TEXT NOT NULL,
  follow_up_on TEXT, PRIMARY KEY (dossier_id, role));
CREATE TABLE IF NOT EXISTS certificate (
  dossier_id INTEGER NOT NULL REFERENCES dossier, role TEXT NOT NULL, status TEXT NOT NULL, valid_to TEXT,
  PRIMARY KEY (dossier_id, role));
CREATE TABLE IF NOT EXISTS incentive (
  dossier_id INTEGER NOT NULL REFERENCES dossier, role TEXT NOT NULL, from_month TEXT NOT NULL,
  until_month TEXT NOT NULL, PRIMARY KEY (dossier_id, role));
CREATE TABLE IF NOT EXISTS child_earning (
  dossier_id INTEGER NOT NULL REFERENCES dossier, role TEXT NOT NULL, year INTEGER NOT NULL,
  earned_before_ore INTEGER NOT NULL, own_work_ore INTEGER NOT NULL, PRIMARY KEY (dossier_id, role, year));
CREATE TABLE IF NOT EXISTS warning (
  id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, noted_on TEXT NOT NULL, text TEXT NOT NULL,
  open INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS application (
  reference TEXT PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, month TEXT NOT NULL, kind TEXT NOT NULL,
  received_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new', locked_by TEXT, locked_at REAL,
  housing INTEGER NOT NULL, household INTEGER NOT NULL, children_residence INTEGER NOT NULL,
  civil_status INTEGER NOT NULL, assets INTEGER NOT NULL, self_employment INTEGER NOT NULL,
  other_request INTEGER NOT NULL, other_text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS application_received ON application (received_at, reference);
CREATE TABLE IF NOT EXISTS applied_cost (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, kind TEXT NOT NULL, applied_ore INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS applied_cost_of ON applied_cost (reference);
CREATE TABLE IF NOT EXISTS stated_income (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, kind TEXT NOT NULL, role TEXT NOT NULL,
  net_ore INTEGER NOT NULL, paid_on TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS stated_income_of ON stated_income (reference);
CREATE TABLE IF NOT EXISTS calculation (
  id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, reference TEXT NOT NULL, month TEXT NOT NULL,
  external_key TEXT NOT NULL, civil_status TEXT NOT NULL, housing_form TEXT NOT NULL, adults INTEGER NOT NULL,
  children TEXT NOT NULL, saved_by TEXT NOT NULL, saved_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS calculation_of ON calculation (dossier_id, month);
CREATE TABLE IF NOT EXISTS calculation_norm (
  id INTEGER PRIMARY KEY, calculation_id INTEGER NOT NULL REFERENCES calculation, kind TEXT NOT NULL,
  from_on TEXT NOT NULL, to_on TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS calculation_norm_of ON calculation_norm (calculation_id);
CREATE TABLE IF NOT EXISTS calculation_line (
  id INTEGER PRIMARY KEY, calculation_id INTEGER NOT NULL REFERENCES calculation, part TEXT NOT NULL,
  kind TEXT NOT NULL, role TEXT NOT NULL, label TEXT NOT NULL, amount_ore INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS calculation_line_of ON calculation_line (calculation_id);
CREATE TABLE IF NOT EXISTS decision (
  id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, reference TEXT NOT NULL, month TEXT NOT NULL,
  outcome TEXT NOT NULL, amount_ore INTEGER NOT NULL, motivation TEXT NOT NULL, external_key TEXT NOT NULL,
  decided_by TEXT NOT NULL, decided_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS decision_of ON decision (dossier_id, month);
CREATE TABLE IF NOT EXISTS journal_note (
  id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier, reference TEXT NOT NULL, happened_on TEXT NOT NULL,
  title TEXT NOT NULL, text TEXT NOT NULL, external_key TEXT NOT NULL, saved_by TEXT NOT NULL, saved_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS journal_of ON journal_note (dossier_id);
CREATE TABLE IF NOT EXISTS register_answer (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, role TEXT NOT NULL, fetched_at TEXT NOT NULL,
  control_month TEXT NOT NULL, answers TEXT NOT NULL, UNIQUE (reference, role));

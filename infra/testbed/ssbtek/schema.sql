-- The register portal's own tables, and behind it what seven agencies would answer. Amounts are öre.
CREATE TABLE IF NOT EXISTS account (username TEXT PRIMARY KEY, password_hash TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (token_hash TEXT PRIMARY KEY, username TEXT NOT NULL REFERENCES account, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS register_row (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, agency TEXT NOT NULL, benefit TEXT NOT NULL, part TEXT NOT NULL,
  amount_type TEXT NOT NULL, paid_on TEXT, net_ore INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS register_row_of ON register_row (number);
CREATE TABLE IF NOT EXISTS register_error (
  number TEXT NOT NULL, agency TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (number, agency));
CREATE TABLE IF NOT EXISTS question (
  id INTEGER PRIMARY KEY, asked_at TEXT NOT NULL, username TEXT NOT NULL, organisation TEXT NOT NULL, handler TEXT NOT NULL,
  case_reference TEXT NOT NULL, number TEXT NOT NULL, month TEXT NOT NULL, purpose TEXT NOT NULL, legal_text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS failed_answer (question_id INTEGER NOT NULL REFERENCES question, agency TEXT NOT NULL);

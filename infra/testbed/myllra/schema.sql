-- Myllra: the child-care system's own tables. Amounts in öre; dates YYYY-MM-DD; times local.
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (
  username TEXT PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (
  token_hash TEXT PRIMARY KEY, username TEXT NOT NULL REFERENCES account, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS unit (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, name TEXT NOT NULL, north_m INTEGER, east_m INTEGER,
  UNIQUE (municipality, name));
CREATE TABLE IF NOT EXISTS place (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, unit_id INTEGER NOT NULL REFERENCES unit, name TEXT NOT NULL,
  free_from TEXT, withdrawn_at TEXT, UNIQUE (municipality, name));
CREATE TABLE IF NOT EXISTS application (
  reference TEXT PRIMARY KEY, municipality TEXT NOT NULL, number TEXT NOT NULL, first_name TEXT NOT NULL,
  last_name TEXT NOT NULL, email TEXT NOT NULL, received_at TEXT NOT NULL, queue_on TEXT NOT NULL,
  wished_start_on TEXT NOT NULL, hours_week INTEGER NOT NULL, birth_on TEXT NOT NULL, lives_here INTEGER NOT NULL,
  hidden INTEGER NOT NULL, support TEXT NOT NULL, support_hours INTEGER, home_north_m INTEGER, home_east_m INTEGER,
  priority TEXT, current_place_id INTEGER REFERENCES place, told TEXT NOT NULL, held_by TEXT, held_at REAL);
CREATE INDEX IF NOT EXISTS application_of ON application (municipality, received_at, reference);
CREATE TABLE IF NOT EXISTS granted_right (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, hours_week INTEGER NOT NULL,
  guarantee_on TEXT, fee_ore INTEGER NOT NULL, own_key TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS right_of ON granted_right (reference);
CREATE TABLE IF NOT EXISTS offer (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, place_id INTEGER NOT NULL REFERENCES place,
  start_on TEXT NOT NULL, answer_by TEXT NOT NULL, own_key TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'sent',
  answer_key TEXT NOT NULL DEFAULT '', answered_on TEXT, made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS offer_of ON offer (reference);
CREATE INDEX IF NOT EXISTS offer_at ON offer (place_id);

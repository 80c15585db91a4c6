-- Klarven: its own tables. A family, what is noted on it, and akts; documents are JSON. Amounts are öre.
CREATE TABLE IF NOT EXISTS option (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS staff (
  login TEXT PRIMARY KEY, secret TEXT NOT NULL, full_name TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry_step (hash TEXT PRIMARY KEY, login TEXT NOT NULL, made_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS ticket (hash TEXT PRIMARY KEY, login TEXT NOT NULL REFERENCES staff, seen_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS individual (
  number TEXT PRIMARY KEY, given TEXT NOT NULL, surname TEXT NOT NULL, shielded INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS family (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, head TEXT NOT NULL REFERENCES individual, civil TEXT NOT NULL,
  dwelling TEXT NOT NULL, sharing INTEGER, street TEXT NOT NULL, mail TEXT NOT NULL, mobile TEXT NOT NULL,
  channel TEXT NOT NULL, UNIQUE (municipality, head));
CREATE TABLE IF NOT EXISTS family_member (
  family_id INTEGER NOT NULL REFERENCES family, part TEXT NOT NULL, number TEXT NOT NULL REFERENCES individual,
  days INTEGER NOT NULL, lunch_out INTEGER NOT NULL, school TEXT NOT NULL, PRIMARY KEY (family_id, part));
CREATE TABLE IF NOT EXISTS family_note (
  id INTEGER PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family, sort TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS family_note_of ON family_note (family_id, sort);
CREATE TABLE IF NOT EXISTS akt (
  reference TEXT PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family, month TEXT NOT NULL, sort TEXT NOT NULL,
  came_at TEXT NOT NULL, stage TEXT NOT NULL DEFAULT 'in', holder TEXT, held_at REAL, request TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS akt_came ON akt (came_at, reference);
CREATE TABLE IF NOT EXISTS reckoning (
  id INTEGER PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family, reference TEXT NOT NULL, month TEXT NOT NULL,
  own_key TEXT NOT NULL, result_ore INTEGER NOT NULL, content TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS reckoning_of ON reckoning (family_id, month);
CREATE TABLE IF NOT EXISTS stance (
  id INTEGER PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family, reference TEXT NOT NULL, month TEXT NOT NULL,
  result TEXT NOT NULL, amount_ore INTEGER NOT NULL, grounds TEXT NOT NULL, own_key TEXT NOT NULL,
  made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS stance_of ON stance (family_id, month);
CREATE TABLE IF NOT EXISTS diary (
  id INTEGER PRIMARY KEY, family_id INTEGER NOT NULL REFERENCES family, reference TEXT NOT NULL, day TEXT NOT NULL,
  topic TEXT NOT NULL, text TEXT NOT NULL, own_key TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS diary_of ON diary (family_id);
CREATE TABLE IF NOT EXISTS register_check (
  reference TEXT NOT NULL REFERENCES akt, part TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (reference, part));

-- The e-service's own tables. A draft and a sent application are kept as the citizen filled them in (JSON).
-- Which case system each municipality has: there its applications go.
CREATE TABLE IF NOT EXISTS municipality (code TEXT PRIMARY KEY, vendor TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS citizen (
  number TEXT PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, address TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (token_hash TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES citizen);
CREATE TABLE IF NOT EXISTS draft (number TEXT PRIMARY KEY REFERENCES citizen, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS application (
  reference TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES citizen, month TEXT NOT NULL, sent_at TEXT NOT NULL,
  content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS application_of ON application (number);
-- Where the municipality's decision letters come from, when they come from its platform; without a row here the case
-- system's own telling is the letter.
CREATE TABLE IF NOT EXISTS platform (municipality TEXT PRIMARY KEY, url TEXT NOT NULL, token TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS platform_letter (
  id INTEGER PRIMARY KEY, platform_id TEXT NOT NULL UNIQUE, municipality TEXT NOT NULL, reference TEXT NOT NULL REFERENCES application,
  number TEXT NOT NULL REFERENCES citizen, month TEXT NOT NULL, html TEXT NOT NULL, arrived_at TEXT NOT NULL, opened_at TEXT,
  reported INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS platform_letter_of ON platform_letter (number);
-- What a caseworker asks through the platform, and what the citizen answers.
CREATE TABLE IF NOT EXISTS platform_question (
  id INTEGER PRIMARY KEY, platform_id TEXT NOT NULL UNIQUE, municipality TEXT NOT NULL, reference TEXT NOT NULL REFERENCES application,
  number TEXT NOT NULL REFERENCES citizen, month TEXT NOT NULL, question TEXT NOT NULL, last_on TEXT NOT NULL, arrived_at TEXT NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, answer TEXT, answered_at TEXT, reported INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS platform_question_of ON platform_question (number);
-- Who applied for preschool, in the child-care system; what is offered through the platform, and what they answer.
CREATE TABLE IF NOT EXISTS guardian (reference TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES citizen);
CREATE TABLE IF NOT EXISTS platform_offer (
  id INTEGER PRIMARY KEY, platform_id TEXT NOT NULL UNIQUE, municipality TEXT NOT NULL, reference TEXT NOT NULL REFERENCES guardian,
  number TEXT NOT NULL REFERENCES citizen, unit TEXT NOT NULL, start_on TEXT NOT NULL, answer_by TEXT NOT NULL, hours_week INTEGER,
  fee_ore INTEGER, text TEXT NOT NULL, arrived_at TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0, why_ended TEXT,
  answer TEXT, answered_at TEXT, reported INTEGER NOT NULL DEFAULT 0, refused TEXT);
CREATE INDEX IF NOT EXISTS platform_offer_of ON platform_offer (number);
CREATE TABLE IF NOT EXISTS letter (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL REFERENCES application, number TEXT NOT NULL REFERENCES citizen, content TEXT NOT NULL, arrived_at TEXT NOT NULL,
  opened_at TEXT);
CREATE INDEX IF NOT EXISTS letter_of ON letter (number);

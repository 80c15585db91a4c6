-- The practice system's own tables: incoming documents, and the notes by which they are registered.
CREATE TABLE IF NOT EXISTS account (username TEXT PRIMARY KEY, password_hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (token_hash TEXT PRIMARY KEY, username TEXT NOT NULL REFERENCES account);
CREATE TABLE IF NOT EXISTS document (
  number TEXT PRIMARY KEY, title TEXT NOT NULL, received_on TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'Ny');
CREATE TABLE IF NOT EXISTS registration (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES document, unit TEXT NOT NULL, external_key TEXT NOT NULL,
  saved_at TEXT NOT NULL, username TEXT NOT NULL);

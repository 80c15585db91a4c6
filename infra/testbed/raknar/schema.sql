-- Räknar: the accounting system's own tables. Amounts are öre, quantities thousandths; dates YYYY-MM-DD; times local.
CREATE TABLE IF NOT EXISTS clerk (
  signum TEXT PRIMARY KEY, hidden TEXT NOT NULL, name TEXT NOT NULL, municipality TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seat (
  token_hash TEXT PRIMARY KEY, signum TEXT NOT NULL REFERENCES clerk, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS seller (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, org TEXT NOT NULL,
  f_tax INTEGER NOT NULL DEFAULT 1, barred INTEGER NOT NULL DEFAULT 0, builds INTEGER NOT NULL DEFAULT 0,
  UNIQUE (municipality, org), UNIQUE (municipality, code));
CREATE TABLE IF NOT EXISTS giro (
  seller_id INTEGER NOT NULL REFERENCES seller, scheme TEXT NOT NULL, number TEXT NOT NULL, ocr INTEGER NOT NULL,
  PRIMARY KEY (seller_id, scheme, number));
CREATE TABLE IF NOT EXISTS flag (
  id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL REFERENCES seller, on_day TEXT NOT NULL, text TEXT NOT NULL,
  lifted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS purchase (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, code TEXT NOT NULL, seller_id INTEGER NOT NULL REFERENCES seller,
  ended INTEGER NOT NULL DEFAULT 0, account TEXT NOT NULL, centre TEXT NOT NULL, asked_by TEXT NOT NULL,
  UNIQUE (municipality, code));
CREATE TABLE IF NOT EXISTS purchase_row (
  purchase_id INTEGER NOT NULL REFERENCES purchase, place INTEGER NOT NULL, item TEXT NOT NULL, text TEXT NOT NULL,
  unit TEXT NOT NULL, ordered INTEGER NOT NULL, each_ore INTEGER NOT NULL, arrived INTEGER NOT NULL, rate INTEGER NOT NULL,
  PRIMARY KEY (purchase_id, place));
CREATE TABLE IF NOT EXISTS agreement (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, code TEXT NOT NULL, seller_id INTEGER NOT NULL REFERENCES seller,
  from_on TEXT NOT NULL, to_on TEXT, period_ore INTEGER, account TEXT NOT NULL, centre TEXT NOT NULL,
  UNIQUE (municipality, code));
-- Which bank a municipality's files are for, and in which version: nobody can guess it, so nothing stands here at first.
CREATE TABLE IF NOT EXISTS bank (
  municipality TEXT PRIMARY KEY, payer TEXT NOT NULL, org TEXT NOT NULL, bic TEXT NOT NULL, iban TEXT NOT NULL,
  version TEXT NOT NULL, plusgiro TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS batch (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL,
  pay_on TEXT NOT NULL, file BLOB NOT NULL, sha TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS voucher (
  id INTEGER PRIMARY KEY, municipality TEXT NOT NULL, seller_id INTEGER NOT NULL REFERENCES seller, kind TEXT NOT NULL,
  bill TEXT NOT NULL, billed_on TEXT NOT NULL, due_on TEXT, bare_ore INTEGER NOT NULL, vat_ore INTEGER NOT NULL,
  whole_ore INTEGER NOT NULL, pay_ore INTEGER NOT NULL, giro TEXT NOT NULL, memo TEXT NOT NULL, purchase TEXT NOT NULL,
  credits TEXT NOT NULL, account TEXT NOT NULL, centre TEXT NOT NULL, case_key TEXT NOT NULL, sha TEXT NOT NULL,
  made_by TEXT NOT NULL, made_at TEXT NOT NULL, checked_by TEXT, attested_by TEXT, struck_by TEXT,
  batch_id INTEGER REFERENCES batch);
CREATE INDEX IF NOT EXISTS voucher_of ON voucher (seller_id, billed_on);
CREATE TABLE IF NOT EXISTS voucher_row (
  voucher_id INTEGER NOT NULL REFERENCES voucher, place INTEGER NOT NULL, taken INTEGER NOT NULL,
  PRIMARY KEY (voucher_id, place));
-- Each invoice in exactly one file, ever: whoever asks, and however often it was registered.
CREATE UNIQUE INDEX IF NOT EXISTS in_one_file ON voucher (seller_id, bill) WHERE batch_id IS NOT NULL;
CREATE TRIGGER IF NOT EXISTS never_in_another BEFORE UPDATE OF batch_id ON voucher WHEN old.batch_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a voucher stays in its payment'); END;
CREATE TRIGGER IF NOT EXISTS file_is_kept BEFORE UPDATE OF file, sha ON batch WHEN old.sha <> ''
BEGIN SELECT RAISE(ABORT, 'a payment file is never changed'); END;

import type { DatabaseSync } from 'node:sqlite';
import { LedgerUnusable } from '../ledger-unusable.ts';

/** Raised with every change of the tables; a ledger of any other one is refused. */
const VERSION = 5;
// "Blff" in ASCII: tells a ledger from another program's database.
const APPLICATION = 0x426c6666;

// Bodies are JSON. A column beside one is there to be searched, and holds times in the fixed form of instant().
// `place` orders the listing: the instant last seen, then the id.
const TABLES = `
CREATE TABLE events (key TEXT PRIMARY KEY, reading TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  id TEXT PRIMARY KEY, resource TEXT NOT NULL, ticket TEXT NOT NULL, state TEXT NOT NULL, place TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX findings_place ON findings (place);
CREATE INDEX findings_state ON findings (state, place);
CREATE INDEX findings_resource ON findings (resource, place);
CREATE INDEX findings_resource_state ON findings (resource, state, place);
CREATE INDEX findings_ticket ON findings (ticket, place);
CREATE INDEX findings_ticket_state ON findings (ticket, state, place);
CREATE TABLE occurrences (
  finding TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (finding, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE remediations (
  decision TEXT PRIMARY KEY, finding TEXT NOT NULL, resource TEXT NOT NULL, project TEXT NOT NULL,
  deployer TEXT, started TEXT NOT NULL, started_instant TEXT NOT NULL, owner TEXT, lease_until TEXT NOT NULL,
  plan TEXT, outcome TEXT, concluded TEXT
) STRICT;
CREATE UNIQUE INDEX remediations_open ON remediations (resource) WHERE outcome IS NULL;
CREATE INDEX remediations_resource ON remediations (resource, started_instant);
CREATE INDEX remediations_started ON remediations (started_instant);
CREATE INDEX remediations_project ON remediations (project, started_instant);
CREATE INDEX remediations_deployer ON remediations (deployer, started_instant);
CREATE TABLE targets (
  target TEXT NOT NULL, started_instant TEXT NOT NULL, decision TEXT NOT NULL,
  PRIMARY KEY (target, started_instant DESC, decision)
) STRICT, WITHOUT ROWID;
CREATE INDEX targets_decision ON targets (decision);
CREATE TABLE steps (
  decision TEXT NOT NULL, step INTEGER NOT NULL, kind TEXT NOT NULL, before TEXT, after TEXT,
  began TEXT NOT NULL, earlier TEXT, ended TEXT, PRIMARY KEY (decision, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE admissions (scope TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE uses (resource TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE use_keys (key TEXT NOT NULL, resource TEXT NOT NULL, PRIMARY KEY (key, resource)) STRICT, WITHOUT ROWID;
CREATE INDEX use_keys_resource ON use_keys (resource);
CREATE TABLE accounts (
  resource TEXT NOT NULL, job_uid TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (resource, job_uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE sweeps (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notices (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ceilings (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE tickets (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE alerts (id TEXT PRIMARY KEY, place TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX alerts_place ON alerts (place);
CREATE TABLE wakes (key TEXT PRIMARY KEY, line TEXT, place TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX wakes_place ON wakes (place);
CREATE INDEX wakes_line ON wakes (line, place);
`;

/**
 * Makes the tables of an empty file; refuses one that holds anything but a ledger of this version. An older one is not
 * converted: its findings and journal mean what the Bailiff that wrote them meant, and the next sightings fill a new one.
 */
export function prepareSchema(db: DatabaseSync, path: string): void {
  if (isCurrent(db)) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (!isCurrent(db)) {
      refuseForeign(db, path);
      db.exec(
        `${TABLES} PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${VERSION};`,
      );
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isCurrent(db: DatabaseSync): boolean {
  return pragma(db, 'application_id') === APPLICATION && pragma(db, 'user_version') === VERSION;
}

function refuseForeign(db: DatabaseSync, path: string): void {
  const version = pragma(db, 'user_version');
  if (pragma(db, 'application_id') === APPLICATION)
    throw new LedgerUnusable(
      path,
      Number(version) < VERSION
        ? `has version ${version} and this Bailiff knows ${VERSION}; move it away and begin with an empty one, or run the older Bailiff that wrote it.`
        : `has version ${version} and this Bailiff knows ${VERSION}; run the newer Bailiff that wrote it, or name another path.`,
    );
  if (version !== 0 || db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined)
    throw new LedgerUnusable(path, 'is the database of another program; name another path.');
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}

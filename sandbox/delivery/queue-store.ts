import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DeadLetter, Message } from './message.ts';
import { SUBSCRIPTIONS, type SubscriptionName } from './topic.ts';

/** What is not acknowledged yet, and what never was. Each method is one transaction. */
export interface QueueStore {
  add(message: Message): void;
  /** Notes that a try begins. */
  tried(id: string, attempts: number): void;
  remove(id: string): void;
  /** Gives a message up; `followUp` carries the news. */
  bury(letter: DeadLetter, followUp: Message): void;
  /** Oldest first, with the tries so far. */
  undelivered(): readonly { readonly message: Message; readonly attempts: number }[];
  /** The newest thousand, oldest first. */
  deadLetters(): readonly DeadLetter[];
  /** 0 when there never was a message. */
  newestId(): number;
  /** May be called again. */
  close(): void;
}

const DEAD_LETTERS_KEPT = 1_000;

/**
 * @param path a file that only one process at a time may hold, or `undefined` to keep everything in memory.
 * @throws when the file cannot be written, is no queue, or is held by another process.
 */
export function openQueueStore(path: string | undefined): QueueStore {
  // Messages hold whole log entries: nobody else's business, so the file is made before SQLite makes it.
  if (path !== undefined) closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path ?? ':memory:', { timeout: 1_000 });
  try {
    // Exclusive, since two processes would deliver everything twice.
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
    );
    db.exec(`BEGIN EXCLUSIVE;
      CREATE TABLE IF NOT EXISTS undelivered (id INTEGER PRIMARY KEY, ${MESSAGE_COLUMNS}) STRICT;
      CREATE TABLE IF NOT EXISTS dead_letters (id INTEGER PRIMARY KEY, ${MESSAGE_COLUMNS},
        at TEXT NOT NULL, because TEXT NOT NULL) STRICT;
      COMMIT`);
  } catch (error) {
    db.close();
    throw error;
  }
  return storeOn(db);
}

const MESSAGE_COLUMNS = `subscription TEXT NOT NULL, data TEXT NOT NULL, attributes TEXT NOT NULL,
  publish_time TEXT NOT NULL, attempts INTEGER NOT NULL`;

function storeOn(db: DatabaseSync): QueueStore {
  const add = db.prepare('INSERT INTO undelivered VALUES (?, ?, ?, ?, ?, 0)');
  const tried = db.prepare('UPDATE undelivered SET attempts = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM undelivered WHERE id = ?');
  const bury = db.prepare('INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const trim = db.prepare(
    'DELETE FROM dead_letters WHERE id NOT IN (SELECT id FROM dead_letters ORDER BY id DESC LIMIT ?)',
  );
  const undelivered = db.prepare('SELECT * FROM undelivered ORDER BY id');
  const deadLetters = db.prepare('SELECT * FROM dead_letters ORDER BY id');
  const newest = db.prepare(
    `SELECT max(coalesce((SELECT max(id) FROM undelivered), 0),
                coalesce((SELECT max(id) FROM dead_letters), 0)) AS id`,
  );
  return {
    add: (message) => void add.run(...columns(message)),
    tried: (id, attempts) => void tried.run(attempts, Number(id)),
    remove: (id) => void remove.run(Number(id)),
    bury(letter, followUp) {
      db.exec('BEGIN IMMEDIATE');
      try {
        remove.run(Number(letter.id));
        bury.run(...columns(letter), letter.attempts, letter.at, letter.because);
        trim.run(DEAD_LETTERS_KEPT);
        add.run(...columns(followUp));
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    undelivered: () =>
      undelivered
        .all()
        .map((row) => ({ message: toMessage(row), attempts: Number(row['attempts']) })),
    deadLetters: () =>
      deadLetters.all().map((row) => ({
        ...toMessage(row),
        attempts: Number(row['attempts']),
        at: String(row['at']),
        because: String(row['because']),
      })),
    newestId: () => Number(newest.get()?.['id'] ?? 0),
    close() {
      if (db.isOpen) db.close();
    },
  };
}

function columns(message: Message): [number, string, string, string, string] {
  const attributes = JSON.stringify(message.attributes);
  return [Number(message.id), message.subscription, message.data, attributes, message.publishTime];
}

function toMessage(row: Readonly<Record<string, unknown>>): Message {
  return {
    id: String(row['id']),
    subscription: subscriptionNamed(String(row['subscription'])),
    data: String(row['data']),
    attributes: JSON.parse(String(row['attributes'])) as Record<string, string>,
    publishTime: String(row['publish_time']),
  };
}

function subscriptionNamed(name: string): SubscriptionName {
  const subscription = SUBSCRIPTIONS.find((one) => one.name === name);
  if (subscription === undefined)
    throw new Error(`The queue holds a message for ${name}, which is no subscription here.`);
  return subscription.name;
}

import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** How a file of each version becomes one of the next. */
export type Migrations = readonly string[];

/** What tells the database files of one use from those of another. */
export interface DatabaseKind {
  /** SQLite's `application_id`: a file with another one is not touched. */
  readonly applicationId: number;
  readonly migrations: Migrations;
  /** A file of at most this size is read through whenever it is opened; of a larger one only its header and its tables are looked at. */
  readonly readThroughMaxBytes: number;
  /** Who begins with an empty file, in a sentence for a person. */
  readonly owner: string;
}

/**
 * The server's. To read a file through takes 1 s for 1 GB once it is in memory and 10 s from a slow disk. One larger than this would keep
 * people waiting: the daily backup reads it through beside the running server (`suspect` of database-check.ts).
 */
export const SERVER_DATABASE: DatabaseKind = {
  applicationId: APPLICATION_ID,
  migrations: MIGRATIONS,
  readThroughMaxBytes: 256 * 1024 * 1024,
  owner: 'the server',
};

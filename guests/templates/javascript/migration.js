// {message}
//
// Compile it with `sandshift build {revision}`, then look at it with `sandshift run --dry-run`.
// Everything goes through `db`; there is no file, clock, random number or network.

import {
  column, db, primaryKey, type,
} from '../.sandshift/guest-{version}/javascript/sandshift.js';

export function up() {
  db.createTable('{table}', [
    column('id', type.integer, { nullable: false }),
    column('name', type.string(100), { nullable: false }),
  ], { constraints: [primaryKey(['id'])] });
  db.insert('{table}', [
    { id: 1, name: 'Ada' },
    { id: 2, name: 'Grace' },
  ]);
}

export function down() {
  db.dropTable('{table}');
}

// Runs after `up`, inside the same transaction; `throw "…"` undoes the migration.
export function verify() {}

// Special values become a kind and a value.
//
// The largest number of single precision stands for infinity, NULL for no number. The rows are
// read once; what changes is kept aside and written by key in batches.

import { column, db, real, rows, type } from '../.sandshift/guest-0.2.0/javascript/sandshift.js';

const LIMIT = 3.4028234663852886e38;
const BATCH = 250;

export function up() {
  db.createEnum('value_kind', ['FINITE', 'INF_POS', 'INF_NEG', 'NAN']);
  db.addColumn(
    'trial_values',
    column('kind', type.enumeration('value_kind'), { nullable: false, default: 'FINITE' }),
  );
  // The default was a crutch for the rows that were there.
  db.alterColumn('trial_values', 'kind', { default: null });

  const kinds = [];
  const infinities = [];
  for (const { id, value } of rows('trial_values', { columns: ['id', 'value'], order: ['id'] })) {
    if (value === null) kinds.push({ id, kind: 'NAN' });
    else if (near(value, LIMIT)) infinities.push({ id, kind: 'INF_POS', value: null });
    else if (near(value, -LIMIT)) infinities.push({ id, kind: 'INF_NEG', value: null });
  }
  write(kinds);
  write(infinities);
}

export function down() {
  db.update('trial_values', { value: real(LIMIT) }, { kind: 'INF_POS' });
  db.update('trial_values', { value: real(-LIMIT) }, { kind: 'INF_NEG' });
  db.dropColumn('trial_values', 'kind');
  db.dropEnum('value_kind');
}

export function verify() {}

function write(changes) {
  for (let at = 0; at < changes.length; at += BATCH) {
    db.updateByKey('trial_values', ['id'], changes.slice(at, at + BATCH));
  }
}

// MariaDB hands out six digits of a number of single precision.
function near(value, target) {
  return Math.abs(value - target) <= Math.abs(target) * 1e-5;
}

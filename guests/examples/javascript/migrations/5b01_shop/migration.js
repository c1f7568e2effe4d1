// A shop: every operation that a module knows, as far as the databases can do it.

import {
  check, column, date, db, decimal, descending, dialectIs, expression, foreignKey, index, inSchema,
  json, keyExpression, moment, now, primaryKey, real, time, timestamp, type, unique, uuid, uuid4,
} from '../.sandshift/guest-0.2.0/javascript/sandshift.js';

export function up() {
  kindsOfThings();
  tables();
  fill();
  changes();
  viewsAndTriggers();
  if (dialectIs('postgres')) onPostgresAlone();
}

function kindsOfThings() {
  db.createEnum('ware_state', ['NEW', 'USED', 'BROKEN']);
  db.addEnumValue('ware_state', 'REFURBISHED', { after: 'NEW' });
  db.addEnumValue('ware_state', 'LOST');
  db.renameEnumValue('ware_state', 'BROKEN', 'DAMAGED');
}

const needed = { nullable: false };

function tables() {
  db.createTable('branches', [
    column('id', type.integer, needed),
    column('code', type.char(4), needed),
    column('name', type.string(80), { ...needed, default: 'unnamed', comment: 'as on the sign' }),
    column('parent_id', type.integer),
  ], {
    constraints: [
      primaryKey(['id']),
      unique(['code']),
      foreignKey(['parent_id'], 'branches', ['id'], { onDelete: 'set-null' }),
    ],
    comment: 'places that sell',
  });
  db.createTable('wares', wares(), {
    constraints: [
      primaryKey(['id']),
      check('price >= 0'),
      unique(['branch_id', 'label'], { name: 'uq_wares_label' }),
      check('shelf < 1000', { name: 'ck_wares_shelf' }),
      foreignKey(['branch_id'], 'branches', ['id'],
        { name: 'fk_wares_branch', onDelete: 'cascade', onUpdate: 'restrict' }),
    ],
    indexes: [
      index(['branch_id']),
      index(['price', descending('label')], { name: 'ix_wares_price' }),
    ],
  });
  db.createTable('notes', [
    column('ware_id', type.bigInteger, needed),
    column('line', type.integer, needed),
    column('body', type.string(200)),
  ], { ifNotExists: true });
}

function wares() {
  const rank = { sqlite: 'INTEGER', postgres: 'smallint', mysql: 'TINYINT UNSIGNED' };
  return [
    column('id', type.bigInteger, { ...needed, identity: { always: false } }),
    column('branch_id', type.integer, needed),
    column('shelf', type.smallInteger, { ...needed, default: -1 }),
    column('in_stock', type.boolean, { ...needed, default: true }),
    column('weight', type.float),
    column('volume', type.double, { default: 0.5 }),
    column('price', type.numeric(10, 2), needed),
    column('doubled', type.numeric(12, 2), { generated: { expression: 'price * 2', stored: true } }),
    column('label', type.string(120), needed),
    column('currency', type.char(3), { ...needed, default: 'CHF' }),
    column('description', type.text),
    column('barcode', type.binary(16)),
    column('picture', type.binary()),
    column('bought', type.date),
    column('opens', type.time),
    column('counted', type.timestamp),
    column('created', type.timestampWithZone, { ...needed, default: now }),
    column('lasts', type.interval),
    column('extras', type.json),
    column('tag', type.uuid),
    column('state', type.enumeration('ware_state'), { ...needed, default: 'NEW' }),
    column('rank', type.native(rank), { default: expression('1 + 1') }),
  ];
}

// A literal behind `n` is exact: 2^53 + 1 is no number of JavaScript.
const LARGE = 9007199254740993n;

function fill() {
  db.insert('branches', [
    { code: 'NRTH', id: 1, name: 'North', parent_id: null },
    { code: 'STH1', id: 2, name: 'O\'Neil\'s \\ "South"', parent_id: 1 },
  ]);
  db.insert('branches', { code: 'EAST', id: 3 });
  db.insert('wares', [
    {
      barcode: new Uint8Array([0x00, 0xff, 0x27]),
      bought: date('2024-02-29'),
      branch_id: 1,
      counted: timestamp('2024-02-29 23:59:59.123456'),
      created: moment(),
      description: 'line one\nline two, ünï ☃',
      extras: json({ colours: ['red', 'blue'], depth: 3 }),
      id: 1,
      in_stock: false,
      label: 'lamp',
      lasts: '1 day',
      opens: time('08:30:00'),
      picture: new Uint8Array(),
      price: decimal('19.90'),
      shelf: -3,
      state: 'USED',
      tag: uuid('6f1c1c1e-7d0b-4c36-9a35-0d6a6a1d0e11'),
      volume: -0.125,
      weight: 1.5,
    },
    {
      barcode: null,
      bought: null,
      branch_id: 2,
      counted: null,
      created: moment(),
      description: null,
      extras: null,
      id: LARGE,
      in_stock: true,
      label: '',
      lasts: null,
      opens: null,
      picture: null,
      price: decimal('0.05'),
      shelf: 999,
      state: 'DAMAGED',
      tag: uuid4(),
      volume: real(1e300),
      weight: null,
    },
  ]);
  db.insert('notes', [
    { body: 'first', line: 1, ware_id: 1 },
    { body: 'second', line: 2, ware_id: 1 },
    { body: 'third', line: 1, ware_id: LARGE },
  ]);
  db.update('wares', { price: expression('price + 1'), rank: 7 }, { branch_id: 1, in_stock: false });
  db.update('branches', { name: 'East' }, { name: 'unnamed', parent_id: null });
  db.update('notes', { body: null });
  db.delete('notes', { line: 2, ware_id: 1 });
}

function changes() {
  db.renameTable('notes', 'remarks');
  db.setTableComment('remarks', 'what people say');
  db.setTableComment('branches', undefined);
  db.addConstraint('remarks', primaryKey(['ware_id', 'line'], { name: 'pk_remarks' }));
  db.addConstraint('remarks', foreignKey(['ware_id'], 'wares', ['id'], { name: 'fk_remarks_ware' }));
  db.addConstraint('remarks', check('line > 0', { name: 'ck_remarks_line' }));
  db.addConstraint('remarks', unique(['body', 'line'], { name: 'uq_remarks_body' }));
  db.dropConstraint('remarks', 'uq_remarks_body', { kind: 'unique' });
  db.addColumn('branches', column('city', type.string(60), { ...needed, default: 'Basel' }));
  db.alterColumn('branches', 'city', { type: type.string(90), nullable: true, default: null });
  db.alterColumn('branches', 'name', { comment: null, default: 'a branch' });
  db.renameColumn('branches', 'city', 'town');
  const town = index(['town', descending('code')], { name: 'ix_branches_town', unique: true });
  db.createIndex('branches', town);
  db.renameIndex('ix_branches_town', 'ix_branches_place', { table: 'branches' });
  db.dropIndex('ix_branches_place', { table: 'branches' });
  db.dropColumn('wares', 'volume');
}

function viewsAndTriggers() {
  db.createView('cheap_wares', 'SELECT id, label FROM wares WHERE price < 10');
  const cheaper = 'SELECT id, label, price FROM wares WHERE price < 20';
  db.createView('cheap_wares', cheaper, { orReplace: true });
  // A trigger of PostgreSQL needs a function of its own.
  if (dialectIs('postgres')) return;
  const head = 'CREATE TRIGGER tr_branches_town AFTER DELETE ON branches FOR EACH ROW';
  const body = 'DELETE FROM remarks WHERE line = OLD.id';
  const definition = dialectIs('sqlite') ? `${head} BEGIN ${body}; END` : `${head} ${body}`;
  db.createTrigger('tr_branches_town', 'branches', definition);
}

function onPostgresAlone() {
  db.createSchema('depot', { ifNotExists: true });
  db.createSequence(inSchema('depot', 'numbers'), { start: 100n, increment: 5n });
  db.createExtension('plpgsql', { ifNotExists: true });
  db.createFunction('depot_size',
    'CREATE FUNCTION depot_size() RETURNS integer LANGUAGE sql AS $$ SELECT 42 $$');
  db.addConstraint('remarks', foreignKey(['line'], 'branches', ['id'],
    { name: 'fk_remarks_branch', notValid: true, deferrable: 'deferred' }));
  db.validateConstraint('remarks', 'fk_remarks_branch');
  db.renameConstraint('remarks', 'fk_remarks_branch', 'fk_remarks_place');
  db.createIndex('remarks', index([keyExpression('lower(body)')],
    { name: 'ix_remarks_body', included: ['line'], method: 'btree', filter: 'body IS NOT NULL' }));
}

export function down() {
  if (dialectIs('postgres')) {
    db.dropIndex('ix_remarks_body');
    db.dropConstraint('remarks', 'fk_remarks_place');
    db.dropFunction('depot_size');
    db.dropExtension('hstore', { ifExists: true });
    db.dropSequence(inSchema('depot', 'numbers'));
    db.dropSchema('depot', { cascade: true });
  } else {
    db.dropTrigger('tr_branches_town', 'branches');
  }
  db.dropView('cheap_wares');
  db.dropTable('remarks');
  db.dropTable('wares');
  db.dropTable('branches', { ifExists: true });
  db.dropEnum('ware_state');
}

export function verify() {}

// Four columns, filled in pages: what was computed goes back in one statement for each page.

const PAGE_ROWS = 2000;
const READ = ["id", "full_name", "email", "details", "joined_text"];
const WRITTEN = ["first_name", "last_name", "city", "joined_on", "email"];

exports.up = async (knex) => {
  await knex.schema.alterTable("persons", (table) => {
    table.string("first_name", 100);
    table.string("last_name", 100);
    table.string("city", 100);
    table.date("joined_on");
  });
  const write = { pg: fromValues, "better-sqlite3": fromColumns, mysql2: onConflict }[knex.client.config.client];
  let last = 0;
  for (;;) {
    const rows = await knex("persons").select(READ).where("id", ">", last).orderBy("id").limit(PAGE_ROWS);
    if (rows.length === 0) return;
    await write(knex, rows.map(change));
    last = rows[rows.length - 1].id;
  }
};

exports.down = async () => {};

function change(row) {
  const at = row.full_name.indexOf(" ");
  const [day, month, year] = row.joined_text.split(".");
  return {
    ...row,
    first_name: at < 0 ? row.full_name : row.full_name.slice(0, at),
    last_name: at < 0 ? null : row.full_name.slice(at + 1),
    city: JSON.parse(row.details).address?.city ?? null,
    joined_on: `${year}-${month}-${day}`,
    email: row.email.toLowerCase(),
  };
}

function values(rows, row) {
  const bound = rows.flatMap((of) => [of.id, ...WRITTEN.map((name) => of[name])]);
  return [Array(rows.length).fill(row).join(", "), bound];
}

async function fromValues(knex, rows) {
  const [text, bound] = values(rows, "(?::bigint, ?::text, ?::text, ?::text, ?::date, ?::text)");
  const set = WRITTEN.map((name) => `${name} = new.${name}`).join(", ");
  await knex.raw(
    `UPDATE persons SET ${set} FROM (VALUES ${text}) AS new (id, ${WRITTEN.join(", ")}) WHERE persons.id = new.id`,
    bound,
  );
}

// SQLite calls the columns of VALUES by their number.
async function fromColumns(knex, rows) {
  const [text, bound] = values(rows, "(?, ?, ?, ?, ?, ?)");
  const set = WRITTEN.map((name, at) => `${name} = new.column${at + 2}`).join(", ");
  await knex.raw(`UPDATE persons SET ${set} FROM (VALUES ${text}) AS new WHERE persons.id = new.column1`, bound);
}

// MariaDB has no UPDATE from VALUES. The columns that may not be NULL have to be sent as they are.
async function onConflict(knex, rows) {
  await knex("persons").insert(rows).onConflict("id").merge(WRITTEN);
}

// The database comes from the comparison as JSON: the name of the driver, and what it connects to.
const { client, connection } = JSON.parse(process.env.PEERS_KNEX);

module.exports = { client, connection, useNullAsDefault: true, pool: { min: 1, max: 1 } };

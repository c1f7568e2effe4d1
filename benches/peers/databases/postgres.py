"""PostgreSQL: a database that is the template of each fresh one."""

import psycopg

from . import persons
from .server import PASSWORD, USER, Server


class Postgres:
    name = "postgres"
    title = "PostgreSQL"

    def __init__(self, notes, folder):
        self.server = Server(notes, "postgres")
        self.folder = folder
        self.server_seconds = self.server.seconds
        self.settle = self.server.settle
        # That of the test user is hashed once alone, which some drivers refuse, and which makes logins too cheap.
        if not self._admin(f"SELECT 1 FROM pg_roles WHERE rolname = '{USER}'").fetchone():
            self._admin(f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{PASSWORD}'")
        self.use("work")

    def use(self, name):
        """Chooses the database that the calls behind this are about."""
        self.work = f"peers_{name.replace('-', '_')}"

    def version(self):
        return self._ask("SHOW server_version").split()[0]

    def settings(self):
        names = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size")
        return ", ".join(f"{name}={self._ask(f'SHOW {name}')}" for name in names)

    def load(self, count):
        self.unload(count)
        self._admin(f"CREATE DATABASE {self._base(count)} OWNER {USER}")
        file = self.folder / f"persons-{count}.tsv"
        persons.write_file(file, count)
        with psycopg.connect(self._address(self._base(count)), autocommit=True) as connection:
            connection.execute(persons.TABLE)
            with connection.cursor().copy("COPY persons FROM STDIN") as copy, open(file, "rb") as rows:
                while piece := rows.read(1 << 20):
                    copy.write(piece)
            connection.execute("VACUUM (ANALYZE, FREEZE) persons")
        file.unlink()

    def unload(self, count):
        """Removes what `load` has made."""
        self._admin(f"DROP DATABASE IF EXISTS {self._base(count)}")

    def fresh(self, count=None):
        template = self._base(count) if count else "template1"
        self.remove()
        self._admin(f"CREATE DATABASE {self.work} TEMPLATE {template} OWNER {USER} STRATEGY file_copy")
        # Otherwise one tool pays for what was written before it.
        self._admin("CHECKPOINT")

    def checksum(self):
        parts = ", ".join(f"coalesce({column}::text, '~')" for column in persons.WHOLE)
        number = "('x' || substr(digest, {}, 10))::bit(40)::bigint"
        query = f"""SELECT count(*), sum({number.format(1)}), sum({number.format(11)})
            FROM (SELECT md5(concat_ws('|', {parts})) AS digest FROM persons) AS digests"""
        with psycopg.connect(self._address(self.work)) as connection:
            return [int(value) for value in connection.execute(query).fetchone()]

    def tables(self):
        with psycopg.connect(self._address(self.work)) as connection:
            query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 't0%'"
            return connection.execute(query).fetchone()[0]

    def written(self):
        """How often somebody has committed in the database, and the kilobytes of the log of all databases."""
        commits = f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{self.work}'"
        return {"commits": self._ask(commits),
                "log": float(self._ask("SELECT pg_current_wal_insert_lsn() - '0/0'")) / 1000}

    def sandshift_url(self):
        return self._address(self.work)

    def alchemy_url(self):
        return self._address(self.work).replace("postgres://", "postgresql+psycopg://")

    def refinery_url(self):
        return self._address(self.work)

    def diesel_url(self):
        return self._address(self.work)

    def dbmate_url(self):
        return self._address(self.work) + "?sslmode=disable"

    def django(self):
        return self.server.django(self.work)

    def knex(self):
        return self.server.knex(self.work)

    def program_arguments(self):
        return ["postgres", self._address(self.work)]

    def shell(self, script):
        return ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={script}", self._address(self.work)]

    def remove(self):
        self._admin(f"DROP DATABASE IF EXISTS {self.work} WITH (FORCE)")

    def _admin(self, statement):
        """As the superuser, whom the server lets in on its socket."""
        address = f"host={self.server.directory} port={self.server.port} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(statement)

    def _ask(self, statement):
        return self._admin(statement).fetchone()[0]

    def _address(self, name):
        return f"postgres://{USER}:{PASSWORD}@127.0.0.1:{self.server.port}/{name}"

    def _base(self, count):
        return f"peers_base_{count}"

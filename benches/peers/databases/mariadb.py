"""MariaDB: the rows of a database that nobody touches, read into a new one each time."""

import pymysql

from . import persons
from .server import PASSWORD, USER, Server


class MariaDb:
    name = "mariadb"
    title = "MariaDB"

    def __init__(self, notes, folder):
        self.server = Server(notes, "mariadb")
        self.folder = folder
        self.server_seconds = self.server.seconds
        self.settle = self.server.settle
        self._run(f"CREATE OR REPLACE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}'", f"GRANT ALL ON *.* TO {USER}@'%'")
        self.use("work")

    def use(self, name):
        """Chooses the database that the calls behind this are about."""
        self.work = f"peers_{name.replace('-', '_')}"

    def version(self):
        return self._run("SELECT version()")[0].split("-")[0]

    def settings(self):
        names = ("flush_log_at_trx_commit", "doublewrite", "buffer_pool_size", "log_file_size")
        return ", ".join(f"innodb_{name}={self._run(f'SELECT @@innodb_{name}')[0]}" for name in names)

    def load(self, count):
        self.unload(count)
        base = self._base(count)
        file = self.folder / f"persons-{count}.tsv"
        persons.write_file(file, count)
        self._run(f"CREATE DATABASE {base}", f"USE {base}", persons.TABLE,
                  f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE persons", "ANALYZE TABLE persons")
        file.unlink()

    def unload(self, count):
        """Removes what `load` has made."""
        self._run(f"DROP DATABASE IF EXISTS {self._base(count)}")

    def fresh(self, count=None):
        self.remove()
        self._run(f"CREATE DATABASE {self.work}")
        if count:
            base = self._base(count)
            self._run(f"USE {self.work}", f"CREATE TABLE persons LIKE {base}.persons",
                      f"INSERT INTO persons SELECT * FROM {base}.persons", "COMMIT", "ANALYZE TABLE persons")

    def checksum(self):
        parts = ", ".join(f"coalesce({column}, '~')" for column in persons.WHOLE)
        number = "cast(conv(substr(digest, {}, 10), 16, 10) AS UNSIGNED)"
        query = f"""SELECT count(*), sum({number.format(1)}), sum({number.format(11)})
            FROM (SELECT md5(concat_ws('|', {parts})) AS digest FROM persons) AS digests"""
        return [int(value) for value in self._run(f"USE {self.work}", query)]

    def tables(self):
        query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = '%s' AND table_name LIKE 't0%%'"
        return self._run(query % self.work)[0]

    def sandshift_url(self):
        return self._address("mysql")

    def alchemy_url(self):
        return self._address("mysql+pymysql") + "?charset=utf8mb4"

    def refinery_url(self):
        return self._address("mysql")

    def dbmate_url(self):
        return self._address("mysql")

    def django(self):
        return self.server.django(self.work)

    def knex(self):
        return self.server.knex(self.work)

    def program_arguments(self):
        return ["mariadb", self._address("mysql")]

    def shell(self, script):
        return ["mariadb", "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={self.server.port}",
                f"--user={USER}", f"--password={PASSWORD}", "--default-character-set=utf8mb4",
                f"--database={self.work}", f"--execute=source {script}"]

    def remove(self):
        self._run(f"DROP DATABASE IF EXISTS {self.work}")

    def _run(self, *statements):
        """The first row of the last statement, run as root, whom the server lets in on its socket."""
        socket = str(self.server.directory / "mariadb.sock")
        connection = pymysql.connect(unix_socket=socket, user="root", charset="utf8mb4", local_infile=True)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            row = cursor.fetchone()
            connection.commit()
            return row

    def _address(self, scheme):
        return f"{scheme}://{USER}:{PASSWORD}@127.0.0.1:{self.server.port}/{self.work}"

    def _base(self, count):
        return f"peers_base_{count}"

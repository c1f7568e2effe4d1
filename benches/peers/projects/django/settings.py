"""One app; the database comes from the comparison as JSON."""

import json
import os

DATABASES = {"default": json.loads(os.environ["PEERS_DATABASE"])}
if DATABASES["default"]["ENGINE"].endswith("mysql"):
    import pymysql

    pymysql.install_as_MySQLdb()
INSTALLED_APPS = ["people"]
USE_TZ = True

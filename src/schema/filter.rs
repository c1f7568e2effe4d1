//! What of a database is looked at: what the project asks for, without the tables of other tools.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};

/// Tables and views that belong to other tools, which make and change them by themselves.
const OF_OTHER_TOOLS: &[&str] = &[
    // Alembic
    "alembic_version",
    // sqlx
    "_sqlx_migrations",
    // Flyway, with its older name
    "flyway_schema_history",
    "schema_version",
    // golang-migrate, dbmate, Rails
    "schema_migrations",
    "ar_internal_metadata",
    // Diesel
    "__diesel_schema_migrations",
    // Django
    "django_migrations",
    // goose
    "goose_db_version",
    // Knex
    "knex_migrations",
    "knex_migrations_lock",
    // Liquibase
    "databasechangelog",
    "databasechangeloglock",
    // Prisma
    "_prisma_migrations",
    // SeaORM
    "seaql_migrations",
    // refinery
    "refinery_schema_history",
    // Sequelize
    "SequelizeMeta",
    // Entity Framework
    "__EFMigrationsHistory",
    // Laravel and Doctrine
    "doctrine_migration_versions",
    // Phinx
    "phinxlog",
    // Yoyo
    "_yoyo_log",
    "_yoyo_migration",
    "_yoyo_version",
    "yoyo_lock",
    // PostGIS and SpatiaLite
    "spatial_ref_sys",
    "spatial_ref_sys_aux",
    "geometry_columns",
    "geography_columns",
    "raster_columns",
    "raster_overviews",
    // The extension pg_stat_statements
    "pg_stat_statements",
    "pg_stat_statements_info",
];

/// Schemas that belong to extensions.
const SCHEMAS_OF_EXTENSIONS: &[&str] = &["tiger", "tiger_data", "topology"];

/// What patterns call the schema of a name that has none.
const DEFAULT_SCHEMAS: [&str; 2] = ["public", "main"];

/// What of a database is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

/// A name with `*` for any letters, with its schema or without.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    schema: Option<String>,
    name: String,
}

impl Pattern {
    fn new(text: &str) -> Self {
        match text.split_once('.') {
            Some((schema, name)) => Self { schema: Some(schema.into()), name: name.into() },
            None => Self { schema: None, name: text.into() },
        }
    }

    /// A pattern without a schema means the name in every schema.
    fn fits(&self, name: &ObjectName) -> bool {
        let schema = name.schema.as_ref().map(Ident::as_str);
        let fits_schema = match &self.schema {
            None => true,
            Some(pattern) => match schema {
                Some(schema) => matches(pattern, schema),
                None => DEFAULT_SCHEMAS.iter().any(|schema| matches(pattern, schema)),
            },
        };
        fits_schema && matches(&self.name, name.name.as_str())
    }

    /// Tells whether it means everything in a schema.
    fn fits_all_of(&self, schema: &str) -> bool {
        self.name == "*" && self.schema.as_ref().is_some_and(|pattern| matches(pattern, schema))
    }
}

/// Tells whether a name fits a pattern in which `*` stands for any letters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(behind) = name.strip_prefix(head) else { return false };
    let ends = behind.char_indices().map(|(at, _)| at).chain([behind.len()]);
    ends.into_iter().any(|at| matches(rest, &behind[at..]))
}

impl Filter {
    /// A filter of patterns: `table` or `schema.table`, with `*` for any letters. What `exclude` says
    /// wins; an empty `include` means everything.
    #[must_use]
    pub fn new(include: &[String], exclude: &[String]) -> Self {
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        Self { include: patterns(include), exclude: patterns(exclude) }
    }

    /// Tells whether an object is looked at.
    #[must_use]
    pub fn shows(&self, name: &ObjectName) -> bool {
        let is_foreign = OF_OTHER_TOOLS.contains(&name.name.as_str())
            || name.schema.as_ref().is_some_and(|s| SCHEMAS_OF_EXTENSIONS.contains(&s.as_str()));
        let is_included =
            self.include.is_empty() || self.include.iter().any(|pattern| pattern.fits(name));
        !is_foreign && is_included && !self.exclude.iter().any(|pattern| pattern.fits(name))
    }

    /// Leaves in a catalog what is looked at. What belongs to a hidden table goes with it: triggers
    /// and objects without operations.
    pub fn retain(&self, catalog: &mut Catalog) {
        let tables: Vec<ObjectName> = catalog.tables.keys().cloned().collect();
        let views: Vec<ObjectName> = catalog.views.keys().cloned().collect();
        let hidden: Vec<String> = tables
            .iter()
            .chain(&views)
            .filter(|name| !self.shows(name))
            .map(ToString::to_string)
            .collect();
        catalog.tables.retain(|name, _| self.shows(name));
        catalog.views.retain(|name, _| self.shows(name));
        catalog.triggers.retain(|(table, _), _| self.shows(table));
        catalog.functions.retain(|(name, _), _| self.shows(name));
        catalog.sequences.retain(|name, _| self.shows(name));
        catalog.enums.retain(|name, _| self.shows(&ObjectName::bare(name.clone())));
        catalog.natives.retain(|(_, name), _| !hidden.iter().any(|table| is_of(name, table)));
        let (include, exclude) = (&self.include, &self.exclude);
        catalog.schemas.retain(|schema| {
            let name = schema.as_str();
            let is_included = include.is_empty()
                || include.iter().any(|pattern| match &pattern.schema {
                    Some(text) => matches(text, name),
                    None => false,
                });
            let is_excluded = exclude.iter().any(|pattern| pattern.fits_all_of(name));
            !SCHEMAS_OF_EXTENSIONS.contains(&name) && is_included && !is_excluded
        });
    }
}

/// Tells whether a name is that of a table, or of something that belongs to it: `persons.tenant`.
fn is_of(name: &str, table: &str) -> bool {
    let behind = |prefix: &str| prefix.strip_prefix(table).map(str::to_owned);
    behind(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;

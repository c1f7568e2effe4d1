//! `sandshift policy grants`

use clap::Args;
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use serde_json::json;

use super::{GOOD, grant_of};
use crate::backend::open::Purpose;
use crate::backend::walls_login::Login;
use crate::cli::output::Format;
use crate::cli::policy::{SECRET, secret};
use crate::cli::project::Project;
use crate::cli::settings::Environment;
use crate::cli::{Answer, CliError, Context, database};
use crate::policy::grant::GrantFile;
use crate::policy::plan::Policy;
use crate::session::bookkeeping;

/// Print the statements that give a login what the grant says
///
/// For an administrator of the database, who reads them and runs them. With them in force the server itself keeps the
/// login within the grant, and every run looks whether it does (`walls` below `[require]`). The tables are those
/// that the database has now: print them again when there are new ones of others. On PostgreSQL the bookkeeping goes into a
/// schema of another role, and is written with a secret that stands in the variable SANDSHIFT_BOOKS_SECRET.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift policy grants --login acme --policy acme.toml --url postgres://admin@db/app | psql app
  sandshift policy grants --login acme --schema acme
  sandshift policy grants --login acme@10.0.0.% --url mysql://admin@db/app")]
pub(crate) struct Grants {
    /// The role or account; on MySQL and MariaDB `name@host`, or any host
    #[arg(long, value_name = "NAME")]
    login: String,

    /// The schema that names without one mean to the login (PostgreSQL)
    #[arg(long, value_name = "NAME", default_value = "public")]
    schema: String,

    /// Refuse a database of another kind than sqlite, postgres or mysql
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
}

impl Grants {
    /// Prints them.
    ///
    /// # Errors
    ///
    /// There is no grant, the database cannot be read, or something that it needs is missing.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let file = grant_of(&project)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let dialect = connection.dialect();
        if self.dialect.as_deref().is_some_and(|name| name != dialect.name()) {
            let message = format!("the database is one of `{}`", dialect.name());
            return Err(CliError::usage(message, "leave `--dialect` out, or name another").into());
        }
        let default = self.name(&self.schema)?;
        let catalog = match dialect.name() {
            "postgres" => seen_from(connection.inspect()?, &default),
            _ => connection.inspect()?,
        };
        let database = self.name(&database_name(&environment))?;
        let schemas = schemas(&file, default);
        let Some(walls) = Policy::of(file).with_books(secret()).walls(dialect.name()) else {
            return Ok(GOOD);
        };
        if dialect.name() == "postgres" && walls.books.is_none() {
            let advice = format!(
                "put a long random text into the variable {SECRET}, for this and for each run"
            );
            return Err(CliError::usage("the bookkeeping has no secret", advice).into());
        }
        let login = Login {
            name: &self.login,
            database: &database,
            schemas: &schemas,
            books: walls.books.as_ref(),
            book_tables: &bookkeeping::TABLES,
        };
        let statements = dialect
            .grants(&login, &catalog, &*walls.reach)
            .map_err(|error| CliError::usage(error.to_string(), "name another login or schema"))?;
        let output = &context.output;
        if output.format == Format::Json {
            output.json(&json!({ "dialect": dialect.name(), "statements": statements }));
        }
        if statements.is_empty() {
            output.say("Nothing to grant: this database has no logins, and sandshift's own walls hold the grant");
        }
        if output.format == Format::Human {
            statements.iter().for_each(|sql| output.verbatim(&format!("{sql};\n")));
        }
        Ok(GOOD)
    }

    fn name(&self, text: &str) -> Result<Ident, CliError> {
        Ident::new(text).map_err(|error| CliError::usage(error.to_string(), "name another one"))
    }
}

/// The database of a URL.
fn database_name(environment: &Environment) -> String {
    let url = environment.url.as_ref().and_then(|(url, _)| url::Url::parse(url).ok());
    let path = url.map(|url| url.path().trim_start_matches('/').to_owned()).unwrap_or_default();
    if path.is_empty() { "main".to_owned() } else { path }
}

/// The schemas that the grant speaks of, the default one first, each with whether objects may be made there.
fn schemas(file: &GrantFile, default: Ident) -> Vec<(Ident, bool)> {
    let allow = &file.grant.allow;
    let makes = |schema: Option<&str>| {
        let is_there = allow.define.iter().any(|pattern| pattern.schema() == schema);
        is_there
            && allow.operations.iter().any(|name| name.starts_with("create") || name.contains('*'))
    };
    let named = [&allow.read, &allow.write, &allow.define].into_iter().flatten();
    let mut others: Vec<&str> = named.filter_map(|pattern| pattern.schema()).collect();
    others.sort_unstable();
    others.dedup();
    let others = others.into_iter().filter(|schema| !schema.contains('*'));
    let others = others.filter_map(|name| Some((Ident::new(name).ok()?, makes(Some(name)))));
    std::iter::once((default, makes(None))).chain(others).collect()
}

/// The catalog as a login sees it whose default schema is this one; whoever looked had `public`.
fn seen_from(mut catalog: Catalog, default: &Ident) -> Catalog {
    let Ok(public) = Ident::new("public") else { return catalog };
    if *default == public {
        return catalog;
    }
    let seen = |name: ObjectName| match name.schema {
        Some(schema) if schema == *default => ObjectName::bare(name.name),
        None => ObjectName { schema: Some(public.clone()), name: name.name },
        schema => ObjectName { schema, name: name.name },
    };
    let tables = std::mem::take(&mut catalog.tables).into_iter().map(|(name, table)| {
        let mut table = table;
        table.name = seen(name.clone());
        (seen(name), table)
    });
    catalog.tables = tables.collect();
    catalog
}

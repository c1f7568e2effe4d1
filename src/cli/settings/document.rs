//! Reads the text of `sandshift.toml`; every fault has its line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sandshift_sandbox::limits::{Limits, Offer, Profile};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::duration::duration;
use super::error::SettingsError;
use super::{IntegritySettings, Named, SchemaSettings, Settings, Text, UndoSettings};
use super::{integrity, schema};
use crate::error::Place;
use crate::revision::{Language, Layout};
use crate::session::undo::UndoLimits;
use sandshift_model::nearest::nearest;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;
pub(super) type Result<T> = std::result::Result<T, SettingsError>;

/// Reads settings.
///
/// # Errors
///
/// [`SettingsError`] with the place of the first fault: bad TOML, an unknown key, a wrong type.
pub(crate) fn parse(file: &Path, text: &str) -> Result<Settings> {
    let page = Page { file, text };
    let document = DeTable::parse(text).map_err(|fault| SettingsError::Syntax {
        place: page.place(fault.span().map_or(0, |span| span.start)),
        message: fault.message().lines().collect::<Vec<_>>().join(", "),
    })?;
    let top = Table { page: &page, name: String::new(), entries: document.get_ref() };
    top.allow(&["project", "env", "integrity", "limits", "modules", "sandbox", "schema", "undo"])?;

    let mut settings = Settings {
        file: file.to_path_buf(),
        migrations: vec![PathBuf::from("migrations")],
        default_env: None,
        layout: Layout::default(),
        language: Language::Rhai,
        limits: Limits::default(),
        undo: UndoSettings::default(),
        schema: SchemaSettings::default(),
        policy: None,
        integrity: IntegritySettings::default(),
        environments: Vec::new(),
    };
    if let Some(project) = top.table("project")? {
        project.allow(&["migrations", "default_env", "language", "layout"])?;
        if let Some(folders) = project.folders("migrations")? {
            settings.migrations = folders;
        }
        settings.default_env = project.text("default_env")?.map(|text| text.text);
        if let Some(text) = project.text("language")? {
            settings.language = language(text)?;
        }
        if let Some(text) = project.text("layout")? {
            settings.layout = layout(text)?;
        }
    }
    if let Some(limits) = top.table("limits")? {
        read_limits(&limits, &mut settings.limits)?;
    }
    if let Some(modules) = top.table("modules")? {
        read_offer(&modules, &mut settings.limits.offer)?;
    }
    if let Some(sandbox) = top.table("sandbox")? {
        sandbox.allow(&["policy", "profile"])?;
        settings.policy = policy(&sandbox)?;
        settings.limits.profile = profile(&sandbox)?.unwrap_or_default();
    }
    if let Some(table) = top.table("undo")? {
        read_undo(&table, &mut settings.undo)?;
    }
    if let Some(table) = top.table("schema")? {
        settings.schema = schema::read(&table)?;
    }
    if let Some(table) = top.table("integrity")? {
        settings.integrity = integrity::read(&table)?;
    }
    if let Some(environments) = top.table("env")? {
        for (name, value) in environments.entries {
            let table = environments.nested(name.get_ref(), value)?;
            settings.environments.push(environment(&table, page.place(name.span().start))?);
        }
    }
    Ok(settings)
}

fn environment(table: &Table<'_>, place: Place) -> Result<Named> {
    table.allow(&["url", "scratch_url", "lock_timeout", "params", "policy", "profile"])?;
    let mut params = Vec::new();
    if let Some(given) = table.table("params")? {
        for name in given.entries.keys() {
            if let Some(text) = given.scalar(name.get_ref())? {
                params.push((name.get_ref().to_string(), text));
            }
        }
    }
    let name = table.name.strip_prefix("env.").unwrap_or(&table.name).to_owned();
    Ok(Named {
        name,
        place,
        url: table.text("url")?,
        scratch_url: table.text("scratch_url")?,
        lock_timeout: table.duration("lock_timeout")?,
        profile: profile(table)?,
        policy: policy(table)?,
        params,
    })
}

fn read_limits(table: &Table<'_>, limits: &mut Limits) -> Result<()> {
    table.allow(&["script_time", "operations", "memory_mb", "compile_time"])?;
    if let Some(time) = table.duration("script_time")? {
        limits.script_time = time;
    }
    if let Some(time) = table.duration("compile_time")? {
        limits.compile_time = time;
    }
    if let Some(operations) = table.count("operations")? {
        limits.operations = operations;
    }
    if let Some(megabytes) = table.count("memory_mb")? {
        limits.memory_bytes =
            usize::try_from(megabytes).unwrap_or(usize::MAX).saturating_mul(1 << 20);
    }
    Ok(())
}

fn read_undo(table: &Table<'_>, undo: &mut UndoSettings) -> Result<()> {
    table.allow(&["keep", "rows", "megabytes", "days"])?;
    let mut limits = UndoLimits::default();
    limits.rows = table.count("rows")?.unwrap_or(limits.rows);
    if let Some(megabytes) = table.count("megabytes")? {
        limits.bytes = megabytes.saturating_mul(1 << 20);
    }
    undo.keep = table.truth("keep")?.unwrap_or(true).then_some(limits);
    undo.days = table.count("days")?.unwrap_or(undo.days);
    Ok(())
}

fn read_offer(table: &Table<'_>, offer: &mut Offer) -> Result<()> {
    table.allow(&["raw_sql", "wasi"])?;
    offer.raw_sql = table.truth("raw_sql")?.unwrap_or(offer.raw_sql);
    offer.wasi = table.truth("wasi")?.unwrap_or(offer.wasi);
    Ok(())
}

/// The file of the grant.
fn policy(table: &Table<'_>) -> Result<Option<PathBuf>> {
    Ok(table.text("policy")?.map(|text| PathBuf::from(text.text)))
}

/// Where guests run.
fn profile(table: &Table<'_>) -> Result<Option<Profile>> {
    let Some(text) = table.text("profile")? else { return Ok(None) };
    match text.text.as_str() {
        "trusted" => Ok(Some(Profile::Trusted)),
        "shared" => Ok(Some(Profile::Shared)),
        _ => Err(SettingsError::WrongValue {
            place: text.place,
            key: text.key,
            expected: "`trusted` or `shared`",
            found: text.text,
        }),
    }
}

fn language(text: Text) -> Result<Language> {
    match text.text.as_str() {
        "rhai" => Ok(Language::Rhai),
        "sql" => Ok(Language::Sql),
        _ => Err(SettingsError::WrongValue {
            place: text.place,
            key: text.key,
            expected: "`rhai` or `sql`",
            found: text.text,
        }),
    }
}

fn layout(text: Text) -> Result<Layout> {
    text.text.parse().map_err(|_| SettingsError::WrongValue {
        place: text.place,
        key: text.key,
        expected: "`sandshift`, `sqlx`, `flyway`, `golang-migrate`, `dbmate` or `diesel`",
        found: text.text,
    })
}

pub(super) struct Page<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Page<'_> {
    fn place(&self, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let count = |number: usize| u32::try_from(number + 1).ok();
        Place {
            file: Some(self.file.to_path_buf()),
            line: count(before.matches('\n').count()),
            column: count(before[line_start..].chars().count()),
        }
    }
}

pub(super) struct Table<'a> {
    page: &'a Page<'a>,
    name: String,
    pub(super) entries: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    pub(super) fn allow(&self, known: &[&'static str]) -> Result<()> {
        let mut keys: Vec<_> = self.entries.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        match keys.into_iter().find(|key| !known.contains(&key.get_ref().as_ref())) {
            None => Ok(()),
            Some(key) => Err(SettingsError::UnknownKey {
                place: self.page.place(key.span().start),
                key: self.path(key.get_ref()),
                nearest: nearest(key.get_ref(), known.iter().copied()).map(str::to_owned),
                known: known.join(", "),
            }),
        }
    }

    fn table(&self, key: &str) -> Result<Option<Table<'a>>> {
        self.entries.get(key).map(|value| self.nested(key, value)).transpose()
    }

    fn nested(&self, key: &str, value: &'a Value<'a>) -> Result<Table<'a>> {
        match value.get_ref() {
            DeValue::Table(entries) => Ok(Table { page: self.page, name: self.path(key), entries }),
            _ => Err(self.wrong_type(key, "a table", value)),
        }
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<Text>> {
        let Some(value) = self.entries.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some(self.found(key, text, value))),
            _ => Err(self.wrong_type(key, "a string", value)),
        }
    }

    /// An array of strings.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.entries.get(key) else { return Ok(None) };
        let wanted = "an array of strings";
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.wrong_type(key, wanted, value));
        };
        let text = |item: &Value<'_>| match item.get_ref() {
            DeValue::String(text) if !text.is_empty() => Ok(text.as_ref().to_owned()),
            _ => Err(self.wrong_type(key, wanted, item)),
        };
        items.iter().map(text).collect::<Result<_>>().map(Some)
    }

    /// A string, a number or a truth value, as text.
    fn scalar(&self, key: &str) -> Result<Option<Text>> {
        let Some(value) = self.entries.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some(self.found(key, text, value))),
            DeValue::Integer(number) => Ok(Some(self.found(key, number.as_str(), value))),
            DeValue::Float(number) => Ok(Some(self.found(key, number.as_str(), value))),
            DeValue::Boolean(truth) => Ok(Some(self.found(key, &truth.to_string(), value))),
            _ => Err(self.wrong_type(key, "a string, a number, true or false", value)),
        }
    }

    fn folders(&self, key: &str) -> Result<Option<Vec<PathBuf>>> {
        let Some(value) = self.entries.get(key) else { return Ok(None) };
        let wanted = "a folder, or an array of at least one folder";
        let items = match value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(value),
            DeValue::Array(items) if !items.is_empty() => &items[..],
            _ => return Err(self.wrong_type(key, wanted, value)),
        };
        let folder = |item: &Value<'_>| match item.get_ref() {
            DeValue::String(text) if !text.is_empty() => Ok(PathBuf::from(text.as_ref())),
            _ => Err(self.wrong_type(key, wanted, item)),
        };
        items.iter().map(folder).collect::<Result<_>>().map(Some)
    }

    pub(super) fn duration(&self, key: &str) -> Result<Option<Duration>> {
        let Some(text) = self.scalar(key)? else { return Ok(None) };
        match duration(&text.text) {
            Some(duration) => Ok(Some(duration)),
            None => Err(SettingsError::WrongValue {
                place: text.place,
                key: text.key,
                expected: "a time such as `30s`, `500ms` or `2m`",
                found: text.text,
            }),
        }
    }

    pub(super) fn count(&self, key: &str) -> Result<Option<u64>> {
        let Some(text) = self.scalar(key)? else { return Ok(None) };
        match text.text.replace('_', "").parse() {
            Ok(count) if count > 0 => Ok(Some(count)),
            _ => Err(SettingsError::WrongValue {
                place: text.place,
                key: text.key,
                expected: "a whole number above 0",
                found: text.text,
            }),
        }
    }

    pub(super) fn truth(&self, key: &str) -> Result<Option<bool>> {
        let Some(value) = self.entries.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Boolean(truth) => Ok(Some(*truth)),
            _ => Err(self.wrong_type(key, "true or false", value)),
        }
    }

    fn found(&self, key: &str, text: &str, value: &Value<'_>) -> Text {
        let place = self.page.place(value.span().start);
        Text { key: self.path(key), text: text.to_owned(), place }
    }

    pub(super) fn wrong_type(
        &self,
        key: &str,
        expected: &'static str,
        value: &Value<'_>,
    ) -> SettingsError {
        SettingsError::WrongType {
            place: self.page.place(value.span().start),
            key: self.path(key),
            expected,
            found: value.get_ref().type_str(),
        }
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_project_and_an_environment_say_where_guests_run() {
        let profile = |text: &str, environment: Option<&str>| {
            parse(Path::new("s.toml"), text).and_then(|settings| settings.profile(environment))
        };
        let text =
            "[sandbox]\nprofile = \"shared\"\n[env.own]\nprofile = \"trusted\"\n[env.other]\n";
        assert_eq!(profile("", None).unwrap(), Profile::Trusted);
        assert_eq!(profile(text, None).unwrap(), Profile::Shared);
        assert_eq!(profile(text, Some("own")).unwrap(), Profile::Trusted);
        assert_eq!(profile(text, Some("other")).unwrap(), Profile::Shared);
        let fault = profile("[sandbox]\nprofile = \"open\"\n", None).unwrap_err();
        assert!(matches!(fault, SettingsError::WrongValue { .. }), "{fault}");
    }

    #[test]
    fn a_project_says_what_modules_may_import() {
        let offer = |text: &str| parse(Path::new("s.toml"), text).map(|s| s.limits.offer);
        assert_eq!(offer("").unwrap(), Offer { raw_sql: true, wasi: false });
        let text = "[modules]\nraw_sql = false\nwasi = true\n";
        assert_eq!(offer(text).unwrap(), Offer { raw_sql: false, wasi: true });
        let fault = offer("[modules]\nwasi = \"yes\"\n").unwrap_err();
        assert!(matches!(fault, SettingsError::WrongType { .. }), "{fault}");
    }
}

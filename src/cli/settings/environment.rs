//! Chooses the environment and the database of a command.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sandshift_sandbox::limits::Profile;

use super::error::SettingsError;
use super::variables::{Variables, fill};
use super::{LOCK_TIMEOUT, Named, Settings};
use crate::error::Place;
use sandshift_model::nearest::nearest;

/// What names the database: options first, then `DATABASE_URL`, then the settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chosen<'a> {
    /// The URL of the option `--url`.
    pub url: Option<&'a str>,
    /// The name of the option `--env`.
    pub environment: Option<&'a str>,
}

/// An environment with its variables put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    /// Its name; none when nothing names one.
    pub name: Option<String>,
    /// The database, complete with its password, and who named it; none when nobody did.
    pub url: Option<(String, UrlSource)>,
    /// An empty database that may be filled and is emptied afterwards, complete with its password;
    /// none when scratch databases are made.
    pub scratch_url: Option<String>,
    /// How long to wait for another runner.
    pub lock_timeout: Duration,
    /// The parameters for migrations.
    pub params: BTreeMap<String, String>,
}

/// Who named the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UrlSource {
    /// The option `--url`.
    Option,
    /// The variable `DATABASE_URL`.
    Variable,
    /// The settings file.
    Settings,
}

impl Settings {
    /// Chooses the environment.
    ///
    /// A relative SQLite file of the settings is relative to `folder`, the folder of the settings;
    /// one of an option or variable is relative to `start`.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] when the environment does not exist, a variable of it is not set, or it
    /// was asked for by name while `DATABASE_URL` names another database.
    pub(crate) fn environment(
        &self,
        chosen: &Chosen<'_>,
        variables: Variables<'_>,
        folders: (&Path, &Path),
    ) -> Result<Environment, SettingsError> {
        let (start, folder) = folders;
        let named = self.named(chosen.environment)?;
        let from_settings = || match named.and_then(|named| named.url.as_ref()) {
            Some(text) => fill(text, variables).map(|url| Some(anchored(&url, folder))),
            None => Ok(None),
        };
        let from_variable = variables("DATABASE_URL").filter(|url| !url.is_empty());
        let url = match (chosen.url, from_variable) {
            (Some(url), _) => Some((anchored(url, start), UrlSource::Option)),
            (None, Some(url)) => {
                let url = anchored(&url, start);
                if let (Some(asked), Some(other)) = (chosen.environment, from_settings()?)
                    && url != other
                {
                    return Err(SettingsError::TwoDatabases { environment: asked.to_owned() });
                }
                Some((url, UrlSource::Variable))
            }
            (None, None) => from_settings()?.map(|url| (url, UrlSource::Settings)),
        };
        let scratch_url = match named.and_then(|named| named.scratch_url.as_ref()) {
            Some(text) => Some(anchored(&fill(text, variables)?, folder)),
            None => None,
        };
        let mut params = BTreeMap::new();
        for (name, text) in named.into_iter().flat_map(|named| &named.params) {
            params.insert(name.clone(), fill(text, variables)?);
        }
        Ok(Environment {
            name: named.map(|named| named.name.clone()),
            url,
            scratch_url,
            lock_timeout: named.and_then(|named| named.lock_timeout).unwrap_or(LOCK_TIMEOUT),
            params,
        })
    }

    /// Where guests run in an environment.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] when the environment does not exist.
    pub(crate) fn profile(&self, environment: Option<&str>) -> Result<Profile, SettingsError> {
        let named = self.named(environment)?;
        Ok(named.and_then(|named| named.profile).unwrap_or(self.limits.profile))
    }

    /// The file of the grant that holds in an environment, as written.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] when the environment does not exist.
    pub(crate) fn policy(&self, environment: Option<&str>) -> Result<Option<&Path>, SettingsError> {
        let named = self.named(environment)?.and_then(|named| named.policy.as_deref());
        Ok(named.or(self.policy.as_deref()))
    }

    /// The error of a command that needs a database when nothing names one.
    #[must_use]
    pub(crate) fn no_url(&self, environment: Option<&str>) -> SettingsError {
        let place = self
            .environments
            .iter()
            .find(|named| Some(named.name.as_str()) == environment)
            .map_or_else(|| self.whole_file(), |named| named.place.clone());
        SettingsError::NoUrl { place, environment: environment.map(str::to_owned) }
    }

    /// The environment that is asked for, the default one, or the only one.
    fn named(&self, asked: Option<&str>) -> Result<Option<&Named>, SettingsError> {
        let Some(name) = asked.or(self.default_env.as_deref()) else {
            return Ok(match self.environments.as_slice() {
                [only] => Some(only),
                _ => None,
            });
        };
        match self.environments.iter().find(|named| named.name == name) {
            Some(named) => Ok(Some(named)),
            None => {
                let known: Vec<String> = self.environments.iter().map(|e| e.name.clone()).collect();
                let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
                Err(SettingsError::UnknownEnvironment {
                    place: self.whole_file(),
                    name: name.to_owned(),
                    nearest: near,
                    known,
                })
            }
        }
    }

    fn whole_file(&self) -> Place {
        Place { file: Some(self.file.clone()), ..Place::default() }
    }
}

/// Makes the file of a SQLite URL relative to a folder.
pub(crate) fn anchored(url: &str, folder: &Path) -> String {
    let Some(rest) = url.strip_prefix("sqlite:") else { return url.to_owned() };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (file, query) = match rest.split_once('?') {
        Some((file, query)) => (file, format!("?{query}")),
        None => (rest, String::new()),
    };
    let is_memory = file.is_empty() || file == ":memory:";
    if is_memory || Path::new(file).is_absolute() || folder.as_os_str().is_empty() {
        return format!("sqlite:{file}{query}");
    }
    format!("sqlite:{}{query}", folder.join(file).display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::settings::parse;

    const FILE: &str = r#"
        [project]
        default_env = "dev"
        [env.dev]
        url = "sqlite:dev.db?mode=rwc"
        lock_timeout = "5s"
        params = { tenant = "acme", rows = 10, loud = true }
        [env.prod]
        url = "postgres://app:${PASSWORD}@db/app"
    "#;

    fn chosen(chosen: &Chosen<'_>, variables: Variables<'_>) -> Result<Environment, SettingsError> {
        let settings = parse(Path::new("sandshift.toml"), FILE)?;
        settings.environment(chosen, variables, (Path::new(""), Path::new("up")))
    }

    #[test]
    fn the_default_environment_needs_no_variable_of_another_one() {
        let dev = chosen(&Chosen::default(), &|_| None).unwrap();
        assert_eq!(dev.url, Some(("sqlite:up/dev.db?mode=rwc".into(), UrlSource::Settings)));
        assert_eq!(dev.lock_timeout, Duration::from_secs(5));
        assert_eq!(dev.params["rows"], "10");
        assert_eq!(dev.params["loud"], "true");
        let prod = Chosen { environment: Some("prod"), ..Chosen::default() };
        assert!(matches!(chosen(&prod, &|_| None), Err(SettingsError::VariableNotSet { .. })));
    }

    #[test]
    fn the_option_wins_over_the_variable_and_the_variable_over_the_settings() {
        let set = |name: &str| (name == "DATABASE_URL").then(|| "sqlite://v.db".to_owned());
        let variable = chosen(&Chosen::default(), &set).unwrap();
        assert_eq!(variable.url, Some(("sqlite:v.db".into(), UrlSource::Variable)));
        let option = Chosen { url: Some("sqlite:o.db"), ..Chosen::default() };
        let option = chosen(&option, &set).unwrap();
        assert_eq!(option.url, Some(("sqlite:o.db".into(), UrlSource::Option)));
    }

    #[test]
    fn an_environment_asked_for_by_name_is_not_overruled_in_silence() {
        let set = |name: &str| (name == "DATABASE_URL").then(|| "sqlite://v.db".to_owned());
        let dev = Chosen { environment: Some("dev"), ..Chosen::default() };
        assert!(matches!(chosen(&dev, &set), Err(SettingsError::TwoDatabases { .. })));
    }

    #[test]
    fn an_unknown_environment_names_the_nearest() {
        let typo = Chosen { environment: Some("prd"), ..Chosen::default() };
        let Err(SettingsError::UnknownEnvironment { nearest, .. }) = chosen(&typo, &|_| None)
        else {
            panic!("it was found");
        };
        assert_eq!(nearest.as_deref(), Some("prod"));
    }

    #[test]
    fn unknown_keys_name_their_line_and_the_nearest_key() {
        let fault = parse(Path::new("s.toml"), "[env.dev]\n  ulr = \"x\"\n").unwrap_err();
        let SettingsError::UnknownKey { place, key, nearest, .. } = fault else {
            panic!("{fault}");
        };
        assert_eq!((place.line, place.column), (Some(2), Some(3)));
        assert_eq!((key.as_str(), nearest.as_deref()), ("env.dev.ulr", Some("url")));
    }
}

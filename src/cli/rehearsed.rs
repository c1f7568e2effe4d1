//! Receipts of rehearsals: written by a dry run, and kept to by a run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::demanded::signers;
use super::failure::Failure;
use super::ledger::Book;
use super::{CliError, Context};
use crate::integrity::Demands;
use crate::integrity::receipt::{self, ApprovedRevision, Receipt, ReceiptError, plan_hash};
use crate::integrity::statements::hash_of;
use crate::runner::approving::Approval;
use crate::runner::options::Options;

// What was rehearsed, and what is to be remembered; a doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Approval and audit")]
pub(super) struct Rehearsed {
    /// In a dry run, write a receipt of it; in a run, do what this receipt approves and nothing else
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    pub receipt: Option<PathBuf>,

    /// Let statements touch other rows than in the rehearsal
    #[arg(long, requires = "receipt", conflicts_with = "dry_run")]
    pub rows_may_differ: bool,

    /// Append a record of each migration to this file, as a line of JSON
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub audit: Option<PathBuf>,
}

impl Rehearsed {
    /// Holds a run to its receipt, which also gives the moment and the seed that scripts see.
    ///
    /// # Errors
    ///
    /// A receipt is demanded and there is none, or it is not signed as demanded, or it is none.
    pub(super) fn hold(
        &self,
        context: &Context,
        demands: &Demands,
        options: Options,
    ) -> Result<Options, Failure> {
        let Some(file) = &self.receipt else {
            return if demands.receipt { Err(ReceiptError::None.into()) } else { Ok(options) };
        };
        // Read once: what was signed is what the run is held to.
        let bytes = fs::read(file).map_err(CliError::file(file, "read"))?;
        if let Some(demand) = &demands.signatures {
            signers(context, "the receipt", (file, &bytes), demand)?;
        }
        let receipt = Receipt::parse(&bytes)?;
        let (now_micros, seed) = (Some(receipt.now_micros), Some(receipt.seed.clone()));
        let approval = Approval {
            receipt: Some(Arc::new(receipt)),
            rows_may_differ: self.rows_may_differ,
            ..options.approval
        };
        Ok(Options { now_micros, seed, approval, ..options })
    }

    /// Fixes what a receipt has to hold before the rehearsal begins.
    pub(super) fn foresee(&self, context: &Context, options: Options) -> Options {
        if self.receipt.is_none() {
            return options;
        }
        let now_micros = options.now_micros.or_else(|| Some((context.clock.now_micros)()));
        let random = || uuid::Uuid::new_v4().simple().to_string();
        let seed = options.seed.clone().or_else(|| Some(random()));
        let approval = Approval { records: true, ..options.approval };
        Options { now_micros, seed, approval, ..options }
    }

    /// Writes the receipt of a rehearsal that went well.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(super) fn write(
        &self,
        context: &Context,
        dialect: &str,
        options: &Options,
        book: &Book,
    ) -> Result<(), Failure> {
        let Some(file) = &self.receipt else { return Ok(()) };
        let receipt = receipt_of(context, dialect, options, book);
        let mut text = serde_json::to_string_pretty(&receipt).map_err(|fault| CliError::File {
            file: file.clone(),
            doing: "written",
            source: fault.into(),
        })?;
        text.push('\n');
        fs::write(file, text).map_err(CliError::file(file, "written"))?;
        context.output.say(&told(file, &receipt));
        Ok(())
    }
}

fn told(file: &Path, receipt: &Receipt) -> String {
    let statements: usize = receipt.revisions.iter().map(|one| one.statements.len()).sum();
    let file = file.display().to_string();
    format!(
        "Receipt: `{}` approves {} revisions with {statements} statements; `sandshift run --receipt {}` runs them",
        crate::report::escape::escape(&file),
        receipt.revisions.len(),
        crate::report::escape::escape(&file)
    )
}

fn receipt_of(context: &Context, dialect: &str, options: &Options, book: &Book) -> Receipt {
    let revisions: Vec<ApprovedRevision> = book
        .accounts
        .iter()
        .map(|account| ApprovedRevision {
            revision: account.revision.clone(),
            direction: account.direction.clone(),
            checksum: account.checksum.clone(),
            heads_before: account.heads_before.clone(),
            statements_sha256: hash_of(&account.statements),
            rows: account.rows.clone(),
            duration_micros: account.micros,
            statements: account.statements.clone(),
        })
        .collect();
    Receipt {
        format: receipt::FORMAT,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        rehearsed: context.now().to_string(),
        actor: options.actor.clone(),
        dialect: dialect.to_owned(),
        database_version: book.version.clone(),
        how: book.how.clone(),
        now_micros: options.now_micros.unwrap_or_default(),
        seed: options.seed.clone().unwrap_or_default(),
        plan_sha256: plan_hash(&revisions),
        locks: book.locks.clone(),
        duration_micros: revisions.iter().map(|one| one.duration_micros).sum(),
        revisions,
    }
}

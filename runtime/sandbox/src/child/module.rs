//! Modules of row transforms for guests that run elsewhere: compiled here, loaded and run there.

use std::sync::Arc;

use crate::error::{Fault, GuestError, HostError};
use crate::guest::{LookupTable, ModuleParts, RowFunction, RowModule, RowWorker};
use crate::limits::Limits;
use crate::wasm::{self, Compilation};

/// Makes a module of row transforms ready to be handed to a child; this process never loads it.
///
/// # Errors
///
/// As [`crate::wasm::WasmRows::open`], but what only shows when the module is loaded.
pub fn open_module(
    bytes: Vec<u8>,
    limits: &Limits,
    compilation: &Compilation,
) -> Result<Box<dyn RowModule>, GuestError> {
    let code = wasm::compile_rows(&bytes, limits, compilation)?;
    Ok(Box::new(Parcel(ModuleParts { bytes, code })))
}

/// A module that is not at home here.
#[derive(Debug)]
struct Parcel(ModuleParts);

impl RowModule for Parcel {
    fn names(&self) -> &[String] {
        &[]
    }

    fn parts(&self) -> Option<&ModuleParts> {
        Some(&self.0)
    }

    fn function<'m>(
        &'m self,
        _name: &'m str,
        _tables: Arc<[LookupTable]>,
    ) -> Box<dyn RowFunction + 'm> {
        Box::new(Elsewhere)
    }
}

/// No function of this process.
struct Elsewhere;

impl RowFunction for Elsewhere {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let error = HostError::new(Fault::Fatal, "the module is loaded in another process");
        Err(GuestError::Host { error, origin: Default::default() })
    }

    fn remembers(&self) -> bool {
        false
    }
}

//! Uuids that look random and are the same when the migration runs again.

use super::super::call::Call;
use super::super::errors::stop;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] = &[method("uuid4()", uuid4), method("uuid7()", uuid7)];

fn uuid4(call: &mut Call<'_>) -> Answer {
    call.run.draw(|draw| draw.uuid4()).map(Into::into).map_err(stop)
}

fn uuid7(call: &mut Call<'_>) -> Answer {
    call.run.draw(|draw| draw.uuid7()).map(Into::into).map_err(stop)
}

//! Uuids that look random and are the same when the migration runs again.

use rhai::Dynamic;
use sha2::{Digest, Sha256};

use super::super::call::Call;
use super::super::errors::stop;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] = &[method("uuid4()", uuid4), method("uuid7()", uuid7)];

fn uuid4(call: &mut Call<'_>) -> Answer {
    let (_, source) = call.run.draw().map_err(stop)?;
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(source)[..16]);
    Ok(text(uuid::Builder::from_random_bytes(bytes)))
}

/// All uuids of one migration have its one moment; they still sort as they were made, because
/// the first random bits count up.
fn uuid7(call: &mut Call<'_>) -> Answer {
    let (facts, source) = call.run.draw().map_err(stop)?;
    let count = source.rsplit(':').next().and_then(|count| count.parse::<u64>().ok());
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&Sha256::digest(source)[..10]);
    // 12 bits of the first two bytes and 14 of the next two survive version and variant.
    let count = count.unwrap_or_default();
    bytes[0] = (count >> 22) as u8 & 0x0f;
    bytes[1] = (count >> 14) as u8;
    bytes[2] = (count >> 8) as u8 & 0x3f;
    bytes[3] = count as u8;
    let millis = u64::try_from(facts.now_micros / 1_000).unwrap_or_default();
    Ok(text(uuid::Builder::from_unix_timestamp_millis(millis, &bytes)))
}

fn text(uuid: uuid::Builder) -> Dynamic {
    uuid.into_uuid().to_string().into()
}

//! Uuids, and bytes, that look random and are the same when the migration runs again, in every
//! language.

use sha2::{Digest, Sha256};

use crate::guest::Entry;
use crate::host::Facts;

/// What the uuids of one call of an entry are made from; each number gives another one.
pub(crate) struct Draw<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) entry: Entry,
    pub(crate) count: u64,
    /// The key of the row that a row function is asked about, and how often it has drawn for this
    /// row. Rows come in another order on another database or after an interruption, so that their
    /// number among the draws would not be the same again.
    pub(crate) row: Option<(&'a str, u64)>,
}

impl Draw<'_> {
    /// A uuid without an order.
    pub(crate) fn uuid4(&self) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.digest()[..16]);
        text(uuid::Builder::from_random_bytes(bytes))
    }

    /// A uuid in time order. All uuids of one migration have its one moment; they still sort as
    /// they were made, because the first random bits count up; those of row functions do not.
    pub(crate) fn uuid7(&self) -> String {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&self.digest()[..10]);
        if self.row.is_none() {
            // 12 bits of the first two bytes and 14 of the next two survive version and variant.
            bytes[0] = (self.count >> 22) as u8 & 0x0f;
            bytes[1] = (self.count >> 14) as u8;
            bytes[2] = (self.count >> 8) as u8 & 0x3f;
            bytes[3] = self.count as u8;
        }
        let millis = u64::try_from(self.facts.now_micros / 1_000).unwrap_or_default();
        text(uuid::Builder::from_unix_timestamp_millis(millis, &bytes))
    }

    /// Bytes without any form.
    pub(crate) fn bytes(&self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length);
        let mut block = 0_u64;
        while bytes.len() < length {
            let digest = Sha256::new_with_prefix(self.digest()).chain_update(block.to_be_bytes());
            bytes.extend(digest.finalize());
            block += 1;
        }
        bytes.truncate(length);
        bytes
    }

    fn digest(&self) -> [u8; 32] {
        let source = format!("{}:{}:{}", self.facts.seed, self.entry.name(), self.count);
        let mut digest = Sha256::new_with_prefix(source);
        if let Some((key, count)) = self.row {
            digest.update(format!(":{count}:{key}"));
        }
        digest.finalize().into()
    }
}

fn text(uuid: uuid::Builder) -> String {
    uuid.into_uuid().to_string()
}

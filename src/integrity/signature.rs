//! Signatures beside the file that they are of, one for each signer.
//!
//! What is signed is the file byte for byte, so that there is one meaning and no canonical form to argue
//! about; and the date on which the word of the signer ends.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SignatureDemand;
use super::error::{IntegrityError, SignatureFault};
use super::keys::SecretKey;
use super::trust::{TrustedKey, said};

const FORMAT: u32 = 1;

/// What every signed message begins with, so that no signature is one of anything else.
const CONTEXT: &str = "sandshift signature 1\n";

/// The signatures of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatures {
    format: u32,
    #[serde(default, rename = "signature")]
    all: Vec<Signature>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The id of the key that signed.
    pub key: String,
    /// When it ends to count; never where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The 64 bytes, as base64.
    pub signature: String,
}

/// Whose signature was found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The name under which the key is trusted.
    pub name: String,
    /// The id of the key.
    pub key: String,
    /// When the signature ends to count.
    pub expires: Option<String>,
}

/// What became of the signatures of a file.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The signers, each once however often he signed.
    pub signers: Vec<Signer>,
    /// The signatures that do not count, and why.
    pub faults: Vec<(String, SignatureFault)>,
}

impl Signatures {
    /// No signature yet.
    #[must_use]
    pub fn none() -> Self {
        Self { format: FORMAT, all: Vec::new() }
    }

    /// Reads the bytes of a file of signatures.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::BadSignatures`] when they are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, IntegrityError> {
        let bad = |reason: String| IntegrityError::BadSignatures { reason };
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8".to_owned()))?;
        let signatures: Self = toml::from_str(text).map_err(|fault| bad(said(&fault)))?;
        match signatures.format {
            FORMAT => Ok(signatures),
            other => Err(bad(format!("its format is {other}, and this version reads {FORMAT}"))),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        // Tables of texts can always be written.
        toml::to_string(self).unwrap_or_default()
    }

    /// Adds a signature, in place of an earlier one of the same key.
    pub fn sign(&mut self, file: &[u8], key: &SecretKey, expires: Option<Timestamp>) {
        let expires = expires.map(|moment| moment.to_string());
        let signature = key.sign(&message(file, expires.as_deref()));
        let id = key.public().id();
        self.all.retain(|one| one.key != id);
        self.all.push(Signature { key: id, expires, signature: STANDARD.encode(signature) });
        self.all.sort_by(|one, other| one.key.cmp(&other.key));
    }

    /// Looks at each signature.
    #[must_use]
    pub fn check(&self, file: &[u8], keys: &[TrustedKey], now: Timestamp) -> Checked {
        let mut signers = BTreeMap::new();
        let mut faults = Vec::new();
        for one in &self.all {
            match one.signer(file, keys, now) {
                Ok(signer) => drop(signers.insert(signer.key.clone(), signer)),
                Err(fault) => faults.push((one.key.clone(), fault)),
            }
        }
        Checked { signers: signers.into_values().collect(), faults }
    }

    /// Makes sure that enough of the keys have signed.
    ///
    /// # Errors
    ///
    /// [`IntegrityError::TooFewSignatures`], with what is wrong with the others.
    pub fn fulfil(
        &self,
        what: &str,
        file: &[u8],
        demand: &SignatureDemand,
        now: Timestamp,
    ) -> Result<Vec<Signer>, IntegrityError> {
        let Checked { signers, faults } = self.check(file, &demand.keys, now);
        // No demand is fulfilled by nobody.
        let wanted = demand.threshold.max(1);
        if signers.len() >= wanted {
            return Ok(signers);
        }
        let what = what.to_owned();
        Err(IntegrityError::TooFewSignatures { what, wanted, good: signers.len(), faults })
    }
}

impl Signature {
    fn signer(
        &self,
        file: &[u8],
        keys: &[TrustedKey],
        now: Timestamp,
    ) -> Result<Signer, SignatureFault> {
        let trusted = keys
            .iter()
            .find(|trusted| trusted.key.id() == self.key)
            .ok_or(SignatureFault::UnknownKey)?;
        let bytes = STANDARD.decode(&self.signature).ok();
        let bytes: [u8; 64] =
            bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(SignatureFault::Malformed)?;
        if !trusted.key.has_signed(&message(file, self.expires.as_deref()), &bytes) {
            return Err(SignatureFault::OtherBytes { name: trusted.name.clone() });
        }
        if let Some(text) = &self.expires {
            let end: Timestamp = text.parse().map_err(|_| SignatureFault::Malformed)?;
            if end <= now {
                let (name, end) = (trusted.name.clone(), text.clone());
                return Err(SignatureFault::Expired { name, end });
            }
        }
        let (name, key, expires) = (trusted.name.clone(), self.key.clone(), self.expires.clone());
        Ok(Signer { name, key, expires })
    }
}

/// What is signed: the context, the date, and the file.
fn message(file: &[u8], expires: Option<&str>) -> Vec<u8> {
    let head = format!("{CONTEXT}expires: {}\n\n", expires.unwrap_or("never"));
    [head.as_bytes(), file].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn key(number: u8) -> SecretKey {
        SecretKey::of_seed(&[number; 32])
    }

    fn demand(threshold: usize, numbers: &[u8]) -> SignatureDemand {
        let trusted =
            |number: &u8| TrustedKey { name: format!("k{number}"), key: key(*number).public() };
        SignatureDemand { threshold, keys: numbers.iter().map(trusted).collect() }
    }

    fn now() -> Timestamp {
        "2026-06-01T00:00:00Z".parse().unwrap()
    }

    fn code(signatures: &Signatures, file: &[u8], demand: &SignatureDemand) -> &'static str {
        use crate::error::Coded as _;
        match signatures.fulfil("the lock file", file, demand, now()) {
            Ok(_) => "good",
            Err(error) => error.code(),
        }
    }

    #[test]
    fn a_signature_is_good_for_these_bytes_and_this_key_alone() {
        let mut signatures = Signatures::none();
        signatures.sign(b"lock", &key(1), None);
        let signatures = Signatures::parse(signatures.text().as_bytes()).unwrap();
        assert_eq!(code(&signatures, b"lock", &demand(1, &[1])), "good");
        assert_eq!(code(&signatures, b"lock.", &demand(1, &[1])), "signature::other_bytes");
        assert_eq!(code(&signatures, b"lock", &demand(1, &[2])), "signature::unknown_key");
        assert_eq!(code(&signatures, b"lock", &demand(2, &[1, 2])), "signature::too_few");
        assert_eq!(code(&signatures, b"lock", &demand(0, &[2])), "signature::unknown_key");
    }

    #[test]
    fn several_signatures_of_one_key_count_once() {
        let mut signatures = Signatures::none();
        signatures.sign(b"lock", &key(1), None);
        signatures.sign(b"lock", &key(1), Some("2027-01-01T00:00:00Z".parse().unwrap()));
        assert_eq!(signatures.all.len(), 1);
        let doubled = signatures.all[0].clone();
        signatures.all.push(doubled);
        // A list of keys that names one key twice does not make two signers of it either.
        assert_eq!(code(&signatures, b"lock", &demand(2, &[1, 1])), "signature::too_few");
        signatures.sign(b"lock", &key(2), None);
        assert_eq!(code(&signatures, b"lock", &demand(2, &[1, 2])), "good");
    }

    #[test]
    fn an_expired_signature_does_not_count_and_its_date_cannot_be_moved() {
        let mut signatures = Signatures::none();
        signatures.sign(b"lock", &key(1), Some("2026-05-31T00:00:00Z".parse().unwrap()));
        assert_eq!(code(&signatures, b"lock", &demand(1, &[1])), "signature::expired");
        for moved in [None, Some("2030-01-01T00:00:00Z".to_owned())] {
            signatures.all[0].expires = moved;
            assert_eq!(code(&signatures, b"lock", &demand(1, &[1])), "signature::other_bytes");
        }
    }

    #[test]
    fn cut_and_broken_signatures_are_refused() {
        let mut signatures = Signatures::none();
        signatures.sign(b"lock", &key(1), None);
        let whole = signatures.all[0].signature.clone();
        for broken in ["", "!!", &whole[..40], &format!("{whole}AAAA")] {
            signatures.all[0].signature = broken.to_owned();
            assert_eq!(code(&signatures, b"lock", &demand(1, &[1])), "signature::malformed");
        }
        for text in [&b"\x00\xff"[..], b"format = 1\nsignature = 3", b"format = 9", b"{}"] {
            assert!(Signatures::parse(text).is_err());
        }
    }
}

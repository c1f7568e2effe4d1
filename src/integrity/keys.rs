//! Keys: the secret one that signs, and the public one that tells whose signature it is.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use super::pem;
use crate::revision::ContentHash;

const PREFIX: &str = "ed25519:";

/// A key that signs. It is never shown.
pub struct SecretKey(SigningKey);

impl fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SecretKey")
    }
}

impl SecretKey {
    /// The key of 32 secret bytes, which have to be random.
    #[must_use]
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a key as [`SecretKey::pem`] writes it, and as `openssl genpkey -algorithm ed25519` does;
    /// none for any other text.
    #[must_use]
    pub fn of_pem(text: &str) -> Option<Self> {
        pem::read_private(text).map(|seed| Self::of_seed(&seed))
    }

    /// The key as text, for a file that nobody else can read.
    #[must_use]
    pub fn pem(&self) -> String {
        pem::private(&self.0.to_bytes())
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// A key that tells whose a signature is; written as `ed25519:` with base64 behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// A short name of the key, made of its bytes: 16 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        ContentHash::of(self.0.as_bytes()).hex()[..16].to_owned()
    }

    /// The key as `openssl` reads it.
    #[must_use]
    pub fn pem(&self) -> String {
        pem::public(self.0.as_bytes())
    }

    /// Tells whether a signature is of this key and of this message.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        // The strict form takes no key and no signature that several messages could share.
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{PREFIX}{}", STANDARD.encode(self.0.as_bytes()))
    }
}

/// The text is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a public key is written as `ed25519:` with base64 behind it, or as PEM")]
pub struct NotAKey;

impl FromStr for PublicKey {
    type Err = NotAKey;

    /// Reads both forms; a weak key, which would sign for anybody, is none.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let text = text.trim();
        let bytes = match text.strip_prefix(PREFIX) {
            Some(body) => STANDARD.decode(body).ok().and_then(|bytes| bytes.try_into().ok()),
            None => pem::read_public(text),
        };
        let key = VerifyingKey::from_bytes(&bytes.ok_or(NotAKey)?).map_err(|_| NotAKey)?;
        if key.is_weak() { Err(NotAKey) } else { Ok(Self(key)) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = SecretKey::of_seed(&[7; 32]);
        assert_eq!(SecretKey::of_pem(&key.pem()).unwrap().public(), key.public());
        let public = key.public();
        assert_eq!(public.to_string().parse(), Ok(public));
        assert_eq!(public.pem().parse(), Ok(public));
        assert_eq!(format!("{key:?}"), "SecretKey");
    }

    #[test]
    fn a_weak_key_is_none() {
        // The neutral element, under which a signature fits every message.
        let mut point = [0; 32];
        point[0] = 1;
        let text = format!("{PREFIX}{}", STANDARD.encode(point));
        assert_eq!(text.parse::<PublicKey>(), Err(NotAKey));
        assert_eq!("ed25519:AAAA".parse::<PublicKey>(), Err(NotAKey));
    }
}

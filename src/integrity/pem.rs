//! Keys as text: the forms that OpenSSL reads and writes.
//!
//! Both documents hold one key of one algorithm and are of a fixed length (RFC 8410), so that the
//! bytes in front of the key are a constant.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands before the 32 bytes of a private key (PKCS#8, version 1).
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// What stands before the 32 bytes of a public key (SubjectPublicKeyInfo).
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

const PRIVATE_LABEL: &str = "PRIVATE KEY";
const PUBLIC_LABEL: &str = "PUBLIC KEY";

/// Writes a private key.
#[must_use]
pub fn private(seed: &[u8; 32]) -> String {
    written(PRIVATE_LABEL, &PRIVATE, seed)
}

/// Writes a public key.
#[must_use]
pub fn public(key: &[u8; 32]) -> String {
    written(PUBLIC_LABEL, &PUBLIC, key)
}

/// Reads a private key; none for any other text.
#[must_use]
pub fn read_private(text: &str) -> Option<[u8; 32]> {
    read(text, PRIVATE_LABEL, &PRIVATE)
}

/// Reads a public key; none for any other text.
#[must_use]
pub fn read_public(text: &str) -> Option<[u8; 32]> {
    read(text, PUBLIC_LABEL, &PUBLIC)
}

fn written(label: &str, before: &[u8], key: &[u8; 32]) -> String {
    let body = STANDARD.encode([before, key].concat());
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn read(text: &str, label: &str, before: &[u8]) -> Option<[u8; 32]> {
    let (_, text) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = text.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_whitespace().collect();
    let document = STANDARD.decode(body).ok()?;
    document.strip_prefix(before)?.try_into().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    // Made by `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout`, as RFC 8410 shows them.
    const OPENSSL: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    const OPENSSL_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PUBLIC KEY-----\n";

    #[test]
    fn keys_of_openssl_are_read_and_written_alike() {
        let seed = read_private(OPENSSL).unwrap();
        assert_eq!(private(&seed), OPENSSL);
        let key = read_public(OPENSSL_PUBLIC).unwrap();
        assert_eq!(public(&key), OPENSSL_PUBLIC);
        let made = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
        assert_eq!(made.as_bytes(), &key);
    }

    #[test]
    fn what_is_no_key_of_this_kind_is_none() {
        for text in
            ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", OPENSSL_PUBLIC]
        {
            assert_eq!(read_private(text), None, "{text}");
        }
        assert_eq!(read_public(OPENSSL), None);
    }
}

//! SHA-256 and SHA-512 of strings and blobs, in hexadecimal.

use sha2::{Digest, Sha256, Sha512};

use super::super::call::Call;
use super::super::method::{Answer, Method, method};

pub(crate) const FUNCTIONS: &[Method] =
    &[method("sha256(data)", digest::<Sha256>), method("sha512(data)", digest::<Sha512>)];

fn digest<D: Digest>(call: &mut Call<'_>) -> Answer {
    let data = call.blob(0, "the data")?;
    Ok(super::encoding::hex(&D::digest(data)).into())
}

//! Who asks: tokens in headers, and limits for those who guess.

mod sources;

pub use sources::Sources;

/// The token of an `Authorization` header (RFC 6750 §2.1).
pub fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_header_has_a_token() {
        assert_eq!(bearer(Some("Bearer right")), Some("right"));
        assert_eq!(bearer(Some("bearer  right ")), Some("right"));
        for other in ["Bearer", "Bearer ", "Basic right", "right", ""] {
            assert_eq!(bearer(Some(other)), None, "{other}");
        }
        assert_eq!(bearer(None), None);
    }
}

//! What every response tells the browser about trust.

use actix_web::middleware::DefaultHeaders;

/// The page runs its own scripts and nobody else's, speaks to this server only, and is framed by nobody. `blob:` and `mediastream:` are
/// pictures that the page made itself.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob: mediastream:; connect-src 'self'; font-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub(super) fn security() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add((
            "Permissions-Policy",
            "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)",
        ))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
}

//! The TypeScript that the web client is compiled against is the one of this crate.

use std::path::Path;

#[test]
fn the_typescript_is_not_stale() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web-client/src/protocol/messages.ts");
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        there == tolk_browser::protocol::typescript(),
        "run: cargo run -p tolk-browser --example protocol_types"
    );
}

//! Writes the TypeScript of the protocol: `cargo run -p tolk-browser --example protocol_types`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web-client/src/protocol/messages.ts");
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, tolk_browser::protocol::typescript())
}

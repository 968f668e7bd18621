//! The transcode worker as a program of its own: what the tests of this crate start. `tolk transcode-worker` is the same.

fn main() -> std::process::ExitCode {
    tolk_transcoder::worker::child::main()
}

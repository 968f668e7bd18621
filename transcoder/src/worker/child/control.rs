//! The control thread of a worker: the one whose heart beats.

use std::io::BufReader;
use std::process::ExitCode;

use super::super::protocol::{FromWorker, ToWorker, read_frame, write_frame};
use super::super::sandbox;

/// Runs a worker on the socket that the parent left as descriptor 3, until the parent closes it.
pub fn main() -> ExitCode {
    let mut socket = sandbox::inherited_socket();
    if sandbox::shut().is_err() || write_frame(&mut socket, &FromWorker::Ready, &[]).is_err() {
        return ExitCode::FAILURE;
    }
    let mut reader = BufReader::new(socket);
    while read_frame::<ToWorker>(&mut reader).is_ok() {}
    ExitCode::SUCCESS
}

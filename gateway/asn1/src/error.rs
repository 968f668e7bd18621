//! What can be wrong with bytes, and with a value that shall become bytes.

use rasn::error::{DecodeErrorKind, EncodeErrorKind};
use thiserror::Error;

/// Why bytes are not a message.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// More than a message of this kind may have.
    #[error("{length} bytes, of which at most {most} are read")]
    TooLong {
        /// As it came.
        length: usize,
        /// [`crate::Per::MOST_BYTES`].
        most: usize,
    },
    /// It ends before it is complete.
    #[error("it ends too early")]
    Truncated,
    /// It has an alternative that our version of the recommendation does not know. The sender may be right.
    #[error("it has an alternative (number {index}) that this version does not know")]
    UnknownChoice {
        /// Its number, among the root or among the additions.
        index: usize,
    },
    /// Nested more deeply than 128 levels, of which a parameter in a parameter takes three.
    #[error("it is nested too deeply")]
    TooDeep,
    /// Anything else that the encoding or a constraint forbids.
    #[error("{} is not valid: {}", innermost(.0).1, innermost(.0).0.kind)]
    Invalid(#[source] rasn::error::DecodeError),
}

/// The fault itself, and the field that has it: type and name, as the generated code calls them.
fn innermost(error: &rasn::error::DecodeError) -> (&rasn::error::DecodeError, &'static str) {
    let (mut innermost, mut field) = (error, "the message");
    while let DecodeErrorKind::FieldError { nested, name } = &*innermost.kind {
        (innermost, field) = (nested, name);
    }
    (innermost, field)
}

impl From<rasn::error::DecodeError> for DecodeError {
    fn from(error: rasn::error::DecodeError) -> DecodeError {
        match &*innermost(&error).0.kind {
            DecodeErrorKind::Incomplete { .. } | DecodeErrorKind::Eof => DecodeError::Truncated,
            DecodeErrorKind::ChoiceIndexNotFound { index, .. } => {
                DecodeError::UnknownChoice { index: *index }
            }
            DecodeErrorKind::ExceedsMaxParseDepth => DecodeError::TooDeep,
            _ => DecodeError::Invalid(error),
        }
    }
}

/// Why a value cannot be written.
#[derive(Debug, Error)]
pub enum EncodeError {
    /// A number, a length or a character that its type does not allow.
    #[error("a value is out of its bounds: {0}")]
    OutOfBounds(#[source] rasn::error::EncodeError),
    /// Anything else.
    #[error("it cannot be written: {0}")]
    Invalid(#[source] rasn::error::EncodeError),
}

impl From<rasn::error::EncodeError> for EncodeError {
    fn from(error: rasn::error::EncodeError) -> EncodeError {
        match &*error.kind {
            EncodeErrorKind::SizeConstraintNotSatisfied { .. }
            | EncodeErrorKind::ValueConstraintNotSatisfied { .. } => {
                EncodeError::OutOfBounds(error)
            }
            _ => EncodeError::Invalid(error),
        }
    }
}

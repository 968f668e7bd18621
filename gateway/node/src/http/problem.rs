//! Errors of the API: RFC 9457 problem documents.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError, error};
use serde::Serialize;
use tolk_model::{Blame, Cause, Reason};
use utoipa::ToSchema;

/// What went wrong (RFC 9457 §3).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says which kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// One sentence: what is wrong and what to do.
    detail: String,
    /// A reason of Tolk's own closed set, the key of a translated sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The rule of the policy that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

impl Problem {
    /// A problem with a status and a sentence.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem").to_string(),
            status: status.as_u16(),
            detail: detail.into(),
            reason: None,
            rule: None,
        }
    }

    /// The request is not understood.
    pub fn bad_request(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail).because(Reason::ProtocolError)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail).because(Reason::NotFound)
    }

    /// The request collides with what there is.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, detail)
    }

    /// No token, or a wrong one.
    pub fn unauthorized() -> Problem {
        let words = "This needs the administrator's token: `Authorization: Bearer ...`.";
        Problem::new(StatusCode::UNAUTHORIZED, words).because(Reason::Unauthorized)
    }

    /// Too many requests from one source.
    pub fn too_many() -> Problem {
        let words = "Too many requests from your address. Wait a minute and try again.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, words).because(Reason::RateLimited)
    }

    /// A fault of this node; the log says which.
    pub fn internal() -> Problem {
        let words = "Tolk failed to do this. Its log says why.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, words).because(Reason::InternalError)
    }

    /// With a reason of the closed set.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Problem {
        self.reason = Some(reason.as_str().to_string());
        self
    }

    /// As a response, where no handler's error path leads there.
    pub fn into_response(self) -> HttpResponse {
        self.error_response()
    }

    /// A call or a join was refused for a cause.
    pub fn of(cause: &Cause) -> Problem {
        let status = match cause.reason {
            Reason::NotFound => StatusCode::NOT_FOUND,
            Reason::Gone | Reason::LinkExpired | Reason::MeetingEnded => StatusCode::GONE,
            Reason::Unauthorized => StatusCode::UNAUTHORIZED,
            Reason::Forbidden | Reason::WrongLink | Reason::MeetingLocked => StatusCode::FORBIDDEN,
            Reason::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Reason::Overloaded | Reason::MeetingFull | Reason::ShuttingDown => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Reason::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut problem = Problem::new(status, format!("Refused: {cause}.")).because(cause.reason);
        if let Blame::Policy(rule) = &cause.blame {
            problem.rule = Some(rule.to_string());
        }
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, "application/problem+json"));
        if self.status_code() == StatusCode::TOO_MANY_REQUESTS {
            response.insert_header((RETRY_AFTER, "60"));
        }
        response.body(serde_json::to_string(self).unwrap_or_default())
    }
}

/// A body that is no JSON, or not the JSON that is wanted.
pub(super) fn of_json(error: error::JsonPayloadError, _: &HttpRequest) -> actix_web::Error {
    match error {
        error::JsonPayloadError::Overflow { .. }
        | error::JsonPayloadError::OverflowKnownLength { .. } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.").into()
        }
        error::JsonPayloadError::ContentType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be `application/json`.",
        )
        .into(),
        // serde names the field and the position; neither holds what was sent.
        error::JsonPayloadError::Deserialize(why) => Problem::bad_request(why.to_string()).into(),
        _ => Problem::bad_request("The body could not be read.").into(),
    }
}

/// A query string that is not the one that is wanted.
pub(super) fn of_query(error: error::QueryPayloadError, _: &HttpRequest) -> actix_web::Error {
    Problem::bad_request(error.to_string()).into()
}

/// A path that is not the one that is wanted.
pub(super) fn of_path(error: error::PathError, _: &HttpRequest) -> actix_web::Error {
    Problem::not_found(error.to_string()).into()
}

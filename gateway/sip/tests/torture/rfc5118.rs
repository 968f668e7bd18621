//! RFC 5118: what the edge answers to each of its messages about IPv6, and why.

use super::table::{Row, row};

/// In the order of the RFC.
pub(crate) const RFC5118: &[Row] = &[
    row(
        "4.1",
        "ipv6-good",
        &["405 REGISTER"],
        "An IPv6 reference in request-URI, `Via` and `Contact`; this edge has no registrar switched on here.",
    ),
    row(
        "4.2",
        "ipv6-bad",
        &["400 REGISTER"],
        "An IPv6 address without brackets in the request-URI.",
    ),
    row(
        "4.3",
        "port-ambiguous",
        &["405 REGISTER"],
        "`:5070` inside the brackets is a part of the address, as the grammar has it.",
    ),
    row(
        "4.4",
        "port-unambiguous",
        &["405 REGISTER"],
        "`:5070` behind the brackets is the port.",
    ),
    row(
        "4.5",
        "via-received-param-with-delim",
        &["481 BYE"],
        "Brackets in `received` are against the grammar and must be borne; there is no such dialog.",
    ),
    row(
        "4.5",
        "via-received-param-no-delim",
        &["200 OPTIONS"],
        "No brackets in `received`, as the grammar has it.",
    ),
    row(
        "4.6",
        "ipv6-in-sdp",
        &["100 INVITE", "488 INVITE"],
        "The description is read; of its codecs (G.726, H.263) we have none.",
    ),
    row(
        "4.7",
        "mult-ip-in-header",
        &["481 BYE"],
        "IPv4 and IPv6 in one list of `Via`; there is no such dialog.",
    ),
    row(
        "4.8",
        "mult-ip-in-sdp",
        &["100 INVITE"],
        "A stream by IPv4 with G.711 that we can take, and one by IPv6 that is declined.",
    ),
    row(
        "4.9",
        "ipv4-mapped-ipv6",
        &["100 INVITE", "488 INVITE"],
        "Mapped addresses are read everywhere; of its codecs we have none.",
    ),
    row(
        "4.10",
        "ipv6-bug-abnf-3-colons",
        &["200 OPTIONS"],
        "Three colons before an embedded IPv4 address: RFC 3261's own grammar makes them, and they must be borne.",
    ),
    row(
        "4.10",
        "ipv6-correct-abnf-2-colons",
        &["200 OPTIONS"],
        "The same address as RFC 4291 writes it.",
    ),
];

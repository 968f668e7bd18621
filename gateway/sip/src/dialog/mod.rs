//! Dialogs (RFC 3261 §12): route sets, sequence numbers, target refresh.

use crate::wire::lex::split;
use crate::wire::message::{Common, copy};
use crate::wire::{Headers, Method, NameAddr, Problem, Request, Response, SipUri, Uri};

/// One dialog, early or confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dialog {
    /// `Call-ID`.
    pub(crate) call_id: String,
    /// Our tag.
    pub(crate) local_tag: String,
    /// Theirs, empty for an RFC 2543 peer or while unknown.
    pub(crate) remote_tag: String,
    /// `From` of our requests, with our tag.
    pub(crate) local: String,
    /// `To` of our requests, with their tag.
    pub(crate) remote: String,
    /// Where requests go in the end.
    pub(crate) target: String,
    /// Hops that requests go by, as the peer wrote them.
    pub(crate) routes: Vec<String>,
    /// `CSeq` of our last request.
    pub(crate) local_cseq: u32,
    /// `CSeq` of their last request.
    pub(crate) remote_cseq: Option<u32>,
}

impl Dialog {
    /// The UAS side (§12.1.1). `tag` is ours.
    ///
    /// # Errors
    /// What the headers lack.
    pub(crate) fn answering(request: &Request, tag: &str, cseq: u32) -> Result<Dialog, Problem> {
        let from = request.headers.text("from").ok_or(Problem::MissingHeader)?;
        let to = request.headers.text("to").ok_or(Problem::MissingHeader)?;
        let target = match request.contact() {
            Some(contact) => contact.raw_uri,
            // RFC 2543 did not demand a Contact.
            None => request.sender()?.raw_uri,
        };
        Ok(Dialog {
            call_id: request.call_id().to_string(),
            local_tag: tag.to_string(),
            remote_tag: request.sender_tag(),
            local: format!("{to};tag={tag}"),
            remote: from.to_string(),
            target,
            routes: owned(&request.headers, false)?,
            local_cseq: cseq,
            remote_cseq: Some(request.cseq()?.0),
        })
    }

    /// The UAC side (§12.1.2): `request` is ours, `response` is a 101-299 with a tag.
    ///
    /// # Errors
    /// What the headers lack.
    pub(crate) fn calling(request: &Request, response: &Response) -> Result<Dialog, Problem> {
        let to = response.headers.text("to").ok_or(Problem::MissingHeader)?;
        let from = request.headers.text("from").ok_or(Problem::MissingHeader)?;
        let target = response
            .contact()
            .map_or_else(|| request.uri.clone(), |c| c.raw_uri);
        Ok(Dialog {
            call_id: request.call_id().to_string(),
            local_tag: request.sender_tag(),
            remote_tag: response.to_tag(),
            local: from.to_string(),
            remote: to.to_string(),
            target,
            routes: owned(&response.headers, true)?,
            local_cseq: request.cseq()?.0,
            remote_cseq: None,
        })
    }

    /// The next request of ours (§12.2.1.1), without `Via`, `Contact` and `Max-Forwards`.
    pub(crate) fn request(&mut self, method: Method) -> Request {
        self.local_cseq += 1;
        self.request_numbered(method, self.local_cseq)
    }

    /// The ACK of a 2xx to the INVITE with this number (§13.2.2.4).
    pub(crate) fn ack(&self, number: u32) -> Request {
        self.request_numbered(Method::Ack, number)
    }

    fn request_numbered(&self, method: Method, number: u32) -> Request {
        let (uri, routes) = self.uri_and_routes();
        let mut request = Request::new(method, uri);
        for route in routes {
            request.headers.push("route", route);
        }
        request.headers.push("from", self.local.as_str());
        request.headers.push("to", self.remote.as_str());
        request.headers.push("call-id", self.call_id.as_str());
        let cseq = format!("{number} {}", request.method);
        request.headers.push("cseq", cseq);
        request
    }

    /// Request-URI and `Route` lines; a first hop without `lr` is a strict router and takes the Request-URI.
    fn uri_and_routes(&self) -> (String, Vec<String>) {
        let first = self.routes.first().and_then(|r| NameAddr::parse(r).ok());
        match first {
            Some(NameAddr {
                uri: Uri::Sip(ref uri),
                ref raw_uri,
                ..
            }) if !uri.parameters.has("lr") => {
                let mut routes: Vec<String> = self.routes.iter().skip(1).cloned().collect();
                routes.push(format!("<{}>", self.target));
                (raw_uri.clone(), routes)
            }
            _ => (self.target.clone(), self.routes.clone()),
        }
    }

    /// The URI whose host is the next hop (§8.1.2).
    pub(crate) fn next_hop(&self) -> Option<SipUri> {
        let first = self.routes.first().and_then(|r| NameAddr::parse(r).ok());
        let uri = match first {
            Some(route) => route.uri,
            None => Uri::parse(&self.target).ok()?,
        };
        match uri {
            Uri::Sip(uri) => Some(uri),
            _ => None,
        }
    }

    /// A request of theirs: in order or not (§12.2.2).
    pub(crate) fn accept(&mut self, number: u32) -> bool {
        let in_order = self.remote_cseq.is_none_or(|last| number > last);
        if in_order {
            self.remote_cseq = Some(number);
        }
        in_order
    }

    /// A target refresh (§12.2.1.2): INVITE, UPDATE and their 2xx move the target.
    pub(crate) fn refresh(&mut self, message: &impl Common) {
        if let Some(contact) = message.contact()
            && matches!(contact.uri, Uri::Sip(_))
        {
            self.target = contact.raw_uri;
        }
    }
}

/// The route set of a message; the UAC takes it in reverse.
fn owned(headers: &Headers, reverse: bool) -> Result<Vec<String>, Problem> {
    let mut routes = Vec::new();
    for line in headers.lines("record-route") {
        let text = std::str::from_utf8(line).map_err(|_| Problem::NotUtf8)?;
        routes.extend(split(text, ',')?.into_iter().map(str::to_string));
    }
    if reverse {
        routes.reverse();
    }
    Ok(routes)
}

/// Copies the route set of an INVITE into its response (§12.1.1), byte for byte.
pub(crate) fn echo_routes(request: &Request, response: &mut Response) {
    copy(&request.headers, &mut response.headers, "record-route");
}

#[cfg(test)]
mod tests;

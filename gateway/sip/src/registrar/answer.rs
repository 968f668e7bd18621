//! The answer to a REGISTER: everything that is bound (RFC 3261 §10.3 step 8).

use tolk_model::address::{Alias, Scheme};
use tolk_model::registration::{Binding, RegistrationError};
use tolk_model::time::Now;

use crate::edge::SipEdge;
use crate::wire::lex::quote;
use crate::wire::message::{Common, copy};
use crate::wire::uri::print_address;
use crate::wire::{Request, Response};

/// How often a device should send a keep-alive on its flow, seconds (RFC 5626 §5.4): under the life of an entry in a usual NAT.
const FLOW_TIMER: &str = "25";

impl SipEdge {
    /// What became of a registration.
    pub(crate) fn registered(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        outcome: Result<Vec<Binding>, RegistrationError>,
    ) {
        let bindings = match outcome {
            Ok(bindings) => bindings,
            Err(error) => {
                let status = match error {
                    RegistrationError::Unknown => 404,
                    RegistrationError::NotYours | RegistrationError::TooMany => 403,
                    RegistrationError::OutOfOrder => 500,
                };
                let account = self.servers.get(&server).and_then(|s| s.account.clone());
                match error {
                    RegistrationError::TooMany => self.limited("devices of one account"),
                    RegistrationError::Unknown => {
                        self.overstepped(account, "registration of an unknown address");
                    }
                    RegistrationError::NotYours => {
                        let what = "registration of an address that is not the account's";
                        self.overstepped(account, what);
                    }
                    RegistrationError::OutOfOrder => {}
                }
                self.punish_server(now, server);
                return self.answer(now, server, status);
            }
        };
        self.hold_flows(now, &bindings);
        let wanted = wants_gruu(request);
        if let Some(of) = self.record(request) {
            self.temporary.bound(now.mono, &of, &bindings, wanted);
        }
        if let Some(server) = self.servers.get(&server) {
            self.sources.forgive(now.mono, &server.asker);
        }
        if let Some(response) = self.bound(now, server, request, &bindings) {
            self.respond(now, server, response);
        }
    }

    /// The address that a REGISTER is about.
    fn record(&self, request: &Request) -> Option<Alias> {
        let record = request.to().ok()?.uri.to_address()?;
        Some(record.to_alias(&self.config.default_domain))
    }

    /// The temporary GRUU of a device, a new one each time (RFC 5627 §5.1).
    fn temporary_gruu(&mut self, of: &Alias, scheme: Scheme, binding: &Binding) -> Option<String> {
        let instance = binding.instance.as_ref()?;
        let user = self
            .temporary
            .mint(&mut self.random, of, instance.reveal())?;
        let scheme = match scheme {
            Scheme::Sips => "sips",
            _ => "sip",
        };
        Some(format!("{scheme}:{user}@{};gr", of.domain))
    }

    fn bound(
        &mut self,
        now: Now,
        server: u64,
        request: &Request,
        bindings: &[Binding],
    ) -> Option<Response> {
        let mut response = self.response(server, 200)?;
        let supported = request.headers.tokens("supported");
        let gruu = wants_gruu(request);
        let of = self.record(request)?;
        let record = request.to().ok()?.uri.to_address()?;
        let scheme = record.scheme;
        let record = print_address(&record, &self.config.default_domain);
        let mut outbound = false;
        for binding in bindings {
            outbound |= binding.flow_number.is_some();
            let mut contact = contact(binding, now, gruu.then_some(record.as_str()));
            let temporary = gruu.then(|| self.temporary_gruu(&of, scheme, binding));
            if let Some(temporary) = temporary.flatten() {
                contact.push_str(&format!(";temp-gruu=\"{temporary}\""));
            }
            response.headers.push("contact", contact);
        }
        copy(&request.headers, &mut response.headers, "path");
        if outbound && supported.contains(&"outbound".to_string()) {
            response.headers.push("require", "outbound");
            response.headers.push("flow-timer", FLOW_TIMER);
        }
        response.headers.push("supported", "path, outbound, gruu");
        Some(response)
    }
}

fn wants_gruu(request: &Request) -> bool {
    let supported = request.headers.tokens("supported");
    supported.iter().any(|s| s == "gruu")
}

fn contact(binding: &Binding, now: Now, record: Option<&str>) -> String {
    // What was bound a moment ago is bound for as long as was asked.
    let left = binding.expires.since(now.mono).as_millis().div_ceil(1000);
    let mut out = format!("<{}>;expires={left}", binding.route.contact.reveal());
    if binding.preference < 1000 {
        out.push_str(&format!(";q=0.{:03}", binding.preference));
    }
    let Some(instance) = binding.instance.as_ref().map(|i| i.reveal()) else {
        return out;
    };
    out.push_str(&format!(";+sip.instance={}", quote(instance)));
    if let Some(number) = binding.flow_number {
        out.push_str(&format!(";reg-id={number}"));
    }
    // RFC 5627 §5.2; an instance that is no URN in brackets names nothing in the world.
    let urn = instance.strip_prefix('<').and_then(|i| i.strip_suffix('>'));
    let lawful = |c: char| c.is_ascii_alphanumeric() || "-:.".contains(c);
    if let (Some(record), Some(urn)) = (record, urn)
        && urn.chars().all(lawful)
    {
        out.push_str(&format!(";pub-gruu=\"{record};gr={urn}\""));
    }
    out
}

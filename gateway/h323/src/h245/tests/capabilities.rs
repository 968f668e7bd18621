//! Capability exchange.

use tolk_asn1::h245::{
    AlternativeCapabilitySet, AudioCapability, Capability, CapabilityDescriptor,
    CapabilityDescriptorNumber, CapabilityTableEntry, CapabilityTableEntryNumber, CommandMessage,
    RequestMessage, ResponseMessage, SendTerminalCapabilitySet, SequenceNumber,
    TerminalCapabilitySet, TerminalCapabilitySetReject, TerminalCapabilitySetRejectCause,
};
use tolk_asn1::types::ObjectIdentifier;
use tolk_model::media::Flow;
use tolk_model::{Codec, StreamId};

use super::media;
use super::script::Script;
use crate::h245::{Event, Problem};

fn empty(sequence: u8) -> TerminalCapabilitySet {
    let identifier = ObjectIdentifier::new(&[0, 0, 8, 245, 0, 8][..]).unwrap();
    TerminalCapabilitySet::new(SequenceNumber(sequence), identifier)
}

fn entry(number: u16, capability: Option<AudioCapability>) -> CapabilityTableEntry {
    let mut entry = CapabilityTableEntry::new(CapabilityTableEntryNumber(number));
    entry.capability = capability.map(Capability::receiveAudioCapability);
    entry
}

fn descriptor(number: u8, entries: &[u16]) -> CapabilityDescriptor {
    let mut descriptor = CapabilityDescriptor::new(CapabilityDescriptorNumber(number));
    let entries = entries.iter().map(|n| CapabilityTableEntryNumber(*n));
    descriptor.simultaneous_capabilities = Some(vec![AlternativeCapabilitySet(entries.collect())]);
    descriptor
}

fn send(script: &mut Script, set: TerminalCapabilitySet) {
    script.request(RequestMessage::terminalCapabilitySet(set));
}

fn codecs(script: &Script) -> Vec<Codec> {
    let told = script.told();
    let sound = told.stream(StreamId(0)).unwrap();
    sound.receive.iter().map(|f| f.codec).collect()
}

#[test]
fn an_entry_that_is_nowhere_is_rejected() {
    let mut script = Script::started();
    script.said.clear();
    let mut set = empty(4);
    set.capability_table = Some(vec![entry(1, Some(AudioCapability::g711Alaw64k(20)))]);
    set.capability_descriptors = Some(vec![descriptor(0, &[1, 2])]);
    send(&mut script, set);
    let reject = script.only("terminalCapabilitySetReject");
    assert_eq!(reject["sequenceNumber"], 4);
    assert!(reject["cause"].get("undefinedTableEntryUsed").is_some());
    assert_eq!(script.problems(), [Problem::BadCapabilities]);
    assert!(script.session.remote().is_empty());
}

#[test]
fn a_table_has_an_end() {
    let mut script = Script::started();
    for sequence in 0..2 {
        script.said.clear();
        let first = 1 + u16::from(sequence) * 200;
        let mut set = empty(sequence);
        let all = (first..first + 200).map(|n| entry(n, Some(AudioCapability::g711Alaw64k(20))));
        set.capability_table = Some(all.collect());
        send(&mut script, set);
    }
    let reject = script.only("terminalCapabilitySetReject");
    assert_eq!(
        reject["cause"]["tableEntryCapacityExceeded"]["highestEntryNumberProcessed"],
        256
    );
}

#[test]
fn sets_add_replace_and_remove_entries() {
    let mut script = Script::started();
    let mut set = empty(1);
    set.capability_table = Some(vec![
        entry(1, Some(AudioCapability::g711Alaw64k(20))),
        entry(2, Some(AudioCapability::g711Ulaw64k(30))),
        entry(3, Some(AudioCapability::g729(2))),
    ]);
    set.capability_descriptors = Some(vec![descriptor(0, &[2, 1, 3])]);
    send(&mut script, set);
    assert_eq!(codecs(&script), [Codec::Pcmu, Codec::Pcma]);
    let told = script.told();
    assert_eq!(told.stream(StreamId(0)).unwrap().packet_time_ms, Some(20));
    // Nothing of pictures was said, and we have a place for them.
    assert_eq!(told.stream(StreamId(1)).unwrap().flow, Flow::Off);
    let mut set = empty(2);
    set.capability_table = Some(vec![
        entry(1, None),
        entry(4, Some(AudioCapability::g722_64k(20))),
    ]);
    set.capability_descriptors = Some(vec![descriptor(0, &[4, 2])]);
    send(&mut script, set);
    assert_eq!(codecs(&script), [Codec::G722, Codec::Pcmu]);
}

#[test]
fn a_set_without_descriptors_is_taken_whole() {
    let mut script = Script::started();
    let mut set = empty(1);
    set.capability_table = Some(vec![entry(9, Some(AudioCapability::g711Ulaw64k(20)))]);
    send(&mut script, set);
    assert_eq!(codecs(&script), [Codec::Pcmu]);
}

#[test]
fn who_rejects_our_set_gets_a_smaller_one_and_then_nothing() {
    let mut script = Script::started();
    let reject = |script: &mut Script, sequence| {
        let cause = TerminalCapabilitySetRejectCause::descriptorCapacityExceeded(());
        script.response(ResponseMessage::terminalCapabilitySetReject(
            TerminalCapabilitySetReject::new(SequenceNumber(sequence), cause),
        ));
    };
    let full = script.only("terminalCapabilitySet");
    reject(&mut script, 1);
    let least = script.only("terminalCapabilitySet");
    let count = |set: &serde_json::Value| set["capabilityTable"].as_array().unwrap().len();
    assert!(count(&least) < count(&full), "{least}");
    assert_eq!(least["sequenceNumber"], 2);
    // An answer to the first one is late, and nothing.
    reject(&mut script, 1);
    assert!(script.session.is_running());
    reject(&mut script, 2);
    assert!(matches!(script.events.last(), Some(Event::Failed(_))));
}

#[test]
fn a_set_that_is_not_acknowledged_is_repeated_and_then_let_be() {
    let mut script = Script::started();
    script.capabilities(&media(2), 1);
    script.said.clear();
    script.pass(14);
    assert!(
        !script
            .names()
            .contains(&"terminalCapabilitySet".to_string())
    );
    script.pass(2);
    let names = script.names();
    assert!(names.contains(&"terminalCapabilitySetRelease".to_string()));
    assert!(names.contains(&"terminalCapabilitySet".to_string()));
    script.settle_role();
    script.pass(20);
    // They live and have said what they take: the channels are opened.
    assert!(script.names().contains(&"openLogicalChannel".to_string()));
}

impl Script {
    fn settle_role(&mut self) {
        use tolk_asn1::h245::{
            MasterSlaveDeterminationAck, MasterSlaveDeterminationAckDecision as Decision,
        };
        self.response(ResponseMessage::masterSlaveDeterminationAck(
            MasterSlaveDeterminationAck::new(Decision::slave(())),
        ));
    }
}

#[test]
fn our_set_is_repeated_when_they_ask() {
    let mut script = Script::agreed();
    script.command(CommandMessage::sendTerminalCapabilitySet(
        SendTerminalCapabilitySet::genericRequest(()),
    ));
    assert_eq!(script.names(), ["terminalCapabilitySet"]);
}

#[test]
fn a_description_that_the_far_end_narrowed_is_no_new_set() {
    let mut script = Script::started();
    script.acknowledge_set();
    script.said.clear();
    // A far end with one codec: the core's reply lists no other.
    let mut theirs = media(2);
    theirs.streams.truncate(1);
    theirs.streams[0].receive.truncate(2);
    theirs.streams[0].receive.remove(0);
    script.capabilities(&theirs, 1);
    let mut narrow = script.own.clone();
    narrow.streams[0].receive.retain(|f| f.codec == Codec::Pcma);
    narrow.streams[1].flow = Flow::Off;
    narrow.streams[1].receive.clear();
    script.describe(&narrow);
    assert!(
        !script
            .names()
            .contains(&"terminalCapabilitySet".to_string())
    );
}

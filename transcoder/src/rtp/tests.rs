//! Packets taken apart and put together; damaged ones refused.

use super::*;

fn packet() -> Vec<u8> {
    let mut buffer = vec![0; 200];
    let mut writer = HeaderWriter::new(&mut buffer, 96, true, 4711, 123_456, 0xdead_beef)
        .expect("a header fits");
    writer.extension(3, b"video0");
    writer.extension(5, &[0x12, 0x34]);
    let length = writer.payload(&[], b"payload").expect("it fits");
    buffer.truncate(length);
    buffer
}

#[test]
fn what_is_written_is_read() {
    let bytes = packet();
    let header = Header::parse(&bytes).expect("it was just written");
    assert_eq!((header.payload_type, header.marker), (96, true));
    assert_eq!((header.sequence, header.timestamp), (4711, 123_456));
    assert_eq!(header.ssrc, 0xdead_beef);
    assert_eq!(header.extensions.get(Some(3)), Some(&b"video0"[..]));
    assert_eq!(header.extensions.get(Some(5)), Some(&[0x12, 0x34][..]));
    assert_eq!(header.extensions.get(Some(4)), None);
    assert_eq!(header.extensions.get(None), None);
    assert_eq!(header.payload, b"payload");
}

#[test]
fn an_independent_reader_agrees() {
    use rtc_shared::marshal::Unmarshal as _;
    let bytes = packet();
    let theirs = rtc_rtp::Packet::unmarshal(&mut &bytes[..]).expect("valid RTP");
    assert_eq!(theirs.header.sequence_number, 4711);
    assert_eq!(
        theirs.header.get_extension(3).as_deref(),
        Some(&b"video0"[..])
    );
    assert_eq!(&theirs.payload[..], b"payload");
}

#[test]
fn padding_is_removed_and_wrong_padding_refused() {
    let mut bytes = packet();
    bytes[0] |= 0x20;
    bytes.extend([0, 0, 3]);
    assert_eq!(Header::parse(&bytes).expect("valid").payload, b"payload");
    *bytes.last_mut().expect("not empty") = 200;
    assert!(Header::parse(&bytes).is_none());
    *bytes.last_mut().expect("not empty") = 0;
    assert!(Header::parse(&bytes).is_none());
}

#[test]
fn every_cut_is_refused_or_read_without_a_panic() {
    let bytes = packet();
    for cut in 0..bytes.len() {
        if let Some(header) = Header::parse(&bytes[..cut]) {
            assert!(cut >= MIN_HEADER);
            assert!(header.payload.len() <= b"payload".len());
        }
    }
}

#[test]
fn two_byte_extensions_are_read() {
    let block = [1, 3, b'a', b'b', b'c', 0, 200, 0, 7, 1, 9];
    let extensions = Extensions::new(0x1000, &block);
    assert_eq!(extensions.get(Some(1)), Some(&b"abc"[..]));
    assert_eq!(extensions.get(Some(200)), Some(&[][..]));
    assert_eq!(extensions.get(Some(7)), Some(&[9][..]));
}

#[test]
fn a_lying_extension_ends_the_walk() {
    let extensions = Extensions::new(0xbede, &[0x1f, 1, 2]);
    assert_eq!(extensions.iter().count(), 0);
}

#[test]
fn sequence_numbers_unwrap_over_the_border_both_ways() {
    let mut unwrapper = Unwrapper::default();
    let first = unwrapper.accept(65_534);
    assert_eq!(unwrapper.accept(1), first + 3);
    assert_eq!(unwrapper.accept(65_535), first + 1);
    assert_eq!(unwrapper.highest(), Some(first + 3));
}

#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tolk_transcoder::picture::fuzz::fuzz_vp8_depacketiser(bytes));

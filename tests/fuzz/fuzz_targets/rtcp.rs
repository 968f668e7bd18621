#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tolk_transcoder::fuzz::fuzz_rtcp(bytes));

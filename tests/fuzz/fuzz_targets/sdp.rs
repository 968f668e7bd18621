#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tolk_tests::fuzz::sdp(bytes));

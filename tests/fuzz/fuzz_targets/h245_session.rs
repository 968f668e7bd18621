#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tolk_h323::fuzz_h245_session(bytes));

#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tolk::cli::fuzz_ladder(bytes));

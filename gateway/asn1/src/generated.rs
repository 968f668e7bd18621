// Written by scripts/asn1: do not edit.
//
// Types of H.225.0 version 7 (12/2009), H.245 version 15 (12/2009), H.235.0 (09/2005), H.460.18 and H.460.19 (09/2005), out of the ASN.1
// modules of ITU-T's database as Debian's source package of Wireshark carries them (ADR 16).

#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused,
    clippy::too_many_arguments
)]
pub mod h235_security_messages {
    extern crate alloc;
    use core::borrow::Borrow;
    use rasn::prelude::*;
    use std::sync::LazyLock;
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AuthenticationBES {
        default(()),
        radius(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AuthenticationMechanism {
        dhExch(()),
        pwdSymEnc(()),
        pwdHash(()),
        certSign(()),
        ipsec(()),
        tls(()),
        nonStandard(H235NonStandardParameter),
        #[rasn(extension_addition)]
        authenticationBES(AuthenticationBES),
        #[rasn(extension_addition)]
        keyExch(ObjectIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("8..=128"))]
    pub struct ChallengeString(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ClearToken {
        #[rasn(identifier = "tokenOID")]
        pub token_oid: ObjectIdentifier,
        #[rasn(identifier = "timeStamp")]
        pub time_stamp: Option<TimeStamp>,
        pub password: Option<H235Password>,
        pub dhkey: Option<DHset>,
        pub challenge: Option<ChallengeString>,
        pub random: Option<RandomVal>,
        pub certificate: Option<TypedCertificate>,
        #[rasn(identifier = "generalID")]
        pub general_id: Option<Identifier>,
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H235NonStandardParameter>,
        #[rasn(extension_addition)]
        pub eckasdhkey: Option<ECKASDH>,
        #[rasn(extension_addition, identifier = "sendersID", size("1..=128"))]
        pub senders_id: Option<Identifier>,
        #[rasn(extension_addition, identifier = "h235Key")]
        pub h235_key: Option<H235Key>,
        #[rasn(extension_addition, identifier = "profileInfo")]
        pub profile_info: Option<SequenceOf<ProfileElement>>,
    }
    impl ClearToken {
        pub fn new(token_oid: ObjectIdentifier) -> Self {
            Self {
                token_oid,
                time_stamp: None,
                password: None,
                dhkey: None,
                challenge: None,
                random: None,
                certificate: None,
                general_id: None,
                non_standard: None,
                eckasdhkey: None,
                senders_id: None,
                h235_key: None,
                profile_info: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CryptoTokenCryptoEncryptedToken {
        #[rasn(identifier = "tokenOID")]
        pub token_oid: ObjectIdentifier,
        pub token: EncryptedToken,
    }
    impl CryptoTokenCryptoEncryptedToken {
        pub fn new(token_oid: ObjectIdentifier, token: EncryptedToken) -> Self {
            Self { token_oid, token }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CryptoTokenCryptoSignedToken {
        #[rasn(identifier = "tokenOID")]
        pub token_oid: ObjectIdentifier,
        pub token: SignedToken,
    }
    impl CryptoTokenCryptoSignedToken {
        pub fn new(token_oid: ObjectIdentifier, token: SignedToken) -> Self {
            Self { token_oid, token }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CryptoTokenCryptoHashedToken {
        #[rasn(identifier = "tokenOID")]
        pub token_oid: ObjectIdentifier,
        #[rasn(identifier = "hashedVals")]
        pub hashed_vals: ClearToken,
        pub token: HashedToken,
    }
    impl CryptoTokenCryptoHashedToken {
        pub fn new(
            token_oid: ObjectIdentifier,
            hashed_vals: ClearToken,
            token: HashedToken,
        ) -> Self {
            Self {
                token_oid,
                hashed_vals,
                token,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CryptoToken {
        cryptoEncryptedToken(CryptoTokenCryptoEncryptedToken),
        cryptoSignedToken(CryptoTokenCryptoSignedToken),
        cryptoHashedToken(CryptoTokenCryptoHashedToken),
        cryptoPwdEncr(EncryptedToken),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DHset {
        #[rasn(size("0..=2048"))]
        pub halfkey: BitString,
        #[rasn(size("0..=2048"), identifier = "modSize")]
        pub mod_size: BitString,
        #[rasn(size("0..=2048"))]
        pub generator: BitString,
    }
    impl DHset {
        pub fn new(halfkey: BitString, mod_size: BitString, generator: BitString) -> Self {
            Self {
                halfkey,
                mod_size,
                generator,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct ECGDSASignature {
        #[rasn(size("0..=511"))]
        pub r: BitString,
        #[rasn(size("0..=511"))]
        pub s: BitString,
    }
    impl ECGDSASignature {
        pub fn new(r: BitString, s: BitString) -> Self {
            Self { r, s }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct ECKASDHEckasdhp {
        #[rasn(identifier = "public-key")]
        pub public_key: ECpoint,
        #[rasn(size("0..=511"))]
        pub modulus: BitString,
        pub base: ECpoint,
        #[rasn(size("0..=511"), identifier = "weierstrassA")]
        pub weierstrass_a: BitString,
        #[rasn(size("0..=511"), identifier = "weierstrassB")]
        pub weierstrass_b: BitString,
    }
    impl ECKASDHEckasdhp {
        pub fn new(
            public_key: ECpoint,
            modulus: BitString,
            base: ECpoint,
            weierstrass_a: BitString,
            weierstrass_b: BitString,
        ) -> Self {
            Self {
                public_key,
                modulus,
                base,
                weierstrass_a,
                weierstrass_b,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct ECKASDHEckasdh2 {
        #[rasn(identifier = "public-key")]
        pub public_key: ECpoint,
        #[rasn(size("0..=511"), identifier = "fieldSize")]
        pub field_size: BitString,
        pub base: ECpoint,
        #[rasn(size("0..=511"), identifier = "weierstrassA")]
        pub weierstrass_a: BitString,
        #[rasn(size("0..=511"), identifier = "weierstrassB")]
        pub weierstrass_b: BitString,
    }
    impl ECKASDHEckasdh2 {
        pub fn new(
            public_key: ECpoint,
            field_size: BitString,
            base: ECpoint,
            weierstrass_a: BitString,
            weierstrass_b: BitString,
        ) -> Self {
            Self {
                public_key,
                field_size,
                base,
                weierstrass_a,
                weierstrass_b,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ECKASDH {
        eckasdhp(ECKASDHEckasdhp),
        eckasdh2(ECKASDHEckasdh2),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ECpoint {
        #[rasn(size("0..=511"))]
        pub x: Option<BitString>,
        #[rasn(size("0..=511"))]
        pub y: Option<BitString>,
    }
    impl ECpoint {
        pub fn new() -> Self {
            Self { x: None, y: None }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum Element {
        octets(OctetString),
        integer(Integer),
        bits(BitString),
        name(BmpString),
        flag(bool),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedGeneralToken(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedKeySignedMaterial(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedKeySyncMaterial(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedPwdCertToken(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedReturnSig(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct EncryptedToken {
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        #[rasn(identifier = "paramS")]
        pub param_s: H235Params,
        #[rasn(identifier = "encryptedData")]
        pub encrypted_data: OctetString,
    }
    impl EncryptedToken {
        pub fn new(
            algorithm_oid: ObjectIdentifier,
            param_s: H235Params,
            encrypted_data: OctetString,
        ) -> Self {
            Self {
                algorithm_oid,
                param_s,
                encrypted_data,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H235-IV16")]
    pub struct H235IV16(pub FixedOctetString<16usize>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H235-IV8")]
    pub struct H235IV8(pub FixedOctetString<8usize>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H235-NonStandardParameter")]
    pub struct H235NonStandardParameter {
        #[rasn(identifier = "nonStandardIdentifier")]
        pub non_standard_identifier: ObjectIdentifier,
        pub data: OctetString,
    }
    impl H235NonStandardParameter {
        pub fn new(non_standard_identifier: ObjectIdentifier, data: OctetString) -> Self {
            Self {
                non_standard_identifier,
                data,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H235-Params")]
    #[non_exhaustive]
    pub struct H235Params {
        #[rasn(identifier = "ranInt")]
        pub ran_int: Option<Integer>,
        pub iv8: Option<H235IV8>,
        #[rasn(extension_addition)]
        pub iv16: Option<H235IV16>,
        #[rasn(extension_addition)]
        pub iv: Option<OctetString>,
        #[rasn(extension_addition, identifier = "clearSalt")]
        pub clear_salt: Option<OctetString>,
    }
    impl H235Params {
        pub fn new() -> Self {
            Self {
                ran_int: None,
                iv8: None,
                iv16: None,
                iv: None,
                clear_salt: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H235-Password", size("1..=128"))]
    pub struct H235Password(pub BmpString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H235CertificateSignature {
        pub certificate: TypedCertificate,
        #[rasn(identifier = "responseRandom")]
        pub response_random: RandomVal,
        #[rasn(identifier = "requesterRandom")]
        pub requester_random: Option<RandomVal>,
        pub signature: SignedToken,
    }
    impl H235CertificateSignature {
        pub fn new(
            certificate: TypedCertificate,
            response_random: RandomVal,
            signature: SignedToken,
        ) -> Self {
            Self {
                certificate,
                response_random,
                requester_random: None,
                signature,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H235Key {
        secureChannel(KeyMaterial),
        sharedSecret(EncryptedToken),
        certProtectedKey(SignedToken),
        #[rasn(extension_addition)]
        secureSharedSecret(V3KeySyncMaterial),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct HashedToken {
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        #[rasn(identifier = "paramS")]
        pub param_s: H235Params,
        pub hash: BitString,
    }
    impl HashedToken {
        pub fn new(algorithm_oid: ObjectIdentifier, param_s: H235Params, hash: BitString) -> Self {
            Self {
                algorithm_oid,
                param_s,
                hash,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=128"))]
    pub struct Identifier(pub BmpString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=2048"))]
    pub struct KeyMaterial(pub BitString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct KeySignedMaterial {
        #[rasn(identifier = "generalId")]
        pub general_id: Identifier,
        pub mrandom: RandomVal,
        pub srandom: Option<RandomVal>,
        #[rasn(identifier = "timeStamp")]
        pub time_stamp: Option<TimeStamp>,
        pub encrptval: EncryptedToken,
    }
    impl KeySignedMaterial {
        pub fn new(general_id: Identifier, mrandom: RandomVal, encrptval: EncryptedToken) -> Self {
            Self {
                general_id,
                mrandom,
                srandom: None,
                time_stamp: None,
                encrptval,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct KeySyncMaterial {
        #[rasn(identifier = "generalID")]
        pub general_id: Identifier,
        #[rasn(identifier = "keyMaterial")]
        pub key_material: KeyMaterial,
    }
    impl KeySyncMaterial {
        pub fn new(general_id: Identifier, key_material: KeyMaterial) -> Self {
            Self {
                general_id,
                key_material,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ProfileElement {
        #[rasn(value("0..=255"), identifier = "elementID")]
        pub element_id: u8,
        #[rasn(identifier = "paramS")]
        pub param_s: Option<H235Params>,
        pub element: Option<Element>,
    }
    impl ProfileElement {
        pub fn new(element_id: u8) -> Self {
            Self {
                element_id,
                param_s: None,
                element: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct PwdCertToken(pub ClearToken);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct RandomVal(pub Integer);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct ReturnSig {
        #[rasn(identifier = "generalId")]
        pub general_id: Identifier,
        #[rasn(identifier = "responseRandom")]
        pub response_random: RandomVal,
        #[rasn(identifier = "requestRandom")]
        pub request_random: Option<RandomVal>,
        pub certificate: Option<TypedCertificate>,
    }
    impl ReturnSig {
        pub fn new(general_id: Identifier, response_random: RandomVal) -> Self {
            Self {
                general_id,
                response_random,
                request_random: None,
                certificate: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct SignedToken {
        #[rasn(identifier = "toBeSigned")]
        pub to_be_signed: OctetString,
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        #[rasn(identifier = "paramS")]
        pub param_s: H235Params,
        pub signature: BitString,
    }
    impl SignedToken {
        pub fn new(
            to_be_signed: OctetString,
            algorithm_oid: ObjectIdentifier,
            param_s: H235Params,
            signature: BitString,
        ) -> Self {
            Self {
                to_be_signed,
                algorithm_oid,
                param_s,
                signature,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=4294967295"))]
    pub struct TimeStamp(pub u32);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TypedCertificate {
        #[rasn(identifier = "type")]
        pub r_type: ObjectIdentifier,
        pub certificate: OctetString,
    }
    impl TypedCertificate {
        pub fn new(r_type: ObjectIdentifier, certificate: OctetString) -> Self {
            Self {
                r_type,
                certificate,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V3KeySyncMaterial {
        #[rasn(identifier = "generalID")]
        pub general_id: Option<Identifier>,
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: Option<ObjectIdentifier>,
        #[rasn(identifier = "paramS")]
        pub param_s: H235Params,
        #[rasn(identifier = "encryptedSessionKey")]
        pub encrypted_session_key: Option<OctetString>,
        #[rasn(identifier = "encryptedSaltingKey")]
        pub encrypted_salting_key: Option<OctetString>,
        #[rasn(identifier = "clearSaltingKey")]
        pub clear_salting_key: Option<OctetString>,
        #[rasn(identifier = "paramSsalt")]
        pub param_ssalt: Option<H235Params>,
        #[rasn(identifier = "keyDerivationOID")]
        pub key_derivation_oid: Option<ObjectIdentifier>,
        #[rasn(extension_addition, identifier = "genericKeyMaterial")]
        pub generic_key_material: Option<OctetString>,
    }
    impl V3KeySyncMaterial {
        pub fn new(param_s: H235Params) -> Self {
            Self {
                general_id: None,
                algorithm_oid: None,
                param_s,
                encrypted_session_key: None,
                encrypted_salting_key: None,
                clear_salting_key: None,
                param_ssalt: None,
                key_derivation_oid: None,
                generic_key_material: None,
            }
        }
    }
}
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused,
    clippy::too_many_arguments
)]
pub mod h323_messages {
    extern crate alloc;
    use super::h235_security_messages::{
        AuthenticationMechanism, ChallengeString, ClearToken, CryptoToken, EncodedPwdCertToken,
        EncryptedToken, H235Password, HashedToken, RandomVal, SignedToken, TimeStamp,
    };
    use super::multimedia_system_control::{DataProtocolCapability, QOSCapability, T38FaxProfile};
    use core::borrow::Borrow;
    use rasn::prelude::*;
    use std::sync::LazyLock;
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ANSI41UIMSystemId {
        #[rasn(
            size("1..=4"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        sid(TBCDSTRING),
        #[rasn(
            size("1..=4"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        mid(TBCDSTRING),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "ANSI-41-UIM")]
    #[non_exhaustive]
    pub struct ANSI41UIM {
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub imsi: Option<TBCDSTRING>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub min: Option<TBCDSTRING>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub mdn: Option<TBCDSTRING>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub msisdn: Option<TBCDSTRING>,
        #[rasn(
            size("16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub esn: Option<TBCDSTRING>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub mscid: Option<TBCDSTRING>,
        #[rasn(identifier = "system-id")]
        pub system_id: ANSI41UIMSystemId,
        #[rasn(size("1"), identifier = "systemMyTypeCode")]
        pub system_my_type_code: Option<OctetString>,
        #[rasn(size("1"), identifier = "systemAccessType")]
        pub system_access_type: Option<OctetString>,
        #[rasn(size("1"), identifier = "qualificationInformationCode")]
        pub qualification_information_code: Option<OctetString>,
        #[rasn(
            size("16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub sesn: Option<TBCDSTRING>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub soc: Option<TBCDSTRING>,
    }
    impl ANSI41UIM {
        pub fn new(system_id: ANSI41UIMSystemId) -> Self {
            Self {
                imsi: None,
                min: None,
                mdn: None,
                msisdn: None,
                esn: None,
                mscid: None,
                system_id,
                system_my_type_code: None,
                system_access_type: None,
                qualification_information_code: None,
                sesn: None,
                soc: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct AddressPatternRange {
        #[rasn(identifier = "startOfRange")]
        pub start_of_range: PartyNumber,
        #[rasn(identifier = "endOfRange")]
        pub end_of_range: PartyNumber,
    }
    impl AddressPatternRange {
        pub fn new(start_of_range: PartyNumber, end_of_range: PartyNumber) -> Self {
            Self {
                start_of_range,
                end_of_range,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AddressPattern {
        wildcard(AliasAddress),
        range(AddressPatternRange),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "IA5String", size("1..=32"))]
    pub struct AnonymousAdmissionConfirmLanguage(pub Ia5String);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct AdmissionConfirmLanguage(pub SequenceOf<AnonymousAdmissionConfirmLanguage>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AdmissionConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "bandWidth")]
        pub band_width: BandWidth,
        #[rasn(identifier = "callModel")]
        pub call_model: CallModel,
        #[rasn(identifier = "destCallSignalAddress")]
        pub dest_call_signal_address: H225TransportAddress,
        #[rasn(value("1..=65535"), identifier = "irrFrequency")]
        pub irr_frequency: Option<u16>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "destinationInfo")]
        pub destination_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "destinationType")]
        pub destination_type: Option<EndpointType>,
        #[rasn(extension_addition, identifier = "remoteExtensionAddress")]
        pub remote_extension_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "alternateEndpoints")]
        pub alternate_endpoints: Option<SequenceOf<Endpoint>>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
        #[rasn(extension_addition, identifier = "willRespondToIRR")]
        pub will_respond_to_irr: Option<bool>,
        #[rasn(extension_addition, identifier = "uuiesRequested")]
        pub uuies_requested: Option<UUIEsRequested>,
        #[rasn(extension_addition)]
        pub language: Option<AdmissionConfirmLanguage>,
        #[rasn(extension_addition, identifier = "alternateTransportAddresses")]
        pub alternate_transport_addresses: Option<AlternateTransportAddresses>,
        #[rasn(extension_addition, identifier = "useSpecifiedTransport")]
        pub use_specified_transport: Option<UseSpecifiedTransport>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "usageSpec")]
        pub usage_spec: Option<SequenceOf<RasUsageSpecification>>,
        #[rasn(extension_addition, identifier = "supportedProtocols")]
        pub supported_protocols: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "modifiedSrcInfo")]
        pub modified_src_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl AdmissionConfirm {
        pub fn new(
            request_seq_num: RequestSeqNum,
            band_width: BandWidth,
            call_model: CallModel,
            dest_call_signal_address: H225TransportAddress,
        ) -> Self {
            Self {
                request_seq_num,
                band_width,
                call_model,
                dest_call_signal_address,
                irr_frequency: None,
                non_standard_data: None,
                destination_info: None,
                dest_extra_call_info: None,
                destination_type: None,
                remote_extension_address: None,
                alternate_endpoints: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                transport_qos: None,
                will_respond_to_irr: None,
                uuies_requested: None,
                language: None,
                alternate_transport_addresses: None,
                use_specified_transport: None,
                circuit_info: None,
                usage_spec: None,
                supported_protocols: None,
                service_control: None,
                multiple_calls: None,
                feature_set: None,
                generic_data: None,
                modified_src_info: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AdmissionReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: AdmissionRejectReason,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "callSignalAddress")]
        pub call_signal_address: Option<SequenceOf<H225TransportAddress>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl AdmissionReject {
        pub fn new(request_seq_num: RequestSeqNum, reject_reason: AdmissionRejectReason) -> Self {
            Self {
                request_seq_num,
                reject_reason,
                non_standard_data: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                call_signal_address: None,
                integrity_check_value: None,
                service_control: None,
                feature_set: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AdmissionRejectReason {
        calledPartyNotRegistered(()),
        invalidPermission(()),
        requestDenied(()),
        undefinedReason(()),
        callerNotRegistered(()),
        routeCallToGatekeeper(()),
        invalidEndpointIdentifier(()),
        resourceUnavailable(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        qosControlNotSupported(()),
        #[rasn(extension_addition)]
        incompleteAddress(()),
        #[rasn(extension_addition)]
        aliasesInconsistent(()),
        #[rasn(extension_addition)]
        routeCallToSCN(SequenceOf<PartyNumber>),
        #[rasn(extension_addition)]
        exceedsCallCapacity(()),
        #[rasn(extension_addition)]
        collectDestination(()),
        #[rasn(extension_addition)]
        collectPIN(()),
        #[rasn(extension_addition)]
        genericDataReason(()),
        #[rasn(extension_addition)]
        neededFeatureNotSupported(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
        #[rasn(extension_addition)]
        securityDHmismatch(()),
        #[rasn(extension_addition)]
        noRouteToDestination(()),
        #[rasn(extension_addition)]
        unallocatedNumber(()),
        #[rasn(extension_addition)]
        registerWithAssignedGK(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AdmissionRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "callType")]
        pub call_type: CallType,
        #[rasn(identifier = "callModel")]
        pub call_model: Option<CallModel>,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "destCallSignalAddress")]
        pub dest_call_signal_address: Option<H225TransportAddress>,
        #[rasn(identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "srcInfo")]
        pub src_info: SequenceOf<AliasAddress>,
        #[rasn(identifier = "srcCallSignalAddress")]
        pub src_call_signal_address: Option<H225TransportAddress>,
        #[rasn(identifier = "bandWidth")]
        pub band_width: BandWidth,
        #[rasn(identifier = "callReferenceValue")]
        pub call_reference_value: CallReferenceValue,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "callServices")]
        pub call_services: Option<QseriesOptions>,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(identifier = "activeMC")]
        pub active_mc: bool,
        #[rasn(identifier = "answerCall")]
        pub answer_call: bool,
        #[rasn(extension_addition, identifier = "canMapAlias")]
        pub can_map_alias: Option<bool>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "srcAlternatives")]
        pub src_alternatives: Option<SequenceOf<Endpoint>>,
        #[rasn(extension_addition, identifier = "destAlternatives")]
        pub dest_alternatives: Option<SequenceOf<Endpoint>>,
        #[rasn(
            extension_addition,
            identifier = "gatekeeperIdentifier",
            size("1..=128")
        )]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
        #[rasn(extension_addition, identifier = "willSupplyUUIEs")]
        pub will_supply_uuies: Option<bool>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition, identifier = "gatewayDataRate")]
        pub gateway_data_rate: Option<DataRate>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "desiredProtocols")]
        pub desired_protocols: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(extension_addition, identifier = "desiredTunnelledProtocol")]
        pub desired_tunnelled_protocol: Option<TunnelledProtocol>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "canMapSrcAlias")]
        pub can_map_src_alias: Option<bool>,
    }
    impl AdmissionRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            call_type: CallType,
            endpoint_identifier: EndpointIdentifier,
            src_info: SequenceOf<AliasAddress>,
            band_width: BandWidth,
            call_reference_value: CallReferenceValue,
            conference_id: ConferenceIdentifier,
            active_mc: bool,
            answer_call: bool,
        ) -> Self {
            Self {
                request_seq_num,
                call_type,
                call_model: None,
                endpoint_identifier,
                destination_info: None,
                dest_call_signal_address: None,
                dest_extra_call_info: None,
                src_info,
                src_call_signal_address: None,
                band_width,
                call_reference_value,
                non_standard_data: None,
                call_services: None,
                conference_id,
                active_mc,
                answer_call,
                can_map_alias: None,
                call_identifier: None,
                src_alternatives: None,
                dest_alternatives: None,
                gatekeeper_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                transport_qos: None,
                will_supply_uuies: None,
                call_linkage: None,
                gateway_data_rate: None,
                capacity: None,
                circuit_info: None,
                desired_protocols: None,
                desired_tunnelled_protocol: None,
                feature_set: None,
                generic_data: None,
                can_map_src_alias: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Alerting-UUIE")]
    #[non_exhaustive]
    pub struct AlertingUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: EndpointType,
        #[rasn(identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "h245SecurityMode")]
        pub h245_security_mode: Option<H245Security>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "alertingAddress")]
        pub alerting_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(extension_addition, identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "displayName")]
        pub display_name: Option<SequenceOf<DisplayName>>,
    }
    impl AlertingUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            destination_info: EndpointType,
        ) -> Self {
            Self {
                protocol_identifier,
                destination_info,
                h245_address: None,
                call_identifier: None,
                h245_security_mode: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                multiple_calls: None,
                maintain_connection: None,
                alerting_address: None,
                presentation_indicator: None,
                screening_indicator: None,
                fast_connect_refused: None,
                service_control: None,
                capacity: None,
                feature_set: None,
                display_name: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AliasAddress {
        #[rasn(
            size("1..=128"),
            from(
                "\u{23}", "\u{2a}", "\u{2c}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}",
                "\u{35}", "\u{36}", "\u{37}", "\u{38}", "\u{39}"
            )
        )]
        dialledDigits(Ia5String),
        #[rasn(size("1..=256"), identifier = "h323-ID")]
        h323_ID(BmpString),
        #[rasn(extension_addition, size("1..=512"), identifier = "url-ID")]
        url_ID(Ia5String),
        #[rasn(extension_addition)]
        transportID(H225TransportAddress),
        #[rasn(extension_addition, size("1..=512"), identifier = "email-ID")]
        email_ID(Ia5String),
        #[rasn(extension_addition)]
        partyNumber(PartyNumber),
        #[rasn(extension_addition)]
        mobileUIM(MobileUIM),
        #[rasn(extension_addition)]
        isupNumber(IsupNumber),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AltGKInfo {
        #[rasn(identifier = "alternateGatekeeper")]
        pub alternate_gatekeeper: SequenceOf<AlternateGK>,
        #[rasn(identifier = "altGKisPermanent")]
        pub alt_gkis_permanent: bool,
    }
    impl AltGKInfo {
        pub fn new(
            alternate_gatekeeper: SequenceOf<AlternateGK>,
            alt_gkis_permanent: bool,
        ) -> Self {
            Self {
                alternate_gatekeeper,
                alt_gkis_permanent,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AlternateGK {
        #[rasn(identifier = "rasAddress")]
        pub ras_address: H225TransportAddress,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "needToRegister")]
        pub need_to_register: bool,
        #[rasn(value("0..=127"))]
        pub priority: u8,
    }
    impl AlternateGK {
        pub fn new(
            ras_address: H225TransportAddress,
            need_to_register: bool,
            priority: u8,
        ) -> Self {
            Self {
                ras_address,
                gatekeeper_identifier: None,
                need_to_register,
                priority,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AlternateTransportAddresses {
        #[rasn(identifier = "annexE")]
        pub annex_e: Option<SequenceOf<H225TransportAddress>>,
        #[rasn(extension_addition)]
        pub sctp: Option<SequenceOf<H225TransportAddress>>,
    }
    impl AlternateTransportAddresses {
        pub fn new() -> Self {
            Self {
                annex_e: None,
                sctp: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum BandRejectReason {
        notBound(()),
        invalidConferenceID(()),
        invalidPermission(()),
        insufficientResources(()),
        invalidRevision(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=4294967295"))]
    pub struct BandWidth(pub u32);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct BandwidthConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "bandWidth")]
        pub band_width: BandWidth,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
    }
    impl BandwidthConfirm {
        pub fn new(request_seq_num: RequestSeqNum, band_width: BandWidth) -> Self {
            Self {
                request_seq_num,
                band_width,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                capacity: None,
                generic_data: None,
                transport_qos: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct BandwidthDetails {
        pub sender: bool,
        pub multicast: bool,
        pub bandwidth: BandWidth,
        #[rasn(identifier = "rtcpAddresses")]
        pub rtcp_addresses: TransportChannelInfo,
    }
    impl BandwidthDetails {
        pub fn new(
            sender: bool,
            multicast: bool,
            bandwidth: BandWidth,
            rtcp_addresses: TransportChannelInfo,
        ) -> Self {
            Self {
                sender,
                multicast,
                bandwidth,
                rtcp_addresses,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct BandwidthReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: BandRejectReason,
        #[rasn(identifier = "allowedBandWidth")]
        pub allowed_band_width: BandWidth,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl BandwidthReject {
        pub fn new(
            request_seq_num: RequestSeqNum,
            reject_reason: BandRejectReason,
            allowed_band_width: BandWidth,
        ) -> Self {
            Self {
                request_seq_num,
                reject_reason,
                allowed_band_width,
                non_standard_data: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct BandwidthRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(identifier = "callReferenceValue")]
        pub call_reference_value: CallReferenceValue,
        #[rasn(identifier = "callType")]
        pub call_type: Option<CallType>,
        #[rasn(identifier = "bandWidth")]
        pub band_width: BandWidth,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(
            extension_addition,
            identifier = "gatekeeperIdentifier",
            size("1..=128")
        )]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "answeredCall")]
        pub answered_call: Option<bool>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "usageInformation")]
        pub usage_information: Option<RasUsageInformation>,
        #[rasn(extension_addition, identifier = "bandwidthDetails")]
        pub bandwidth_details: Option<SequenceOf<BandwidthDetails>>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
    }
    impl BandwidthRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            endpoint_identifier: EndpointIdentifier,
            conference_id: ConferenceIdentifier,
            call_reference_value: CallReferenceValue,
            band_width: BandWidth,
        ) -> Self {
            Self {
                request_seq_num,
                endpoint_identifier,
                conference_id,
                call_reference_value,
                call_type: None,
                band_width,
                non_standard_data: None,
                call_identifier: None,
                gatekeeper_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                answered_call: None,
                call_linkage: None,
                capacity: None,
                usage_information: None,
                bandwidth_details: None,
                generic_data: None,
                transport_qos: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallCapacity {
        #[rasn(identifier = "maximumCallCapacity")]
        pub maximum_call_capacity: Option<CallCapacityInfo>,
        #[rasn(identifier = "currentCallCapacity")]
        pub current_call_capacity: Option<CallCapacityInfo>,
    }
    impl CallCapacity {
        pub fn new() -> Self {
            Self {
                maximum_call_capacity: None,
                current_call_capacity: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallCapacityInfo {
        #[rasn(identifier = "voiceGwCallsAvailable")]
        pub voice_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h310GwCallsAvailable")]
        pub h310_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h320GwCallsAvailable")]
        pub h320_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h321GwCallsAvailable")]
        pub h321_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h322GwCallsAvailable")]
        pub h322_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h323GwCallsAvailable")]
        pub h323_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "h324GwCallsAvailable")]
        pub h324_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "t120OnlyGwCallsAvailable")]
        pub t120_only_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "t38FaxAnnexbOnlyGwCallsAvailable")]
        pub t38_fax_annexb_only_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "terminalCallsAvailable")]
        pub terminal_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(identifier = "mcuCallsAvailable")]
        pub mcu_calls_available: Option<SequenceOf<CallsAvailable>>,
        #[rasn(extension_addition, identifier = "sipGwCallsAvailable")]
        pub sip_gw_calls_available: Option<SequenceOf<CallsAvailable>>,
    }
    impl CallCapacityInfo {
        pub fn new() -> Self {
            Self {
                voice_gw_calls_available: None,
                h310_gw_calls_available: None,
                h320_gw_calls_available: None,
                h321_gw_calls_available: None,
                h322_gw_calls_available: None,
                h323_gw_calls_available: None,
                h324_gw_calls_available: None,
                t120_only_gw_calls_available: None,
                t38_fax_annexb_only_gw_calls_available: None,
                terminal_calls_available: None,
                mcu_calls_available: None,
                sip_gw_calls_available: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallCreditCapability {
        #[rasn(identifier = "canDisplayAmountString")]
        pub can_display_amount_string: Option<bool>,
        #[rasn(identifier = "canEnforceDurationLimit")]
        pub can_enforce_duration_limit: Option<bool>,
    }
    impl CallCreditCapability {
        pub fn new() -> Self {
            Self {
                can_display_amount_string: None,
                can_enforce_duration_limit: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CallCreditServiceControlBillingMode {
        credit(()),
        debit(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CallCreditServiceControlCallStartingPoint {
        alerting(()),
        connect(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallCreditServiceControl {
        #[rasn(size("1..=512"), identifier = "amountString")]
        pub amount_string: Option<BmpString>,
        #[rasn(identifier = "billingMode")]
        pub billing_mode: Option<CallCreditServiceControlBillingMode>,
        #[rasn(value("1..=4294967295"), identifier = "callDurationLimit")]
        pub call_duration_limit: Option<u32>,
        #[rasn(identifier = "enforceCallDurationLimit")]
        pub enforce_call_duration_limit: Option<bool>,
        #[rasn(identifier = "callStartingPoint")]
        pub call_starting_point: Option<CallCreditServiceControlCallStartingPoint>,
    }
    impl CallCreditServiceControl {
        pub fn new() -> Self {
            Self {
                amount_string: None,
                billing_mode: None,
                call_duration_limit: None,
                enforce_call_duration_limit: None,
                call_starting_point: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallIdentifier {
        pub guid: GloballyUniqueID,
    }
    impl CallIdentifier {
        pub fn new(guid: GloballyUniqueID) -> Self {
            Self { guid }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallLinkage {
        #[rasn(identifier = "globalCallId")]
        pub global_call_id: Option<GloballyUniqueID>,
        #[rasn(identifier = "threadId")]
        pub thread_id: Option<GloballyUniqueID>,
    }
    impl CallLinkage {
        pub fn new() -> Self {
            Self {
                global_call_id: None,
                thread_id: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CallModel {
        direct(()),
        gatekeeperRouted(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "CallProceeding-UUIE")]
    #[non_exhaustive]
    pub struct CallProceedingUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: EndpointType,
        #[rasn(identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "h245SecurityMode")]
        pub h245_security_mode: Option<H245Security>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
    }
    impl CallProceedingUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            destination_info: EndpointType,
        ) -> Self {
            Self {
                protocol_identifier,
                destination_info,
                h245_address: None,
                call_identifier: None,
                h245_security_mode: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                multiple_calls: None,
                maintain_connection: None,
                fast_connect_refused: None,
                feature_set: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=65535"))]
    pub struct CallReferenceValue(pub u16);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CallTerminationCause {
        releaseCompleteReason(ReleaseCompleteReason),
        #[rasn(size("2..=32"))]
        releaseCompleteCauseIE(OctetString),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CallType {
        pointToPoint(()),
        oneToN(()),
        nToOne(()),
        nToN(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CallsAvailable {
        #[rasn(value("0..=4294967295"))]
        pub calls: u32,
        #[rasn(size("1..=128"))]
        pub group: Option<Ia5String>,
        #[rasn(extension_addition)]
        pub carrier: Option<CarrierInfo>,
    }
    impl CallsAvailable {
        pub fn new(calls: u32) -> Self {
            Self {
                calls,
                group: None,
                carrier: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CapacityReportingCapability {
        #[rasn(identifier = "canReportCallCapacity")]
        pub can_report_call_capacity: bool,
    }
    impl CapacityReportingCapability {
        pub fn new(can_report_call_capacity: bool) -> Self {
            Self {
                can_report_call_capacity,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CapacityReportingSpecificationWhen {
        #[rasn(identifier = "callStart")]
        pub call_start: Option<()>,
        #[rasn(identifier = "callEnd")]
        pub call_end: Option<()>,
    }
    impl CapacityReportingSpecificationWhen {
        pub fn new() -> Self {
            Self {
                call_start: None,
                call_end: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CapacityReportingSpecification {
        pub when: CapacityReportingSpecificationWhen,
    }
    impl CapacityReportingSpecification {
        pub fn new(when: CapacityReportingSpecificationWhen) -> Self {
            Self { when }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CarrierInfo {
        #[rasn(size("3..=4"), identifier = "carrierIdentificationCode")]
        pub carrier_identification_code: Option<OctetString>,
        #[rasn(size("1..=128"), identifier = "carrierName")]
        pub carrier_name: Option<Ia5String>,
    }
    impl CarrierInfo {
        pub fn new() -> Self {
            Self {
                carrier_identification_code: None,
                carrier_name: None,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "OCTET_STRING", size("2..=4"))]
    pub struct AnonymousCicInfoCic(pub OctetString);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct CicInfoCic(pub SequenceOf<AnonymousCicInfoCic>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CicInfo {
        pub cic: CicInfoCic,
        #[rasn(size("2..=5"), identifier = "pointCode")]
        pub point_code: OctetString,
    }
    impl CicInfo {
        pub fn new(cic: CicInfoCic, point_code: OctetString) -> Self {
            Self { cic, point_code }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CircuitIdentifier {
        pub cic: Option<CicInfo>,
        pub group: Option<GroupID>,
        #[rasn(extension_addition)]
        pub carrier: Option<CarrierInfo>,
    }
    impl CircuitIdentifier {
        pub fn new() -> Self {
            Self {
                cic: None,
                group: None,
                carrier: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CircuitInfo {
        #[rasn(identifier = "sourceCircuitID")]
        pub source_circuit_id: Option<CircuitIdentifier>,
        #[rasn(identifier = "destinationCircuitID")]
        pub destination_circuit_id: Option<CircuitIdentifier>,
        #[rasn(identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl CircuitInfo {
        pub fn new() -> Self {
            Self {
                source_circuit_id: None,
                destination_circuit_id: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct ConferenceIdentifier(pub GloballyUniqueID);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceList {
        #[rasn(identifier = "conferenceID")]
        pub conference_id: Option<ConferenceIdentifier>,
        #[rasn(identifier = "conferenceAlias")]
        pub conference_alias: Option<AliasAddress>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
    }
    impl ConferenceList {
        pub fn new() -> Self {
            Self {
                conference_id: None,
                conference_alias: None,
                non_standard_data: None,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "IA5String", size("1..=32"))]
    pub struct AnonymousConnectUUIELanguage(pub Ia5String);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct ConnectUUIELanguage(pub SequenceOf<AnonymousConnectUUIELanguage>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Connect-UUIE")]
    #[non_exhaustive]
    pub struct ConnectUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: EndpointType,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "h245SecurityMode")]
        pub h245_security_mode: Option<H245Security>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition)]
        pub language: Option<ConnectUUIELanguage>,
        #[rasn(extension_addition, identifier = "connectedAddress")]
        pub connected_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(extension_addition, identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "displayName")]
        pub display_name: Option<SequenceOf<DisplayName>>,
    }
    impl ConnectUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            destination_info: EndpointType,
            conference_id: ConferenceIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                h245_address: None,
                destination_info,
                conference_id,
                call_identifier: None,
                h245_security_mode: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                multiple_calls: None,
                maintain_connection: None,
                language: None,
                connected_address: None,
                presentation_indicator: None,
                screening_indicator: None,
                fast_connect_refused: None,
                service_control: None,
                capacity: None,
                feature_set: None,
                display_name: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum Content {
        raw(OctetString),
        text(Ia5String),
        unicode(BmpString),
        bool(bool),
        #[rasn(value("0..=255"))]
        number8(u8),
        #[rasn(value("0..=65535"))]
        number16(u16),
        #[rasn(value("0..=4294967295"))]
        number32(u32),
        id(GenericIdentifier),
        alias(AliasAddress),
        transport(H225TransportAddress),
        #[rasn(size("1..=512"))]
        compound(SequenceOf<EnumeratedParameter>),
        #[rasn(size("1..=16"))]
        nested(SequenceOf<GenericData>),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CryptoH323TokenCryptoEPPwdHash {
        pub alias: AliasAddress,
        #[rasn(identifier = "timeStamp")]
        pub time_stamp: TimeStamp,
        pub token: HashedToken,
    }
    impl CryptoH323TokenCryptoEPPwdHash {
        pub fn new(alias: AliasAddress, time_stamp: TimeStamp, token: HashedToken) -> Self {
            Self {
                alias,
                time_stamp,
                token,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CryptoH323TokenCryptoGKPwdHash {
        #[rasn(identifier = "gatekeeperId")]
        pub gatekeeper_id: GatekeeperIdentifier,
        #[rasn(identifier = "timeStamp")]
        pub time_stamp: TimeStamp,
        pub token: HashedToken,
    }
    impl CryptoH323TokenCryptoGKPwdHash {
        pub fn new(
            gatekeeper_id: GatekeeperIdentifier,
            time_stamp: TimeStamp,
            token: HashedToken,
        ) -> Self {
            Self {
                gatekeeper_id,
                time_stamp,
                token,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CryptoH323Token {
        cryptoEPPwdHash(CryptoH323TokenCryptoEPPwdHash),
        cryptoGKPwdHash(CryptoH323TokenCryptoGKPwdHash),
        cryptoEPPwdEncr(EncryptedToken),
        cryptoGKPwdEncr(EncryptedToken),
        cryptoEPCert(SignedToken),
        cryptoGKCert(SignedToken),
        cryptoFastStart(SignedToken),
        nestedcryptoToken(CryptoToken),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DataRate {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "channelRate")]
        pub channel_rate: BandWidth,
        #[rasn(value("1..=256"), identifier = "channelMultiplier")]
        pub channel_multiplier: Option<u16>,
    }
    impl DataRate {
        pub fn new(channel_rate: BandWidth) -> Self {
            Self {
                non_standard_data: None,
                channel_rate,
                channel_multiplier: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DisengageConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "usageInformation")]
        pub usage_information: Option<RasUsageInformation>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl DisengageConfirm {
        pub fn new(request_seq_num: RequestSeqNum) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                capacity: None,
                circuit_info: None,
                usage_information: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DisengageReason {
        forcedDrop(()),
        normalDrop(()),
        undefinedReason(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DisengageReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: DisengageRejectReason,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl DisengageReject {
        pub fn new(request_seq_num: RequestSeqNum, reject_reason: DisengageRejectReason) -> Self {
            Self {
                request_seq_num,
                reject_reason,
                non_standard_data: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DisengageRejectReason {
        notRegistered(()),
        requestToDropOther(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DisengageRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(identifier = "callReferenceValue")]
        pub call_reference_value: CallReferenceValue,
        #[rasn(identifier = "disengageReason")]
        pub disengage_reason: DisengageReason,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(
            extension_addition,
            identifier = "gatekeeperIdentifier",
            size("1..=128")
        )]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "answeredCall")]
        pub answered_call: Option<bool>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "usageInformation")]
        pub usage_information: Option<RasUsageInformation>,
        #[rasn(extension_addition, identifier = "terminationCause")]
        pub termination_cause: Option<CallTerminationCause>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl DisengageRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            endpoint_identifier: EndpointIdentifier,
            conference_id: ConferenceIdentifier,
            call_reference_value: CallReferenceValue,
            disengage_reason: DisengageReason,
        ) -> Self {
            Self {
                request_seq_num,
                endpoint_identifier,
                conference_id,
                call_reference_value,
                disengage_reason,
                non_standard_data: None,
                call_identifier: None,
                gatekeeper_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                answered_call: None,
                call_linkage: None,
                capacity: None,
                circuit_info: None,
                usage_information: None,
                termination_cause: None,
                service_control: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DisplayName {
        pub language: Option<Ia5String>,
        #[rasn(size("1..=80"))]
        pub name: BmpString,
    }
    impl DisplayName {
        pub fn new(name: BmpString) -> Self {
            Self {
                language: None,
                name,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct EncodedFastStartToken(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EncryptIntAlg {
        nonStandard(H225NonStandardParameter),
        isoAlgorithm(ObjectIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct Endpoint {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "aliasAddress")]
        pub alias_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: Option<SequenceOf<H225TransportAddress>>,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: Option<SequenceOf<H225TransportAddress>>,
        #[rasn(identifier = "endpointType")]
        pub endpoint_type: Option<EndpointType>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(value("0..=127"))]
        pub priority: Option<u8>,
        #[rasn(identifier = "remoteExtensionAddress")]
        pub remote_extension_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "alternateTransportAddresses")]
        pub alternate_transport_addresses: Option<AlternateTransportAddresses>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
    }
    impl Endpoint {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                alias_address: None,
                call_signal_address: None,
                ras_address: None,
                endpoint_type: None,
                tokens: None,
                crypto_tokens: None,
                priority: None,
                remote_extension_address: None,
                dest_extra_call_info: None,
                alternate_transport_addresses: None,
                circuit_info: None,
                feature_set: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=128"))]
    pub struct EndpointIdentifier(pub BmpString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EndpointType {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub vendor: Option<VendorIdentifier>,
        pub gatekeeper: Option<GatekeeperInfo>,
        pub gateway: Option<GatewayInfo>,
        pub mcu: Option<McuInfo>,
        pub terminal: Option<TerminalInfo>,
        pub mc: bool,
        #[rasn(identifier = "undefinedNode")]
        pub undefined_node: bool,
        #[rasn(extension_addition, size("32"))]
        pub set: Option<BitString>,
        #[rasn(extension_addition, identifier = "supportedTunnelledProtocols")]
        pub supported_tunnelled_protocols: Option<SequenceOf<TunnelledProtocol>>,
    }
    impl EndpointType {
        pub fn new(mc: bool, undefined_node: bool) -> Self {
            Self {
                non_standard_data: None,
                vendor: None,
                gatekeeper: None,
                gateway: None,
                mcu: None,
                terminal: None,
                mc,
                undefined_node,
                set: None,
                supported_tunnelled_protocols: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EnumeratedParameter {
        pub id: GenericIdentifier,
        pub content: Option<Content>,
    }
    impl EnumeratedParameter {
        pub fn new(id: GenericIdentifier) -> Self {
            Self { id, content: None }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ExtendedAliasAddress {
        pub address: AliasAddress,
        #[rasn(identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
    }
    impl ExtendedAliasAddress {
        pub fn new(address: AliasAddress) -> Self {
            Self {
                address,
                presentation_indicator: None,
                screening_indicator: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Facility-UUIE")]
    #[non_exhaustive]
    pub struct FacilityUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "alternativeAddress")]
        pub alternative_address: Option<H225TransportAddress>,
        #[rasn(identifier = "alternativeAliasAddress")]
        pub alternative_alias_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: Option<ConferenceIdentifier>,
        pub reason: FacilityReason,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "remoteExtensionAddress")]
        pub remote_extension_address: Option<AliasAddress>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition)]
        pub conferences: Option<SequenceOf<ConferenceList>>,
        #[rasn(extension_addition, identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "destinationInfo")]
        pub destination_info: Option<EndpointType>,
        #[rasn(extension_addition, identifier = "h245SecurityMode")]
        pub h245_security_mode: Option<H245Security>,
    }
    impl FacilityUUIE {
        pub fn new(protocol_identifier: ProtocolIdentifier, reason: FacilityReason) -> Self {
            Self {
                protocol_identifier,
                alternative_address: None,
                alternative_alias_address: None,
                conference_id: None,
                reason,
                call_identifier: None,
                dest_extra_call_info: None,
                remote_extension_address: None,
                tokens: None,
                crypto_tokens: None,
                conferences: None,
                h245_address: None,
                fast_start: None,
                multiple_calls: None,
                maintain_connection: None,
                fast_connect_refused: None,
                service_control: None,
                circuit_info: None,
                feature_set: None,
                destination_info: None,
                h245_security_mode: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum FacilityReason {
        routeCallToGatekeeper(()),
        callForwarded(()),
        routeCallToMC(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        conferenceListChoice(()),
        #[rasn(extension_addition)]
        startH245(()),
        #[rasn(extension_addition)]
        noH245(()),
        #[rasn(extension_addition)]
        newTokens(()),
        #[rasn(extension_addition)]
        featureSetUpdate(()),
        #[rasn(extension_addition)]
        forwardedElements(()),
        #[rasn(extension_addition)]
        transportedInformation(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct FastStartToken(pub ClearToken);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct FeatureDescriptor(pub GenericData);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FeatureSet {
        #[rasn(identifier = "replacementFeatureSet")]
        pub replacement_feature_set: bool,
        #[rasn(identifier = "neededFeatures")]
        pub needed_features: Option<SequenceOf<FeatureDescriptor>>,
        #[rasn(identifier = "desiredFeatures")]
        pub desired_features: Option<SequenceOf<FeatureDescriptor>>,
        #[rasn(identifier = "supportedFeatures")]
        pub supported_features: Option<SequenceOf<FeatureDescriptor>>,
    }
    impl FeatureSet {
        pub fn new(replacement_feature_set: bool) -> Self {
            Self {
                replacement_feature_set,
                needed_features: None,
                desired_features: None,
                supported_features: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "GSM-UIM")]
    #[non_exhaustive]
    pub struct GSMUIM {
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub imsi: Option<TBCDSTRING>,
        #[rasn(size("1..=4"))]
        pub tmsi: Option<OctetString>,
        #[rasn(
            size("3..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub msisdn: Option<TBCDSTRING>,
        #[rasn(
            size("15..=16"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub imei: Option<TBCDSTRING>,
        #[rasn(
            size("1..=4"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub hplmn: Option<TBCDSTRING>,
        #[rasn(
            size("1..=4"),
            from(
                "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
                "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
            )
        )]
        pub vplmn: Option<TBCDSTRING>,
    }
    impl GSMUIM {
        pub fn new() -> Self {
            Self {
                imsi: None,
                tmsi: None,
                msisdn: None,
                imei: None,
                hplmn: None,
                vplmn: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GatekeeperConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: H225TransportAddress,
        #[rasn(extension_addition, identifier = "alternateGatekeeper")]
        pub alternate_gatekeeper: Option<SequenceOf<AlternateGK>>,
        #[rasn(extension_addition, identifier = "authenticationMode")]
        pub authentication_mode: Option<AuthenticationMechanism>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "algorithmOID")]
        pub algorithm_oid: Option<ObjectIdentifier>,
        #[rasn(extension_addition)]
        pub integrity: Option<SequenceOf<IntegrityMechanism>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
        #[rasn(extension_addition, identifier = "rehomingModel")]
        pub rehoming_model: Option<RehomingModel>,
    }
    impl GatekeeperConfirm {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            ras_address: H225TransportAddress,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                gatekeeper_identifier: None,
                ras_address,
                alternate_gatekeeper: None,
                authentication_mode: None,
                tokens: None,
                crypto_tokens: None,
                algorithm_oid: None,
                integrity: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
                assigned_gatekeeper: None,
                rehoming_model: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=128"))]
    pub struct GatekeeperIdentifier(pub BmpString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GatekeeperInfo {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
    }
    impl GatekeeperInfo {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GatekeeperReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: GatekeeperRejectReason,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl GatekeeperReject {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            reject_reason: GatekeeperRejectReason,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                gatekeeper_identifier: None,
                reject_reason,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum GatekeeperRejectReason {
        resourceUnavailable(()),
        terminalExcluded(()),
        invalidRevision(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        genericDataReason(()),
        #[rasn(extension_addition)]
        neededFeatureNotSupported(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GatekeeperRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: H225TransportAddress,
        #[rasn(identifier = "endpointType")]
        pub endpoint_type: EndpointType,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "callServices")]
        pub call_services: Option<QseriesOptions>,
        #[rasn(identifier = "endpointAlias")]
        pub endpoint_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "alternateEndpoints")]
        pub alternate_endpoints: Option<SequenceOf<Endpoint>>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "authenticationCapability")]
        pub authentication_capability: Option<SequenceOf<AuthenticationMechanism>>,
        #[rasn(extension_addition, identifier = "algorithmOIDs")]
        pub algorithm_oids: Option<SequenceOf<ObjectIdentifier>>,
        #[rasn(extension_addition)]
        pub integrity: Option<SequenceOf<IntegrityMechanism>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "supportsAltGK")]
        pub supports_alt_gk: Option<()>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "supportsAssignedGK")]
        pub supports_assigned_gk: Option<bool>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl GatekeeperRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            ras_address: H225TransportAddress,
            endpoint_type: EndpointType,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                ras_address,
                endpoint_type,
                gatekeeper_identifier: None,
                call_services: None,
                endpoint_alias: None,
                alternate_endpoints: None,
                tokens: None,
                crypto_tokens: None,
                authentication_capability: None,
                algorithm_oids: None,
                integrity: None,
                integrity_check_value: None,
                supports_alt_gk: None,
                feature_set: None,
                generic_data: None,
                supports_assigned_gk: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GatewayInfo {
        pub protocol: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
    }
    impl GatewayInfo {
        pub fn new() -> Self {
            Self {
                protocol: None,
                non_standard_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GenericData {
        pub id: GenericIdentifier,
        #[rasn(size("1..=512"))]
        pub parameters: Option<SequenceOf<EnumeratedParameter>>,
    }
    impl GenericData {
        pub fn new(id: GenericIdentifier) -> Self {
            Self {
                id,
                parameters: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum GenericIdentifier {
        #[rasn(value("0..=16383", extensible))]
        standard(Integer),
        oid(ObjectIdentifier),
        nonStandard(GloballyUniqueID),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct GloballyUniqueID(pub FixedOctetString<16usize>);
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "INTEGER", value("0..=65535"))]
    pub struct AnonymousGroupIDMember(pub u16);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct GroupIDMember(pub SequenceOf<AnonymousGroupIDMember>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GroupID {
        pub member: Option<GroupIDMember>,
        #[rasn(size("1..=128"))]
        pub group: Ia5String,
    }
    impl GroupID {
        pub fn new(group: Ia5String) -> Self {
            Self {
                member: None,
                group,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H221NonStandard {
        #[rasn(value("0..=255"), identifier = "t35CountryCode")]
        pub t35_country_code: u8,
        #[rasn(value("0..=255"), identifier = "t35Extension")]
        pub t35_extension: u8,
        #[rasn(value("0..=65535"), identifier = "manufacturerCode")]
        pub manufacturer_code: u16,
    }
    impl H221NonStandard {
        pub fn new(t35_country_code: u8, t35_extension: u8, manufacturer_code: u16) -> Self {
            Self {
                t35_country_code,
                t35_extension,
                manufacturer_code,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags, identifier = "H225-NonStandardIdentifier")]
    #[non_exhaustive]
    pub enum H225NonStandardIdentifier {
        object(ObjectIdentifier),
        h221NonStandard(H221NonStandard),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H225-NonStandardMessage")]
    #[non_exhaustive]
    pub struct H225NonStandardMessage {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: H225NonStandardParameter,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl H225NonStandardMessage {
        pub fn new(
            request_seq_num: RequestSeqNum,
            non_standard_data: H225NonStandardParameter,
        ) -> Self {
            Self {
                request_seq_num,
                non_standard_data,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H225-NonStandardParameter")]
    pub struct H225NonStandardParameter {
        #[rasn(identifier = "nonStandardIdentifier")]
        pub non_standard_identifier: H225NonStandardIdentifier,
        pub data: OctetString,
    }
    impl H225NonStandardParameter {
        pub fn new(non_standard_identifier: H225NonStandardIdentifier, data: OctetString) -> Self {
            Self {
                non_standard_identifier,
                data,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct H225TransportAddressIpAddress {
        #[rasn(size("4"))]
        pub ip: OctetString,
        #[rasn(value("0..=65535"))]
        pub port: u16,
    }
    impl H225TransportAddressIpAddress {
        pub fn new(ip: OctetString, port: u16) -> Self {
            Self { ip, port }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "OCTET_STRING")]
    pub struct AnonymousH225TransportAddressIpSourceRouteRoute(pub FixedOctetString<4usize>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct H225TransportAddressIpSourceRouteRoute(
        pub SequenceOf<AnonymousH225TransportAddressIpSourceRouteRoute>,
    );
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H225TransportAddressIpSourceRouteRouting {
        strict(()),
        loose(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H225TransportAddressIpSourceRoute {
        #[rasn(size("4"))]
        pub ip: OctetString,
        #[rasn(value("0..=65535"))]
        pub port: u16,
        pub route: H225TransportAddressIpSourceRouteRoute,
        pub routing: H225TransportAddressIpSourceRouteRouting,
    }
    impl H225TransportAddressIpSourceRoute {
        pub fn new(
            ip: OctetString,
            port: u16,
            route: H225TransportAddressIpSourceRouteRoute,
            routing: H225TransportAddressIpSourceRouteRouting,
        ) -> Self {
            Self {
                ip,
                port,
                route,
                routing,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct H225TransportAddressIpxAddress {
        #[rasn(size("6"))]
        pub node: OctetString,
        #[rasn(size("4"))]
        pub netnum: OctetString,
        #[rasn(size("2"))]
        pub port: OctetString,
    }
    impl H225TransportAddressIpxAddress {
        pub fn new(node: OctetString, netnum: OctetString, port: OctetString) -> Self {
            Self { node, netnum, port }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H225TransportAddressIp6Address {
        #[rasn(size("16"))]
        pub ip: OctetString,
        #[rasn(value("0..=65535"))]
        pub port: u16,
    }
    impl H225TransportAddressIp6Address {
        pub fn new(ip: OctetString, port: u16) -> Self {
            Self { ip, port }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags, identifier = "H225-TransportAddress")]
    #[non_exhaustive]
    pub enum H225TransportAddress {
        ipAddress(H225TransportAddressIpAddress),
        ipSourceRoute(H225TransportAddressIpSourceRoute),
        ipxAddress(H225TransportAddressIpxAddress),
        ip6Address(H225TransportAddressIp6Address),
        #[rasn(size("16"))]
        netBios(OctetString),
        #[rasn(size("1..=20"))]
        nsap(OctetString),
        nonStandardAddress(H225NonStandardParameter),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H245Security {
        nonStandard(H225NonStandardParameter),
        noSecurity(()),
        tls(SecurityCapabilities),
        ipsec(SecurityCapabilities),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct H248PackagesDescriptor(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct H248SignalsDescriptor(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H310Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H310Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H320Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H320Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H321Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H321Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H322Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H322Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H323UUPDUH323MessageBody {
        setup(SetupUUIE),
        callProceeding(CallProceedingUUIE),
        connect(ConnectUUIE),
        alerting(AlertingUUIE),
        information(InformationUUIE),
        releaseComplete(ReleaseCompleteUUIE),
        facility(FacilityUUIE),
        #[rasn(extension_addition)]
        progress(ProgressUUIE),
        #[rasn(extension_addition)]
        empty(()),
        #[rasn(extension_addition)]
        status(StatusUUIE),
        #[rasn(extension_addition)]
        statusInquiry(StatusInquiryUUIE),
        #[rasn(extension_addition)]
        setupAcknowledge(SetupAcknowledgeUUIE),
        #[rasn(extension_addition)]
        notify(NotifyUUIE),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H323UUPDUTunnelledSignallingMessage {
        #[rasn(identifier = "tunnelledProtocolID")]
        pub tunnelled_protocol_id: TunnelledProtocol,
        #[rasn(identifier = "messageContent")]
        pub message_content: SequenceOf<OctetString>,
        #[rasn(identifier = "tunnellingRequired")]
        pub tunnelling_required: Option<()>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
    }
    impl H323UUPDUTunnelledSignallingMessage {
        pub fn new(
            tunnelled_protocol_id: TunnelledProtocol,
            message_content: SequenceOf<OctetString>,
        ) -> Self {
            Self {
                tunnelled_protocol_id,
                message_content,
                tunnelling_required: None,
                non_standard_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H323-UU-PDU")]
    #[non_exhaustive]
    pub struct H323UUPDU {
        #[rasn(identifier = "h323-message-body")]
        pub h323_message_body: H323UUPDUH323MessageBody,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "h4501SupplementaryService")]
        pub h4501_supplementary_service: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "h245Tunnelling")]
        pub h245_tunnelling: Option<bool>,
        #[rasn(extension_addition, identifier = "h245Control")]
        pub h245_control: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "nonStandardControl")]
        pub non_standard_control: Option<SequenceOf<H225NonStandardParameter>>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition, identifier = "tunnelledSignallingMessage")]
        pub tunnelled_signalling_message: Option<H323UUPDUTunnelledSignallingMessage>,
        #[rasn(extension_addition, identifier = "provisionalRespToH245Tunnelling")]
        pub provisional_resp_to_h245_tunnelling: Option<()>,
        #[rasn(extension_addition, identifier = "stimulusControl")]
        pub stimulus_control: Option<StimulusControl>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl H323UUPDU {
        pub fn new(h323_message_body: H323UUPDUH323MessageBody) -> Self {
            Self {
                h323_message_body,
                non_standard_data: None,
                h4501_supplementary_service: None,
                h245_tunnelling: None,
                h245_control: None,
                non_standard_control: None,
                call_linkage: None,
                tunnelled_signalling_message: None,
                provisional_resp_to_h245_tunnelling: None,
                stimulus_control: None,
                generic_data: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H323UserInformationUserData {
        #[rasn(value("0..=255"), identifier = "protocol-discriminator")]
        pub protocol_discriminator: u8,
        #[rasn(size("1..=131"), identifier = "user-information")]
        pub user_information: OctetString,
    }
    impl H323UserInformationUserData {
        pub fn new(protocol_discriminator: u8, user_information: OctetString) -> Self {
            Self {
                protocol_discriminator,
                user_information,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H323-UserInformation")]
    #[non_exhaustive]
    pub struct H323UserInformation {
        #[rasn(identifier = "h323-uu-pdu")]
        pub h323_uu_pdu: H323UUPDU,
        #[rasn(identifier = "user-data")]
        pub user_data: Option<H323UserInformationUserData>,
    }
    impl H323UserInformation {
        pub fn new(h323_uu_pdu: H323UUPDU) -> Self {
            Self {
                h323_uu_pdu,
                user_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H323Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H323Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H324Caps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl H324Caps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct ICV {
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        pub icv: BitString,
    }
    impl ICV {
        pub fn new(algorithm_oid: ObjectIdentifier, icv: BitString) -> Self {
            Self { algorithm_oid, icv }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct InfoRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "callReferenceValue")]
        pub call_reference_value: CallReferenceValue,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "replyAddress")]
        pub reply_address: Option<H225TransportAddress>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "uuiesRequested")]
        pub uuies_requested: Option<UUIEsRequested>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition, identifier = "usageInfoRequested")]
        pub usage_info_requested: Option<RasUsageInfoTypes>,
        #[rasn(extension_addition, identifier = "segmentedResponseSupported")]
        pub segmented_response_supported: Option<()>,
        #[rasn(
            extension_addition,
            value("0..=65535"),
            identifier = "nextSegmentRequested"
        )]
        pub next_segment_requested: Option<u16>,
        #[rasn(extension_addition, identifier = "capacityInfoRequested")]
        pub capacity_info_requested: Option<()>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl InfoRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            call_reference_value: CallReferenceValue,
        ) -> Self {
            Self {
                request_seq_num,
                call_reference_value,
                non_standard_data: None,
                reply_address: None,
                call_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                uuies_requested: None,
                call_linkage: None,
                usage_info_requested: None,
                segmented_response_supported: None,
                next_segment_requested: None,
                capacity_info_requested: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct InfoRequestAck {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
    }
    impl InfoRequestAck {
        pub fn new(request_seq_num: RequestSeqNum) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct InfoRequestNak {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "nakReason")]
        pub nak_reason: InfoRequestNakReason,
        #[rasn(identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
    }
    impl InfoRequestNak {
        pub fn new(request_seq_num: RequestSeqNum, nak_reason: InfoRequestNakReason) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                nak_reason,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum InfoRequestNakReason {
        notRegistered(()),
        securityDenial(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "SEQUENCE")]
    pub struct AnonymousAnonymousInfoRequestResponsePerCallInfoPdu {
        pub h323pdu: H323UUPDU,
        pub sent: bool,
    }
    impl AnonymousAnonymousInfoRequestResponsePerCallInfoPdu {
        pub fn new(h323pdu: H323UUPDU, sent: bool) -> Self {
            Self { h323pdu, sent }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct AnonymousInfoRequestResponsePerCallInfoPdu(
        pub SequenceOf<AnonymousAnonymousInfoRequestResponsePerCallInfoPdu>,
    );
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "SEQUENCE")]
    #[non_exhaustive]
    pub struct AnonymousInfoRequestResponsePerCallInfo {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "callReferenceValue")]
        pub call_reference_value: CallReferenceValue,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        pub originator: Option<bool>,
        pub audio: Option<SequenceOf<RTPSession>>,
        pub video: Option<SequenceOf<RTPSession>>,
        pub data: Option<SequenceOf<TransportChannelInfo>>,
        pub h245: TransportChannelInfo,
        #[rasn(identifier = "callSignalling")]
        pub call_signalling: TransportChannelInfo,
        #[rasn(identifier = "callType")]
        pub call_type: CallType,
        #[rasn(identifier = "bandWidth")]
        pub band_width: BandWidth,
        #[rasn(identifier = "callModel")]
        pub call_model: CallModel,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "substituteConfIDs")]
        pub substitute_conf_ids: Option<SequenceOf<ConferenceIdentifier>>,
        #[rasn(extension_addition)]
        pub pdu: Option<AnonymousInfoRequestResponsePerCallInfoPdu>,
        #[rasn(extension_addition, identifier = "callLinkage")]
        pub call_linkage: Option<CallLinkage>,
        #[rasn(extension_addition, identifier = "usageInformation")]
        pub usage_information: Option<RasUsageInformation>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
    }
    impl AnonymousInfoRequestResponsePerCallInfo {
        pub fn new(
            call_reference_value: CallReferenceValue,
            conference_id: ConferenceIdentifier,
            h245: TransportChannelInfo,
            call_signalling: TransportChannelInfo,
            call_type: CallType,
            band_width: BandWidth,
            call_model: CallModel,
        ) -> Self {
            Self {
                non_standard_data: None,
                call_reference_value,
                conference_id,
                originator: None,
                audio: None,
                video: None,
                data: None,
                h245,
                call_signalling,
                call_type,
                band_width,
                call_model,
                call_identifier: None,
                tokens: None,
                crypto_tokens: None,
                substitute_conf_ids: None,
                pdu: None,
                call_linkage: None,
                usage_information: None,
                circuit_info: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct InfoRequestResponsePerCallInfo(
        pub SequenceOf<AnonymousInfoRequestResponsePerCallInfo>,
    );
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct InfoRequestResponse {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "endpointType")]
        pub endpoint_type: EndpointType,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: H225TransportAddress,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: SequenceOf<H225TransportAddress>,
        #[rasn(identifier = "endpointAlias")]
        pub endpoint_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "perCallInfo")]
        pub per_call_info: Option<InfoRequestResponsePerCallInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "needResponse")]
        pub need_response: Option<bool>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "irrStatus")]
        pub irr_status: Option<InfoRequestResponseStatus>,
        #[rasn(extension_addition)]
        pub unsolicited: Option<bool>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl InfoRequestResponse {
        pub fn new(
            request_seq_num: RequestSeqNum,
            endpoint_type: EndpointType,
            endpoint_identifier: EndpointIdentifier,
            ras_address: H225TransportAddress,
            call_signal_address: SequenceOf<H225TransportAddress>,
        ) -> Self {
            Self {
                non_standard_data: None,
                request_seq_num,
                endpoint_type,
                endpoint_identifier,
                ras_address,
                call_signal_address,
                endpoint_alias: None,
                per_call_info: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                need_response: None,
                capacity: None,
                irr_status: None,
                unsolicited: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum InfoRequestResponseStatus {
        complete(()),
        incomplete(()),
        #[rasn(value("0..=65535"))]
        segment(u16),
        invalidCall(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Information-UUIE")]
    #[non_exhaustive]
    pub struct InformationUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
    }
    impl InformationUUIE {
        pub fn new(protocol_identifier: ProtocolIdentifier) -> Self {
            Self {
                protocol_identifier,
                call_identifier: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                fast_connect_refused: None,
                circuit_info: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum IntegrityMechanism {
        nonStandard(H225NonStandardParameter),
        digSig(()),
        iso9797(ObjectIdentifier),
        nonIsoIM(NonIsoIntegrityMechanism),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(
        delegate,
        size("1..=128"),
        from(
            "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}", "\u{36}", "\u{37}",
            "\u{38}", "\u{39}", "\u{41}", "\u{42}", "\u{43}", "\u{44}", "\u{45}"
        )
    )]
    pub struct IsupDigits(pub Ia5String);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum IsupNumber {
        e164Number(IsupPublicPartyNumber),
        dataPartyNumber(IsupDigits),
        telexPartyNumber(IsupDigits),
        privateNumber(IsupPrivatePartyNumber),
        nationalStandardPartyNumber(IsupDigits),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IsupPrivatePartyNumber {
        #[rasn(identifier = "privateTypeOfNumber")]
        pub private_type_of_number: PrivateTypeOfNumber,
        pub address: IsupDigits,
    }
    impl IsupPrivatePartyNumber {
        pub fn new(private_type_of_number: PrivateTypeOfNumber, address: IsupDigits) -> Self {
            Self {
                private_type_of_number,
                address,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IsupPublicPartyNumber {
        #[rasn(identifier = "natureOfAddress")]
        pub nature_of_address: NatureOfAddress,
        pub address: IsupDigits,
    }
    impl IsupPublicPartyNumber {
        pub fn new(nature_of_address: NatureOfAddress, address: IsupDigits) -> Self {
            Self {
                nature_of_address,
                address,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LocationConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: H225TransportAddress,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: H225TransportAddress,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "destinationInfo")]
        pub destination_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "destinationType")]
        pub destination_type: Option<EndpointType>,
        #[rasn(extension_addition, identifier = "remoteExtensionAddress")]
        pub remote_extension_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "alternateEndpoints")]
        pub alternate_endpoints: Option<SequenceOf<Endpoint>>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "alternateTransportAddresses")]
        pub alternate_transport_addresses: Option<AlternateTransportAddresses>,
        #[rasn(extension_addition, identifier = "supportedProtocols")]
        pub supported_protocols: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "modifiedSrcInfo")]
        pub modified_src_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "bandWidth", value("0..=4294967295"))]
        pub band_width: Option<BandWidth>,
    }
    impl LocationConfirm {
        pub fn new(
            request_seq_num: RequestSeqNum,
            call_signal_address: H225TransportAddress,
            ras_address: H225TransportAddress,
        ) -> Self {
            Self {
                request_seq_num,
                call_signal_address,
                ras_address,
                non_standard_data: None,
                destination_info: None,
                dest_extra_call_info: None,
                destination_type: None,
                remote_extension_address: None,
                alternate_endpoints: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                alternate_transport_addresses: None,
                supported_protocols: None,
                multiple_calls: None,
                feature_set: None,
                generic_data: None,
                circuit_info: None,
                service_control: None,
                modified_src_info: None,
                band_width: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LocationReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: LocationRejectReason,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
    }
    impl LocationReject {
        pub fn new(request_seq_num: RequestSeqNum, reject_reason: LocationRejectReason) -> Self {
            Self {
                request_seq_num,
                reject_reason,
                non_standard_data: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
                service_control: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum LocationRejectReason {
        notRegistered(()),
        invalidPermission(()),
        requestDenied(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        aliasesInconsistent(()),
        #[rasn(extension_addition)]
        routeCalltoSCN(SequenceOf<PartyNumber>),
        #[rasn(extension_addition)]
        resourceUnavailable(()),
        #[rasn(extension_addition)]
        genericDataReason(()),
        #[rasn(extension_addition)]
        neededFeatureNotSupported(()),
        #[rasn(extension_addition)]
        hopCountExceeded(()),
        #[rasn(extension_addition)]
        incompleteAddress(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
        #[rasn(extension_addition)]
        securityDHmismatch(()),
        #[rasn(extension_addition)]
        noRouteToDestination(()),
        #[rasn(extension_addition)]
        unallocatedNumber(()),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "IA5String", size("1..=32"))]
    pub struct AnonymousLocationRequestLanguage(pub Ia5String);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct LocationRequestLanguage(pub SequenceOf<AnonymousLocationRequestLanguage>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LocationRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: Option<EndpointIdentifier>,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: SequenceOf<AliasAddress>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "replyAddress")]
        pub reply_address: H225TransportAddress,
        #[rasn(extension_addition, identifier = "sourceInfo")]
        pub source_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "canMapAlias")]
        pub can_map_alias: Option<bool>,
        #[rasn(
            extension_addition,
            identifier = "gatekeeperIdentifier",
            size("1..=128")
        )]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "desiredProtocols")]
        pub desired_protocols: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(extension_addition, identifier = "desiredTunnelledProtocol")]
        pub desired_tunnelled_protocol: Option<TunnelledProtocol>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, value("1..=255"), identifier = "hopCount")]
        pub hop_count: Option<u8>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "bandWidth", value("0..=4294967295"))]
        pub band_width: Option<BandWidth>,
        #[rasn(extension_addition, identifier = "sourceEndpointInfo")]
        pub source_endpoint_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "canMapSrcAlias")]
        pub can_map_src_alias: Option<bool>,
        #[rasn(extension_addition)]
        pub language: Option<LocationRequestLanguage>,
    }
    impl LocationRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            destination_info: SequenceOf<AliasAddress>,
            reply_address: H225TransportAddress,
        ) -> Self {
            Self {
                request_seq_num,
                endpoint_identifier: None,
                destination_info,
                non_standard_data: None,
                reply_address,
                source_info: None,
                can_map_alias: None,
                gatekeeper_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                desired_protocols: None,
                desired_tunnelled_protocol: None,
                feature_set: None,
                generic_data: None,
                hop_count: None,
                circuit_info: None,
                call_identifier: None,
                band_width: None,
                source_endpoint_info: None,
                can_map_src_alias: None,
                language: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct McuInfo {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition)]
        pub protocol: Option<SequenceOf<SupportedProtocols>>,
    }
    impl McuInfo {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                protocol: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MobileUIM {
        #[rasn(identifier = "ansi-41-uim")]
        ansi_41_uim(ANSI41UIM),
        #[rasn(identifier = "gsm-uim")]
        gsm_uim(GSMUIM),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NatureOfAddress {
        unknown(()),
        subscriberNumber(()),
        nationalNumber(()),
        internationalNumber(()),
        networkSpecificNumber(()),
        routingNumberNationalFormat(()),
        routingNumberNetworkSpecificFormat(()),
        routingNumberWithCalledDirectoryNumber(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NonIsoIntegrityMechanism {
        #[rasn(identifier = "hMAC-MD5")]
        hMAC_MD5(()),
        #[rasn(identifier = "hMAC-iso10118-2-s")]
        hMAC_iso10118_2_s(EncryptIntAlg),
        #[rasn(identifier = "hMAC-iso10118-2-l")]
        hMAC_iso10118_2_l(EncryptIntAlg),
        #[rasn(identifier = "hMAC-iso10118-3")]
        hMAC_iso10118_3(ObjectIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NonStandardProtocol {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(identifier = "supportedPrefixes")]
        pub supported_prefixes: SequenceOf<SupportedPrefix>,
    }
    impl NonStandardProtocol {
        pub fn new(supported_prefixes: SequenceOf<SupportedPrefix>) -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Notify-UUIE")]
    #[non_exhaustive]
    pub struct NotifyUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "connectedAddress")]
        pub connected_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(extension_addition, identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
        #[rasn(extension_addition, identifier = "destinationInfo")]
        pub destination_info: Option<EndpointType>,
        #[rasn(extension_addition, identifier = "displayName")]
        pub display_name: Option<SequenceOf<DisplayName>>,
    }
    impl NotifyUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            call_identifier: CallIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                call_identifier,
                tokens: None,
                crypto_tokens: None,
                connected_address: None,
                presentation_indicator: None,
                screening_indicator: None,
                destination_info: None,
                display_name: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(
        delegate,
        size("1..=128"),
        from(
            "\u{23}", "\u{2a}", "\u{2c}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}",
            "\u{35}", "\u{36}", "\u{37}", "\u{38}", "\u{39}"
        )
    )]
    pub struct NumberDigits(pub Ia5String);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum PartyNumber {
        e164Number(PublicPartyNumber),
        dataPartyNumber(NumberDigits),
        telexPartyNumber(NumberDigits),
        privateNumber(PrivatePartyNumber),
        nationalStandardPartyNumber(NumberDigits),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum PresentationIndicator {
        presentationAllowed(()),
        presentationRestricted(()),
        addressNotAvailable(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct PrivatePartyNumber {
        #[rasn(identifier = "privateTypeOfNumber")]
        pub private_type_of_number: PrivateTypeOfNumber,
        #[rasn(identifier = "privateNumberDigits")]
        pub private_number_digits: NumberDigits,
    }
    impl PrivatePartyNumber {
        pub fn new(
            private_type_of_number: PrivateTypeOfNumber,
            private_number_digits: NumberDigits,
        ) -> Self {
            Self {
                private_type_of_number,
                private_number_digits,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum PrivateTypeOfNumber {
        unknown(()),
        level2RegionalNumber(()),
        level1RegionalNumber(()),
        pISNSpecificNumber(()),
        localNumber(()),
        abbreviatedNumber(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Progress-UUIE")]
    #[non_exhaustive]
    pub struct ProgressUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "destinationInfo")]
        pub destination_info: EndpointType,
        #[rasn(identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        #[rasn(identifier = "h245SecurityMode")]
        pub h245_security_mode: Option<H245Security>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "fastConnectRefused")]
        pub fast_connect_refused: Option<()>,
    }
    impl ProgressUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            destination_info: EndpointType,
            call_identifier: CallIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                destination_info,
                h245_address: None,
                call_identifier,
                h245_security_mode: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                multiple_calls: None,
                maintain_connection: None,
                fast_connect_refused: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct ProtocolIdentifier(pub ObjectIdentifier);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct PublicPartyNumber {
        #[rasn(identifier = "publicTypeOfNumber")]
        pub public_type_of_number: PublicTypeOfNumber,
        #[rasn(identifier = "publicNumberDigits")]
        pub public_number_digits: NumberDigits,
    }
    impl PublicPartyNumber {
        pub fn new(
            public_type_of_number: PublicTypeOfNumber,
            public_number_digits: NumberDigits,
        ) -> Self {
            Self {
                public_type_of_number,
                public_number_digits,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum PublicTypeOfNumber {
        unknown(()),
        internationalNumber(()),
        nationalNumber(()),
        networkSpecificNumber(()),
        subscriberNumber(()),
        abbreviatedNumber(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct Q954Details {
        #[rasn(identifier = "conferenceCalling")]
        pub conference_calling: bool,
        #[rasn(identifier = "threePartyService")]
        pub three_party_service: bool,
    }
    impl Q954Details {
        pub fn new(conference_calling: bool, three_party_service: bool) -> Self {
            Self {
                conference_calling,
                three_party_service,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct QseriesOptions {
        #[rasn(identifier = "q932Full")]
        pub q932_full: bool,
        #[rasn(identifier = "q951Full")]
        pub q951_full: bool,
        #[rasn(identifier = "q952Full")]
        pub q952_full: bool,
        #[rasn(identifier = "q953Full")]
        pub q953_full: bool,
        #[rasn(identifier = "q955Full")]
        pub q955_full: bool,
        #[rasn(identifier = "q956Full")]
        pub q956_full: bool,
        #[rasn(identifier = "q957Full")]
        pub q957_full: bool,
        #[rasn(identifier = "q954Info")]
        pub q954_info: Q954Details,
    }
    impl QseriesOptions {
        pub fn new(
            q932_full: bool,
            q951_full: bool,
            q952_full: bool,
            q953_full: bool,
            q955_full: bool,
            q956_full: bool,
            q957_full: bool,
            q954_info: Q954Details,
        ) -> Self {
            Self {
                q932_full,
                q951_full,
                q952_full,
                q953_full,
                q955_full,
                q956_full,
                q957_full,
                q954_info,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "INTEGER", value("1..=255"))]
    pub struct AnonymousRTPSessionAssociatedSessionIds(pub u8);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct RTPSessionAssociatedSessionIds(
        pub SequenceOf<AnonymousRTPSessionAssociatedSessionIds>,
    );
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RTPSession {
        #[rasn(identifier = "rtpAddress")]
        pub rtp_address: TransportChannelInfo,
        #[rasn(identifier = "rtcpAddress")]
        pub rtcp_address: TransportChannelInfo,
        pub cname: PrintableString,
        #[rasn(value("1..=4294967295"))]
        pub ssrc: u32,
        #[rasn(value("1..=255"), identifier = "sessionId")]
        pub session_id: u8,
        #[rasn(identifier = "associatedSessionIds")]
        pub associated_session_ids: RTPSessionAssociatedSessionIds,
        #[rasn(extension_addition)]
        pub multicast: Option<()>,
        #[rasn(extension_addition, value("0..=4294967295"))]
        pub bandwidth: Option<BandWidth>,
    }
    impl RTPSession {
        pub fn new(
            rtp_address: TransportChannelInfo,
            rtcp_address: TransportChannelInfo,
            cname: PrintableString,
            ssrc: u32,
            session_id: u8,
            associated_session_ids: RTPSessionAssociatedSessionIds,
        ) -> Self {
            Self {
                rtp_address,
                rtcp_address,
                cname,
                ssrc,
                session_id,
                associated_session_ids,
                multicast: None,
                bandwidth: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RasMessage {
        gatekeeperRequest(GatekeeperRequest),
        gatekeeperConfirm(GatekeeperConfirm),
        gatekeeperReject(GatekeeperReject),
        registrationRequest(RegistrationRequest),
        registrationConfirm(RegistrationConfirm),
        registrationReject(RegistrationReject),
        unregistrationRequest(UnregistrationRequest),
        unregistrationConfirm(UnregistrationConfirm),
        unregistrationReject(UnregistrationReject),
        admissionRequest(AdmissionRequest),
        admissionConfirm(AdmissionConfirm),
        admissionReject(AdmissionReject),
        bandwidthRequest(BandwidthRequest),
        bandwidthConfirm(BandwidthConfirm),
        bandwidthReject(BandwidthReject),
        disengageRequest(DisengageRequest),
        disengageConfirm(DisengageConfirm),
        disengageReject(DisengageReject),
        locationRequest(LocationRequest),
        locationConfirm(LocationConfirm),
        locationReject(LocationReject),
        infoRequest(InfoRequest),
        infoRequestResponse(InfoRequestResponse),
        nonStandardMessage(H225NonStandardMessage),
        unknownMessageResponse(UnknownMessageResponse),
        #[rasn(extension_addition)]
        requestInProgress(RequestInProgress),
        #[rasn(extension_addition)]
        resourcesAvailableIndicate(ResourcesAvailableIndicate),
        #[rasn(extension_addition)]
        resourcesAvailableConfirm(ResourcesAvailableConfirm),
        #[rasn(extension_addition)]
        infoRequestAck(InfoRequestAck),
        #[rasn(extension_addition)]
        infoRequestNak(InfoRequestNak),
        #[rasn(extension_addition)]
        serviceControlIndication(ServiceControlIndication),
        #[rasn(extension_addition)]
        serviceControlResponse(ServiceControlResponse),
        #[rasn(extension_addition)]
        admissionConfirmSequence(SequenceOf<AdmissionConfirm>),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RasUsageInfoTypes {
        #[rasn(identifier = "nonStandardUsageTypes")]
        pub non_standard_usage_types: SequenceOf<H225NonStandardParameter>,
        #[rasn(identifier = "startTime")]
        pub start_time: Option<()>,
        #[rasn(identifier = "endTime")]
        pub end_time: Option<()>,
        #[rasn(identifier = "terminationCause")]
        pub termination_cause: Option<()>,
    }
    impl RasUsageInfoTypes {
        pub fn new(non_standard_usage_types: SequenceOf<H225NonStandardParameter>) -> Self {
            Self {
                non_standard_usage_types,
                start_time: None,
                end_time: None,
                termination_cause: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RasUsageInformation {
        #[rasn(identifier = "nonStandardUsageFields")]
        pub non_standard_usage_fields: SequenceOf<H225NonStandardParameter>,
        #[rasn(identifier = "alertingTime")]
        pub alerting_time: Option<TimeStamp>,
        #[rasn(identifier = "connectTime")]
        pub connect_time: Option<TimeStamp>,
        #[rasn(identifier = "endTime")]
        pub end_time: Option<TimeStamp>,
    }
    impl RasUsageInformation {
        pub fn new(non_standard_usage_fields: SequenceOf<H225NonStandardParameter>) -> Self {
            Self {
                non_standard_usage_fields,
                alerting_time: None,
                connect_time: None,
                end_time: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RasUsageSpecificationWhen {
        pub start: Option<()>,
        pub end: Option<()>,
        #[rasn(identifier = "inIrr")]
        pub in_irr: Option<()>,
    }
    impl RasUsageSpecificationWhen {
        pub fn new() -> Self {
            Self {
                start: None,
                end: None,
                in_irr: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RasUsageSpecificationCallStartingPoint {
        pub alerting: Option<()>,
        pub connect: Option<()>,
    }
    impl RasUsageSpecificationCallStartingPoint {
        pub fn new() -> Self {
            Self {
                alerting: None,
                connect: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RasUsageSpecification {
        pub when: RasUsageSpecificationWhen,
        #[rasn(identifier = "callStartingPoint")]
        pub call_starting_point: Option<RasUsageSpecificationCallStartingPoint>,
        pub required: RasUsageInfoTypes,
    }
    impl RasUsageSpecification {
        pub fn new(when: RasUsageSpecificationWhen, required: RasUsageInfoTypes) -> Self {
            Self {
                when,
                call_starting_point: None,
                required,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RegistrationConfirmPreGrantedARQ {
        #[rasn(identifier = "makeCall")]
        pub make_call: bool,
        #[rasn(identifier = "useGKCallSignalAddressToMakeCall")]
        pub use_gkcall_signal_address_to_make_call: bool,
        #[rasn(identifier = "answerCall")]
        pub answer_call: bool,
        #[rasn(identifier = "useGKCallSignalAddressToAnswer")]
        pub use_gkcall_signal_address_to_answer: bool,
        #[rasn(
            extension_addition,
            value("1..=65535"),
            identifier = "irrFrequencyInCall"
        )]
        pub irr_frequency_in_call: Option<u16>,
        #[rasn(
            extension_addition,
            identifier = "totalBandwidthRestriction",
            value("0..=4294967295")
        )]
        pub total_bandwidth_restriction: Option<BandWidth>,
        #[rasn(extension_addition, identifier = "alternateTransportAddresses")]
        pub alternate_transport_addresses: Option<AlternateTransportAddresses>,
        #[rasn(extension_addition, identifier = "useSpecifiedTransport")]
        pub use_specified_transport: Option<UseSpecifiedTransport>,
    }
    impl RegistrationConfirmPreGrantedARQ {
        pub fn new(
            make_call: bool,
            use_gkcall_signal_address_to_make_call: bool,
            answer_call: bool,
            use_gkcall_signal_address_to_answer: bool,
        ) -> Self {
            Self {
                make_call,
                use_gkcall_signal_address_to_make_call,
                answer_call,
                use_gkcall_signal_address_to_answer,
                irr_frequency_in_call: None,
                total_bandwidth_restriction: None,
                alternate_transport_addresses: None,
                use_specified_transport: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RegistrationConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: SequenceOf<H225TransportAddress>,
        #[rasn(identifier = "terminalAlias")]
        pub terminal_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        #[rasn(extension_addition, identifier = "alternateGatekeeper")]
        pub alternate_gatekeeper: Option<SequenceOf<AlternateGK>>,
        #[rasn(extension_addition, identifier = "timeToLive", value("1..=4294967295"))]
        pub time_to_live: Option<TimeToLive>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "willRespondToIRR")]
        pub will_respond_to_irr: Option<bool>,
        #[rasn(extension_addition, identifier = "preGrantedARQ")]
        pub pre_granted_arq: Option<RegistrationConfirmPreGrantedARQ>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "supportsAdditiveRegistration")]
        pub supports_additive_registration: Option<()>,
        #[rasn(extension_addition, identifier = "terminalAliasPattern")]
        pub terminal_alias_pattern: Option<SequenceOf<AddressPattern>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
        #[rasn(extension_addition, identifier = "usageSpec")]
        pub usage_spec: Option<SequenceOf<RasUsageSpecification>>,
        #[rasn(extension_addition, identifier = "featureServerAlias")]
        pub feature_server_alias: Option<AliasAddress>,
        #[rasn(extension_addition, identifier = "capacityReportingSpec")]
        pub capacity_reporting_spec: Option<CapacityReportingSpecification>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
        #[rasn(extension_addition, identifier = "rehomingModel")]
        pub rehoming_model: Option<RehomingModel>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
    }
    impl RegistrationConfirm {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            call_signal_address: SequenceOf<H225TransportAddress>,
            endpoint_identifier: EndpointIdentifier,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                call_signal_address,
                terminal_alias: None,
                gatekeeper_identifier: None,
                endpoint_identifier,
                alternate_gatekeeper: None,
                time_to_live: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                will_respond_to_irr: None,
                pre_granted_arq: None,
                maintain_connection: None,
                service_control: None,
                supports_additive_registration: None,
                terminal_alias_pattern: None,
                supported_prefixes: None,
                usage_spec: None,
                feature_server_alias: None,
                capacity_reporting_spec: None,
                feature_set: None,
                generic_data: None,
                assigned_gatekeeper: None,
                rehoming_model: None,
                transport_qos: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RegistrationReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: RegistrationRejectReason,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl RegistrationReject {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            reject_reason: RegistrationRejectReason,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                reject_reason,
                gatekeeper_identifier: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RegistrationRejectReasonInvalidTerminalAliases {
        #[rasn(identifier = "terminalAlias")]
        pub terminal_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "terminalAliasPattern")]
        pub terminal_alias_pattern: Option<SequenceOf<AddressPattern>>,
        #[rasn(identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl RegistrationRejectReasonInvalidTerminalAliases {
        pub fn new() -> Self {
            Self {
                terminal_alias: None,
                terminal_alias_pattern: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RegistrationRejectReason {
        discoveryRequired(()),
        invalidRevision(()),
        invalidCallSignalAddress(()),
        invalidRASAddress(()),
        duplicateAlias(SequenceOf<AliasAddress>),
        invalidTerminalType(()),
        undefinedReason(()),
        transportNotSupported(()),
        #[rasn(extension_addition)]
        transportQOSNotSupported(()),
        #[rasn(extension_addition)]
        resourceUnavailable(()),
        #[rasn(extension_addition)]
        invalidAlias(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        fullRegistrationRequired(()),
        #[rasn(extension_addition)]
        additiveRegistrationNotSupported(()),
        #[rasn(extension_addition)]
        invalidTerminalAliases(RegistrationRejectReasonInvalidTerminalAliases),
        #[rasn(extension_addition)]
        genericDataReason(()),
        #[rasn(extension_addition)]
        neededFeatureNotSupported(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors),
        #[rasn(extension_addition)]
        registerWithAssignedGK(()),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "IA5String", size("1..=32"))]
    pub struct AnonymousRegistrationRequestLanguage(pub Ia5String);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct RegistrationRequestLanguage(pub SequenceOf<AnonymousRegistrationRequestLanguage>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RegistrationRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "discoveryComplete")]
        pub discovery_complete: bool,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: SequenceOf<H225TransportAddress>,
        #[rasn(identifier = "rasAddress")]
        pub ras_address: SequenceOf<H225TransportAddress>,
        #[rasn(identifier = "terminalType")]
        pub terminal_type: EndpointType,
        #[rasn(identifier = "terminalAlias")]
        pub terminal_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "gatekeeperIdentifier")]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(identifier = "endpointVendor")]
        pub endpoint_vendor: VendorIdentifier,
        #[rasn(extension_addition, identifier = "alternateEndpoints")]
        pub alternate_endpoints: Option<SequenceOf<Endpoint>>,
        #[rasn(extension_addition, identifier = "timeToLive", value("1..=4294967295"))]
        pub time_to_live: Option<TimeToLive>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "keepAlive")]
        pub keep_alive: Option<bool>,
        #[rasn(extension_addition, identifier = "endpointIdentifier", size("1..=128"))]
        pub endpoint_identifier: Option<EndpointIdentifier>,
        #[rasn(extension_addition, identifier = "willSupplyUUIEs")]
        pub will_supply_uuies: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "alternateTransportAddresses")]
        pub alternate_transport_addresses: Option<AlternateTransportAddresses>,
        #[rasn(extension_addition, identifier = "additiveRegistration")]
        pub additive_registration: Option<()>,
        #[rasn(extension_addition, identifier = "terminalAliasPattern")]
        pub terminal_alias_pattern: Option<SequenceOf<AddressPattern>>,
        #[rasn(extension_addition, identifier = "supportsAltGK")]
        pub supports_alt_gk: Option<()>,
        #[rasn(extension_addition, identifier = "usageReportingCapability")]
        pub usage_reporting_capability: Option<RasUsageInfoTypes>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "supportedH248Packages")]
        pub supported_h248_packages: Option<SequenceOf<H248PackagesDescriptor>>,
        #[rasn(extension_addition, identifier = "callCreditCapability")]
        pub call_credit_capability: Option<CallCreditCapability>,
        #[rasn(extension_addition, identifier = "capacityReportingCapability")]
        pub capacity_reporting_capability: Option<CapacityReportingCapability>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition)]
        pub restart: Option<()>,
        #[rasn(extension_addition, identifier = "supportsACFSequences")]
        pub supports_acfsequences: Option<()>,
        #[rasn(extension_addition, identifier = "supportsAssignedGK")]
        pub supports_assigned_gk: Option<bool>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
        #[rasn(extension_addition, identifier = "transportQOS")]
        pub transport_qos: Option<TransportQOS>,
        #[rasn(extension_addition)]
        pub language: Option<RegistrationRequestLanguage>,
    }
    impl RegistrationRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            discovery_complete: bool,
            call_signal_address: SequenceOf<H225TransportAddress>,
            ras_address: SequenceOf<H225TransportAddress>,
            terminal_type: EndpointType,
            endpoint_vendor: VendorIdentifier,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                discovery_complete,
                call_signal_address,
                ras_address,
                terminal_type,
                terminal_alias: None,
                gatekeeper_identifier: None,
                endpoint_vendor,
                alternate_endpoints: None,
                time_to_live: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                keep_alive: None,
                endpoint_identifier: None,
                will_supply_uuies: None,
                maintain_connection: None,
                alternate_transport_addresses: None,
                additive_registration: None,
                terminal_alias_pattern: None,
                supports_alt_gk: None,
                usage_reporting_capability: None,
                multiple_calls: None,
                supported_h248_packages: None,
                call_credit_capability: None,
                capacity_reporting_capability: None,
                capacity: None,
                feature_set: None,
                generic_data: None,
                restart: None,
                supports_acfsequences: None,
                supports_assigned_gk: None,
                assigned_gatekeeper: None,
                transport_qos: None,
                language: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum RehomingModel {
        gatekeeperBased(()),
        endpointBased(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "ReleaseComplete-UUIE")]
    #[non_exhaustive]
    pub struct ReleaseCompleteUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        pub reason: Option<ReleaseCompleteReason>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "busyAddress")]
        pub busy_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(extension_addition, identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(extension_addition, identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(extension_addition, identifier = "destinationInfo")]
        pub destination_info: Option<EndpointType>,
        #[rasn(extension_addition, identifier = "displayName")]
        pub display_name: Option<SequenceOf<DisplayName>>,
    }
    impl ReleaseCompleteUUIE {
        pub fn new(protocol_identifier: ProtocolIdentifier) -> Self {
            Self {
                protocol_identifier,
                reason: None,
                call_identifier: None,
                tokens: None,
                crypto_tokens: None,
                busy_address: None,
                presentation_indicator: None,
                screening_indicator: None,
                capacity: None,
                service_control: None,
                feature_set: None,
                destination_info: None,
                display_name: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ReleaseCompleteReason {
        noBandwidth(()),
        gatekeeperResources(()),
        unreachableDestination(()),
        destinationRejection(()),
        invalidRevision(()),
        noPermission(()),
        unreachableGatekeeper(()),
        gatewayResources(()),
        badFormatAddress(()),
        adaptiveBusy(()),
        inConf(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        facilityCallDeflection(()),
        #[rasn(extension_addition)]
        securityDenied(()),
        #[rasn(extension_addition)]
        calledPartyNotRegistered(()),
        #[rasn(extension_addition)]
        callerNotRegistered(()),
        #[rasn(extension_addition)]
        newConnectionNeeded(()),
        #[rasn(extension_addition)]
        nonStandardReason(H225NonStandardParameter),
        #[rasn(extension_addition)]
        replaceWithConferenceInvite(ConferenceIdentifier),
        #[rasn(extension_addition)]
        genericDataReason(()),
        #[rasn(extension_addition)]
        neededFeatureNotSupported(()),
        #[rasn(extension_addition)]
        tunnelledSignallingRejected(()),
        #[rasn(extension_addition)]
        invalidCID(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors),
        #[rasn(extension_addition)]
        hopCountExceeded(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestInProgress {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(value("1..=65535"))]
        pub delay: u16,
    }
    impl RequestInProgress {
        pub fn new(request_seq_num: RequestSeqNum, delay: u16) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                delay,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=65535"))]
    pub struct RequestSeqNum(pub u16);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ResourcesAvailableConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl ResourcesAvailableConfirm {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ResourcesAvailableIndicate {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: EndpointIdentifier,
        pub protocols: SequenceOf<SupportedProtocols>,
        #[rasn(identifier = "almostOutOfResources")]
        pub almost_out_of_resources: bool,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl ResourcesAvailableIndicate {
        pub fn new(
            request_seq_num: RequestSeqNum,
            protocol_identifier: ProtocolIdentifier,
            endpoint_identifier: EndpointIdentifier,
            protocols: SequenceOf<SupportedProtocols>,
            almost_out_of_resources: bool,
        ) -> Self {
            Self {
                request_seq_num,
                protocol_identifier,
                non_standard_data: None,
                endpoint_identifier,
                protocols,
                almost_out_of_resources,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                capacity: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SIPCaps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl SIPCaps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ScnConnectionAggregation {
        auto(()),
        none(()),
        h221(()),
        #[rasn(identifier = "bonded-mode1")]
        bonded_mode1(()),
        #[rasn(identifier = "bonded-mode2")]
        bonded_mode2(()),
        #[rasn(identifier = "bonded-mode3")]
        bonded_mode3(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ScnConnectionType {
        unknown(()),
        bChannel(()),
        hybrid2x64(()),
        hybrid384(()),
        hybrid1536(()),
        hybrid1920(()),
        multirate(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq, Hash, Copy)]
    #[rasn(enumerated)]
    #[non_exhaustive]
    pub enum ScreeningIndicator {
        userProvidedNotScreened = 0,
        userProvidedVerifiedAndPassed = 1,
        userProvidedVerifiedAndFailed = 2,
        networkProvided = 3,
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SecurityCapabilities {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H225NonStandardParameter>,
        pub encryption: SecurityServiceMode,
        pub authenticaton: SecurityServiceMode,
        pub integrity: SecurityServiceMode,
    }
    impl SecurityCapabilities {
        pub fn new(
            encryption: SecurityServiceMode,
            authenticaton: SecurityServiceMode,
            integrity: SecurityServiceMode,
        ) -> Self {
            Self {
                non_standard: None,
                encryption,
                authenticaton,
                integrity,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SecurityErrors {
        securityWrongSyncTime(()),
        securityReplay(()),
        securityWrongGeneralID(()),
        securityWrongSendersID(()),
        securityIntegrityFailed(()),
        securityWrongOID(()),
        securityDHmismatch(()),
        securityCertificateExpired(()),
        securityCertificateDateInvalid(()),
        securityCertificateRevoked(()),
        securityCertificateNotReadable(()),
        securityCertificateSignatureInvalid(()),
        securityCertificateMissing(()),
        securityCertificateIncomplete(()),
        securityUnsupportedCertificateAlgOID(()),
        securityUnknownCA(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SecurityErrors2 {
        securityWrongSyncTime(()),
        securityReplay(()),
        securityWrongGeneralID(()),
        securityWrongSendersID(()),
        securityIntegrityFailed(()),
        securityWrongOID(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SecurityServiceMode {
        nonStandard(H225NonStandardParameter),
        none(()),
        default(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ServiceControlDescriptor {
        #[rasn(size("0..=512"))]
        url(Ia5String),
        signal(H248SignalsDescriptor),
        nonStandard(H225NonStandardParameter),
        callCreditServiceControl(CallCreditServiceControl),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServiceControlIndicationCallSpecific {
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(identifier = "answeredCall")]
        pub answered_call: bool,
    }
    impl ServiceControlIndicationCallSpecific {
        pub fn new(
            call_identifier: CallIdentifier,
            conference_id: ConferenceIdentifier,
            answered_call: bool,
        ) -> Self {
            Self {
                call_identifier,
                conference_id,
                answered_call,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServiceControlIndication {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "serviceControl")]
        pub service_control: SequenceOf<ServiceControlSession>,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: Option<EndpointIdentifier>,
        #[rasn(identifier = "callSpecific")]
        pub call_specific: Option<ServiceControlIndicationCallSpecific>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl ServiceControlIndication {
        pub fn new(
            request_seq_num: RequestSeqNum,
            service_control: SequenceOf<ServiceControlSession>,
        ) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                service_control,
                endpoint_identifier: None,
                call_specific: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ServiceControlResponseResult {
        started(()),
        failed(()),
        stopped(()),
        notAvailable(()),
        neededFeatureNotSupported(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServiceControlResponse {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        pub result: Option<ServiceControlResponseResult>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(identifier = "featureSet")]
        pub feature_set: Option<FeatureSet>,
        #[rasn(identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl ServiceControlResponse {
        pub fn new(request_seq_num: RequestSeqNum) -> Self {
            Self {
                request_seq_num,
                result: None,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                feature_set: None,
                generic_data: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ServiceControlSessionReason {
        open(()),
        refresh(()),
        close(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServiceControlSession {
        #[rasn(value("0..=255"), identifier = "sessionId")]
        pub session_id: u8,
        pub contents: Option<ServiceControlDescriptor>,
        pub reason: ServiceControlSessionReason,
    }
    impl ServiceControlSession {
        pub fn new(session_id: u8, reason: ServiceControlSessionReason) -> Self {
            Self {
                session_id,
                contents: None,
                reason,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SetupUUIEConferenceGoal {
        create(()),
        join(()),
        invite(()),
        #[rasn(extension_addition, identifier = "capability-negotiation")]
        capability_negotiation(()),
        #[rasn(extension_addition)]
        callIndependentSupplementaryService(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SetupUUIEConnectionParameters {
        #[rasn(identifier = "connectionType")]
        pub connection_type: ScnConnectionType,
        #[rasn(value("0..=65535"), identifier = "numberOfScnConnections")]
        pub number_of_scn_connections: u16,
        #[rasn(identifier = "connectionAggregation")]
        pub connection_aggregation: ScnConnectionAggregation,
    }
    impl SetupUUIEConnectionParameters {
        pub fn new(
            connection_type: ScnConnectionType,
            number_of_scn_connections: u16,
            connection_aggregation: ScnConnectionAggregation,
        ) -> Self {
            Self {
                connection_type,
                number_of_scn_connections,
                connection_aggregation,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "IA5String", size("1..=32"))]
    pub struct AnonymousSetupUUIELanguage(pub Ia5String);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct SetupUUIELanguage(pub SequenceOf<AnonymousSetupUUIELanguage>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Setup-UUIE")]
    #[non_exhaustive]
    pub struct SetupUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "h245Address")]
        pub h245_address: Option<H225TransportAddress>,
        #[rasn(identifier = "sourceAddress")]
        pub source_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "sourceInfo")]
        pub source_info: EndpointType,
        #[rasn(identifier = "destinationAddress")]
        pub destination_address: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "destCallSignalAddress")]
        pub dest_call_signal_address: Option<H225TransportAddress>,
        #[rasn(identifier = "destExtraCallInfo")]
        pub dest_extra_call_info: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "destExtraCRV")]
        pub dest_extra_crv: Option<SequenceOf<CallReferenceValue>>,
        #[rasn(identifier = "activeMC")]
        pub active_mc: bool,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceIdentifier,
        #[rasn(identifier = "conferenceGoal")]
        pub conference_goal: SetupUUIEConferenceGoal,
        #[rasn(identifier = "callServices")]
        pub call_services: Option<QseriesOptions>,
        #[rasn(identifier = "callType")]
        pub call_type: CallType,
        #[rasn(extension_addition, identifier = "sourceCallSignalAddress")]
        pub source_call_signal_address: Option<H225TransportAddress>,
        #[rasn(extension_addition, identifier = "remoteExtensionAddress")]
        pub remote_extension_address: Option<AliasAddress>,
        #[rasn(extension_addition, identifier = "callIdentifier")]
        pub call_identifier: Option<CallIdentifier>,
        #[rasn(extension_addition, identifier = "h245SecurityCapability")]
        pub h245_security_capability: Option<SequenceOf<H245Security>>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "fastStart")]
        pub fast_start: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "mediaWaitForConnect")]
        pub media_wait_for_connect: Option<bool>,
        #[rasn(extension_addition, identifier = "canOverlapSend")]
        pub can_overlap_send: Option<bool>,
        #[rasn(extension_addition, identifier = "endpointIdentifier", size("1..=128"))]
        pub endpoint_identifier: Option<EndpointIdentifier>,
        #[rasn(extension_addition, identifier = "multipleCalls")]
        pub multiple_calls: Option<bool>,
        #[rasn(extension_addition, identifier = "maintainConnection")]
        pub maintain_connection: Option<bool>,
        #[rasn(extension_addition, identifier = "connectionParameters")]
        pub connection_parameters: Option<SetupUUIEConnectionParameters>,
        #[rasn(extension_addition)]
        pub language: Option<SetupUUIELanguage>,
        #[rasn(extension_addition, identifier = "presentationIndicator")]
        pub presentation_indicator: Option<PresentationIndicator>,
        #[rasn(extension_addition, identifier = "screeningIndicator")]
        pub screening_indicator: Option<ScreeningIndicator>,
        #[rasn(extension_addition, identifier = "serviceControl")]
        pub service_control: Option<SequenceOf<ServiceControlSession>>,
        #[rasn(extension_addition, identifier = "symmetricOperationRequired")]
        pub symmetric_operation_required: Option<()>,
        #[rasn(extension_addition)]
        pub capacity: Option<CallCapacity>,
        #[rasn(extension_addition, identifier = "circuitInfo")]
        pub circuit_info: Option<CircuitInfo>,
        #[rasn(extension_addition, identifier = "desiredProtocols")]
        pub desired_protocols: Option<SequenceOf<SupportedProtocols>>,
        #[rasn(extension_addition, identifier = "neededFeatures")]
        pub needed_features: Option<SequenceOf<FeatureDescriptor>>,
        #[rasn(extension_addition, identifier = "desiredFeatures")]
        pub desired_features: Option<SequenceOf<FeatureDescriptor>>,
        #[rasn(extension_addition, identifier = "supportedFeatures")]
        pub supported_features: Option<SequenceOf<FeatureDescriptor>>,
        #[rasn(extension_addition, identifier = "parallelH245Control")]
        pub parallel_h245_control: Option<SequenceOf<OctetString>>,
        #[rasn(extension_addition, identifier = "additionalSourceAddresses")]
        pub additional_source_addresses: Option<SequenceOf<ExtendedAliasAddress>>,
        #[rasn(extension_addition, value("1..=31"), identifier = "hopCount")]
        pub hop_count: Option<u8>,
        #[rasn(extension_addition, identifier = "displayName")]
        pub display_name: Option<SequenceOf<DisplayName>>,
    }
    impl SetupUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            source_info: EndpointType,
            active_mc: bool,
            conference_id: ConferenceIdentifier,
            conference_goal: SetupUUIEConferenceGoal,
            call_type: CallType,
        ) -> Self {
            Self {
                protocol_identifier,
                h245_address: None,
                source_address: None,
                source_info,
                destination_address: None,
                dest_call_signal_address: None,
                dest_extra_call_info: None,
                dest_extra_crv: None,
                active_mc,
                conference_id,
                conference_goal,
                call_services: None,
                call_type,
                source_call_signal_address: None,
                remote_extension_address: None,
                call_identifier: None,
                h245_security_capability: None,
                tokens: None,
                crypto_tokens: None,
                fast_start: None,
                media_wait_for_connect: None,
                can_overlap_send: None,
                endpoint_identifier: None,
                multiple_calls: None,
                maintain_connection: None,
                connection_parameters: None,
                language: None,
                presentation_indicator: None,
                screening_indicator: None,
                service_control: None,
                symmetric_operation_required: None,
                capacity: None,
                circuit_info: None,
                desired_protocols: None,
                needed_features: None,
                desired_features: None,
                supported_features: None,
                parallel_h245_control: None,
                additional_source_addresses: None,
                hop_count: None,
                display_name: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "SetupAcknowledge-UUIE")]
    #[non_exhaustive]
    pub struct SetupAcknowledgeUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
    }
    impl SetupAcknowledgeUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            call_identifier: CallIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                call_identifier,
                tokens: None,
                crypto_tokens: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "Status-UUIE")]
    #[non_exhaustive]
    pub struct StatusUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
    }
    impl StatusUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            call_identifier: CallIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                call_identifier,
                tokens: None,
                crypto_tokens: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "StatusInquiry-UUIE")]
    #[non_exhaustive]
    pub struct StatusInquiryUUIE {
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ProtocolIdentifier,
        #[rasn(identifier = "callIdentifier")]
        pub call_identifier: CallIdentifier,
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
    }
    impl StatusInquiryUUIE {
        pub fn new(
            protocol_identifier: ProtocolIdentifier,
            call_identifier: CallIdentifier,
        ) -> Self {
            Self {
                protocol_identifier,
                call_identifier,
                tokens: None,
                crypto_tokens: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct StimulusControl {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H225NonStandardParameter>,
        #[rasn(identifier = "isText")]
        pub is_text: Option<()>,
        #[rasn(identifier = "h248Message")]
        pub h248_message: Option<OctetString>,
    }
    impl StimulusControl {
        pub fn new() -> Self {
            Self {
                non_standard: None,
                is_text: None,
                h248_message: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SupportedPrefix {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        pub prefix: AliasAddress,
    }
    impl SupportedPrefix {
        pub fn new(prefix: AliasAddress) -> Self {
            Self {
                non_standard_data: None,
                prefix,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SupportedProtocols {
        nonStandardData(H225NonStandardParameter),
        h310(H310Caps),
        h320(H320Caps),
        h321(H321Caps),
        h322(H322Caps),
        h323(H323Caps),
        h324(H324Caps),
        voice(VoiceCaps),
        #[rasn(identifier = "t120-only")]
        t120_only(T120OnlyCaps),
        #[rasn(extension_addition)]
        nonStandardProtocol(NonStandardProtocol),
        #[rasn(extension_addition)]
        t38FaxAnnexbOnly(T38FaxAnnexbOnlyCaps),
        #[rasn(extension_addition)]
        sip(SIPCaps),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct T120OnlyCaps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl T120OnlyCaps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct T38FaxAnnexbOnlyCaps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(identifier = "supportedPrefixes")]
        pub supported_prefixes: SequenceOf<SupportedPrefix>,
        #[rasn(identifier = "t38FaxProtocol")]
        pub t38_fax_protocol: DataProtocolCapability,
        #[rasn(identifier = "t38FaxProfile")]
        pub t38_fax_profile: T38FaxProfile,
    }
    impl T38FaxAnnexbOnlyCaps {
        pub fn new(
            supported_prefixes: SequenceOf<SupportedPrefix>,
            t38_fax_protocol: DataProtocolCapability,
            t38_fax_profile: T38FaxProfile,
        ) -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes,
                t38_fax_protocol,
                t38_fax_profile,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(
        delegate,
        identifier = "TBCD-STRING",
        from(
            "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}", "\u{35}",
            "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{61}", "\u{62}", "\u{63}"
        )
    )]
    pub struct TBCDSTRING(pub Ia5String);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalInfo {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
    }
    impl TerminalInfo {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=4294967295"))]
    pub struct TimeToLive(pub u32);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TransportChannelInfo {
        #[rasn(identifier = "sendAddress")]
        pub send_address: Option<H225TransportAddress>,
        #[rasn(identifier = "recvAddress")]
        pub recv_address: Option<H225TransportAddress>,
    }
    impl TransportChannelInfo {
        pub fn new() -> Self {
            Self {
                send_address: None,
                recv_address: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum TransportQOS {
        endpointControlled(()),
        gatekeeperControlled(()),
        noControl(()),
        #[rasn(extension_addition, size("1..=256"))]
        qOSCapabilities(SequenceOf<QOSCapability>),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum TunnelledProtocolId {
        tunnelledProtocolObjectID(ObjectIdentifier),
        tunnelledProtocolAlternateID(TunnelledProtocolAlternateIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TunnelledProtocol {
        pub id: TunnelledProtocolId,
        #[rasn(size("1..=64"), identifier = "subIdentifier")]
        pub sub_identifier: Option<Ia5String>,
    }
    impl TunnelledProtocol {
        pub fn new(id: TunnelledProtocolId) -> Self {
            Self {
                id,
                sub_identifier: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TunnelledProtocolAlternateIdentifier {
        #[rasn(size("1..=64"), identifier = "protocolType")]
        pub protocol_type: Ia5String,
        #[rasn(size("1..=64"), identifier = "protocolVariant")]
        pub protocol_variant: Option<Ia5String>,
    }
    impl TunnelledProtocolAlternateIdentifier {
        pub fn new(protocol_type: Ia5String) -> Self {
            Self {
                protocol_type,
                protocol_variant: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UUIEsRequested {
        pub setup: bool,
        #[rasn(identifier = "callProceeding")]
        pub call_proceeding: bool,
        pub connect: bool,
        pub alerting: bool,
        pub information: bool,
        #[rasn(identifier = "releaseComplete")]
        pub release_complete: bool,
        pub facility: bool,
        pub progress: bool,
        pub empty: bool,
        #[rasn(extension_addition)]
        pub status: Option<bool>,
        #[rasn(extension_addition, identifier = "statusInquiry")]
        pub status_inquiry: Option<bool>,
        #[rasn(extension_addition, identifier = "setupAcknowledge")]
        pub setup_acknowledge: Option<bool>,
        #[rasn(extension_addition)]
        pub notify: Option<bool>,
    }
    impl UUIEsRequested {
        pub fn new(
            setup: bool,
            call_proceeding: bool,
            connect: bool,
            alerting: bool,
            information: bool,
            release_complete: bool,
            facility: bool,
            progress: bool,
            empty: bool,
        ) -> Self {
            Self {
                setup,
                call_proceeding,
                connect,
                alerting,
                information,
                release_complete,
                facility,
                progress,
                empty,
                status: None,
                status_inquiry: None,
                setup_acknowledge: None,
                notify: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnknownMessageResponse {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "messageNotUnderstood")]
        pub message_not_understood: Option<OctetString>,
    }
    impl UnknownMessageResponse {
        pub fn new(request_seq_num: RequestSeqNum) -> Self {
            Self {
                request_seq_num,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                message_not_understood: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UnregRejectReason {
        notCurrentlyRegistered(()),
        callInProgress(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        permissionDenied(()),
        #[rasn(extension_addition)]
        securityDenial(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UnregRequestReason {
        reregistrationRequired(()),
        ttlExpired(()),
        securityDenial(()),
        undefinedReason(()),
        #[rasn(extension_addition)]
        maintenance(()),
        #[rasn(extension_addition)]
        securityError(SecurityErrors2),
        #[rasn(extension_addition)]
        registerWithAssignedGK(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnregistrationConfirm {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl UnregistrationConfirm {
        pub fn new(request_seq_num: RequestSeqNum) -> Self {
            Self {
                request_seq_num,
                non_standard_data: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnregistrationReject {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: UnregRejectReason,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "altGKInfo")]
        pub alt_gkinfo: Option<AltGKInfo>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
    }
    impl UnregistrationReject {
        pub fn new(request_seq_num: RequestSeqNum, reject_reason: UnregRejectReason) -> Self {
            Self {
                request_seq_num,
                reject_reason,
                non_standard_data: None,
                alt_gkinfo: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                generic_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnregistrationRequest {
        #[rasn(identifier = "requestSeqNum")]
        pub request_seq_num: RequestSeqNum,
        #[rasn(identifier = "callSignalAddress")]
        pub call_signal_address: SequenceOf<H225TransportAddress>,
        #[rasn(identifier = "endpointAlias")]
        pub endpoint_alias: Option<SequenceOf<AliasAddress>>,
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(identifier = "endpointIdentifier")]
        pub endpoint_identifier: Option<EndpointIdentifier>,
        #[rasn(extension_addition, identifier = "alternateEndpoints")]
        pub alternate_endpoints: Option<SequenceOf<Endpoint>>,
        #[rasn(
            extension_addition,
            identifier = "gatekeeperIdentifier",
            size("1..=128")
        )]
        pub gatekeeper_identifier: Option<GatekeeperIdentifier>,
        #[rasn(extension_addition)]
        pub tokens: Option<SequenceOf<ClearToken>>,
        #[rasn(extension_addition, identifier = "cryptoTokens")]
        pub crypto_tokens: Option<SequenceOf<CryptoH323Token>>,
        #[rasn(extension_addition, identifier = "integrityCheckValue")]
        pub integrity_check_value: Option<ICV>,
        #[rasn(extension_addition)]
        pub reason: Option<UnregRequestReason>,
        #[rasn(extension_addition, identifier = "endpointAliasPattern")]
        pub endpoint_alias_pattern: Option<SequenceOf<AddressPattern>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
        #[rasn(extension_addition, identifier = "alternateGatekeeper")]
        pub alternate_gatekeeper: Option<SequenceOf<AlternateGK>>,
        #[rasn(extension_addition, identifier = "genericData")]
        pub generic_data: Option<SequenceOf<GenericData>>,
        #[rasn(extension_addition, identifier = "assignedGatekeeper")]
        pub assigned_gatekeeper: Option<AlternateGK>,
    }
    impl UnregistrationRequest {
        pub fn new(
            request_seq_num: RequestSeqNum,
            call_signal_address: SequenceOf<H225TransportAddress>,
        ) -> Self {
            Self {
                request_seq_num,
                call_signal_address,
                endpoint_alias: None,
                non_standard_data: None,
                endpoint_identifier: None,
                alternate_endpoints: None,
                gatekeeper_identifier: None,
                tokens: None,
                crypto_tokens: None,
                integrity_check_value: None,
                reason: None,
                endpoint_alias_pattern: None,
                supported_prefixes: None,
                alternate_gatekeeper: None,
                generic_data: None,
                assigned_gatekeeper: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UseSpecifiedTransport {
        tcp(()),
        annexE(()),
        #[rasn(extension_addition)]
        sctp(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VendorIdentifier {
        pub vendor: H221NonStandard,
        #[rasn(size("1..=256"), identifier = "productId")]
        pub product_id: Option<OctetString>,
        #[rasn(size("1..=256"), identifier = "versionId")]
        pub version_id: Option<OctetString>,
        #[rasn(extension_addition, identifier = "enterpriseNumber")]
        pub enterprise_number: Option<ObjectIdentifier>,
    }
    impl VendorIdentifier {
        pub fn new(vendor: H221NonStandard) -> Self {
            Self {
                vendor,
                product_id: None,
                version_id: None,
                enterprise_number: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VoiceCaps {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H225NonStandardParameter>,
        #[rasn(extension_addition, identifier = "dataRatesSupported")]
        pub data_rates_supported: Option<SequenceOf<DataRate>>,
        #[rasn(extension_addition, identifier = "supportedPrefixes")]
        pub supported_prefixes: Option<SequenceOf<SupportedPrefix>>,
    }
    impl VoiceCaps {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                data_rates_supported: None,
                supported_prefixes: None,
            }
        }
    }
}
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused,
    clippy::too_many_arguments
)]
pub mod media_traversal {
    extern crate alloc;
    use super::h323_messages::TimeToLive;
    use super::multimedia_system_control::H245TransportAddress;
    use core::borrow::Borrow;
    use rasn::prelude::*;
    use std::sync::LazyLock;
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TraversalParameters {
        #[rasn(identifier = "multiplexedMediaChannel")]
        pub multiplexed_media_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "multiplexedMediaControlChannel")]
        pub multiplexed_media_control_channel: Option<H245TransportAddress>,
        #[rasn(value("0..=4294967295"), identifier = "multiplexID")]
        pub multiplex_id: Option<u32>,
        #[rasn(identifier = "keepAliveChannel")]
        pub keep_alive_channel: Option<H245TransportAddress>,
        #[rasn(value("0..=127"), identifier = "keepAlivePayloadType")]
        pub keep_alive_payload_type: Option<u8>,
        #[rasn(identifier = "keepAliveInterval")]
        pub keep_alive_interval: Option<TimeToLive>,
    }
    impl TraversalParameters {
        pub fn new() -> Self {
            Self {
                multiplexed_media_channel: None,
                multiplexed_media_control_channel: None,
                multiplex_id: None,
                keep_alive_channel: None,
                keep_alive_payload_type: None,
                keep_alive_interval: None,
            }
        }
    }
}
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused,
    clippy::too_many_arguments
)]
pub mod multimedia_system_control {
    extern crate alloc;
    use core::borrow::Borrow;
    use rasn::prelude::*;
    use std::sync::LazyLock;
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ATMParameters {
        #[rasn(value("0..=65535"), identifier = "maxNTUSize")]
        pub max_ntusize: u16,
        #[rasn(identifier = "atmUBR")]
        pub atm_ubr: bool,
        #[rasn(identifier = "atmrtVBR")]
        pub atmrt_vbr: bool,
        #[rasn(identifier = "atmnrtVBR")]
        pub atmnrt_vbr: bool,
        #[rasn(identifier = "atmABR")]
        pub atm_abr: bool,
        #[rasn(identifier = "atmCBR")]
        pub atm_cbr: bool,
    }
    impl ATMParameters {
        pub fn new(
            max_ntusize: u16,
            atm_ubr: bool,
            atmrt_vbr: bool,
            atmnrt_vbr: bool,
            atm_abr: bool,
            atm_cbr: bool,
        ) -> Self {
            Self {
                max_ntusize,
                atm_ubr,
                atmrt_vbr,
                atmnrt_vbr,
                atm_abr,
                atm_cbr,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct AlternativeCapabilitySet(pub SequenceOf<CapabilityTableEntryNumber>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct AudioCapabilityG7231 {
        #[rasn(value("1..=256"), identifier = "maxAl-sduAudioFrames")]
        pub max_al_sdu_audio_frames: u16,
        #[rasn(identifier = "silenceSuppression")]
        pub silence_suppression: bool,
    }
    impl AudioCapabilityG7231 {
        pub fn new(max_al_sdu_audio_frames: u16, silence_suppression: bool) -> Self {
            Self {
                max_al_sdu_audio_frames,
                silence_suppression,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AudioCapability {
        nonStandard(H245NonStandardParameter),
        #[rasn(value("1..=256"))]
        g711Alaw64k(u16),
        #[rasn(value("1..=256"))]
        g711Alaw56k(u16),
        #[rasn(value("1..=256"))]
        g711Ulaw64k(u16),
        #[rasn(value("1..=256"))]
        g711Ulaw56k(u16),
        #[rasn(value("1..=256"), identifier = "g722-64k")]
        g722_64k(u16),
        #[rasn(value("1..=256"), identifier = "g722-56k")]
        g722_56k(u16),
        #[rasn(value("1..=256"), identifier = "g722-48k")]
        g722_48k(u16),
        g7231(AudioCapabilityG7231),
        #[rasn(value("1..=256"))]
        g728(u16),
        #[rasn(value("1..=256"))]
        g729(u16),
        #[rasn(value("1..=256"))]
        g729AnnexA(u16),
        is11172AudioCapability(IS11172AudioCapability),
        is13818AudioCapability(IS13818AudioCapability),
        #[rasn(extension_addition, value("1..=256"))]
        g729wAnnexB(u16),
        #[rasn(extension_addition, value("1..=256"))]
        g729AnnexAwAnnexB(u16),
        #[rasn(extension_addition)]
        g7231AnnexCCapability(G7231AnnexCCapability),
        #[rasn(extension_addition)]
        gsmFullRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        gsmHalfRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        gsmEnhancedFullRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        genericAudioCapability(GenericCapability),
        #[rasn(extension_addition)]
        g729Extensions(G729Extensions),
        #[rasn(extension_addition)]
        vbd(VBDCapability),
        #[rasn(extension_addition)]
        audioTelephonyEvent(NoPTAudioTelephonyEventCapability),
        #[rasn(extension_addition)]
        audioTone(NoPTAudioToneCapability),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum AudioModeG7231 {
        noSilenceSuppressionLowRate(()),
        noSilenceSuppressionHighRate(()),
        silenceSuppressionLowRate(()),
        silenceSuppressionHighRate(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum AudioMode {
        nonStandard(H245NonStandardParameter),
        g711Alaw64k(()),
        g711Alaw56k(()),
        g711Ulaw64k(()),
        g711Ulaw56k(()),
        #[rasn(identifier = "g722-64k")]
        g722_64k(()),
        #[rasn(identifier = "g722-56k")]
        g722_56k(()),
        #[rasn(identifier = "g722-48k")]
        g722_48k(()),
        g728(()),
        g729(()),
        g729AnnexA(()),
        g7231(AudioModeG7231),
        is11172AudioMode(IS11172AudioMode),
        is13818AudioMode(IS13818AudioMode),
        #[rasn(extension_addition, value("1..=256"))]
        g729wAnnexB(u16),
        #[rasn(extension_addition, value("1..=256"))]
        g729AnnexAwAnnexB(u16),
        #[rasn(extension_addition)]
        g7231AnnexCMode(G7231AnnexCMode),
        #[rasn(extension_addition)]
        gsmFullRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        gsmHalfRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        gsmEnhancedFullRate(GSMAudioCapability),
        #[rasn(extension_addition)]
        genericAudioMode(GenericCapability),
        #[rasn(extension_addition)]
        g729Extensions(G729Extensions),
        #[rasn(extension_addition)]
        vbd(VBDMode),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AudioTelephonyEventCapability {
        #[rasn(value("96..=127"), identifier = "dynamicRTPPayloadType")]
        pub dynamic_rtppayload_type: u8,
        #[rasn(identifier = "audioTelephoneEvent")]
        pub audio_telephone_event: GeneralString,
    }
    impl AudioTelephonyEventCapability {
        pub fn new(dynamic_rtppayload_type: u8, audio_telephone_event: GeneralString) -> Self {
            Self {
                dynamic_rtppayload_type,
                audio_telephone_event,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AudioToneCapability {
        #[rasn(value("96..=127"), identifier = "dynamicRTPPayloadType")]
        pub dynamic_rtppayload_type: u8,
    }
    impl AudioToneCapability {
        pub fn new(dynamic_rtppayload_type: u8) -> Self {
            Self {
                dynamic_rtppayload_type,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AuthenticationCapability {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H245NonStandardParameter>,
        #[rasn(extension_addition, identifier = "antiSpamAlgorithm")]
        pub anti_spam_algorithm: Option<ObjectIdentifier>,
    }
    impl AuthenticationCapability {
        pub fn new() -> Self {
            Self {
                non_standard: None,
                anti_spam_algorithm: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct AuthorizationParameters {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H245NonStandardParameter>,
    }
    impl AuthorizationParameters {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct BEnhancementParameters {
        #[rasn(identifier = "enhancementOptions")]
        pub enhancement_options: EnhancementOptions,
        #[rasn(value("1..=64"), identifier = "numberOfBPictures")]
        pub number_of_bpictures: u8,
    }
    impl BEnhancementParameters {
        pub fn new(enhancement_options: EnhancementOptions, number_of_bpictures: u8) -> Self {
            Self {
                enhancement_options,
                number_of_bpictures,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CRCLength {
        crc8bit(()),
        crc16bit(()),
        crc32bit(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CapabilityH233EncryptionReceiveCapability {
        #[rasn(value("0..=255"), identifier = "h233IVResponseTime")]
        pub h233_ivresponse_time: u8,
    }
    impl CapabilityH233EncryptionReceiveCapability {
        pub fn new(h233_ivresponse_time: u8) -> Self {
            Self {
                h233_ivresponse_time,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum Capability {
        nonStandard(H245NonStandardParameter),
        receiveVideoCapability(VideoCapability),
        transmitVideoCapability(VideoCapability),
        receiveAndTransmitVideoCapability(VideoCapability),
        receiveAudioCapability(AudioCapability),
        transmitAudioCapability(AudioCapability),
        receiveAndTransmitAudioCapability(AudioCapability),
        receiveDataApplicationCapability(DataApplicationCapability),
        transmitDataApplicationCapability(DataApplicationCapability),
        receiveAndTransmitDataApplicationCapability(DataApplicationCapability),
        h233EncryptionTransmitCapability(bool),
        h233EncryptionReceiveCapability(CapabilityH233EncryptionReceiveCapability),
        #[rasn(extension_addition)]
        conferenceCapability(ConferenceCapability),
        #[rasn(extension_addition)]
        h235SecurityCapability(H235SecurityCapability),
        #[rasn(extension_addition, value("0..=255"))]
        maxPendingReplacementFor(u8),
        #[rasn(extension_addition)]
        receiveUserInputCapability(UserInputCapability),
        #[rasn(extension_addition)]
        transmitUserInputCapability(UserInputCapability),
        #[rasn(extension_addition)]
        receiveAndTransmitUserInputCapability(UserInputCapability),
        #[rasn(extension_addition)]
        genericControlCapability(GenericCapability),
        #[rasn(extension_addition)]
        receiveMultiplexedStreamCapability(MultiplexedStreamCapability),
        #[rasn(extension_addition)]
        transmitMultiplexedStreamCapability(MultiplexedStreamCapability),
        #[rasn(extension_addition)]
        receiveAndTransmitMultiplexedStreamCapability(MultiplexedStreamCapability),
        #[rasn(extension_addition)]
        receiveRTPAudioTelephonyEventCapability(AudioTelephonyEventCapability),
        #[rasn(extension_addition)]
        receiveRTPAudioToneCapability(AudioToneCapability),
        #[rasn(extension_addition)]
        depFecCapability(DepFECCapability),
        #[rasn(extension_addition)]
        multiplePayloadStreamCapability(MultiplePayloadStreamCapability),
        #[rasn(extension_addition)]
        fecCapability(FECCapability),
        #[rasn(extension_addition)]
        redundancyEncodingCap(RedundancyEncodingCapability),
        #[rasn(extension_addition)]
        oneOfCapabilities(AlternativeCapabilitySet),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CapabilityDescriptor {
        #[rasn(identifier = "capabilityDescriptorNumber")]
        pub capability_descriptor_number: CapabilityDescriptorNumber,
        #[rasn(size("1..=256"), identifier = "simultaneousCapabilities")]
        pub simultaneous_capabilities: Option<SequenceOf<AlternativeCapabilitySet>>,
    }
    impl CapabilityDescriptor {
        pub fn new(capability_descriptor_number: CapabilityDescriptorNumber) -> Self {
            Self {
                capability_descriptor_number,
                simultaneous_capabilities: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=255"))]
    pub struct CapabilityDescriptorNumber(pub u8);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CapabilityIdentifier {
        standard(ObjectIdentifier),
        h221NonStandard(H245NonStandardParameter),
        #[rasn(size("16"))]
        uuid(OctetString),
        #[rasn(size("1..=64"))]
        domainBased(Ia5String),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct CapabilityTableEntry {
        #[rasn(identifier = "capabilityTableEntryNumber")]
        pub capability_table_entry_number: CapabilityTableEntryNumber,
        pub capability: Option<Capability>,
    }
    impl CapabilityTableEntry {
        pub fn new(capability_table_entry_number: CapabilityTableEntryNumber) -> Self {
            Self {
                capability_table_entry_number,
                capability: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=65535"))]
    pub struct CapabilityTableEntryNumber(pub u16);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=16"))]
    pub struct CertSelectionCriteria(pub SequenceOf<Criteria>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum CloseLogicalChannelSource {
        user(()),
        lcse(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CloseLogicalChannelReason {
        unknown(()),
        reopen(()),
        reservationFailure(()),
        #[rasn(extension_addition, value("0..=255"))]
        networkErrorCode(u8),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CloseLogicalChannel {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        pub source: CloseLogicalChannelSource,
        #[rasn(extension_addition)]
        pub reason: Option<CloseLogicalChannelReason>,
    }
    impl CloseLogicalChannel {
        pub fn new(
            forward_logical_channel_number: LogicalChannelNumber,
            source: CloseLogicalChannelSource,
        ) -> Self {
            Self {
                forward_logical_channel_number,
                source,
                reason: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CloseLogicalChannelAck {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
    }
    impl CloseLogicalChannelAck {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CommandMessage {
        nonStandard(H245NonStandardMessage),
        maintenanceLoopOffCommand(MaintenanceLoopOffCommand),
        sendTerminalCapabilitySet(SendTerminalCapabilitySet),
        encryptionCommand(EncryptionCommand),
        flowControlCommand(FlowControlCommand),
        endSessionCommand(EndSessionCommand),
        miscellaneousCommand(MiscellaneousCommand),
        #[rasn(extension_addition)]
        communicationModeCommand(CommunicationModeCommand),
        #[rasn(extension_addition)]
        conferenceCommand(ConferenceCommand),
        #[rasn(extension_addition)]
        h223MultiplexReconfiguration(H223MultiplexReconfiguration),
        #[rasn(extension_addition)]
        newATMVCCommand(NewATMVCCommand),
        #[rasn(extension_addition)]
        mobileMultilinkReconfigurationCommand(MobileMultilinkReconfigurationCommand),
        #[rasn(extension_addition)]
        genericCommand(GenericMessage),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CommunicationModeCommand {
        #[rasn(size("1..=256"), identifier = "communicationModeTable")]
        pub communication_mode_table: SequenceOf<CommunicationModeTableEntry>,
    }
    impl CommunicationModeCommand {
        pub fn new(communication_mode_table: SequenceOf<CommunicationModeTableEntry>) -> Self {
            Self {
                communication_mode_table,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CommunicationModeRequest {}
    impl CommunicationModeRequest {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for CommunicationModeRequest {
        fn default() -> Self {
            Self {}
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CommunicationModeResponse {
        #[rasn(size("1..=256"))]
        communicationModeTable(SequenceOf<CommunicationModeTableEntry>),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CommunicationModeTableEntryDataType {
        videoData(VideoCapability),
        audioData(AudioCapability),
        data(DataApplicationCapability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CommunicationModeTableEntry {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<SequenceOf<H245NonStandardParameter>>,
        #[rasn(value("1..=255"), identifier = "sessionID")]
        pub session_id: u8,
        #[rasn(value("1..=255"), identifier = "associatedSessionID")]
        pub associated_session_id: Option<u8>,
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: Option<TerminalLabel>,
        #[rasn(size("1..=128"), identifier = "sessionDescription")]
        pub session_description: BmpString,
        #[rasn(identifier = "dataType")]
        pub data_type: CommunicationModeTableEntryDataType,
        #[rasn(identifier = "mediaChannel")]
        pub media_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "mediaGuaranteedDelivery")]
        pub media_guaranteed_delivery: Option<bool>,
        #[rasn(identifier = "mediaControlChannel")]
        pub media_control_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "mediaControlGuaranteedDelivery")]
        pub media_control_guaranteed_delivery: Option<bool>,
        #[rasn(extension_addition, identifier = "redundancyEncoding")]
        pub redundancy_encoding: Option<RedundancyEncoding>,
        #[rasn(extension_addition, value("1..=255"), identifier = "sessionDependency")]
        pub session_dependency: Option<u8>,
        #[rasn(extension_addition)]
        pub destination: Option<TerminalLabel>,
    }
    impl CommunicationModeTableEntry {
        pub fn new(
            session_id: u8,
            session_description: BmpString,
            data_type: CommunicationModeTableEntryDataType,
        ) -> Self {
            Self {
                non_standard: None,
                session_id,
                associated_session_id: None,
                terminal_label: None,
                session_description,
                data_type,
                media_channel: None,
                media_guaranteed_delivery: None,
                media_control_channel: None,
                media_control_guaranteed_delivery: None,
                redundancy_encoding: None,
                session_dependency: None,
                destination: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CompressionType {
        v42bis(V42bis),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceCapability {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<SequenceOf<H245NonStandardParameter>>,
        #[rasn(identifier = "chairControlCapability")]
        pub chair_control_capability: bool,
        #[rasn(extension_addition, identifier = "videoIndicateMixingCapability")]
        pub video_indicate_mixing_capability: Option<bool>,
        #[rasn(extension_addition, identifier = "multipointVisualizationCapability")]
        pub multipoint_visualization_capability: Option<bool>,
    }
    impl ConferenceCapability {
        pub fn new(chair_control_capability: bool) -> Self {
            Self {
                non_standard_data: None,
                chair_control_capability,
                video_indicate_mixing_capability: None,
                multipoint_visualization_capability: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceCommand {
        broadcastMyLogicalChannel(LogicalChannelNumber),
        cancelBroadcastMyLogicalChannel(LogicalChannelNumber),
        makeTerminalBroadcaster(TerminalLabel),
        cancelMakeTerminalBroadcaster(()),
        sendThisSource(TerminalLabel),
        cancelSendThisSource(()),
        dropConference(()),
        #[rasn(extension_addition)]
        substituteConferenceIDCommand(SubstituteConferenceIDCommand),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=32"))]
    pub struct ConferenceID(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceIndication {
        #[rasn(value("0..=9"))]
        sbeNumber(u8),
        terminalNumberAssign(TerminalLabel),
        terminalJoinedConference(TerminalLabel),
        terminalLeftConference(TerminalLabel),
        seenByAtLeastOneOther(()),
        cancelSeenByAtLeastOneOther(()),
        seenByAll(()),
        cancelSeenByAll(()),
        terminalYouAreSeeing(TerminalLabel),
        requestForFloor(()),
        #[rasn(extension_addition)]
        withdrawChairToken(()),
        #[rasn(extension_addition)]
        floorRequested(TerminalLabel),
        #[rasn(extension_addition)]
        terminalYouAreSeeingInSubPictureNumber(TerminalYouAreSeeingInSubPictureNumber),
        #[rasn(extension_addition)]
        videoIndicateCompose(VideoIndicateCompose),
        #[rasn(extension_addition)]
        masterMCU(()),
        #[rasn(extension_addition)]
        cancelMasterMCU(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceRequestRequestTerminalCertificate {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: Option<TerminalLabel>,
        #[rasn(identifier = "certSelectionCriteria")]
        pub cert_selection_criteria: Option<CertSelectionCriteria>,
        #[rasn(value("1..=4294967295"), identifier = "sRandom")]
        pub s_random: Option<u32>,
    }
    impl ConferenceRequestRequestTerminalCertificate {
        pub fn new() -> Self {
            Self {
                terminal_label: None,
                cert_selection_criteria: None,
                s_random: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceRequest {
        terminalListRequest(()),
        makeMeChair(()),
        cancelMakeMeChair(()),
        dropTerminal(TerminalLabel),
        requestTerminalID(TerminalLabel),
        enterH243Password(()),
        enterH243TerminalID(()),
        enterH243ConferenceID(()),
        #[rasn(extension_addition)]
        enterExtensionAddress(()),
        #[rasn(extension_addition)]
        requestChairTokenOwner(()),
        #[rasn(extension_addition)]
        requestTerminalCertificate(ConferenceRequestRequestTerminalCertificate),
        #[rasn(extension_addition)]
        broadcastMyLogicalChannel(LogicalChannelNumber),
        #[rasn(extension_addition)]
        makeTerminalBroadcaster(TerminalLabel),
        #[rasn(extension_addition)]
        sendThisSource(TerminalLabel),
        #[rasn(extension_addition)]
        requestAllTerminalIDs(()),
        #[rasn(extension_addition)]
        remoteMCRequest(RemoteMCRequest),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseMCTerminalIDResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        #[rasn(identifier = "terminalID")]
        pub terminal_id: TerminalID,
    }
    impl ConferenceResponseMCTerminalIDResponse {
        pub fn new(terminal_label: TerminalLabel, terminal_id: TerminalID) -> Self {
            Self {
                terminal_label,
                terminal_id,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseTerminalIDResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        #[rasn(identifier = "terminalID")]
        pub terminal_id: TerminalID,
    }
    impl ConferenceResponseTerminalIDResponse {
        pub fn new(terminal_label: TerminalLabel, terminal_id: TerminalID) -> Self {
            Self {
                terminal_label,
                terminal_id,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseConferenceIDResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        #[rasn(identifier = "conferenceID")]
        pub conference_id: ConferenceID,
    }
    impl ConferenceResponseConferenceIDResponse {
        pub fn new(terminal_label: TerminalLabel, conference_id: ConferenceID) -> Self {
            Self {
                terminal_label,
                conference_id,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponsePasswordResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        pub password: H245Password,
    }
    impl ConferenceResponsePasswordResponse {
        pub fn new(terminal_label: TerminalLabel, password: H245Password) -> Self {
            Self {
                terminal_label,
                password,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceResponseMakeMeChairResponse {
        grantedChairToken(()),
        deniedChairToken(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseExtensionAddressResponse {
        #[rasn(identifier = "extensionAddress")]
        pub extension_address: TerminalID,
    }
    impl ConferenceResponseExtensionAddressResponse {
        pub fn new(extension_address: TerminalID) -> Self {
            Self { extension_address }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseChairTokenOwnerResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        #[rasn(identifier = "terminalID")]
        pub terminal_id: TerminalID,
    }
    impl ConferenceResponseChairTokenOwnerResponse {
        pub fn new(terminal_label: TerminalLabel, terminal_id: TerminalID) -> Self {
            Self {
                terminal_label,
                terminal_id,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConferenceResponseTerminalCertificateResponse {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: Option<TerminalLabel>,
        #[rasn(size("1..=65535"), identifier = "certificateResponse")]
        pub certificate_response: Option<OctetString>,
    }
    impl ConferenceResponseTerminalCertificateResponse {
        pub fn new() -> Self {
            Self {
                terminal_label: None,
                certificate_response: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceResponseBroadcastMyLogicalChannelResponse {
        grantedBroadcastMyLogicalChannel(()),
        deniedBroadcastMyLogicalChannel(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceResponseMakeTerminalBroadcasterResponse {
        grantedMakeTerminalBroadcaster(()),
        deniedMakeTerminalBroadcaster(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceResponseSendThisSourceResponse {
        grantedSendThisSource(()),
        deniedSendThisSource(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ConferenceResponse {
        mCTerminalIDResponse(ConferenceResponseMCTerminalIDResponse),
        terminalIDResponse(ConferenceResponseTerminalIDResponse),
        conferenceIDResponse(ConferenceResponseConferenceIDResponse),
        passwordResponse(ConferenceResponsePasswordResponse),
        #[rasn(size("1..=256"))]
        terminalListResponse(SequenceOf<TerminalLabel>),
        videoCommandReject(()),
        terminalDropReject(()),
        makeMeChairResponse(ConferenceResponseMakeMeChairResponse),
        #[rasn(extension_addition)]
        extensionAddressResponse(ConferenceResponseExtensionAddressResponse),
        #[rasn(extension_addition)]
        chairTokenOwnerResponse(ConferenceResponseChairTokenOwnerResponse),
        #[rasn(extension_addition)]
        terminalCertificateResponse(ConferenceResponseTerminalCertificateResponse),
        #[rasn(extension_addition)]
        broadcastMyLogicalChannelResponse(ConferenceResponseBroadcastMyLogicalChannelResponse),
        #[rasn(extension_addition)]
        makeTerminalBroadcasterResponse(ConferenceResponseMakeTerminalBroadcasterResponse),
        #[rasn(extension_addition)]
        sendThisSourceResponse(ConferenceResponseSendThisSourceResponse),
        #[rasn(extension_addition)]
        requestAllTerminalIDsResponse(RequestAllTerminalIDsResponse),
        #[rasn(extension_addition)]
        remoteMCResponse(RemoteMCResponse),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ConnectionIdentifier {
        #[rasn(value("0..=4294967295"), identifier = "channelTag")]
        pub channel_tag: u32,
        #[rasn(value("0..=4294967295"), identifier = "sequenceNumber")]
        pub sequence_number: u32,
    }
    impl ConnectionIdentifier {
        pub fn new(channel_tag: u32, sequence_number: u32) -> Self {
            Self {
                channel_tag,
                sequence_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct Criteria {
        pub field: ObjectIdentifier,
        #[rasn(size("1..=65535"))]
        pub value: OctetString,
    }
    impl Criteria {
        pub fn new(field: ObjectIdentifier, value: OctetString) -> Self {
            Self { field, value }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CustomPictureClockFrequency {
        #[rasn(value("1000..=1001"), identifier = "clockConversionCode")]
        pub clock_conversion_code: u16,
        #[rasn(value("1..=127"), identifier = "clockDivisor")]
        pub clock_divisor: u8,
        #[rasn(value("1..=2048"), identifier = "sqcifMPI")]
        pub sqcif_mpi: Option<u16>,
        #[rasn(value("1..=2048"), identifier = "qcifMPI")]
        pub qcif_mpi: Option<u16>,
        #[rasn(value("1..=2048"), identifier = "cifMPI")]
        pub cif_mpi: Option<u16>,
        #[rasn(value("1..=2048"), identifier = "cif4MPI")]
        pub cif4_mpi: Option<u16>,
        #[rasn(value("1..=2048"), identifier = "cif16MPI")]
        pub cif16_mpi: Option<u16>,
    }
    impl CustomPictureClockFrequency {
        pub fn new(clock_conversion_code: u16, clock_divisor: u8) -> Self {
            Self {
                clock_conversion_code,
                clock_divisor,
                sqcif_mpi: None,
                qcif_mpi: None,
                cif_mpi: None,
                cif4_mpi: None,
                cif16_mpi: None,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "SEQUENCE")]
    #[non_exhaustive]
    pub struct AnonymousCustomPictureFormatMPICustomPCF {
        #[rasn(value("1000..=1001"), identifier = "clockConversionCode")]
        pub clock_conversion_code: u16,
        #[rasn(value("1..=127"), identifier = "clockDivisor")]
        pub clock_divisor: u8,
        #[rasn(value("1..=2048"), identifier = "customMPI")]
        pub custom_mpi: u16,
    }
    impl AnonymousCustomPictureFormatMPICustomPCF {
        pub fn new(clock_conversion_code: u16, clock_divisor: u8, custom_mpi: u16) -> Self {
            Self {
                clock_conversion_code,
                clock_divisor,
                custom_mpi,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=16"))]
    pub struct CustomPictureFormatMPICustomPCF(
        pub SequenceOf<AnonymousCustomPictureFormatMPICustomPCF>,
    );
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CustomPictureFormatMPI {
        #[rasn(value("1..=31"), identifier = "standardMPI")]
        pub standard_mpi: Option<u8>,
        #[rasn(identifier = "customPCF")]
        pub custom_pcf: Option<CustomPictureFormatMPICustomPCF>,
    }
    impl CustomPictureFormatMPI {
        pub fn new() -> Self {
            Self {
                standard_mpi: None,
                custom_pcf: None,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "INTEGER", value("1..=14"))]
    pub struct AnonymousCustomPictureFormatPixelAspectInformationPixelAspectCode(pub u8);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=14"))]
    pub struct CustomPictureFormatPixelAspectInformationPixelAspectCode(
        pub SequenceOf<AnonymousCustomPictureFormatPixelAspectInformationPixelAspectCode>,
    );
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "SEQUENCE")]
    #[non_exhaustive]
    pub struct AnonymousCustomPictureFormatPixelAspectInformationExtendedPAR {
        #[rasn(value("1..=255"))]
        pub width: u8,
        #[rasn(value("1..=255"))]
        pub height: u8,
    }
    impl AnonymousCustomPictureFormatPixelAspectInformationExtendedPAR {
        pub fn new(width: u8, height: u8) -> Self {
            Self { width, height }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct CustomPictureFormatPixelAspectInformationExtendedPAR(
        pub SequenceOf<AnonymousCustomPictureFormatPixelAspectInformationExtendedPAR>,
    );
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum CustomPictureFormatPixelAspectInformation {
        anyPixelAspectRatio(bool),
        pixelAspectCode(CustomPictureFormatPixelAspectInformationPixelAspectCode),
        extendedPAR(CustomPictureFormatPixelAspectInformationExtendedPAR),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct CustomPictureFormat {
        #[rasn(value("1..=2048"), identifier = "maxCustomPictureWidth")]
        pub max_custom_picture_width: u16,
        #[rasn(value("1..=2048"), identifier = "maxCustomPictureHeight")]
        pub max_custom_picture_height: u16,
        #[rasn(value("1..=2048"), identifier = "minCustomPictureWidth")]
        pub min_custom_picture_width: u16,
        #[rasn(value("1..=2048"), identifier = "minCustomPictureHeight")]
        pub min_custom_picture_height: u16,
        #[rasn(identifier = "mPI")]
        pub m_pi: CustomPictureFormatMPI,
        #[rasn(identifier = "pixelAspectInformation")]
        pub pixel_aspect_information: CustomPictureFormatPixelAspectInformation,
    }
    impl CustomPictureFormat {
        pub fn new(
            max_custom_picture_width: u16,
            max_custom_picture_height: u16,
            min_custom_picture_width: u16,
            min_custom_picture_height: u16,
            m_pi: CustomPictureFormatMPI,
            pixel_aspect_information: CustomPictureFormatPixelAspectInformation,
        ) -> Self {
            Self {
                max_custom_picture_width,
                max_custom_picture_height,
                min_custom_picture_width,
                min_custom_picture_height,
                m_pi,
                pixel_aspect_information,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DataApplicationCapabilityApplicationT84 {
        #[rasn(identifier = "t84Protocol")]
        pub t84_protocol: DataProtocolCapability,
        #[rasn(identifier = "t84Profile")]
        pub t84_profile: T84Profile,
    }
    impl DataApplicationCapabilityApplicationT84 {
        pub fn new(t84_protocol: DataProtocolCapability, t84_profile: T84Profile) -> Self {
            Self {
                t84_protocol,
                t84_profile,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DataApplicationCapabilityApplicationNlpid {
        #[rasn(identifier = "nlpidProtocol")]
        pub nlpid_protocol: DataProtocolCapability,
        #[rasn(identifier = "nlpidData")]
        pub nlpid_data: OctetString,
    }
    impl DataApplicationCapabilityApplicationNlpid {
        pub fn new(nlpid_protocol: DataProtocolCapability, nlpid_data: OctetString) -> Self {
            Self {
                nlpid_protocol,
                nlpid_data,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DataApplicationCapabilityApplicationT38fax {
        #[rasn(identifier = "t38FaxProtocol")]
        pub t38_fax_protocol: DataProtocolCapability,
        #[rasn(identifier = "t38FaxProfile")]
        pub t38_fax_profile: T38FaxProfile,
    }
    impl DataApplicationCapabilityApplicationT38fax {
        pub fn new(
            t38_fax_protocol: DataProtocolCapability,
            t38_fax_profile: T38FaxProfile,
        ) -> Self {
            Self {
                t38_fax_protocol,
                t38_fax_profile,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DataApplicationCapabilityApplication {
        nonStandard(H245NonStandardParameter),
        t120(DataProtocolCapability),
        #[rasn(identifier = "dsm-cc")]
        dsm_cc(DataProtocolCapability),
        userData(DataProtocolCapability),
        t84(DataApplicationCapabilityApplicationT84),
        t434(DataProtocolCapability),
        h224(DataProtocolCapability),
        nlpid(DataApplicationCapabilityApplicationNlpid),
        dsvdControl(()),
        h222DataPartitioning(DataProtocolCapability),
        #[rasn(extension_addition)]
        t30fax(DataProtocolCapability),
        #[rasn(extension_addition)]
        t140(DataProtocolCapability),
        #[rasn(extension_addition)]
        t38fax(DataApplicationCapabilityApplicationT38fax),
        #[rasn(extension_addition)]
        genericDataCapability(GenericCapability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DataApplicationCapability {
        pub application: DataApplicationCapabilityApplication,
        #[rasn(value("0..=4294967295"), identifier = "maxBitRate")]
        pub max_bit_rate: u32,
    }
    impl DataApplicationCapability {
        pub fn new(application: DataApplicationCapabilityApplication, max_bit_rate: u32) -> Self {
            Self {
                application,
                max_bit_rate,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DataModeApplicationNlpid {
        #[rasn(identifier = "nlpidProtocol")]
        pub nlpid_protocol: DataProtocolCapability,
        #[rasn(identifier = "nlpidData")]
        pub nlpid_data: OctetString,
    }
    impl DataModeApplicationNlpid {
        pub fn new(nlpid_protocol: DataProtocolCapability, nlpid_data: OctetString) -> Self {
            Self {
                nlpid_protocol,
                nlpid_data,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct DataModeApplicationT38fax {
        #[rasn(identifier = "t38FaxProtocol")]
        pub t38_fax_protocol: DataProtocolCapability,
        #[rasn(identifier = "t38FaxProfile")]
        pub t38_fax_profile: T38FaxProfile,
    }
    impl DataModeApplicationT38fax {
        pub fn new(
            t38_fax_protocol: DataProtocolCapability,
            t38_fax_profile: T38FaxProfile,
        ) -> Self {
            Self {
                t38_fax_protocol,
                t38_fax_profile,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DataModeApplication {
        nonStandard(H245NonStandardParameter),
        t120(DataProtocolCapability),
        #[rasn(identifier = "dsm-cc")]
        dsm_cc(DataProtocolCapability),
        userData(DataProtocolCapability),
        t84(DataProtocolCapability),
        t434(DataProtocolCapability),
        h224(DataProtocolCapability),
        nlpid(DataModeApplicationNlpid),
        dsvdControl(()),
        h222DataPartitioning(DataProtocolCapability),
        #[rasn(extension_addition)]
        t30fax(DataProtocolCapability),
        #[rasn(extension_addition)]
        t140(DataProtocolCapability),
        #[rasn(extension_addition)]
        t38fax(DataModeApplicationT38fax),
        #[rasn(extension_addition)]
        genericDataMode(GenericCapability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DataMode {
        pub application: DataModeApplication,
        #[rasn(value("0..=4294967295"), identifier = "bitRate")]
        pub bit_rate: u32,
    }
    impl DataMode {
        pub fn new(application: DataModeApplication, bit_rate: u32) -> Self {
            Self {
                application,
                bit_rate,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DataProtocolCapabilityV76wCompression {
        transmitCompression(CompressionType),
        receiveCompression(CompressionType),
        transmitAndReceiveCompression(CompressionType),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DataProtocolCapability {
        nonStandard(H245NonStandardParameter),
        v14buffered(()),
        v42lapm(()),
        hdlcFrameTunnelling(()),
        h310SeparateVCStack(()),
        h310SingleVCStack(()),
        transparent(()),
        #[rasn(extension_addition)]
        segmentationAndReassembly(()),
        #[rasn(extension_addition)]
        hdlcFrameTunnelingwSAR(()),
        #[rasn(extension_addition)]
        v120(()),
        #[rasn(extension_addition)]
        separateLANStack(()),
        #[rasn(extension_addition)]
        v76wCompression(DataProtocolCapabilityV76wCompression),
        #[rasn(extension_addition)]
        tcp(()),
        #[rasn(extension_addition)]
        udp(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DataType {
        nonStandard(H245NonStandardParameter),
        nullData(()),
        videoData(VideoCapability),
        audioData(AudioCapability),
        data(DataApplicationCapability),
        encryptionData(EncryptionMode),
        #[rasn(extension_addition)]
        h235Control(H245NonStandardParameter),
        #[rasn(extension_addition)]
        h235Media(H235Media),
        #[rasn(extension_addition)]
        multiplexedStream(MultiplexedStreamParameter),
        #[rasn(extension_addition)]
        redundancyEncoding(RedundancyEncoding),
        #[rasn(extension_addition)]
        multiplePayloadStream(MultiplePayloadStream),
        #[rasn(extension_addition)]
        depFec(DepFECData),
        #[rasn(extension_addition)]
        fec(FECData),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECCapabilityRfc2733SeparateStream {
        #[rasn(identifier = "separatePort")]
        pub separate_port: bool,
        #[rasn(identifier = "samePort")]
        pub same_port: bool,
    }
    impl DepFECCapabilityRfc2733SeparateStream {
        pub fn new(separate_port: bool, same_port: bool) -> Self {
            Self {
                separate_port,
                same_port,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECCapabilityRfc2733 {
        #[rasn(identifier = "redundancyEncoding")]
        pub redundancy_encoding: bool,
        #[rasn(identifier = "separateStream")]
        pub separate_stream: DepFECCapabilityRfc2733SeparateStream,
    }
    impl DepFECCapabilityRfc2733 {
        pub fn new(
            redundancy_encoding: bool,
            separate_stream: DepFECCapabilityRfc2733SeparateStream,
        ) -> Self {
            Self {
                redundancy_encoding,
                separate_stream,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECCapability {
        rfc2733(DepFECCapabilityRfc2733),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECDataRfc2733ModeSeparateStreamDifferentPort {
        #[rasn(value("1..=255"), identifier = "protectedSessionID")]
        pub protected_session_id: u8,
        #[rasn(value("0..=127"), identifier = "protectedPayloadType")]
        pub protected_payload_type: Option<u8>,
    }
    impl DepFECDataRfc2733ModeSeparateStreamDifferentPort {
        pub fn new(protected_session_id: u8) -> Self {
            Self {
                protected_session_id,
                protected_payload_type: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECDataRfc2733ModeSeparateStreamSamePort {
        #[rasn(value("0..=127"), identifier = "protectedPayloadType")]
        pub protected_payload_type: u8,
    }
    impl DepFECDataRfc2733ModeSeparateStreamSamePort {
        pub fn new(protected_payload_type: u8) -> Self {
            Self {
                protected_payload_type,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECDataRfc2733ModeSeparateStream {
        differentPort(DepFECDataRfc2733ModeSeparateStreamDifferentPort),
        samePort(DepFECDataRfc2733ModeSeparateStreamSamePort),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECDataRfc2733Mode {
        redundancyEncoding(()),
        separateStream(DepFECDataRfc2733ModeSeparateStream),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECDataRfc2733 {
        pub mode: DepFECDataRfc2733Mode,
    }
    impl DepFECDataRfc2733 {
        pub fn new(mode: DepFECDataRfc2733Mode) -> Self {
            Self { mode }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum DepFECData {
        rfc2733(DepFECDataRfc2733),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECModeRfc2733ModeModeSeparateStreamDifferentPort {
        #[rasn(value("1..=255"), identifier = "protectedSessionID")]
        pub protected_session_id: u8,
        #[rasn(value("0..=127"), identifier = "protectedPayloadType")]
        pub protected_payload_type: Option<u8>,
    }
    impl DepFECModeRfc2733ModeModeSeparateStreamDifferentPort {
        pub fn new(protected_session_id: u8) -> Self {
            Self {
                protected_session_id,
                protected_payload_type: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECModeRfc2733ModeModeSeparateStreamSamePort {
        #[rasn(identifier = "protectedType")]
        pub protected_type: ModeElementType,
    }
    impl DepFECModeRfc2733ModeModeSeparateStreamSamePort {
        pub fn new(protected_type: ModeElementType) -> Self {
            Self { protected_type }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECModeRfc2733ModeModeSeparateStream {
        differentPort(DepFECModeRfc2733ModeModeSeparateStreamDifferentPort),
        samePort(DepFECModeRfc2733ModeModeSeparateStreamSamePort),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECModeRfc2733ModeMode {
        redundancyEncoding(()),
        separateStream(DepFECModeRfc2733ModeModeSeparateStream),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DepFECModeRfc2733Mode {
        pub mode: DepFECModeRfc2733ModeMode,
    }
    impl DepFECModeRfc2733Mode {
        pub fn new(mode: DepFECModeRfc2733ModeMode) -> Self {
            Self { mode }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DepFECMode {
        rfc2733Mode(DepFECModeRfc2733Mode),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DialingInformation {
        nonStandard(H245NonStandardMessage),
        #[rasn(size("1..=65535"))]
        differential(SequenceOf<DialingInformationNumber>),
        #[rasn(value("1..=65535"))]
        infoNotAvailable(u16),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum DialingInformationNetworkType {
        nonStandard(H245NonStandardMessage),
        #[rasn(identifier = "n-isdn")]
        n_isdn(()),
        gstn(()),
        #[rasn(extension_addition)]
        mobile(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct DialingInformationNumber {
        #[rasn(size("0..=40"), identifier = "networkAddress")]
        pub network_address: NumericString,
        #[rasn(size("1..=40"), identifier = "subAddress")]
        pub sub_address: Option<Ia5String>,
        #[rasn(size("1..=255"), identifier = "networkType")]
        pub network_type: SequenceOf<DialingInformationNetworkType>,
    }
    impl DialingInformationNumber {
        pub fn new(
            network_address: NumericString,
            network_type: SequenceOf<DialingInformationNetworkType>,
        ) -> Self {
            Self {
                network_address,
                sub_address: None,
                network_type,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EncryptionAuthenticationAndIntegrity {
        #[rasn(identifier = "encryptionCapability")]
        pub encryption_capability: Option<EncryptionCapability>,
        #[rasn(identifier = "authenticationCapability")]
        pub authentication_capability: Option<AuthenticationCapability>,
        #[rasn(identifier = "integrityCapability")]
        pub integrity_capability: Option<IntegrityCapability>,
        #[rasn(extension_addition, identifier = "genericH235SecurityCapability")]
        pub generic_h235_security_capability: Option<GenericCapability>,
    }
    impl EncryptionAuthenticationAndIntegrity {
        pub fn new() -> Self {
            Self {
                encryption_capability: None,
                authentication_capability: None,
                integrity_capability: None,
                generic_h235_security_capability: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct EncryptionCapability(pub SequenceOf<MediaEncryptionAlgorithm>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct EncryptionCommandEncryptionAlgorithmID {
        #[rasn(identifier = "h233AlgorithmIdentifier")]
        pub h233_algorithm_identifier: SequenceNumber,
        #[rasn(identifier = "associatedAlgorithm")]
        pub associated_algorithm: H245NonStandardParameter,
    }
    impl EncryptionCommandEncryptionAlgorithmID {
        pub fn new(
            h233_algorithm_identifier: SequenceNumber,
            associated_algorithm: H245NonStandardParameter,
        ) -> Self {
            Self {
                h233_algorithm_identifier,
                associated_algorithm,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EncryptionCommand {
        encryptionSE(OctetString),
        encryptionIVRequest(()),
        encryptionAlgorithmID(EncryptionCommandEncryptionAlgorithmID),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EncryptionMode {
        nonStandard(H245NonStandardParameter),
        h233Encryption(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EncryptionSync {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H245NonStandardParameter>,
        #[rasn(value("0..=255"), identifier = "synchFlag")]
        pub synch_flag: u8,
        #[rasn(size("1..=65535"), identifier = "h235Key")]
        pub h235_key: OctetString,
        #[rasn(size("1..=256"))]
        pub escrowentry: Option<SequenceOf<EscrowData>>,
        #[rasn(extension_addition, identifier = "genericParameter")]
        pub generic_parameter: Option<GenericParameter>,
    }
    impl EncryptionSync {
        pub fn new(synch_flag: u8, h235_key: OctetString) -> Self {
            Self {
                non_standard: None,
                synch_flag,
                h235_key,
                escrowentry: None,
                generic_parameter: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EncryptionUpdateDirection {
        masterToSlave(()),
        slaveToMaster(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EncryptionUpdateRequest {
        #[rasn(identifier = "keyProtectionMethod")]
        pub key_protection_method: Option<KeyProtectionMethod>,
        #[rasn(extension_addition, value("0..=255"), identifier = "synchFlag")]
        pub synch_flag: Option<u8>,
    }
    impl EncryptionUpdateRequest {
        pub fn new() -> Self {
            Self {
                key_protection_method: None,
                synch_flag: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EndSessionCommandGstnOptions {
        telephonyMode(()),
        v8bis(()),
        v34DSVD(()),
        v34DuplexFAX(()),
        v34H324(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EndSessionCommandIsdnOptions {
        telephonyMode(()),
        v140(()),
        terminalOnHold(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum EndSessionCommand {
        nonStandard(H245NonStandardParameter),
        disconnect(()),
        gstnOptions(EndSessionCommandGstnOptions),
        #[rasn(extension_addition)]
        isdnOptions(EndSessionCommandIsdnOptions),
        #[rasn(extension_addition)]
        genericInformation(SequenceOf<GenericInformation>),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EnhancementLayerInfo {
        #[rasn(identifier = "baseBitRateConstrained")]
        pub base_bit_rate_constrained: bool,
        #[rasn(size("1..=14"), identifier = "snrEnhancement")]
        pub snr_enhancement: Option<SequenceOf<EnhancementOptions>>,
        #[rasn(size("1..=14"), identifier = "spatialEnhancement")]
        pub spatial_enhancement: Option<SequenceOf<EnhancementOptions>>,
        #[rasn(size("1..=14"), identifier = "bPictureEnhancement")]
        pub b_picture_enhancement: Option<SequenceOf<BEnhancementParameters>>,
    }
    impl EnhancementLayerInfo {
        pub fn new(base_bit_rate_constrained: bool) -> Self {
            Self {
                base_bit_rate_constrained,
                snr_enhancement: None,
                spatial_enhancement: None,
                b_picture_enhancement: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EnhancementOptions {
        #[rasn(value("1..=32"), identifier = "sqcifMPI")]
        pub sqcif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "qcifMPI")]
        pub qcif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cifMPI")]
        pub cif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cif4MPI")]
        pub cif4_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cif16MPI")]
        pub cif16_mpi: Option<u8>,
        #[rasn(value("1..=192400"), identifier = "maxBitRate")]
        pub max_bit_rate: u32,
        #[rasn(identifier = "unrestrictedVector")]
        pub unrestricted_vector: bool,
        #[rasn(identifier = "arithmeticCoding")]
        pub arithmetic_coding: bool,
        #[rasn(identifier = "temporalSpatialTradeOffCapability")]
        pub temporal_spatial_trade_off_capability: bool,
        #[rasn(value("1..=3600"), identifier = "slowSqcifMPI")]
        pub slow_sqcif_mpi: Option<u16>,
        #[rasn(value("1..=3600"), identifier = "slowQcifMPI")]
        pub slow_qcif_mpi: Option<u16>,
        #[rasn(value("1..=3600"), identifier = "slowCifMPI")]
        pub slow_cif_mpi: Option<u16>,
        #[rasn(value("1..=3600"), identifier = "slowCif4MPI")]
        pub slow_cif4_mpi: Option<u16>,
        #[rasn(value("1..=3600"), identifier = "slowCif16MPI")]
        pub slow_cif16_mpi: Option<u16>,
        #[rasn(identifier = "errorCompensation")]
        pub error_compensation: bool,
        #[rasn(identifier = "h263Options")]
        pub h263_options: Option<H263Options>,
    }
    impl EnhancementOptions {
        pub fn new(
            max_bit_rate: u32,
            unrestricted_vector: bool,
            arithmetic_coding: bool,
            temporal_spatial_trade_off_capability: bool,
            error_compensation: bool,
        ) -> Self {
            Self {
                sqcif_mpi: None,
                qcif_mpi: None,
                cif_mpi: None,
                cif4_mpi: None,
                cif16_mpi: None,
                max_bit_rate,
                unrestricted_vector,
                arithmetic_coding,
                temporal_spatial_trade_off_capability,
                slow_sqcif_mpi: None,
                slow_qcif_mpi: None,
                slow_cif_mpi: None,
                slow_cif4_mpi: None,
                slow_cif16_mpi: None,
                error_compensation,
                h263_options: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct EscrowData {
        #[rasn(identifier = "escrowID")]
        pub escrow_id: ObjectIdentifier,
        #[rasn(size("1..=65535"), identifier = "escrowValue")]
        pub escrow_value: BitString,
    }
    impl EscrowData {
        pub fn new(escrow_id: ObjectIdentifier, escrow_value: BitString) -> Self {
            Self {
                escrow_id,
                escrow_value,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ExtendedVideoCapability {
        #[rasn(identifier = "videoCapability")]
        pub video_capability: SequenceOf<VideoCapability>,
        #[rasn(identifier = "videoCapabilityExtension")]
        pub video_capability_extension: Option<SequenceOf<GenericCapability>>,
    }
    impl ExtendedVideoCapability {
        pub fn new(video_capability: SequenceOf<VideoCapability>) -> Self {
            Self {
                video_capability,
                video_capability_extension: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FECCapabilityRfc2733Format {
        rfc2733rfc2198(MaxRedundancy),
        rfc2733sameport(MaxRedundancy),
        rfc2733diffport(MaxRedundancy),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FECCapability {
        #[rasn(identifier = "protectedCapability")]
        pub protected_capability: CapabilityTableEntryNumber,
        #[rasn(identifier = "fecScheme")]
        pub fec_scheme: Option<ObjectIdentifier>,
        #[rasn(identifier = "rfc2733Format")]
        pub rfc2733_format: Option<FECCapabilityRfc2733Format>,
    }
    impl FECCapability {
        pub fn new(protected_capability: CapabilityTableEntryNumber) -> Self {
            Self {
                protected_capability,
                fec_scheme: None,
                rfc2733_format: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FECDataRfc2733PktModeRfc2733sameport {}
    impl FECDataRfc2733PktModeRfc2733sameport {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for FECDataRfc2733PktModeRfc2733sameport {
        fn default() -> Self {
            Self {}
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FECDataRfc2733PktModeRfc2733diffport {
        #[rasn(identifier = "protectedChannel")]
        pub protected_channel: LogicalChannelNumber,
    }
    impl FECDataRfc2733PktModeRfc2733diffport {
        pub fn new(protected_channel: LogicalChannelNumber) -> Self {
            Self { protected_channel }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum FECDataRfc2733PktMode {
        rfc2198coding(()),
        rfc2733sameport(FECDataRfc2733PktModeRfc2733sameport),
        rfc2733diffport(FECDataRfc2733PktModeRfc2733diffport),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FECDataRfc2733 {
        #[rasn(value("0..=127"), identifier = "protectedPayloadType")]
        pub protected_payload_type: u8,
        #[rasn(identifier = "fecScheme")]
        pub fec_scheme: Option<ObjectIdentifier>,
        #[rasn(identifier = "pktMode")]
        pub pkt_mode: FECDataRfc2733PktMode,
    }
    impl FECDataRfc2733 {
        pub fn new(protected_payload_type: u8, pkt_mode: FECDataRfc2733PktMode) -> Self {
            Self {
                protected_payload_type,
                fec_scheme: None,
                pkt_mode,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum FECData {
        rfc2733(FECDataRfc2733),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FECModeRfc2733Format {
        rfc2733rfc2198(MaxRedundancy),
        rfc2733sameport(MaxRedundancy),
        rfc2733diffport(MaxRedundancy),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FECMode {
        #[rasn(identifier = "protectedElement")]
        pub protected_element: ModeElementType,
        #[rasn(identifier = "fecScheme")]
        pub fec_scheme: Option<ObjectIdentifier>,
        #[rasn(identifier = "rfc2733Format")]
        pub rfc2733_format: Option<FECModeRfc2733Format>,
    }
    impl FECMode {
        pub fn new(protected_element: ModeElementType) -> Self {
            Self {
                protected_element,
                fec_scheme: None,
                rfc2733_format: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FlowControlCommandScope {
        logicalChannelNumber(LogicalChannelNumber),
        #[rasn(value("0..=65535"))]
        resourceID(u16),
        wholeMultiplex(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FlowControlCommandRestriction {
        #[rasn(value("0..=16777215"))]
        maximumBitRate(u32),
        noRestriction(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FlowControlCommand {
        pub scope: FlowControlCommandScope,
        pub restriction: FlowControlCommandRestriction,
    }
    impl FlowControlCommand {
        pub fn new(
            scope: FlowControlCommandScope,
            restriction: FlowControlCommandRestriction,
        ) -> Self {
            Self { scope, restriction }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FlowControlIndicationScope {
        logicalChannelNumber(LogicalChannelNumber),
        #[rasn(value("0..=65535"))]
        resourceID(u16),
        wholeMultiplex(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FlowControlIndicationRestriction {
        #[rasn(value("0..=16777215"))]
        maximumBitRate(u32),
        noRestriction(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FlowControlIndication {
        pub scope: FlowControlIndicationScope,
        pub restriction: FlowControlIndicationRestriction,
    }
    impl FlowControlIndication {
        pub fn new(
            scope: FlowControlIndicationScope,
            restriction: FlowControlIndicationRestriction,
        ) -> Self {
            Self { scope, restriction }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum FunctionNotSupportedCause {
        syntaxError(()),
        semanticError(()),
        unknownFunction(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct FunctionNotSupported {
        pub cause: FunctionNotSupportedCause,
        #[rasn(identifier = "returnedFunction")]
        pub returned_function: Option<OctetString>,
    }
    impl FunctionNotSupported {
        pub fn new(cause: FunctionNotSupportedCause) -> Self {
            Self {
                cause,
                returned_function: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum FunctionNotUnderstood {
        request(RequestMessage),
        response(ResponseMessage),
        command(CommandMessage),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct G7231AnnexCCapabilityG723AnnexCAudioMode {
        #[rasn(value("27..=78"), identifier = "highRateMode0")]
        pub high_rate_mode0: u8,
        #[rasn(value("27..=78"), identifier = "highRateMode1")]
        pub high_rate_mode1: u8,
        #[rasn(value("23..=66"), identifier = "lowRateMode0")]
        pub low_rate_mode0: u8,
        #[rasn(value("23..=66"), identifier = "lowRateMode1")]
        pub low_rate_mode1: u8,
        #[rasn(value("6..=17"), identifier = "sidMode0")]
        pub sid_mode0: u8,
        #[rasn(value("6..=17"), identifier = "sidMode1")]
        pub sid_mode1: u8,
    }
    impl G7231AnnexCCapabilityG723AnnexCAudioMode {
        pub fn new(
            high_rate_mode0: u8,
            high_rate_mode1: u8,
            low_rate_mode0: u8,
            low_rate_mode1: u8,
            sid_mode0: u8,
            sid_mode1: u8,
        ) -> Self {
            Self {
                high_rate_mode0,
                high_rate_mode1,
                low_rate_mode0,
                low_rate_mode1,
                sid_mode0,
                sid_mode1,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct G7231AnnexCCapability {
        #[rasn(value("1..=256"), identifier = "maxAl-sduAudioFrames")]
        pub max_al_sdu_audio_frames: u16,
        #[rasn(identifier = "silenceSuppression")]
        pub silence_suppression: bool,
        #[rasn(identifier = "g723AnnexCAudioMode")]
        pub g723_annex_caudio_mode: Option<G7231AnnexCCapabilityG723AnnexCAudioMode>,
    }
    impl G7231AnnexCCapability {
        pub fn new(max_al_sdu_audio_frames: u16, silence_suppression: bool) -> Self {
            Self {
                max_al_sdu_audio_frames,
                silence_suppression,
                g723_annex_caudio_mode: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct G7231AnnexCModeG723AnnexCAudioMode {
        #[rasn(value("27..=78"), identifier = "highRateMode0")]
        pub high_rate_mode0: u8,
        #[rasn(value("27..=78"), identifier = "highRateMode1")]
        pub high_rate_mode1: u8,
        #[rasn(value("23..=66"), identifier = "lowRateMode0")]
        pub low_rate_mode0: u8,
        #[rasn(value("23..=66"), identifier = "lowRateMode1")]
        pub low_rate_mode1: u8,
        #[rasn(value("6..=17"), identifier = "sidMode0")]
        pub sid_mode0: u8,
        #[rasn(value("6..=17"), identifier = "sidMode1")]
        pub sid_mode1: u8,
    }
    impl G7231AnnexCModeG723AnnexCAudioMode {
        pub fn new(
            high_rate_mode0: u8,
            high_rate_mode1: u8,
            low_rate_mode0: u8,
            low_rate_mode1: u8,
            sid_mode0: u8,
            sid_mode1: u8,
        ) -> Self {
            Self {
                high_rate_mode0,
                high_rate_mode1,
                low_rate_mode0,
                low_rate_mode1,
                sid_mode0,
                sid_mode1,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct G7231AnnexCMode {
        #[rasn(value("1..=256"), identifier = "maxAl-sduAudioFrames")]
        pub max_al_sdu_audio_frames: u16,
        #[rasn(identifier = "silenceSuppression")]
        pub silence_suppression: bool,
        #[rasn(identifier = "g723AnnexCAudioMode")]
        pub g723_annex_caudio_mode: G7231AnnexCModeG723AnnexCAudioMode,
    }
    impl G7231AnnexCMode {
        pub fn new(
            max_al_sdu_audio_frames: u16,
            silence_suppression: bool,
            g723_annex_caudio_mode: G7231AnnexCModeG723AnnexCAudioMode,
        ) -> Self {
            Self {
                max_al_sdu_audio_frames,
                silence_suppression,
                g723_annex_caudio_mode,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct G729Extensions {
        #[rasn(value("1..=256"), identifier = "audioUnit")]
        pub audio_unit: Option<u16>,
        #[rasn(identifier = "annexA")]
        pub annex_a: bool,
        #[rasn(identifier = "annexB")]
        pub annex_b: bool,
        #[rasn(identifier = "annexD")]
        pub annex_d: bool,
        #[rasn(identifier = "annexE")]
        pub annex_e: bool,
        #[rasn(identifier = "annexF")]
        pub annex_f: bool,
        #[rasn(identifier = "annexG")]
        pub annex_g: bool,
        #[rasn(identifier = "annexH")]
        pub annex_h: bool,
    }
    impl G729Extensions {
        pub fn new(
            annex_a: bool,
            annex_b: bool,
            annex_d: bool,
            annex_e: bool,
            annex_f: bool,
            annex_g: bool,
            annex_h: bool,
        ) -> Self {
            Self {
                audio_unit: None,
                annex_a,
                annex_b,
                annex_d,
                annex_e,
                annex_f,
                annex_g,
                annex_h,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GSMAudioCapability {
        #[rasn(value("1..=256"), identifier = "audioUnitSize")]
        pub audio_unit_size: u16,
        #[rasn(identifier = "comfortNoise")]
        pub comfort_noise: bool,
        pub scrambled: bool,
    }
    impl GSMAudioCapability {
        pub fn new(audio_unit_size: u16, comfort_noise: bool, scrambled: bool) -> Self {
            Self {
                audio_unit_size,
                comfort_noise,
                scrambled,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GenericCapability {
        #[rasn(identifier = "capabilityIdentifier")]
        pub capability_identifier: CapabilityIdentifier,
        #[rasn(value("0..=4294967295"), identifier = "maxBitRate")]
        pub max_bit_rate: Option<u32>,
        pub collapsing: Option<SequenceOf<GenericParameter>>,
        #[rasn(identifier = "nonCollapsing")]
        pub non_collapsing: Option<SequenceOf<GenericParameter>>,
        #[rasn(identifier = "nonCollapsingRaw")]
        pub non_collapsing_raw: Option<OctetString>,
        pub transport: Option<DataProtocolCapability>,
    }
    impl GenericCapability {
        pub fn new(capability_identifier: CapabilityIdentifier) -> Self {
            Self {
                capability_identifier,
                max_bit_rate: None,
                collapsing: None,
                non_collapsing: None,
                non_collapsing_raw: None,
                transport: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct GenericInformation(pub GenericMessage);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GenericMessage {
        #[rasn(identifier = "messageIdentifier")]
        pub message_identifier: CapabilityIdentifier,
        #[rasn(value("0..=127"), identifier = "subMessageIdentifier")]
        pub sub_message_identifier: Option<u8>,
        #[rasn(identifier = "messageContent")]
        pub message_content: Option<SequenceOf<GenericParameter>>,
    }
    impl GenericMessage {
        pub fn new(message_identifier: CapabilityIdentifier) -> Self {
            Self {
                message_identifier,
                sub_message_identifier: None,
                message_content: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GenericParameter {
        #[rasn(identifier = "parameterIdentifier")]
        pub parameter_identifier: ParameterIdentifier,
        #[rasn(identifier = "parameterValue")]
        pub parameter_value: ParameterValue,
        pub supersedes: Option<SequenceOf<ParameterIdentifier>>,
    }
    impl GenericParameter {
        pub fn new(
            parameter_identifier: ParameterIdentifier,
            parameter_value: ParameterValue,
        ) -> Self {
            Self {
                parameter_identifier,
                parameter_value,
                supersedes: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct GenericTransportParameters {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H245NonStandardParameter>,
        #[rasn(value("1..=4294967295"), identifier = "averageRate")]
        pub average_rate: Option<u32>,
        #[rasn(value("1..=4294967295"))]
        pub burst: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "peakRate")]
        pub peak_rate: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "maxPktSize")]
        pub max_pkt_size: Option<u32>,
    }
    impl GenericTransportParameters {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                average_rate: None,
                burst: None,
                peak_rate: None,
                max_pkt_size: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H222Capability {
        #[rasn(value("1..=256"), identifier = "numberOfVCs")]
        pub number_of_vcs: u16,
        #[rasn(identifier = "vcCapability")]
        pub vc_capability: SequenceOf<VCCapability>,
    }
    impl H222Capability {
        pub fn new(number_of_vcs: u16, vc_capability: SequenceOf<VCCapability>) -> Self {
            Self {
                number_of_vcs,
                vc_capability,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H222LogicalChannelParameters {
        #[rasn(value("0..=65535"), identifier = "resourceID")]
        pub resource_id: u16,
        #[rasn(value("0..=8191"), identifier = "subChannelID")]
        pub sub_channel_id: u16,
        #[rasn(value("0..=8191"), identifier = "pcr-pid")]
        pub pcr_pid: Option<u16>,
        #[rasn(identifier = "programDescriptors")]
        pub program_descriptors: Option<OctetString>,
        #[rasn(identifier = "streamDescriptors")]
        pub stream_descriptors: Option<OctetString>,
    }
    impl H222LogicalChannelParameters {
        pub fn new(resource_id: u16, sub_channel_id: u16) -> Self {
            Self {
                resource_id,
                sub_channel_id,
                pcr_pid: None,
                program_descriptors: None,
                stream_descriptors: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL1MParametersTransferMode {
        framed(()),
        unframed(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL1MParametersHeaderFEC {
        #[rasn(identifier = "sebch16-7")]
        sebch16_7(()),
        #[rasn(identifier = "golay24-12")]
        golay24_12(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL1MParametersCrcLength {
        crc4bit(()),
        crc12bit(()),
        crc20bit(()),
        crc28bit(()),
        #[rasn(extension_addition)]
        crc8bit(()),
        #[rasn(extension_addition)]
        crc16bit(()),
        #[rasn(extension_addition)]
        crc32bit(()),
        #[rasn(extension_addition)]
        crcNotUsed(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL1MParametersArqType {
        noArq(()),
        typeIArq(H223AnnexCArqParameters),
        typeIIArq(H223AnnexCArqParameters),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223AL1MParameters {
        #[rasn(identifier = "transferMode")]
        pub transfer_mode: H223AL1MParametersTransferMode,
        #[rasn(identifier = "headerFEC")]
        pub header_fec: H223AL1MParametersHeaderFEC,
        #[rasn(identifier = "crcLength")]
        pub crc_length: H223AL1MParametersCrcLength,
        #[rasn(value("8..=32"), identifier = "rcpcCodeRate")]
        pub rcpc_code_rate: u8,
        #[rasn(identifier = "arqType")]
        pub arq_type: H223AL1MParametersArqType,
        #[rasn(identifier = "alpduInterleaving")]
        pub alpdu_interleaving: bool,
        #[rasn(identifier = "alsduSplitting")]
        pub alsdu_splitting: bool,
        #[rasn(extension_addition, value("0..=127"), identifier = "rsCodeCorrection")]
        pub rs_code_correction: Option<u8>,
    }
    impl H223AL1MParameters {
        pub fn new(
            transfer_mode: H223AL1MParametersTransferMode,
            header_fec: H223AL1MParametersHeaderFEC,
            crc_length: H223AL1MParametersCrcLength,
            rcpc_code_rate: u8,
            arq_type: H223AL1MParametersArqType,
            alpdu_interleaving: bool,
            alsdu_splitting: bool,
        ) -> Self {
            Self {
                transfer_mode,
                header_fec,
                crc_length,
                rcpc_code_rate,
                arq_type,
                alpdu_interleaving,
                alsdu_splitting,
                rs_code_correction: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL2MParametersHeaderFEC {
        #[rasn(identifier = "sebch16-5")]
        sebch16_5(()),
        #[rasn(identifier = "golay24-12")]
        golay24_12(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223AL2MParameters {
        #[rasn(identifier = "headerFEC")]
        pub header_fec: H223AL2MParametersHeaderFEC,
        #[rasn(identifier = "alpduInterleaving")]
        pub alpdu_interleaving: bool,
    }
    impl H223AL2MParameters {
        pub fn new(header_fec: H223AL2MParametersHeaderFEC, alpdu_interleaving: bool) -> Self {
            Self {
                header_fec,
                alpdu_interleaving,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL3MParametersHeaderFormat {
        #[rasn(identifier = "sebch16-7")]
        sebch16_7(()),
        #[rasn(identifier = "golay24-12")]
        golay24_12(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL3MParametersCrcLength {
        crc4bit(()),
        crc12bit(()),
        crc20bit(()),
        crc28bit(()),
        #[rasn(extension_addition)]
        crc8bit(()),
        #[rasn(extension_addition)]
        crc16bit(()),
        #[rasn(extension_addition)]
        crc32bit(()),
        #[rasn(extension_addition)]
        crcNotUsed(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AL3MParametersArqType {
        noArq(()),
        typeIArq(H223AnnexCArqParameters),
        typeIIArq(H223AnnexCArqParameters),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223AL3MParameters {
        #[rasn(identifier = "headerFormat")]
        pub header_format: H223AL3MParametersHeaderFormat,
        #[rasn(identifier = "crcLength")]
        pub crc_length: H223AL3MParametersCrcLength,
        #[rasn(value("8..=32"), identifier = "rcpcCodeRate")]
        pub rcpc_code_rate: u8,
        #[rasn(identifier = "arqType")]
        pub arq_type: H223AL3MParametersArqType,
        #[rasn(identifier = "alpduInterleaving")]
        pub alpdu_interleaving: bool,
        #[rasn(extension_addition, value("0..=127"), identifier = "rsCodeCorrection")]
        pub rs_code_correction: Option<u8>,
    }
    impl H223AL3MParameters {
        pub fn new(
            header_format: H223AL3MParametersHeaderFormat,
            crc_length: H223AL3MParametersCrcLength,
            rcpc_code_rate: u8,
            arq_type: H223AL3MParametersArqType,
            alpdu_interleaving: bool,
        ) -> Self {
            Self {
                header_format,
                crc_length,
                rcpc_code_rate,
                arq_type,
                alpdu_interleaving,
                rs_code_correction: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223AnnexCArqParametersNumberOfRetransmissions {
        #[rasn(value("0..=16"))]
        finite(u8),
        infinite(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223AnnexCArqParameters {
        #[rasn(identifier = "numberOfRetransmissions")]
        pub number_of_retransmissions: H223AnnexCArqParametersNumberOfRetransmissions,
        #[rasn(value("0..=16777215"), identifier = "sendBufferSize")]
        pub send_buffer_size: u32,
    }
    impl H223AnnexCArqParameters {
        pub fn new(
            number_of_retransmissions: H223AnnexCArqParametersNumberOfRetransmissions,
            send_buffer_size: u32,
        ) -> Self {
            Self {
                number_of_retransmissions,
                send_buffer_size,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223AnnexCCapability {
        #[rasn(identifier = "videoWithAL1M")]
        pub video_with_al1_m: bool,
        #[rasn(identifier = "videoWithAL2M")]
        pub video_with_al2_m: bool,
        #[rasn(identifier = "videoWithAL3M")]
        pub video_with_al3_m: bool,
        #[rasn(identifier = "audioWithAL1M")]
        pub audio_with_al1_m: bool,
        #[rasn(identifier = "audioWithAL2M")]
        pub audio_with_al2_m: bool,
        #[rasn(identifier = "audioWithAL3M")]
        pub audio_with_al3_m: bool,
        #[rasn(identifier = "dataWithAL1M")]
        pub data_with_al1_m: bool,
        #[rasn(identifier = "dataWithAL2M")]
        pub data_with_al2_m: bool,
        #[rasn(identifier = "dataWithAL3M")]
        pub data_with_al3_m: bool,
        #[rasn(identifier = "alpduInterleaving")]
        pub alpdu_interleaving: bool,
        #[rasn(value("0..=65535"), identifier = "maximumAL1MPDUSize")]
        pub maximum_al1_mpdusize: u16,
        #[rasn(value("0..=65535"), identifier = "maximumAL2MSDUSize")]
        pub maximum_al2_msdusize: u16,
        #[rasn(value("0..=65535"), identifier = "maximumAL3MSDUSize")]
        pub maximum_al3_msdusize: u16,
        #[rasn(extension_addition, identifier = "rsCodeCapability")]
        pub rs_code_capability: Option<bool>,
    }
    impl H223AnnexCCapability {
        pub fn new(
            video_with_al1_m: bool,
            video_with_al2_m: bool,
            video_with_al3_m: bool,
            audio_with_al1_m: bool,
            audio_with_al2_m: bool,
            audio_with_al3_m: bool,
            data_with_al1_m: bool,
            data_with_al2_m: bool,
            data_with_al3_m: bool,
            alpdu_interleaving: bool,
            maximum_al1_mpdusize: u16,
            maximum_al2_msdusize: u16,
            maximum_al3_msdusize: u16,
        ) -> Self {
            Self {
                video_with_al1_m,
                video_with_al2_m,
                video_with_al3_m,
                audio_with_al1_m,
                audio_with_al2_m,
                audio_with_al3_m,
                data_with_al1_m,
                data_with_al2_m,
                data_with_al3_m,
                alpdu_interleaving,
                maximum_al1_mpdusize,
                maximum_al2_msdusize,
                maximum_al3_msdusize,
                rs_code_capability: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223CapabilityH223MultiplexTableCapabilityEnhanced {
        #[rasn(value("1..=15"), identifier = "maximumNestingDepth")]
        pub maximum_nesting_depth: u8,
        #[rasn(value("2..=255"), identifier = "maximumElementListSize")]
        pub maximum_element_list_size: u8,
        #[rasn(value("2..=255"), identifier = "maximumSubElementListSize")]
        pub maximum_sub_element_list_size: u8,
    }
    impl H223CapabilityH223MultiplexTableCapabilityEnhanced {
        pub fn new(
            maximum_nesting_depth: u8,
            maximum_element_list_size: u8,
            maximum_sub_element_list_size: u8,
        ) -> Self {
            Self {
                maximum_nesting_depth,
                maximum_element_list_size,
                maximum_sub_element_list_size,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum H223CapabilityH223MultiplexTableCapability {
        basic(()),
        enhanced(H223CapabilityH223MultiplexTableCapabilityEnhanced),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223CapabilityMobileOperationTransmitCapability {
        #[rasn(identifier = "modeChangeCapability")]
        pub mode_change_capability: bool,
        #[rasn(identifier = "h223AnnexA")]
        pub h223_annex_a: bool,
        #[rasn(identifier = "h223AnnexADoubleFlag")]
        pub h223_annex_adouble_flag: bool,
        #[rasn(identifier = "h223AnnexB")]
        pub h223_annex_b: bool,
        #[rasn(identifier = "h223AnnexBwithHeader")]
        pub h223_annex_bwith_header: bool,
    }
    impl H223CapabilityMobileOperationTransmitCapability {
        pub fn new(
            mode_change_capability: bool,
            h223_annex_a: bool,
            h223_annex_adouble_flag: bool,
            h223_annex_b: bool,
            h223_annex_bwith_header: bool,
        ) -> Self {
            Self {
                mode_change_capability,
                h223_annex_a,
                h223_annex_adouble_flag,
                h223_annex_b,
                h223_annex_bwith_header,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223CapabilityMobileMultilinkFrameCapability {
        #[rasn(value("1..=255"), identifier = "maximumSampleSize")]
        pub maximum_sample_size: u8,
        #[rasn(value("1..=65025"), identifier = "maximumPayloadLength")]
        pub maximum_payload_length: u16,
    }
    impl H223CapabilityMobileMultilinkFrameCapability {
        pub fn new(maximum_sample_size: u8, maximum_payload_length: u16) -> Self {
            Self {
                maximum_sample_size,
                maximum_payload_length,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223Capability {
        #[rasn(identifier = "transportWithI-frames")]
        pub transport_with_i_frames: bool,
        #[rasn(identifier = "videoWithAL1")]
        pub video_with_al1: bool,
        #[rasn(identifier = "videoWithAL2")]
        pub video_with_al2: bool,
        #[rasn(identifier = "videoWithAL3")]
        pub video_with_al3: bool,
        #[rasn(identifier = "audioWithAL1")]
        pub audio_with_al1: bool,
        #[rasn(identifier = "audioWithAL2")]
        pub audio_with_al2: bool,
        #[rasn(identifier = "audioWithAL3")]
        pub audio_with_al3: bool,
        #[rasn(identifier = "dataWithAL1")]
        pub data_with_al1: bool,
        #[rasn(identifier = "dataWithAL2")]
        pub data_with_al2: bool,
        #[rasn(identifier = "dataWithAL3")]
        pub data_with_al3: bool,
        #[rasn(value("0..=65535"), identifier = "maximumAl2SDUSize")]
        pub maximum_al2_sdusize: u16,
        #[rasn(value("0..=65535"), identifier = "maximumAl3SDUSize")]
        pub maximum_al3_sdusize: u16,
        #[rasn(value("0..=1023"), identifier = "maximumDelayJitter")]
        pub maximum_delay_jitter: u16,
        #[rasn(identifier = "h223MultiplexTableCapability")]
        pub h223_multiplex_table_capability: H223CapabilityH223MultiplexTableCapability,
        #[rasn(extension_addition, identifier = "maxMUXPDUSizeCapability")]
        pub max_muxpdusize_capability: Option<bool>,
        #[rasn(extension_addition, identifier = "nsrpSupport")]
        pub nsrp_support: Option<bool>,
        #[rasn(extension_addition, identifier = "mobileOperationTransmitCapability")]
        pub mobile_operation_transmit_capability:
            Option<H223CapabilityMobileOperationTransmitCapability>,
        #[rasn(extension_addition, identifier = "h223AnnexCCapability")]
        pub h223_annex_ccapability: Option<H223AnnexCCapability>,
        #[rasn(extension_addition, value("1..=19200"), identifier = "bitRate")]
        pub bit_rate: Option<u16>,
        #[rasn(extension_addition, identifier = "mobileMultilinkFrameCapability")]
        pub mobile_multilink_frame_capability: Option<H223CapabilityMobileMultilinkFrameCapability>,
    }
    impl H223Capability {
        pub fn new(
            transport_with_i_frames: bool,
            video_with_al1: bool,
            video_with_al2: bool,
            video_with_al3: bool,
            audio_with_al1: bool,
            audio_with_al2: bool,
            audio_with_al3: bool,
            data_with_al1: bool,
            data_with_al2: bool,
            data_with_al3: bool,
            maximum_al2_sdusize: u16,
            maximum_al3_sdusize: u16,
            maximum_delay_jitter: u16,
            h223_multiplex_table_capability: H223CapabilityH223MultiplexTableCapability,
        ) -> Self {
            Self {
                transport_with_i_frames,
                video_with_al1,
                video_with_al2,
                video_with_al3,
                audio_with_al1,
                audio_with_al2,
                audio_with_al3,
                data_with_al1,
                data_with_al2,
                data_with_al3,
                maximum_al2_sdusize,
                maximum_al3_sdusize,
                maximum_delay_jitter,
                h223_multiplex_table_capability,
                max_muxpdusize_capability: None,
                nsrp_support: None,
                mobile_operation_transmit_capability: None,
                h223_annex_ccapability: None,
                bit_rate: None,
                mobile_multilink_frame_capability: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct H223LogicalChannelParametersAdaptationLayerTypeAl3 {
        #[rasn(value("0..=2"), identifier = "controlFieldOctets")]
        pub control_field_octets: u8,
        #[rasn(value("0..=16777215"), identifier = "sendBufferSize")]
        pub send_buffer_size: u32,
    }
    impl H223LogicalChannelParametersAdaptationLayerTypeAl3 {
        pub fn new(control_field_octets: u8, send_buffer_size: u32) -> Self {
            Self {
                control_field_octets,
                send_buffer_size,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223LogicalChannelParametersAdaptationLayerType {
        nonStandard(H245NonStandardParameter),
        al1Framed(()),
        al1NotFramed(()),
        al2WithoutSequenceNumbers(()),
        al2WithSequenceNumbers(()),
        al3(H223LogicalChannelParametersAdaptationLayerTypeAl3),
        #[rasn(extension_addition)]
        al1M(H223AL1MParameters),
        #[rasn(extension_addition)]
        al2M(H223AL2MParameters),
        #[rasn(extension_addition)]
        al3M(H223AL3MParameters),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223LogicalChannelParameters {
        #[rasn(identifier = "adaptationLayerType")]
        pub adaptation_layer_type: H223LogicalChannelParametersAdaptationLayerType,
        #[rasn(identifier = "segmentableFlag")]
        pub segmentable_flag: bool,
    }
    impl H223LogicalChannelParameters {
        pub fn new(
            adaptation_layer_type: H223LogicalChannelParametersAdaptationLayerType,
            segmentable_flag: bool,
        ) -> Self {
            Self {
                adaptation_layer_type,
                segmentable_flag,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct H223ModeParametersAdaptationLayerTypeAl3 {
        #[rasn(value("0..=2"), identifier = "controlFieldOctets")]
        pub control_field_octets: u8,
        #[rasn(value("0..=16777215"), identifier = "sendBufferSize")]
        pub send_buffer_size: u32,
    }
    impl H223ModeParametersAdaptationLayerTypeAl3 {
        pub fn new(control_field_octets: u8, send_buffer_size: u32) -> Self {
            Self {
                control_field_octets,
                send_buffer_size,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223ModeParametersAdaptationLayerType {
        nonStandard(H245NonStandardParameter),
        al1Framed(()),
        al1NotFramed(()),
        al2WithoutSequenceNumbers(()),
        al2WithSequenceNumbers(()),
        al3(H223ModeParametersAdaptationLayerTypeAl3),
        #[rasn(extension_addition)]
        al1M(H223AL1MParameters),
        #[rasn(extension_addition)]
        al2M(H223AL2MParameters),
        #[rasn(extension_addition)]
        al3M(H223AL3MParameters),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223ModeParameters {
        #[rasn(identifier = "adaptationLayerType")]
        pub adaptation_layer_type: H223ModeParametersAdaptationLayerType,
        #[rasn(identifier = "segmentableFlag")]
        pub segmentable_flag: bool,
    }
    impl H223ModeParameters {
        pub fn new(
            adaptation_layer_type: H223ModeParametersAdaptationLayerType,
            segmentable_flag: bool,
        ) -> Self {
            Self {
                adaptation_layer_type,
                segmentable_flag,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223MultiplexReconfigurationH223ModeChange {
        toLevel0(()),
        toLevel1(()),
        toLevel2(()),
        toLevel2withOptionalHeader(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223MultiplexReconfigurationH223AnnexADoubleFlag {
        start(()),
        stop(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H223MultiplexReconfiguration {
        h223ModeChange(H223MultiplexReconfigurationH223ModeChange),
        h223AnnexADoubleFlag(H223MultiplexReconfigurationH223AnnexADoubleFlag),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H223SkewIndication {
        #[rasn(identifier = "logicalChannelNumber1")]
        pub logical_channel_number1: LogicalChannelNumber,
        #[rasn(identifier = "logicalChannelNumber2")]
        pub logical_channel_number2: LogicalChannelNumber,
        #[rasn(value("0..=4095"))]
        pub skew: u16,
    }
    impl H223SkewIndication {
        pub fn new(
            logical_channel_number1: LogicalChannelNumber,
            logical_channel_number2: LogicalChannelNumber,
            skew: u16,
        ) -> Self {
            Self {
                logical_channel_number1,
                logical_channel_number2,
                skew,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250CapabilityMcCapability {
        #[rasn(identifier = "centralizedConferenceMC")]
        pub centralized_conference_mc: bool,
        #[rasn(identifier = "decentralizedConferenceMC")]
        pub decentralized_conference_mc: bool,
    }
    impl H2250CapabilityMcCapability {
        pub fn new(centralized_conference_mc: bool, decentralized_conference_mc: bool) -> Self {
            Self {
                centralized_conference_mc,
                decentralized_conference_mc,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250Capability {
        #[rasn(value("0..=1023"), identifier = "maximumAudioDelayJitter")]
        pub maximum_audio_delay_jitter: u16,
        #[rasn(identifier = "receiveMultipointCapability")]
        pub receive_multipoint_capability: MultipointCapability,
        #[rasn(identifier = "transmitMultipointCapability")]
        pub transmit_multipoint_capability: MultipointCapability,
        #[rasn(identifier = "receiveAndTransmitMultipointCapability")]
        pub receive_and_transmit_multipoint_capability: MultipointCapability,
        #[rasn(identifier = "mcCapability")]
        pub mc_capability: H2250CapabilityMcCapability,
        #[rasn(identifier = "rtcpVideoControlCapability")]
        pub rtcp_video_control_capability: bool,
        #[rasn(identifier = "mediaPacketizationCapability")]
        pub media_packetization_capability: MediaPacketizationCapability,
        #[rasn(extension_addition, identifier = "transportCapability")]
        pub transport_capability: Option<TransportCapability>,
        #[rasn(
            extension_addition,
            size("1..=256"),
            identifier = "redundancyEncodingCapability"
        )]
        pub redundancy_encoding_capability: Option<SequenceOf<RedundancyEncodingCapability>>,
        #[rasn(extension_addition, identifier = "logicalChannelSwitchingCapability")]
        pub logical_channel_switching_capability: Option<bool>,
        #[rasn(extension_addition, identifier = "t120DynamicPortCapability")]
        pub t120_dynamic_port_capability: Option<bool>,
    }
    impl H2250Capability {
        pub fn new(
            maximum_audio_delay_jitter: u16,
            receive_multipoint_capability: MultipointCapability,
            transmit_multipoint_capability: MultipointCapability,
            receive_and_transmit_multipoint_capability: MultipointCapability,
            mc_capability: H2250CapabilityMcCapability,
            rtcp_video_control_capability: bool,
            media_packetization_capability: MediaPacketizationCapability,
        ) -> Self {
            Self {
                maximum_audio_delay_jitter,
                receive_multipoint_capability,
                transmit_multipoint_capability,
                receive_and_transmit_multipoint_capability,
                mc_capability,
                rtcp_video_control_capability,
                media_packetization_capability,
                transport_capability: None,
                redundancy_encoding_capability: None,
                logical_channel_switching_capability: None,
                t120_dynamic_port_capability: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250LogicalChannelAckParameters {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<SequenceOf<H245NonStandardParameter>>,
        #[rasn(value("1..=255"), identifier = "sessionID")]
        pub session_id: Option<u8>,
        #[rasn(identifier = "mediaChannel")]
        pub media_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "mediaControlChannel")]
        pub media_control_channel: Option<H245TransportAddress>,
        #[rasn(value("96..=127"), identifier = "dynamicRTPPayloadType")]
        pub dynamic_rtppayload_type: Option<u8>,
        #[rasn(extension_addition, identifier = "flowControlToZero")]
        pub flow_control_to_zero: Option<bool>,
        #[rasn(extension_addition, value("0..=65535"), identifier = "portNumber")]
        pub port_number: Option<u16>,
    }
    impl H2250LogicalChannelAckParameters {
        pub fn new() -> Self {
            Self {
                non_standard: None,
                session_id: None,
                media_channel: None,
                media_control_channel: None,
                dynamic_rtppayload_type: None,
                flow_control_to_zero: None,
                port_number: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H2250LogicalChannelParametersMediaPacketization {
        h261aVideoPacketization(()),
        #[rasn(extension_addition)]
        rtpPayloadType(RTPPayloadType),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250LogicalChannelParameters {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<SequenceOf<H245NonStandardParameter>>,
        #[rasn(value("0..=255"), identifier = "sessionID")]
        pub session_id: u8,
        #[rasn(value("1..=255"), identifier = "associatedSessionID")]
        pub associated_session_id: Option<u8>,
        #[rasn(identifier = "mediaChannel")]
        pub media_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "mediaGuaranteedDelivery")]
        pub media_guaranteed_delivery: Option<bool>,
        #[rasn(identifier = "mediaControlChannel")]
        pub media_control_channel: Option<H245TransportAddress>,
        #[rasn(identifier = "mediaControlGuaranteedDelivery")]
        pub media_control_guaranteed_delivery: Option<bool>,
        #[rasn(identifier = "silenceSuppression")]
        pub silence_suppression: Option<bool>,
        pub destination: Option<TerminalLabel>,
        #[rasn(value("96..=127"), identifier = "dynamicRTPPayloadType")]
        pub dynamic_rtppayload_type: Option<u8>,
        #[rasn(identifier = "mediaPacketization")]
        pub media_packetization: Option<H2250LogicalChannelParametersMediaPacketization>,
        #[rasn(extension_addition, identifier = "transportCapability")]
        pub transport_capability: Option<TransportCapability>,
        #[rasn(extension_addition, identifier = "redundancyEncoding")]
        pub redundancy_encoding: Option<RedundancyEncoding>,
        #[rasn(extension_addition)]
        pub source: Option<TerminalLabel>,
    }
    impl H2250LogicalChannelParameters {
        pub fn new(session_id: u8) -> Self {
            Self {
                non_standard: None,
                session_id,
                associated_session_id: None,
                media_channel: None,
                media_guaranteed_delivery: None,
                media_control_channel: None,
                media_control_guaranteed_delivery: None,
                silence_suppression: None,
                destination: None,
                dynamic_rtppayload_type: None,
                media_packetization: None,
                transport_capability: None,
                redundancy_encoding: None,
                source: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250MaximumSkewIndication {
        #[rasn(identifier = "logicalChannelNumber1")]
        pub logical_channel_number1: LogicalChannelNumber,
        #[rasn(identifier = "logicalChannelNumber2")]
        pub logical_channel_number2: LogicalChannelNumber,
        #[rasn(value("0..=4095"), identifier = "maximumSkew")]
        pub maximum_skew: u16,
    }
    impl H2250MaximumSkewIndication {
        pub fn new(
            logical_channel_number1: LogicalChannelNumber,
            logical_channel_number2: LogicalChannelNumber,
            maximum_skew: u16,
        ) -> Self {
            Self {
                logical_channel_number1,
                logical_channel_number2,
                maximum_skew,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H2250ModeParameters {
        #[rasn(identifier = "redundancyEncodingMode")]
        pub redundancy_encoding_mode: Option<RedundancyEncodingMode>,
    }
    impl H2250ModeParameters {
        pub fn new() -> Self {
            Self {
                redundancy_encoding_mode: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H235MediaMediaType {
        nonStandard(H245NonStandardParameter),
        videoData(VideoCapability),
        audioData(AudioCapability),
        data(DataApplicationCapability),
        #[rasn(extension_addition)]
        redundancyEncoding(RedundancyEncoding),
        #[rasn(extension_addition)]
        multiplePayloadStream(MultiplePayloadStream),
        #[rasn(extension_addition)]
        depFec(DepFECData),
        #[rasn(extension_addition)]
        fec(FECData),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H235Media {
        #[rasn(identifier = "encryptionAuthenticationAndIntegrity")]
        pub encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
        #[rasn(identifier = "mediaType")]
        pub media_type: H235MediaMediaType,
    }
    impl H235Media {
        pub fn new(
            encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
            media_type: H235MediaMediaType,
        ) -> Self {
            Self {
                encryption_authentication_and_integrity,
                media_type,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H235ModeMediaMode {
        nonStandard(H245NonStandardParameter),
        videoMode(VideoMode),
        audioMode(AudioMode),
        dataMode(DataMode),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H235Mode {
        #[rasn(identifier = "encryptionAuthenticationAndIntegrity")]
        pub encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
        #[rasn(identifier = "mediaMode")]
        pub media_mode: H235ModeMediaMode,
    }
    impl H235Mode {
        pub fn new(
            encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
            media_mode: H235ModeMediaMode,
        ) -> Self {
            Self {
                encryption_authentication_and_integrity,
                media_mode,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H235SecurityCapability {
        #[rasn(identifier = "encryptionAuthenticationAndIntegrity")]
        pub encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
        #[rasn(identifier = "mediaCapability")]
        pub media_capability: CapabilityTableEntryNumber,
    }
    impl H235SecurityCapability {
        pub fn new(
            encryption_authentication_and_integrity: EncryptionAuthenticationAndIntegrity,
            media_capability: CapabilityTableEntryNumber,
        ) -> Self {
            Self {
                encryption_authentication_and_integrity,
                media_capability,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H245-IV16")]
    pub struct H245IV16(pub FixedOctetString<16usize>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H245-IV8")]
    pub struct H245IV8(pub FixedOctetString<8usize>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct H245NonStandardIdentifierH221NonStandard {
        #[rasn(value("0..=255"), identifier = "t35CountryCode")]
        pub t35_country_code: u8,
        #[rasn(value("0..=255"), identifier = "t35Extension")]
        pub t35_extension: u8,
        #[rasn(value("0..=65535"), identifier = "manufacturerCode")]
        pub manufacturer_code: u16,
    }
    impl H245NonStandardIdentifierH221NonStandard {
        pub fn new(t35_country_code: u8, t35_extension: u8, manufacturer_code: u16) -> Self {
            Self {
                t35_country_code,
                t35_extension,
                manufacturer_code,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags, identifier = "H245-NonStandardIdentifier")]
    pub enum H245NonStandardIdentifier {
        object(ObjectIdentifier),
        h221NonStandard(H245NonStandardIdentifierH221NonStandard),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H245-NonStandardMessage")]
    #[non_exhaustive]
    pub struct H245NonStandardMessage {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: H245NonStandardParameter,
    }
    impl H245NonStandardMessage {
        pub fn new(non_standard_data: H245NonStandardParameter) -> Self {
            Self { non_standard_data }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H245-NonStandardParameter")]
    pub struct H245NonStandardParameter {
        #[rasn(identifier = "nonStandardIdentifier")]
        pub non_standard_identifier: H245NonStandardIdentifier,
        pub data: OctetString,
    }
    impl H245NonStandardParameter {
        pub fn new(non_standard_identifier: H245NonStandardIdentifier, data: OctetString) -> Self {
            Self {
                non_standard_identifier,
                data,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags, identifier = "H245-Params")]
    #[non_exhaustive]
    pub struct H245Params {
        pub iv8: Option<H245IV8>,
        pub iv16: Option<H245IV16>,
        pub iv: Option<OctetString>,
    }
    impl H245Params {
        pub fn new() -> Self {
            Self {
                iv8: None,
                iv16: None,
                iv: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "H245-Password", size("1..=32"))]
    pub struct H245Password(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags, identifier = "H245-TransportAddress")]
    #[non_exhaustive]
    pub enum H245TransportAddress {
        unicastAddress(UnicastAddress),
        multicastAddress(MulticastAddress),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H261VideoCapability {
        #[rasn(value("1..=4"), identifier = "qcifMPI")]
        pub qcif_mpi: Option<u8>,
        #[rasn(value("1..=4"), identifier = "cifMPI")]
        pub cif_mpi: Option<u8>,
        #[rasn(identifier = "temporalSpatialTradeOffCapability")]
        pub temporal_spatial_trade_off_capability: bool,
        #[rasn(value("1..=19200"), identifier = "maxBitRate")]
        pub max_bit_rate: u16,
        #[rasn(identifier = "stillImageTransmission")]
        pub still_image_transmission: bool,
        #[rasn(extension_addition, identifier = "videoBadMBsCap")]
        pub video_bad_mbs_cap: Option<bool>,
    }
    impl H261VideoCapability {
        pub fn new(
            temporal_spatial_trade_off_capability: bool,
            max_bit_rate: u16,
            still_image_transmission: bool,
        ) -> Self {
            Self {
                qcif_mpi: None,
                cif_mpi: None,
                temporal_spatial_trade_off_capability,
                max_bit_rate,
                still_image_transmission,
                video_bad_mbs_cap: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum H261VideoModeResolution {
        qcif(()),
        cif(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H261VideoMode {
        pub resolution: H261VideoModeResolution,
        #[rasn(value("1..=19200"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "stillImageTransmission")]
        pub still_image_transmission: bool,
    }
    impl H261VideoMode {
        pub fn new(
            resolution: H261VideoModeResolution,
            bit_rate: u16,
            still_image_transmission: bool,
        ) -> Self {
            Self {
                resolution,
                bit_rate,
                still_image_transmission,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H262VideoCapability {
        #[rasn(identifier = "profileAndLevel-SPatML")]
        pub profile_and_level_spat_ml: bool,
        #[rasn(identifier = "profileAndLevel-MPatLL")]
        pub profile_and_level_mpat_ll: bool,
        #[rasn(identifier = "profileAndLevel-MPatML")]
        pub profile_and_level_mpat_ml: bool,
        #[rasn(identifier = "profileAndLevel-MPatH-14")]
        pub profile_and_level_mpat_h_14: bool,
        #[rasn(identifier = "profileAndLevel-MPatHL")]
        pub profile_and_level_mpat_hl: bool,
        #[rasn(identifier = "profileAndLevel-SNRatLL")]
        pub profile_and_level_snrat_ll: bool,
        #[rasn(identifier = "profileAndLevel-SNRatML")]
        pub profile_and_level_snrat_ml: bool,
        #[rasn(identifier = "profileAndLevel-SpatialatH-14")]
        pub profile_and_level_spatialat_h_14: bool,
        #[rasn(identifier = "profileAndLevel-HPatML")]
        pub profile_and_level_hpat_ml: bool,
        #[rasn(identifier = "profileAndLevel-HPatH-14")]
        pub profile_and_level_hpat_h_14: bool,
        #[rasn(identifier = "profileAndLevel-HPatHL")]
        pub profile_and_level_hpat_hl: bool,
        #[rasn(value("0..=1073741823"), identifier = "videoBitRate")]
        pub video_bit_rate: Option<u32>,
        #[rasn(value("0..=262143"), identifier = "vbvBufferSize")]
        pub vbv_buffer_size: Option<u32>,
        #[rasn(value("0..=16383"), identifier = "samplesPerLine")]
        pub samples_per_line: Option<u16>,
        #[rasn(value("0..=16383"), identifier = "linesPerFrame")]
        pub lines_per_frame: Option<u16>,
        #[rasn(value("0..=15"), identifier = "framesPerSecond")]
        pub frames_per_second: Option<u8>,
        #[rasn(value("0..=4294967295"), identifier = "luminanceSampleRate")]
        pub luminance_sample_rate: Option<u32>,
        #[rasn(extension_addition, identifier = "videoBadMBsCap")]
        pub video_bad_mbs_cap: Option<bool>,
    }
    impl H262VideoCapability {
        pub fn new(
            profile_and_level_spat_ml: bool,
            profile_and_level_mpat_ll: bool,
            profile_and_level_mpat_ml: bool,
            profile_and_level_mpat_h_14: bool,
            profile_and_level_mpat_hl: bool,
            profile_and_level_snrat_ll: bool,
            profile_and_level_snrat_ml: bool,
            profile_and_level_spatialat_h_14: bool,
            profile_and_level_hpat_ml: bool,
            profile_and_level_hpat_h_14: bool,
            profile_and_level_hpat_hl: bool,
        ) -> Self {
            Self {
                profile_and_level_spat_ml,
                profile_and_level_mpat_ll,
                profile_and_level_mpat_ml,
                profile_and_level_mpat_h_14,
                profile_and_level_mpat_hl,
                profile_and_level_snrat_ll,
                profile_and_level_snrat_ml,
                profile_and_level_spatialat_h_14,
                profile_and_level_hpat_ml,
                profile_and_level_hpat_h_14,
                profile_and_level_hpat_hl,
                video_bit_rate: None,
                vbv_buffer_size: None,
                samples_per_line: None,
                lines_per_frame: None,
                frames_per_second: None,
                luminance_sample_rate: None,
                video_bad_mbs_cap: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H262VideoModeProfileAndLevel {
        #[rasn(identifier = "profileAndLevel-SPatML")]
        profileAndLevel_SPatML(()),
        #[rasn(identifier = "profileAndLevel-MPatLL")]
        profileAndLevel_MPatLL(()),
        #[rasn(identifier = "profileAndLevel-MPatML")]
        profileAndLevel_MPatML(()),
        #[rasn(identifier = "profileAndLevel-MPatH-14")]
        profileAndLevel_MPatH_14(()),
        #[rasn(identifier = "profileAndLevel-MPatHL")]
        profileAndLevel_MPatHL(()),
        #[rasn(identifier = "profileAndLevel-SNRatLL")]
        profileAndLevel_SNRatLL(()),
        #[rasn(identifier = "profileAndLevel-SNRatML")]
        profileAndLevel_SNRatML(()),
        #[rasn(identifier = "profileAndLevel-SpatialatH-14")]
        profileAndLevel_SpatialatH_14(()),
        #[rasn(identifier = "profileAndLevel-HPatML")]
        profileAndLevel_HPatML(()),
        #[rasn(identifier = "profileAndLevel-HPatH-14")]
        profileAndLevel_HPatH_14(()),
        #[rasn(identifier = "profileAndLevel-HPatHL")]
        profileAndLevel_HPatHL(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H262VideoMode {
        #[rasn(identifier = "profileAndLevel")]
        pub profile_and_level: H262VideoModeProfileAndLevel,
        #[rasn(value("0..=1073741823"), identifier = "videoBitRate")]
        pub video_bit_rate: Option<u32>,
        #[rasn(value("0..=262143"), identifier = "vbvBufferSize")]
        pub vbv_buffer_size: Option<u32>,
        #[rasn(value("0..=16383"), identifier = "samplesPerLine")]
        pub samples_per_line: Option<u16>,
        #[rasn(value("0..=16383"), identifier = "linesPerFrame")]
        pub lines_per_frame: Option<u16>,
        #[rasn(value("0..=15"), identifier = "framesPerSecond")]
        pub frames_per_second: Option<u8>,
        #[rasn(value("0..=4294967295"), identifier = "luminanceSampleRate")]
        pub luminance_sample_rate: Option<u32>,
    }
    impl H262VideoMode {
        pub fn new(profile_and_level: H262VideoModeProfileAndLevel) -> Self {
            Self {
                profile_and_level,
                video_bit_rate: None,
                vbv_buffer_size: None,
                samples_per_line: None,
                lines_per_frame: None,
                frames_per_second: None,
                luminance_sample_rate: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263ModeComboFlags {
        #[rasn(identifier = "unrestrictedVector")]
        pub unrestricted_vector: bool,
        #[rasn(identifier = "arithmeticCoding")]
        pub arithmetic_coding: bool,
        #[rasn(identifier = "advancedPrediction")]
        pub advanced_prediction: bool,
        #[rasn(identifier = "pbFrames")]
        pub pb_frames: bool,
        #[rasn(identifier = "advancedIntraCodingMode")]
        pub advanced_intra_coding_mode: bool,
        #[rasn(identifier = "deblockingFilterMode")]
        pub deblocking_filter_mode: bool,
        #[rasn(identifier = "unlimitedMotionVectors")]
        pub unlimited_motion_vectors: bool,
        #[rasn(identifier = "slicesInOrder-NonRect")]
        pub slices_in_order_non_rect: bool,
        #[rasn(identifier = "slicesInOrder-Rect")]
        pub slices_in_order_rect: bool,
        #[rasn(identifier = "slicesNoOrder-NonRect")]
        pub slices_no_order_non_rect: bool,
        #[rasn(identifier = "slicesNoOrder-Rect")]
        pub slices_no_order_rect: bool,
        #[rasn(identifier = "improvedPBFramesMode")]
        pub improved_pbframes_mode: bool,
        #[rasn(identifier = "referencePicSelect")]
        pub reference_pic_select: bool,
        #[rasn(identifier = "dynamicPictureResizingByFour")]
        pub dynamic_picture_resizing_by_four: bool,
        #[rasn(identifier = "dynamicPictureResizingSixteenthPel")]
        pub dynamic_picture_resizing_sixteenth_pel: bool,
        #[rasn(identifier = "dynamicWarpingHalfPel")]
        pub dynamic_warping_half_pel: bool,
        #[rasn(identifier = "dynamicWarpingSixteenthPel")]
        pub dynamic_warping_sixteenth_pel: bool,
        #[rasn(identifier = "reducedResolutionUpdate")]
        pub reduced_resolution_update: bool,
        #[rasn(identifier = "independentSegmentDecoding")]
        pub independent_segment_decoding: bool,
        #[rasn(identifier = "alternateInterVLCMode")]
        pub alternate_inter_vlcmode: bool,
        #[rasn(identifier = "modifiedQuantizationMode")]
        pub modified_quantization_mode: bool,
        #[rasn(extension_addition, identifier = "enhancedReferencePicSelect")]
        pub enhanced_reference_pic_select: Option<bool>,
        #[rasn(extension_addition, identifier = "h263Version3Options")]
        pub h263_version3_options: Option<H263Version3Options>,
    }
    impl H263ModeComboFlags {
        pub fn new(
            unrestricted_vector: bool,
            arithmetic_coding: bool,
            advanced_prediction: bool,
            pb_frames: bool,
            advanced_intra_coding_mode: bool,
            deblocking_filter_mode: bool,
            unlimited_motion_vectors: bool,
            slices_in_order_non_rect: bool,
            slices_in_order_rect: bool,
            slices_no_order_non_rect: bool,
            slices_no_order_rect: bool,
            improved_pbframes_mode: bool,
            reference_pic_select: bool,
            dynamic_picture_resizing_by_four: bool,
            dynamic_picture_resizing_sixteenth_pel: bool,
            dynamic_warping_half_pel: bool,
            dynamic_warping_sixteenth_pel: bool,
            reduced_resolution_update: bool,
            independent_segment_decoding: bool,
            alternate_inter_vlcmode: bool,
            modified_quantization_mode: bool,
        ) -> Self {
            Self {
                unrestricted_vector,
                arithmetic_coding,
                advanced_prediction,
                pb_frames,
                advanced_intra_coding_mode,
                deblocking_filter_mode,
                unlimited_motion_vectors,
                slices_in_order_non_rect,
                slices_in_order_rect,
                slices_no_order_non_rect,
                slices_no_order_rect,
                improved_pbframes_mode,
                reference_pic_select,
                dynamic_picture_resizing_by_four,
                dynamic_picture_resizing_sixteenth_pel,
                dynamic_warping_half_pel,
                dynamic_warping_sixteenth_pel,
                reduced_resolution_update,
                independent_segment_decoding,
                alternate_inter_vlcmode,
                modified_quantization_mode,
                enhanced_reference_pic_select: None,
                h263_version3_options: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263Options {
        #[rasn(identifier = "advancedIntraCodingMode")]
        pub advanced_intra_coding_mode: bool,
        #[rasn(identifier = "deblockingFilterMode")]
        pub deblocking_filter_mode: bool,
        #[rasn(identifier = "improvedPBFramesMode")]
        pub improved_pbframes_mode: bool,
        #[rasn(identifier = "unlimitedMotionVectors")]
        pub unlimited_motion_vectors: bool,
        #[rasn(identifier = "fullPictureFreeze")]
        pub full_picture_freeze: bool,
        #[rasn(identifier = "partialPictureFreezeAndRelease")]
        pub partial_picture_freeze_and_release: bool,
        #[rasn(identifier = "resizingPartPicFreezeAndRelease")]
        pub resizing_part_pic_freeze_and_release: bool,
        #[rasn(identifier = "fullPictureSnapshot")]
        pub full_picture_snapshot: bool,
        #[rasn(identifier = "partialPictureSnapshot")]
        pub partial_picture_snapshot: bool,
        #[rasn(identifier = "videoSegmentTagging")]
        pub video_segment_tagging: bool,
        #[rasn(identifier = "progressiveRefinement")]
        pub progressive_refinement: bool,
        #[rasn(identifier = "dynamicPictureResizingByFour")]
        pub dynamic_picture_resizing_by_four: bool,
        #[rasn(identifier = "dynamicPictureResizingSixteenthPel")]
        pub dynamic_picture_resizing_sixteenth_pel: bool,
        #[rasn(identifier = "dynamicWarpingHalfPel")]
        pub dynamic_warping_half_pel: bool,
        #[rasn(identifier = "dynamicWarpingSixteenthPel")]
        pub dynamic_warping_sixteenth_pel: bool,
        #[rasn(identifier = "independentSegmentDecoding")]
        pub independent_segment_decoding: bool,
        #[rasn(identifier = "slicesInOrder-NonRect")]
        pub slices_in_order_non_rect: bool,
        #[rasn(identifier = "slicesInOrder-Rect")]
        pub slices_in_order_rect: bool,
        #[rasn(identifier = "slicesNoOrder-NonRect")]
        pub slices_no_order_non_rect: bool,
        #[rasn(identifier = "slicesNoOrder-Rect")]
        pub slices_no_order_rect: bool,
        #[rasn(identifier = "alternateInterVLCMode")]
        pub alternate_inter_vlcmode: bool,
        #[rasn(identifier = "modifiedQuantizationMode")]
        pub modified_quantization_mode: bool,
        #[rasn(identifier = "reducedResolutionUpdate")]
        pub reduced_resolution_update: bool,
        #[rasn(identifier = "transparencyParameters")]
        pub transparency_parameters: Option<TransparencyParameters>,
        #[rasn(identifier = "separateVideoBackChannel")]
        pub separate_video_back_channel: bool,
        #[rasn(identifier = "refPictureSelection")]
        pub ref_picture_selection: Option<RefPictureSelection>,
        #[rasn(size("1..=16"), identifier = "customPictureClockFrequency")]
        pub custom_picture_clock_frequency: Option<SequenceOf<CustomPictureClockFrequency>>,
        #[rasn(size("1..=16"), identifier = "customPictureFormat")]
        pub custom_picture_format: Option<SequenceOf<CustomPictureFormat>>,
        #[rasn(size("1..=16"), identifier = "modeCombos")]
        pub mode_combos: Option<SequenceOf<H263VideoModeCombos>>,
        #[rasn(extension_addition, identifier = "videoBadMBsCap")]
        pub video_bad_mbs_cap: Option<bool>,
        #[rasn(extension_addition, identifier = "h263Version3Options")]
        pub h263_version3_options: Option<H263Version3Options>,
    }
    impl H263Options {
        pub fn new(
            advanced_intra_coding_mode: bool,
            deblocking_filter_mode: bool,
            improved_pbframes_mode: bool,
            unlimited_motion_vectors: bool,
            full_picture_freeze: bool,
            partial_picture_freeze_and_release: bool,
            resizing_part_pic_freeze_and_release: bool,
            full_picture_snapshot: bool,
            partial_picture_snapshot: bool,
            video_segment_tagging: bool,
            progressive_refinement: bool,
            dynamic_picture_resizing_by_four: bool,
            dynamic_picture_resizing_sixteenth_pel: bool,
            dynamic_warping_half_pel: bool,
            dynamic_warping_sixteenth_pel: bool,
            independent_segment_decoding: bool,
            slices_in_order_non_rect: bool,
            slices_in_order_rect: bool,
            slices_no_order_non_rect: bool,
            slices_no_order_rect: bool,
            alternate_inter_vlcmode: bool,
            modified_quantization_mode: bool,
            reduced_resolution_update: bool,
            separate_video_back_channel: bool,
        ) -> Self {
            Self {
                advanced_intra_coding_mode,
                deblocking_filter_mode,
                improved_pbframes_mode,
                unlimited_motion_vectors,
                full_picture_freeze,
                partial_picture_freeze_and_release,
                resizing_part_pic_freeze_and_release,
                full_picture_snapshot,
                partial_picture_snapshot,
                video_segment_tagging,
                progressive_refinement,
                dynamic_picture_resizing_by_four,
                dynamic_picture_resizing_sixteenth_pel,
                dynamic_warping_half_pel,
                dynamic_warping_sixteenth_pel,
                independent_segment_decoding,
                slices_in_order_non_rect,
                slices_in_order_rect,
                slices_no_order_non_rect,
                slices_no_order_rect,
                alternate_inter_vlcmode,
                modified_quantization_mode,
                reduced_resolution_update,
                transparency_parameters: None,
                separate_video_back_channel,
                ref_picture_selection: None,
                custom_picture_clock_frequency: None,
                custom_picture_format: None,
                mode_combos: None,
                video_bad_mbs_cap: None,
                h263_version3_options: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263Version3Options {
        #[rasn(identifier = "dataPartitionedSlices")]
        pub data_partitioned_slices: bool,
        #[rasn(identifier = "fixedPointIDCT0")]
        pub fixed_point_idct0: bool,
        #[rasn(identifier = "interlacedFields")]
        pub interlaced_fields: bool,
        #[rasn(identifier = "currentPictureHeaderRepetition")]
        pub current_picture_header_repetition: bool,
        #[rasn(identifier = "previousPictureHeaderRepetition")]
        pub previous_picture_header_repetition: bool,
        #[rasn(identifier = "nextPictureHeaderRepetition")]
        pub next_picture_header_repetition: bool,
        #[rasn(identifier = "pictureNumber")]
        pub picture_number: bool,
        #[rasn(identifier = "spareReferencePictures")]
        pub spare_reference_pictures: bool,
    }
    impl H263Version3Options {
        pub fn new(
            data_partitioned_slices: bool,
            fixed_point_idct0: bool,
            interlaced_fields: bool,
            current_picture_header_repetition: bool,
            previous_picture_header_repetition: bool,
            next_picture_header_repetition: bool,
            picture_number: bool,
            spare_reference_pictures: bool,
        ) -> Self {
            Self {
                data_partitioned_slices,
                fixed_point_idct0,
                interlaced_fields,
                current_picture_header_repetition,
                previous_picture_header_repetition,
                next_picture_header_repetition,
                picture_number,
                spare_reference_pictures,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263VideoCapability {
        #[rasn(value("1..=32"), identifier = "sqcifMPI")]
        pub sqcif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "qcifMPI")]
        pub qcif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cifMPI")]
        pub cif_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cif4MPI")]
        pub cif4_mpi: Option<u8>,
        #[rasn(value("1..=32"), identifier = "cif16MPI")]
        pub cif16_mpi: Option<u8>,
        #[rasn(value("1..=192400"), identifier = "maxBitRate")]
        pub max_bit_rate: u32,
        #[rasn(identifier = "unrestrictedVector")]
        pub unrestricted_vector: bool,
        #[rasn(identifier = "arithmeticCoding")]
        pub arithmetic_coding: bool,
        #[rasn(identifier = "advancedPrediction")]
        pub advanced_prediction: bool,
        #[rasn(identifier = "pbFrames")]
        pub pb_frames: bool,
        #[rasn(identifier = "temporalSpatialTradeOffCapability")]
        pub temporal_spatial_trade_off_capability: bool,
        #[rasn(value("0..=524287"), identifier = "hrd-B")]
        pub hrd_b: Option<u32>,
        #[rasn(value("0..=65535"), identifier = "bppMaxKb")]
        pub bpp_max_kb: Option<u16>,
        #[rasn(extension_addition, value("1..=3600"), identifier = "slowSqcifMPI")]
        pub slow_sqcif_mpi: Option<u16>,
        #[rasn(extension_addition, value("1..=3600"), identifier = "slowQcifMPI")]
        pub slow_qcif_mpi: Option<u16>,
        #[rasn(extension_addition, value("1..=3600"), identifier = "slowCifMPI")]
        pub slow_cif_mpi: Option<u16>,
        #[rasn(extension_addition, value("1..=3600"), identifier = "slowCif4MPI")]
        pub slow_cif4_mpi: Option<u16>,
        #[rasn(extension_addition, value("1..=3600"), identifier = "slowCif16MPI")]
        pub slow_cif16_mpi: Option<u16>,
        #[rasn(extension_addition, identifier = "errorCompensation")]
        pub error_compensation: Option<bool>,
        #[rasn(extension_addition, identifier = "enhancementLayerInfo")]
        pub enhancement_layer_info: Option<EnhancementLayerInfo>,
        #[rasn(extension_addition, identifier = "h263Options")]
        pub h263_options: Option<H263Options>,
    }
    impl H263VideoCapability {
        pub fn new(
            max_bit_rate: u32,
            unrestricted_vector: bool,
            arithmetic_coding: bool,
            advanced_prediction: bool,
            pb_frames: bool,
            temporal_spatial_trade_off_capability: bool,
        ) -> Self {
            Self {
                sqcif_mpi: None,
                qcif_mpi: None,
                cif_mpi: None,
                cif4_mpi: None,
                cif16_mpi: None,
                max_bit_rate,
                unrestricted_vector,
                arithmetic_coding,
                advanced_prediction,
                pb_frames,
                temporal_spatial_trade_off_capability,
                hrd_b: None,
                bpp_max_kb: None,
                slow_sqcif_mpi: None,
                slow_qcif_mpi: None,
                slow_cif_mpi: None,
                slow_cif4_mpi: None,
                slow_cif16_mpi: None,
                error_compensation: None,
                enhancement_layer_info: None,
                h263_options: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum H263VideoModeResolution {
        sqcif(()),
        qcif(()),
        cif(()),
        cif4(()),
        cif16(()),
        #[rasn(extension_addition)]
        custom(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263VideoMode {
        pub resolution: H263VideoModeResolution,
        #[rasn(value("1..=19200"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "unrestrictedVector")]
        pub unrestricted_vector: bool,
        #[rasn(identifier = "arithmeticCoding")]
        pub arithmetic_coding: bool,
        #[rasn(identifier = "advancedPrediction")]
        pub advanced_prediction: bool,
        #[rasn(identifier = "pbFrames")]
        pub pb_frames: bool,
        #[rasn(extension_addition, identifier = "errorCompensation")]
        pub error_compensation: Option<bool>,
        #[rasn(extension_addition, identifier = "enhancementLayerInfo")]
        pub enhancement_layer_info: Option<EnhancementLayerInfo>,
        #[rasn(extension_addition, identifier = "h263Options")]
        pub h263_options: Option<H263Options>,
    }
    impl H263VideoMode {
        pub fn new(
            resolution: H263VideoModeResolution,
            bit_rate: u16,
            unrestricted_vector: bool,
            arithmetic_coding: bool,
            advanced_prediction: bool,
            pb_frames: bool,
        ) -> Self {
            Self {
                resolution,
                bit_rate,
                unrestricted_vector,
                arithmetic_coding,
                advanced_prediction,
                pb_frames,
                error_compensation: None,
                enhancement_layer_info: None,
                h263_options: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct H263VideoModeCombos {
        #[rasn(identifier = "h263VideoUncoupledModes")]
        pub h263_video_uncoupled_modes: H263ModeComboFlags,
        #[rasn(size("1..=16"), identifier = "h263VideoCoupledModes")]
        pub h263_video_coupled_modes: SequenceOf<H263ModeComboFlags>,
    }
    impl H263VideoModeCombos {
        pub fn new(
            h263_video_uncoupled_modes: H263ModeComboFlags,
            h263_video_coupled_modes: SequenceOf<H263ModeComboFlags>,
        ) -> Self {
            Self {
                h263_video_uncoupled_modes,
                h263_video_coupled_modes,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS11172AudioCapability {
        #[rasn(identifier = "audioLayer1")]
        pub audio_layer1: bool,
        #[rasn(identifier = "audioLayer2")]
        pub audio_layer2: bool,
        #[rasn(identifier = "audioLayer3")]
        pub audio_layer3: bool,
        #[rasn(identifier = "audioSampling32k")]
        pub audio_sampling32k: bool,
        #[rasn(identifier = "audioSampling44k1")]
        pub audio_sampling44k1: bool,
        #[rasn(identifier = "audioSampling48k")]
        pub audio_sampling48k: bool,
        #[rasn(identifier = "singleChannel")]
        pub single_channel: bool,
        #[rasn(identifier = "twoChannels")]
        pub two_channels: bool,
        #[rasn(value("1..=448"), identifier = "bitRate")]
        pub bit_rate: u16,
    }
    impl IS11172AudioCapability {
        pub fn new(
            audio_layer1: bool,
            audio_layer2: bool,
            audio_layer3: bool,
            audio_sampling32k: bool,
            audio_sampling44k1: bool,
            audio_sampling48k: bool,
            single_channel: bool,
            two_channels: bool,
            bit_rate: u16,
        ) -> Self {
            Self {
                audio_layer1,
                audio_layer2,
                audio_layer3,
                audio_sampling32k,
                audio_sampling44k1,
                audio_sampling48k,
                single_channel,
                two_channels,
                bit_rate,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS11172AudioModeAudioLayer {
        audioLayer1(()),
        audioLayer2(()),
        audioLayer3(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS11172AudioModeAudioSampling {
        audioSampling32k(()),
        audioSampling44k1(()),
        audioSampling48k(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS11172AudioModeMultichannelType {
        singleChannel(()),
        twoChannelStereo(()),
        twoChannelDual(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS11172AudioMode {
        #[rasn(identifier = "audioLayer")]
        pub audio_layer: IS11172AudioModeAudioLayer,
        #[rasn(identifier = "audioSampling")]
        pub audio_sampling: IS11172AudioModeAudioSampling,
        #[rasn(identifier = "multichannelType")]
        pub multichannel_type: IS11172AudioModeMultichannelType,
        #[rasn(value("1..=448"), identifier = "bitRate")]
        pub bit_rate: u16,
    }
    impl IS11172AudioMode {
        pub fn new(
            audio_layer: IS11172AudioModeAudioLayer,
            audio_sampling: IS11172AudioModeAudioSampling,
            multichannel_type: IS11172AudioModeMultichannelType,
            bit_rate: u16,
        ) -> Self {
            Self {
                audio_layer,
                audio_sampling,
                multichannel_type,
                bit_rate,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS11172VideoCapability {
        #[rasn(identifier = "constrainedBitstream")]
        pub constrained_bitstream: bool,
        #[rasn(value("0..=1073741823"), identifier = "videoBitRate")]
        pub video_bit_rate: Option<u32>,
        #[rasn(value("0..=262143"), identifier = "vbvBufferSize")]
        pub vbv_buffer_size: Option<u32>,
        #[rasn(value("0..=16383"), identifier = "samplesPerLine")]
        pub samples_per_line: Option<u16>,
        #[rasn(value("0..=16383"), identifier = "linesPerFrame")]
        pub lines_per_frame: Option<u16>,
        #[rasn(value("0..=15"), identifier = "pictureRate")]
        pub picture_rate: Option<u8>,
        #[rasn(value("0..=4294967295"), identifier = "luminanceSampleRate")]
        pub luminance_sample_rate: Option<u32>,
        #[rasn(extension_addition, identifier = "videoBadMBsCap")]
        pub video_bad_mbs_cap: Option<bool>,
    }
    impl IS11172VideoCapability {
        pub fn new(constrained_bitstream: bool) -> Self {
            Self {
                constrained_bitstream,
                video_bit_rate: None,
                vbv_buffer_size: None,
                samples_per_line: None,
                lines_per_frame: None,
                picture_rate: None,
                luminance_sample_rate: None,
                video_bad_mbs_cap: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS11172VideoMode {
        #[rasn(identifier = "constrainedBitstream")]
        pub constrained_bitstream: bool,
        #[rasn(value("0..=1073741823"), identifier = "videoBitRate")]
        pub video_bit_rate: Option<u32>,
        #[rasn(value("0..=262143"), identifier = "vbvBufferSize")]
        pub vbv_buffer_size: Option<u32>,
        #[rasn(value("0..=16383"), identifier = "samplesPerLine")]
        pub samples_per_line: Option<u16>,
        #[rasn(value("0..=16383"), identifier = "linesPerFrame")]
        pub lines_per_frame: Option<u16>,
        #[rasn(value("0..=15"), identifier = "pictureRate")]
        pub picture_rate: Option<u8>,
        #[rasn(value("0..=4294967295"), identifier = "luminanceSampleRate")]
        pub luminance_sample_rate: Option<u32>,
    }
    impl IS11172VideoMode {
        pub fn new(constrained_bitstream: bool) -> Self {
            Self {
                constrained_bitstream,
                video_bit_rate: None,
                vbv_buffer_size: None,
                samples_per_line: None,
                lines_per_frame: None,
                picture_rate: None,
                luminance_sample_rate: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS13818AudioCapability {
        #[rasn(identifier = "audioLayer1")]
        pub audio_layer1: bool,
        #[rasn(identifier = "audioLayer2")]
        pub audio_layer2: bool,
        #[rasn(identifier = "audioLayer3")]
        pub audio_layer3: bool,
        #[rasn(identifier = "audioSampling16k")]
        pub audio_sampling16k: bool,
        #[rasn(identifier = "audioSampling22k05")]
        pub audio_sampling22k05: bool,
        #[rasn(identifier = "audioSampling24k")]
        pub audio_sampling24k: bool,
        #[rasn(identifier = "audioSampling32k")]
        pub audio_sampling32k: bool,
        #[rasn(identifier = "audioSampling44k1")]
        pub audio_sampling44k1: bool,
        #[rasn(identifier = "audioSampling48k")]
        pub audio_sampling48k: bool,
        #[rasn(identifier = "singleChannel")]
        pub single_channel: bool,
        #[rasn(identifier = "twoChannels")]
        pub two_channels: bool,
        #[rasn(identifier = "threeChannels2-1")]
        pub three_channels2_1: bool,
        #[rasn(identifier = "threeChannels3-0")]
        pub three_channels3_0: bool,
        #[rasn(identifier = "fourChannels2-0-2-0")]
        pub four_channels2_0_2_0: bool,
        #[rasn(identifier = "fourChannels2-2")]
        pub four_channels2_2: bool,
        #[rasn(identifier = "fourChannels3-1")]
        pub four_channels3_1: bool,
        #[rasn(identifier = "fiveChannels3-0-2-0")]
        pub five_channels3_0_2_0: bool,
        #[rasn(identifier = "fiveChannels3-2")]
        pub five_channels3_2: bool,
        #[rasn(identifier = "lowFrequencyEnhancement")]
        pub low_frequency_enhancement: bool,
        pub multilingual: bool,
        #[rasn(value("1..=1130"), identifier = "bitRate")]
        pub bit_rate: u16,
    }
    impl IS13818AudioCapability {
        pub fn new(
            audio_layer1: bool,
            audio_layer2: bool,
            audio_layer3: bool,
            audio_sampling16k: bool,
            audio_sampling22k05: bool,
            audio_sampling24k: bool,
            audio_sampling32k: bool,
            audio_sampling44k1: bool,
            audio_sampling48k: bool,
            single_channel: bool,
            two_channels: bool,
            three_channels2_1: bool,
            three_channels3_0: bool,
            four_channels2_0_2_0: bool,
            four_channels2_2: bool,
            four_channels3_1: bool,
            five_channels3_0_2_0: bool,
            five_channels3_2: bool,
            low_frequency_enhancement: bool,
            multilingual: bool,
            bit_rate: u16,
        ) -> Self {
            Self {
                audio_layer1,
                audio_layer2,
                audio_layer3,
                audio_sampling16k,
                audio_sampling22k05,
                audio_sampling24k,
                audio_sampling32k,
                audio_sampling44k1,
                audio_sampling48k,
                single_channel,
                two_channels,
                three_channels2_1,
                three_channels3_0,
                four_channels2_0_2_0,
                four_channels2_2,
                four_channels3_1,
                five_channels3_0_2_0,
                five_channels3_2,
                low_frequency_enhancement,
                multilingual,
                bit_rate,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS13818AudioModeAudioLayer {
        audioLayer1(()),
        audioLayer2(()),
        audioLayer3(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS13818AudioModeAudioSampling {
        audioSampling16k(()),
        audioSampling22k05(()),
        audioSampling24k(()),
        audioSampling32k(()),
        audioSampling44k1(()),
        audioSampling48k(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum IS13818AudioModeMultichannelType {
        singleChannel(()),
        twoChannelStereo(()),
        twoChannelDual(()),
        #[rasn(identifier = "threeChannels2-1")]
        threeChannels2_1(()),
        #[rasn(identifier = "threeChannels3-0")]
        threeChannels3_0(()),
        #[rasn(identifier = "fourChannels2-0-2-0")]
        fourChannels2_0_2_0(()),
        #[rasn(identifier = "fourChannels2-2")]
        fourChannels2_2(()),
        #[rasn(identifier = "fourChannels3-1")]
        fourChannels3_1(()),
        #[rasn(identifier = "fiveChannels3-0-2-0")]
        fiveChannels3_0_2_0(()),
        #[rasn(identifier = "fiveChannels3-2")]
        fiveChannels3_2(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IS13818AudioMode {
        #[rasn(identifier = "audioLayer")]
        pub audio_layer: IS13818AudioModeAudioLayer,
        #[rasn(identifier = "audioSampling")]
        pub audio_sampling: IS13818AudioModeAudioSampling,
        #[rasn(identifier = "multichannelType")]
        pub multichannel_type: IS13818AudioModeMultichannelType,
        #[rasn(identifier = "lowFrequencyEnhancement")]
        pub low_frequency_enhancement: bool,
        pub multilingual: bool,
        #[rasn(value("1..=1130"), identifier = "bitRate")]
        pub bit_rate: u16,
    }
    impl IS13818AudioMode {
        pub fn new(
            audio_layer: IS13818AudioModeAudioLayer,
            audio_sampling: IS13818AudioModeAudioSampling,
            multichannel_type: IS13818AudioModeMultichannelType,
            low_frequency_enhancement: bool,
            multilingual: bool,
            bit_rate: u16,
        ) -> Self {
            Self {
                audio_layer,
                audio_sampling,
                multichannel_type,
                low_frequency_enhancement,
                multilingual,
                bit_rate,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum IndicationMessage {
        nonStandard(H245NonStandardMessage),
        functionNotUnderstood(FunctionNotUnderstood),
        masterSlaveDeterminationRelease(MasterSlaveDeterminationRelease),
        terminalCapabilitySetRelease(TerminalCapabilitySetRelease),
        openLogicalChannelConfirm(OpenLogicalChannelConfirm),
        requestChannelCloseRelease(RequestChannelCloseRelease),
        multiplexEntrySendRelease(MultiplexEntrySendRelease),
        requestMultiplexEntryRelease(RequestMultiplexEntryRelease),
        requestModeRelease(RequestModeRelease),
        miscellaneousIndication(MiscellaneousIndication),
        jitterIndication(JitterIndication),
        h223SkewIndication(H223SkewIndication),
        newATMVCIndication(NewATMVCIndication),
        userInput(UserInputIndication),
        #[rasn(extension_addition)]
        h2250MaximumSkewIndication(H2250MaximumSkewIndication),
        #[rasn(extension_addition)]
        mcLocationIndication(MCLocationIndication),
        #[rasn(extension_addition)]
        conferenceIndication(ConferenceIndication),
        #[rasn(extension_addition)]
        vendorIdentification(VendorIdentification),
        #[rasn(extension_addition)]
        functionNotSupported(FunctionNotSupported),
        #[rasn(extension_addition)]
        multilinkIndication(MultilinkIndication),
        #[rasn(extension_addition)]
        logicalChannelRateRelease(LogicalChannelRateRelease),
        #[rasn(extension_addition)]
        flowControlIndication(FlowControlIndication),
        #[rasn(extension_addition)]
        mobileMultilinkReconfigurationIndication(MobileMultilinkReconfigurationIndication),
        #[rasn(extension_addition)]
        genericIndication(GenericMessage),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IntegrityCapability {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H245NonStandardParameter>,
    }
    impl IntegrityCapability {
        pub fn new() -> Self {
            Self { non_standard: None }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum JitterIndicationScope {
        logicalChannelNumber(LogicalChannelNumber),
        #[rasn(value("0..=65535"))]
        resourceID(u16),
        wholeMultiplex(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct JitterIndication {
        pub scope: JitterIndicationScope,
        #[rasn(value("0..=3"), identifier = "estimatedReceivedJitterMantissa")]
        pub estimated_received_jitter_mantissa: u8,
        #[rasn(value("0..=7"), identifier = "estimatedReceivedJitterExponent")]
        pub estimated_received_jitter_exponent: u8,
        #[rasn(value("0..=15"), identifier = "skippedFrameCount")]
        pub skipped_frame_count: Option<u8>,
        #[rasn(value("0..=262143"), identifier = "additionalDecoderBuffer")]
        pub additional_decoder_buffer: Option<u32>,
    }
    impl JitterIndication {
        pub fn new(
            scope: JitterIndicationScope,
            estimated_received_jitter_mantissa: u8,
            estimated_received_jitter_exponent: u8,
        ) -> Self {
            Self {
                scope,
                estimated_received_jitter_mantissa,
                estimated_received_jitter_exponent,
                skipped_frame_count: None,
                additional_decoder_buffer: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct KeyProtectionMethod {
        #[rasn(identifier = "secureChannel")]
        pub secure_channel: bool,
        #[rasn(identifier = "sharedSecret")]
        pub shared_secret: bool,
        #[rasn(identifier = "certProtectedKey")]
        pub cert_protected_key: bool,
    }
    impl KeyProtectionMethod {
        pub fn new(secure_channel: bool, shared_secret: bool, cert_protected_key: bool) -> Self {
            Self {
                secure_channel,
                shared_secret,
                cert_protected_key,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=65535"))]
    pub struct LogicalChannelNumber(pub u16);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LogicalChannelRateAcknowledge {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "maximumBitRate")]
        pub maximum_bit_rate: MaximumBitRate,
    }
    impl LogicalChannelRateAcknowledge {
        pub fn new(
            sequence_number: SequenceNumber,
            logical_channel_number: LogicalChannelNumber,
            maximum_bit_rate: MaximumBitRate,
        ) -> Self {
            Self {
                sequence_number,
                logical_channel_number,
                maximum_bit_rate,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LogicalChannelRateReject {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "rejectReason")]
        pub reject_reason: LogicalChannelRateRejectReason,
        #[rasn(identifier = "currentMaximumBitRate")]
        pub current_maximum_bit_rate: Option<MaximumBitRate>,
    }
    impl LogicalChannelRateReject {
        pub fn new(
            sequence_number: SequenceNumber,
            logical_channel_number: LogicalChannelNumber,
            reject_reason: LogicalChannelRateRejectReason,
        ) -> Self {
            Self {
                sequence_number,
                logical_channel_number,
                reject_reason,
                current_maximum_bit_rate: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum LogicalChannelRateRejectReason {
        undefinedReason(()),
        insufficientResources(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LogicalChannelRateRelease {}
    impl LogicalChannelRateRelease {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for LogicalChannelRateRelease {
        fn default() -> Self {
            Self {}
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LogicalChannelRateRequest {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "maximumBitRate")]
        pub maximum_bit_rate: MaximumBitRate,
    }
    impl LogicalChannelRateRequest {
        pub fn new(
            sequence_number: SequenceNumber,
            logical_channel_number: LogicalChannelNumber,
            maximum_bit_rate: MaximumBitRate,
        ) -> Self {
            Self {
                sequence_number,
                logical_channel_number,
                maximum_bit_rate,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MCLocationIndication {
        #[rasn(identifier = "signalAddress")]
        pub signal_address: H245TransportAddress,
    }
    impl MCLocationIndication {
        pub fn new(signal_address: H245TransportAddress) -> Self {
            Self { signal_address }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MaintenanceLoopAckType {
        systemLoop(()),
        mediaLoop(LogicalChannelNumber),
        logicalChannelLoop(LogicalChannelNumber),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MaintenanceLoopAck {
        #[rasn(identifier = "type")]
        pub r_type: MaintenanceLoopAckType,
    }
    impl MaintenanceLoopAck {
        pub fn new(r_type: MaintenanceLoopAckType) -> Self {
            Self { r_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MaintenanceLoopOffCommand {}
    impl MaintenanceLoopOffCommand {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for MaintenanceLoopOffCommand {
        fn default() -> Self {
            Self {}
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MaintenanceLoopRejectType {
        systemLoop(()),
        mediaLoop(LogicalChannelNumber),
        logicalChannelLoop(LogicalChannelNumber),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MaintenanceLoopRejectCause {
        canNotPerformLoop(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MaintenanceLoopReject {
        #[rasn(identifier = "type")]
        pub r_type: MaintenanceLoopRejectType,
        pub cause: MaintenanceLoopRejectCause,
    }
    impl MaintenanceLoopReject {
        pub fn new(r_type: MaintenanceLoopRejectType, cause: MaintenanceLoopRejectCause) -> Self {
            Self { r_type, cause }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MaintenanceLoopRequestType {
        systemLoop(()),
        mediaLoop(LogicalChannelNumber),
        logicalChannelLoop(LogicalChannelNumber),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MaintenanceLoopRequest {
        #[rasn(identifier = "type")]
        pub r_type: MaintenanceLoopRequestType,
    }
    impl MaintenanceLoopRequest {
        pub fn new(r_type: MaintenanceLoopRequestType) -> Self {
            Self { r_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MasterSlaveDetermination {
        #[rasn(value("0..=255"), identifier = "terminalType")]
        pub terminal_type: u8,
        #[rasn(value("0..=16777215"), identifier = "statusDeterminationNumber")]
        pub status_determination_number: u32,
    }
    impl MasterSlaveDetermination {
        pub fn new(terminal_type: u8, status_determination_number: u32) -> Self {
            Self {
                terminal_type,
                status_determination_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum MasterSlaveDeterminationAckDecision {
        master(()),
        slave(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MasterSlaveDeterminationAck {
        pub decision: MasterSlaveDeterminationAckDecision,
    }
    impl MasterSlaveDeterminationAck {
        pub fn new(decision: MasterSlaveDeterminationAckDecision) -> Self {
            Self { decision }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MasterSlaveDeterminationRejectCause {
        identicalNumbers(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MasterSlaveDeterminationReject {
        pub cause: MasterSlaveDeterminationRejectCause,
    }
    impl MasterSlaveDeterminationReject {
        pub fn new(cause: MasterSlaveDeterminationRejectCause) -> Self {
            Self { cause }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MasterSlaveDeterminationRelease {}
    impl MasterSlaveDeterminationRelease {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for MasterSlaveDeterminationRelease {
        fn default() -> Self {
            Self {}
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1.."))]
    pub struct MaxRedundancy(pub Integer);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=4294967295"))]
    pub struct MaximumBitRate(pub u32);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=192"))]
    pub struct McuNumber(pub u8);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MediaChannelCapability {
        #[rasn(identifier = "mediaTransport")]
        pub media_transport: Option<MediaTransportType>,
    }
    impl MediaChannelCapability {
        pub fn new() -> Self {
            Self {
                media_transport: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MediaDistributionCapability {
        #[rasn(identifier = "centralizedControl")]
        pub centralized_control: bool,
        #[rasn(identifier = "distributedControl")]
        pub distributed_control: bool,
        #[rasn(identifier = "centralizedAudio")]
        pub centralized_audio: bool,
        #[rasn(identifier = "distributedAudio")]
        pub distributed_audio: bool,
        #[rasn(identifier = "centralizedVideo")]
        pub centralized_video: bool,
        #[rasn(identifier = "distributedVideo")]
        pub distributed_video: bool,
        #[rasn(identifier = "centralizedData")]
        pub centralized_data: Option<SequenceOf<DataApplicationCapability>>,
        #[rasn(identifier = "distributedData")]
        pub distributed_data: Option<SequenceOf<DataApplicationCapability>>,
    }
    impl MediaDistributionCapability {
        pub fn new(
            centralized_control: bool,
            distributed_control: bool,
            centralized_audio: bool,
            distributed_audio: bool,
            centralized_video: bool,
            distributed_video: bool,
        ) -> Self {
            Self {
                centralized_control,
                distributed_control,
                centralized_audio,
                distributed_audio,
                centralized_video,
                distributed_video,
                centralized_data: None,
                distributed_data: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MediaEncryptionAlgorithm {
        nonStandard(H245NonStandardParameter),
        algorithm(ObjectIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MediaPacketizationCapability {
        #[rasn(identifier = "h261aVideoPacketization")]
        pub h261a_video_packetization: bool,
        #[rasn(extension_addition, size("1..=256"), identifier = "rtpPayloadType")]
        pub rtp_payload_type: Option<SequenceOf<RTPPayloadType>>,
    }
    impl MediaPacketizationCapability {
        pub fn new(h261a_video_packetization: bool) -> Self {
            Self {
                h261a_video_packetization,
                rtp_payload_type: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MediaTransportTypeAtmAAL5Compressed {
        #[rasn(identifier = "variable-delta")]
        pub variable_delta: bool,
    }
    impl MediaTransportTypeAtmAAL5Compressed {
        pub fn new(variable_delta: bool) -> Self {
            Self { variable_delta }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MediaTransportType {
        #[rasn(identifier = "ip-UDP")]
        ip_UDP(()),
        #[rasn(identifier = "ip-TCP")]
        ip_TCP(()),
        #[rasn(identifier = "atm-AAL5-UNIDIR")]
        atm_AAL5_UNIDIR(()),
        #[rasn(identifier = "atm-AAL5-BIDIR")]
        atm_AAL5_BIDIR(()),
        #[rasn(extension_addition, identifier = "atm-AAL5-compressed")]
        atm_AAL5_compressed(MediaTransportTypeAtmAAL5Compressed),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct MiscellaneousCommandTypeVideoFastUpdateGOB {
        #[rasn(value("0..=17"), identifier = "firstGOB")]
        pub first_gob: u8,
        #[rasn(value("1..=18"), identifier = "numberOfGOBs")]
        pub number_of_gobs: u8,
    }
    impl MiscellaneousCommandTypeVideoFastUpdateGOB {
        pub fn new(first_gob: u8, number_of_gobs: u8) -> Self {
            Self {
                first_gob,
                number_of_gobs,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeVideoFastUpdateMB {
        #[rasn(value("0..=255"), identifier = "firstGOB")]
        pub first_gob: Option<u8>,
        #[rasn(value("1..=8192"), identifier = "firstMB")]
        pub first_mb: Option<u16>,
        #[rasn(value("1..=8192"), identifier = "numberOfMBs")]
        pub number_of_mbs: u16,
    }
    impl MiscellaneousCommandTypeVideoFastUpdateMB {
        pub fn new(number_of_mbs: u16) -> Self {
            Self {
                first_gob: None,
                first_mb: None,
                number_of_mbs,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MiscellaneousCommandTypeProgressiveRefinementStartRepeatCount {
        doOneProgression(()),
        doContinuousProgressions(()),
        doOneIndependentProgression(()),
        doContinuousIndependentProgressions(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeProgressiveRefinementStart {
        #[rasn(identifier = "repeatCount")]
        pub repeat_count: MiscellaneousCommandTypeProgressiveRefinementStartRepeatCount,
    }
    impl MiscellaneousCommandTypeProgressiveRefinementStart {
        pub fn new(
            repeat_count: MiscellaneousCommandTypeProgressiveRefinementStartRepeatCount,
        ) -> Self {
            Self { repeat_count }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeVideoBadMBs {
        #[rasn(value("1..=9216"), identifier = "firstMB")]
        pub first_mb: u16,
        #[rasn(value("1..=9216"), identifier = "numberOfMBs")]
        pub number_of_mbs: u16,
        #[rasn(value("0..=1023"), identifier = "temporalReference")]
        pub temporal_reference: u16,
    }
    impl MiscellaneousCommandTypeVideoBadMBs {
        pub fn new(first_mb: u16, number_of_mbs: u16, temporal_reference: u16) -> Self {
            Self {
                first_mb,
                number_of_mbs,
                temporal_reference,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeLostPartialPicture {
        #[rasn(identifier = "pictureReference")]
        pub picture_reference: PictureReference,
        #[rasn(value("1..=9216"), identifier = "firstMB")]
        pub first_mb: u16,
        #[rasn(value("1..=9216"), identifier = "numberOfMBs")]
        pub number_of_mbs: u16,
    }
    impl MiscellaneousCommandTypeLostPartialPicture {
        pub fn new(picture_reference: PictureReference, first_mb: u16, number_of_mbs: u16) -> Self {
            Self {
                picture_reference,
                first_mb,
                number_of_mbs,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeEncryptionUpdateCommand {
        #[rasn(identifier = "encryptionSync")]
        pub encryption_sync: EncryptionSync,
        #[rasn(identifier = "multiplePayloadStream")]
        pub multiple_payload_stream: Option<MultiplePayloadStream>,
    }
    impl MiscellaneousCommandTypeEncryptionUpdateCommand {
        pub fn new(encryption_sync: EncryptionSync) -> Self {
            Self {
                encryption_sync,
                multiple_payload_stream: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommandTypeEncryptionUpdateAck {
        #[rasn(value("0..=255"), identifier = "synchFlag")]
        pub synch_flag: u8,
    }
    impl MiscellaneousCommandTypeEncryptionUpdateAck {
        pub fn new(synch_flag: u8) -> Self {
            Self { synch_flag }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MiscellaneousCommandType {
        equaliseDelay(()),
        zeroDelay(()),
        multipointModeCommand(()),
        cancelMultipointModeCommand(()),
        videoFreezePicture(()),
        videoFastUpdatePicture(()),
        videoFastUpdateGOB(MiscellaneousCommandTypeVideoFastUpdateGOB),
        #[rasn(value("0..=31"))]
        videoTemporalSpatialTradeOff(u8),
        videoSendSyncEveryGOB(()),
        videoSendSyncEveryGOBCancel(()),
        #[rasn(extension_addition)]
        videoFastUpdateMB(MiscellaneousCommandTypeVideoFastUpdateMB),
        #[rasn(extension_addition, value("1..=65535"))]
        maxH223MUXPDUsize(u16),
        #[rasn(extension_addition)]
        encryptionUpdate(EncryptionSync),
        #[rasn(extension_addition)]
        encryptionUpdateRequest(EncryptionUpdateRequest),
        #[rasn(extension_addition)]
        switchReceiveMediaOff(()),
        #[rasn(extension_addition)]
        switchReceiveMediaOn(()),
        #[rasn(extension_addition)]
        progressiveRefinementStart(MiscellaneousCommandTypeProgressiveRefinementStart),
        #[rasn(extension_addition)]
        progressiveRefinementAbortOne(()),
        #[rasn(extension_addition)]
        progressiveRefinementAbortContinuous(()),
        #[rasn(extension_addition)]
        videoBadMBs(MiscellaneousCommandTypeVideoBadMBs),
        #[rasn(extension_addition)]
        lostPicture(SequenceOf<PictureReference>),
        #[rasn(extension_addition)]
        lostPartialPicture(MiscellaneousCommandTypeLostPartialPicture),
        #[rasn(extension_addition)]
        recoveryReferencePicture(SequenceOf<PictureReference>),
        #[rasn(extension_addition)]
        encryptionUpdateCommand(MiscellaneousCommandTypeEncryptionUpdateCommand),
        #[rasn(extension_addition)]
        encryptionUpdateAck(MiscellaneousCommandTypeEncryptionUpdateAck),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousCommand {
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "type")]
        pub r_type: MiscellaneousCommandType,
        #[rasn(extension_addition)]
        pub direction: Option<EncryptionUpdateDirection>,
    }
    impl MiscellaneousCommand {
        pub fn new(
            logical_channel_number: LogicalChannelNumber,
            r_type: MiscellaneousCommandType,
        ) -> Self {
            Self {
                logical_channel_number,
                r_type,
                direction: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousIndicationTypeVideoNotDecodedMBs {
        #[rasn(value("1..=8192"), identifier = "firstMB")]
        pub first_mb: u16,
        #[rasn(value("1..=8192"), identifier = "numberOfMBs")]
        pub number_of_mbs: u16,
        #[rasn(value("0..=255"), identifier = "temporalReference")]
        pub temporal_reference: u8,
    }
    impl MiscellaneousIndicationTypeVideoNotDecodedMBs {
        pub fn new(first_mb: u16, number_of_mbs: u16, temporal_reference: u8) -> Self {
            Self {
                first_mb,
                number_of_mbs,
                temporal_reference,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MiscellaneousIndicationType {
        logicalChannelActive(()),
        logicalChannelInactive(()),
        multipointConference(()),
        cancelMultipointConference(()),
        multipointZeroComm(()),
        cancelMultipointZeroComm(()),
        multipointSecondaryStatus(()),
        cancelMultipointSecondaryStatus(()),
        videoIndicateReadyToActivate(()),
        #[rasn(value("0..=31"))]
        videoTemporalSpatialTradeOff(u8),
        #[rasn(extension_addition)]
        videoNotDecodedMBs(MiscellaneousIndicationTypeVideoNotDecodedMBs),
        #[rasn(extension_addition)]
        transportCapability(TransportCapability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MiscellaneousIndication {
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "type")]
        pub r_type: MiscellaneousIndicationType,
    }
    impl MiscellaneousIndication {
        pub fn new(
            logical_channel_number: LogicalChannelNumber,
            r_type: MiscellaneousIndicationType,
        ) -> Self {
            Self {
                logical_channel_number,
                r_type,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MobileMultilinkReconfigurationCommandStatus {
        synchronized(()),
        reconfiguration(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MobileMultilinkReconfigurationCommand {
        #[rasn(value("1..=255"), identifier = "sampleSize")]
        pub sample_size: u8,
        #[rasn(value("1..=255"), identifier = "samplesPerFrame")]
        pub samples_per_frame: u8,
        pub status: MobileMultilinkReconfigurationCommandStatus,
    }
    impl MobileMultilinkReconfigurationCommand {
        pub fn new(
            sample_size: u8,
            samples_per_frame: u8,
            status: MobileMultilinkReconfigurationCommandStatus,
        ) -> Self {
            Self {
                sample_size,
                samples_per_frame,
                status,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MobileMultilinkReconfigurationIndication {
        #[rasn(value("1..=255"), identifier = "sampleSize")]
        pub sample_size: u8,
        #[rasn(value("1..=255"), identifier = "samplesPerFrame")]
        pub samples_per_frame: u8,
    }
    impl MobileMultilinkReconfigurationIndication {
        pub fn new(sample_size: u8, samples_per_frame: u8) -> Self {
            Self {
                sample_size,
                samples_per_frame,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct ModeDescription(pub SequenceOf<ModeElement>);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ModeElement {
        #[rasn(identifier = "type")]
        pub r_type: ModeElementType,
        #[rasn(identifier = "h223ModeParameters")]
        pub h223_mode_parameters: Option<H223ModeParameters>,
        #[rasn(extension_addition, identifier = "v76ModeParameters")]
        pub v76_mode_parameters: Option<V76ModeParameters>,
        #[rasn(extension_addition, identifier = "h2250ModeParameters")]
        pub h2250_mode_parameters: Option<H2250ModeParameters>,
        #[rasn(extension_addition, identifier = "genericModeParameters")]
        pub generic_mode_parameters: Option<GenericCapability>,
        #[rasn(extension_addition, identifier = "multiplexedStreamModeParameters")]
        pub multiplexed_stream_mode_parameters: Option<MultiplexedStreamModeParameters>,
        #[rasn(
            extension_addition,
            identifier = "logicalChannelNumber",
            value("1..=65535")
        )]
        pub logical_channel_number: Option<LogicalChannelNumber>,
    }
    impl ModeElement {
        pub fn new(r_type: ModeElementType) -> Self {
            Self {
                r_type,
                h223_mode_parameters: None,
                v76_mode_parameters: None,
                h2250_mode_parameters: None,
                generic_mode_parameters: None,
                multiplexed_stream_mode_parameters: None,
                logical_channel_number: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ModeElementType {
        nonStandard(H245NonStandardParameter),
        videoMode(VideoMode),
        audioMode(AudioMode),
        dataMode(DataMode),
        encryptionMode(EncryptionMode),
        #[rasn(extension_addition)]
        h235Mode(H235Mode),
        #[rasn(extension_addition)]
        multiplexedStreamMode(MultiplexedStreamParameter),
        #[rasn(extension_addition)]
        redundancyEncodingDTMode(RedundancyEncodingDTMode),
        #[rasn(extension_addition)]
        multiplePayloadStreamMode(MultiplePayloadStreamMode),
        #[rasn(extension_addition)]
        depFecMode(Box<DepFECMode>),
        #[rasn(extension_addition)]
        fecMode(Box<FECMode>),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MulticastAddressIPAddress {
        #[rasn(size("4"))]
        pub network: OctetString,
        #[rasn(value("0..=65535"), identifier = "tsapIdentifier")]
        pub tsap_identifier: u16,
    }
    impl MulticastAddressIPAddress {
        pub fn new(network: OctetString, tsap_identifier: u16) -> Self {
            Self {
                network,
                tsap_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MulticastAddressIP6Address {
        #[rasn(size("16"))]
        pub network: OctetString,
        #[rasn(value("0..=65535"), identifier = "tsapIdentifier")]
        pub tsap_identifier: u16,
    }
    impl MulticastAddressIP6Address {
        pub fn new(network: OctetString, tsap_identifier: u16) -> Self {
            Self {
                network,
                tsap_identifier,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MulticastAddress {
        iPAddress(MulticastAddressIPAddress),
        iP6Address(MulticastAddressIP6Address),
        #[rasn(extension_addition, size("1..=20"))]
        nsap(OctetString),
        #[rasn(extension_addition)]
        nonStandardAddress(H245NonStandardParameter),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkIndicationCrcDesired {}
    impl MultilinkIndicationCrcDesired {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for MultilinkIndicationCrcDesired {
        fn default() -> Self {
            Self {}
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkIndicationExcessiveError {
        #[rasn(identifier = "connectionIdentifier")]
        pub connection_identifier: ConnectionIdentifier,
    }
    impl MultilinkIndicationExcessiveError {
        pub fn new(connection_identifier: ConnectionIdentifier) -> Self {
            Self {
                connection_identifier,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkIndication {
        nonStandard(H245NonStandardMessage),
        crcDesired(MultilinkIndicationCrcDesired),
        excessiveError(MultilinkIndicationExcessiveError),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkRequestCallInformation {
        #[rasn(value("1..=65535"), identifier = "maxNumberOfAdditionalConnections")]
        pub max_number_of_additional_connections: u16,
    }
    impl MultilinkRequestCallInformation {
        pub fn new(max_number_of_additional_connections: u16) -> Self {
            Self {
                max_number_of_additional_connections,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkRequestAddConnection {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "dialingInformation")]
        pub dialing_information: DialingInformation,
    }
    impl MultilinkRequestAddConnection {
        pub fn new(
            sequence_number: SequenceNumber,
            dialing_information: DialingInformation,
        ) -> Self {
            Self {
                sequence_number,
                dialing_information,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkRequestRemoveConnection {
        #[rasn(identifier = "connectionIdentifier")]
        pub connection_identifier: ConnectionIdentifier,
    }
    impl MultilinkRequestRemoveConnection {
        pub fn new(connection_identifier: ConnectionIdentifier) -> Self {
            Self {
                connection_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkRequestMaximumHeaderIntervalRequestType {
        currentIntervalInformation(()),
        #[rasn(value("0..=65535"))]
        requestedInterval(u16),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkRequestMaximumHeaderInterval {
        #[rasn(identifier = "requestType")]
        pub request_type: MultilinkRequestMaximumHeaderIntervalRequestType,
    }
    impl MultilinkRequestMaximumHeaderInterval {
        pub fn new(request_type: MultilinkRequestMaximumHeaderIntervalRequestType) -> Self {
            Self { request_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkRequest {
        nonStandard(H245NonStandardMessage),
        callInformation(MultilinkRequestCallInformation),
        addConnection(MultilinkRequestAddConnection),
        removeConnection(MultilinkRequestRemoveConnection),
        maximumHeaderInterval(MultilinkRequestMaximumHeaderInterval),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkResponseCallInformation {
        #[rasn(identifier = "dialingInformation")]
        pub dialing_information: DialingInformation,
        #[rasn(value("0..=4294967295"), identifier = "callAssociationNumber")]
        pub call_association_number: u32,
    }
    impl MultilinkResponseCallInformation {
        pub fn new(dialing_information: DialingInformation, call_association_number: u32) -> Self {
            Self {
                dialing_information,
                call_association_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkResponseAddConnectionResponseCodeRejected {
        connectionsNotAvailable(()),
        userRejected(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkResponseAddConnectionResponseCode {
        accepted(()),
        rejected(MultilinkResponseAddConnectionResponseCodeRejected),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkResponseAddConnection {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "responseCode")]
        pub response_code: MultilinkResponseAddConnectionResponseCode,
    }
    impl MultilinkResponseAddConnection {
        pub fn new(
            sequence_number: SequenceNumber,
            response_code: MultilinkResponseAddConnectionResponseCode,
        ) -> Self {
            Self {
                sequence_number,
                response_code,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkResponseRemoveConnection {
        #[rasn(identifier = "connectionIdentifier")]
        pub connection_identifier: ConnectionIdentifier,
    }
    impl MultilinkResponseRemoveConnection {
        pub fn new(connection_identifier: ConnectionIdentifier) -> Self {
            Self {
                connection_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultilinkResponseMaximumHeaderInterval {
        #[rasn(value("0..=65535"), identifier = "currentInterval")]
        pub current_interval: u16,
    }
    impl MultilinkResponseMaximumHeaderInterval {
        pub fn new(current_interval: u16) -> Self {
            Self { current_interval }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultilinkResponse {
        nonStandard(H245NonStandardMessage),
        callInformation(MultilinkResponseCallInformation),
        addConnection(MultilinkResponseAddConnection),
        removeConnection(MultilinkResponseRemoveConnection),
        maximumHeaderInterval(MultilinkResponseMaximumHeaderInterval),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultimediaSystemControlMessage {
        request(RequestMessage),
        response(ResponseMessage),
        command(CommandMessage),
        indication(IndicationMessage),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplePayloadStream {
        pub elements: SequenceOf<MultiplePayloadStreamElement>,
    }
    impl MultiplePayloadStream {
        pub fn new(elements: SequenceOf<MultiplePayloadStreamElement>) -> Self {
            Self { elements }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplePayloadStreamCapability {
        #[rasn(size("1..=256"))]
        pub capabilities: SequenceOf<AlternativeCapabilitySet>,
    }
    impl MultiplePayloadStreamCapability {
        pub fn new(capabilities: SequenceOf<AlternativeCapabilitySet>) -> Self {
            Self { capabilities }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplePayloadStreamElement {
        #[rasn(identifier = "dataType")]
        pub data_type: DataType,
        #[rasn(value("0..=127"), identifier = "payloadType")]
        pub payload_type: Option<u8>,
    }
    impl MultiplePayloadStreamElement {
        pub fn new(data_type: DataType) -> Self {
            Self {
                data_type,
                payload_type: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplePayloadStreamElementMode {
        #[rasn(identifier = "type")]
        pub r_type: ModeElementType,
    }
    impl MultiplePayloadStreamElementMode {
        pub fn new(r_type: ModeElementType) -> Self {
            Self { r_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplePayloadStreamMode {
        pub elements: SequenceOf<MultiplePayloadStreamElementMode>,
    }
    impl MultiplePayloadStreamMode {
        pub fn new(elements: SequenceOf<MultiplePayloadStreamElementMode>) -> Self {
            Self { elements }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultiplexCapability {
        nonStandard(H245NonStandardParameter),
        h222Capability(H222Capability),
        h223Capability(H223Capability),
        v76Capability(V76Capability),
        #[rasn(extension_addition)]
        h2250Capability(H2250Capability),
        #[rasn(extension_addition)]
        genericMultiplexCapability(GenericCapability),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum MultiplexElementType {
        #[rasn(value("0..=65535"))]
        logicalChannelNumber(u16),
        #[rasn(size("2..=255"))]
        subElementList(SequenceOf<MultiplexElement>),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum MultiplexElementRepeatCount {
        #[rasn(value("1..=65535"))]
        finite(u16),
        untilClosingFlag(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct MultiplexElement {
        #[rasn(identifier = "type")]
        pub r_type: MultiplexElementType,
        #[rasn(identifier = "repeatCount")]
        pub repeat_count: MultiplexElementRepeatCount,
    }
    impl MultiplexElement {
        pub fn new(
            r_type: MultiplexElementType,
            repeat_count: MultiplexElementRepeatCount,
        ) -> Self {
            Self {
                r_type,
                repeat_count,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct MultiplexEntryDescriptor {
        #[rasn(identifier = "multiplexTableEntryNumber")]
        pub multiplex_table_entry_number: MultiplexTableEntryNumber,
        #[rasn(size("1..=256"), identifier = "elementList")]
        pub element_list: Option<SequenceOf<MultiplexElement>>,
    }
    impl MultiplexEntryDescriptor {
        pub fn new(multiplex_table_entry_number: MultiplexTableEntryNumber) -> Self {
            Self {
                multiplex_table_entry_number,
                element_list: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultiplexEntryRejectionDescriptionsCause {
        unspecifiedCause(()),
        descriptorTooComplex(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexEntryRejectionDescriptions {
        #[rasn(identifier = "multiplexTableEntryNumber")]
        pub multiplex_table_entry_number: MultiplexTableEntryNumber,
        pub cause: MultiplexEntryRejectionDescriptionsCause,
    }
    impl MultiplexEntryRejectionDescriptions {
        pub fn new(
            multiplex_table_entry_number: MultiplexTableEntryNumber,
            cause: MultiplexEntryRejectionDescriptionsCause,
        ) -> Self {
            Self {
                multiplex_table_entry_number,
                cause,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexEntrySend {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(size("1..=15"), identifier = "multiplexEntryDescriptors")]
        pub multiplex_entry_descriptors: SequenceOf<MultiplexEntryDescriptor>,
    }
    impl MultiplexEntrySend {
        pub fn new(
            sequence_number: SequenceNumber,
            multiplex_entry_descriptors: SequenceOf<MultiplexEntryDescriptor>,
        ) -> Self {
            Self {
                sequence_number,
                multiplex_entry_descriptors,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexEntrySendAck {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(size("1..=15"), identifier = "multiplexTableEntryNumber")]
        pub multiplex_table_entry_number: SequenceOf<MultiplexTableEntryNumber>,
    }
    impl MultiplexEntrySendAck {
        pub fn new(
            sequence_number: SequenceNumber,
            multiplex_table_entry_number: SequenceOf<MultiplexTableEntryNumber>,
        ) -> Self {
            Self {
                sequence_number,
                multiplex_table_entry_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexEntrySendReject {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(size("1..=15"), identifier = "rejectionDescriptions")]
        pub rejection_descriptions: SequenceOf<MultiplexEntryRejectionDescriptions>,
    }
    impl MultiplexEntrySendReject {
        pub fn new(
            sequence_number: SequenceNumber,
            rejection_descriptions: SequenceOf<MultiplexEntryRejectionDescriptions>,
        ) -> Self {
            Self {
                sequence_number,
                rejection_descriptions,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexEntrySendRelease {
        #[rasn(size("1..=15"), identifier = "multiplexTableEntryNumber")]
        pub multiplex_table_entry_number: SequenceOf<MultiplexTableEntryNumber>,
    }
    impl MultiplexEntrySendRelease {
        pub fn new(multiplex_table_entry_number: SequenceOf<MultiplexTableEntryNumber>) -> Self {
            Self {
                multiplex_table_entry_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum MultiplexFormat {
        nonStandard(H245NonStandardParameter),
        h222Capability(H222Capability),
        h223Capability(H223Capability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("1..=15"))]
    pub struct MultiplexTableEntryNumber(pub u8);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexedStreamCapability {
        #[rasn(identifier = "multiplexFormat")]
        pub multiplex_format: MultiplexFormat,
        #[rasn(identifier = "controlOnMuxStream")]
        pub control_on_mux_stream: bool,
        #[rasn(size("1..=256"), identifier = "capabilityOnMuxStream")]
        pub capability_on_mux_stream: Option<SequenceOf<AlternativeCapabilitySet>>,
    }
    impl MultiplexedStreamCapability {
        pub fn new(multiplex_format: MultiplexFormat, control_on_mux_stream: bool) -> Self {
            Self {
                multiplex_format,
                control_on_mux_stream,
                capability_on_mux_stream: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexedStreamModeParameters {
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
    }
    impl MultiplexedStreamModeParameters {
        pub fn new(logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                logical_channel_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultiplexedStreamParameter {
        #[rasn(identifier = "multiplexFormat")]
        pub multiplex_format: MultiplexFormat,
        #[rasn(identifier = "controlOnMuxStream")]
        pub control_on_mux_stream: bool,
    }
    impl MultiplexedStreamParameter {
        pub fn new(multiplex_format: MultiplexFormat, control_on_mux_stream: bool) -> Self {
            Self {
                multiplex_format,
                control_on_mux_stream,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct MultipointCapability {
        #[rasn(identifier = "multicastCapability")]
        pub multicast_capability: bool,
        #[rasn(identifier = "multiUniCastConference")]
        pub multi_uni_cast_conference: bool,
        #[rasn(identifier = "mediaDistributionCapability")]
        pub media_distribution_capability: SequenceOf<MediaDistributionCapability>,
    }
    impl MultipointCapability {
        pub fn new(
            multicast_capability: bool,
            multi_uni_cast_conference: bool,
            media_distribution_capability: SequenceOf<MediaDistributionCapability>,
        ) -> Self {
            Self {
                multicast_capability,
                multi_uni_cast_conference,
                media_distribution_capability,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NetworkAccessParametersDistribution {
        unicast(()),
        multicast(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NetworkAccessParametersNetworkAddress {
        q2931Address(Q2931Address),
        #[rasn(
            size("1..=128"),
            from(
                "\u{23}", "\u{2a}", "\u{2c}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}",
                "\u{35}", "\u{36}", "\u{37}", "\u{38}", "\u{39}"
            )
        )]
        e164Address(Ia5String),
        localAreaAddress(H245TransportAddress),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NetworkAccessParametersT120SetupProcedure {
        originateCall(()),
        waitForCall(()),
        issueQuery(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NetworkAccessParameters {
        pub distribution: Option<NetworkAccessParametersDistribution>,
        #[rasn(identifier = "networkAddress")]
        pub network_address: NetworkAccessParametersNetworkAddress,
        #[rasn(identifier = "associateConference")]
        pub associate_conference: bool,
        #[rasn(size("1..=255"), identifier = "externalReference")]
        pub external_reference: Option<OctetString>,
        #[rasn(extension_addition, identifier = "t120SetupProcedure")]
        pub t120_setup_procedure: Option<NetworkAccessParametersT120SetupProcedure>,
    }
    impl NetworkAccessParameters {
        pub fn new(
            network_address: NetworkAccessParametersNetworkAddress,
            associate_conference: bool,
        ) -> Self {
            Self {
                distribution: None,
                network_address,
                associate_conference,
                external_reference: None,
                t120_setup_procedure: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCCommandAalAal1ClockRecovery {
        nullClockRecovery(()),
        srtsClockRecovery(()),
        adaptiveClockRecovery(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCCommandAalAal1ErrorCorrection {
        nullErrorCorrection(()),
        longInterleaver(()),
        shortInterleaver(()),
        errorCorrectionOnly(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCCommandAalAal1 {
        #[rasn(identifier = "clockRecovery")]
        pub clock_recovery: NewATMVCCommandAalAal1ClockRecovery,
        #[rasn(identifier = "errorCorrection")]
        pub error_correction: NewATMVCCommandAalAal1ErrorCorrection,
        #[rasn(identifier = "structuredDataTransfer")]
        pub structured_data_transfer: bool,
        #[rasn(identifier = "partiallyFilledCells")]
        pub partially_filled_cells: bool,
    }
    impl NewATMVCCommandAalAal1 {
        pub fn new(
            clock_recovery: NewATMVCCommandAalAal1ClockRecovery,
            error_correction: NewATMVCCommandAalAal1ErrorCorrection,
            structured_data_transfer: bool,
            partially_filled_cells: bool,
        ) -> Self {
            Self {
                clock_recovery,
                error_correction,
                structured_data_transfer,
                partially_filled_cells,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCCommandAalAal5 {
        #[rasn(value("0..=65535"), identifier = "forwardMaximumSDUSize")]
        pub forward_maximum_sdusize: u16,
        #[rasn(value("0..=65535"), identifier = "backwardMaximumSDUSize")]
        pub backward_maximum_sdusize: u16,
    }
    impl NewATMVCCommandAalAal5 {
        pub fn new(forward_maximum_sdusize: u16, backward_maximum_sdusize: u16) -> Self {
            Self {
                forward_maximum_sdusize,
                backward_maximum_sdusize,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCCommandAal {
        aal1(NewATMVCCommandAalAal1),
        aal5(NewATMVCCommandAalAal5),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCCommandMultiplex {
        noMultiplex(()),
        transportStream(()),
        programStream(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCCommandReverseParametersMultiplex {
        noMultiplex(()),
        transportStream(()),
        programStream(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCCommandReverseParameters {
        #[rasn(value("1..=65535"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "bitRateLockedToPCRClock")]
        pub bit_rate_locked_to_pcrclock: bool,
        #[rasn(identifier = "bitRateLockedToNetworkClock")]
        pub bit_rate_locked_to_network_clock: bool,
        pub multiplex: NewATMVCCommandReverseParametersMultiplex,
    }
    impl NewATMVCCommandReverseParameters {
        pub fn new(
            bit_rate: u16,
            bit_rate_locked_to_pcrclock: bool,
            bit_rate_locked_to_network_clock: bool,
            multiplex: NewATMVCCommandReverseParametersMultiplex,
        ) -> Self {
            Self {
                bit_rate,
                bit_rate_locked_to_pcrclock,
                bit_rate_locked_to_network_clock,
                multiplex,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCCommand {
        #[rasn(value("0..=65535"), identifier = "resourceID")]
        pub resource_id: u16,
        #[rasn(value("1..=65535"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "bitRateLockedToPCRClock")]
        pub bit_rate_locked_to_pcrclock: bool,
        #[rasn(identifier = "bitRateLockedToNetworkClock")]
        pub bit_rate_locked_to_network_clock: bool,
        pub aal: NewATMVCCommandAal,
        pub multiplex: NewATMVCCommandMultiplex,
        #[rasn(identifier = "reverseParameters")]
        pub reverse_parameters: NewATMVCCommandReverseParameters,
    }
    impl NewATMVCCommand {
        pub fn new(
            resource_id: u16,
            bit_rate: u16,
            bit_rate_locked_to_pcrclock: bool,
            bit_rate_locked_to_network_clock: bool,
            aal: NewATMVCCommandAal,
            multiplex: NewATMVCCommandMultiplex,
            reverse_parameters: NewATMVCCommandReverseParameters,
        ) -> Self {
            Self {
                resource_id,
                bit_rate,
                bit_rate_locked_to_pcrclock,
                bit_rate_locked_to_network_clock,
                aal,
                multiplex,
                reverse_parameters,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCIndicationAalAal1ClockRecovery {
        nullClockRecovery(()),
        srtsClockRecovery(()),
        adaptiveClockRecovery(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCIndicationAalAal1ErrorCorrection {
        nullErrorCorrection(()),
        longInterleaver(()),
        shortInterleaver(()),
        errorCorrectionOnly(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCIndicationAalAal1 {
        #[rasn(identifier = "clockRecovery")]
        pub clock_recovery: NewATMVCIndicationAalAal1ClockRecovery,
        #[rasn(identifier = "errorCorrection")]
        pub error_correction: NewATMVCIndicationAalAal1ErrorCorrection,
        #[rasn(identifier = "structuredDataTransfer")]
        pub structured_data_transfer: bool,
        #[rasn(identifier = "partiallyFilledCells")]
        pub partially_filled_cells: bool,
    }
    impl NewATMVCIndicationAalAal1 {
        pub fn new(
            clock_recovery: NewATMVCIndicationAalAal1ClockRecovery,
            error_correction: NewATMVCIndicationAalAal1ErrorCorrection,
            structured_data_transfer: bool,
            partially_filled_cells: bool,
        ) -> Self {
            Self {
                clock_recovery,
                error_correction,
                structured_data_transfer,
                partially_filled_cells,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCIndicationAalAal5 {
        #[rasn(value("0..=65535"), identifier = "forwardMaximumSDUSize")]
        pub forward_maximum_sdusize: u16,
        #[rasn(value("0..=65535"), identifier = "backwardMaximumSDUSize")]
        pub backward_maximum_sdusize: u16,
    }
    impl NewATMVCIndicationAalAal5 {
        pub fn new(forward_maximum_sdusize: u16, backward_maximum_sdusize: u16) -> Self {
            Self {
                forward_maximum_sdusize,
                backward_maximum_sdusize,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCIndicationAal {
        aal1(NewATMVCIndicationAalAal1),
        aal5(NewATMVCIndicationAalAal5),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCIndicationMultiplex {
        noMultiplex(()),
        transportStream(()),
        programStream(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum NewATMVCIndicationReverseParametersMultiplex {
        noMultiplex(()),
        transportStream(()),
        programStream(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCIndicationReverseParameters {
        #[rasn(value("1..=65535"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "bitRateLockedToPCRClock")]
        pub bit_rate_locked_to_pcrclock: bool,
        #[rasn(identifier = "bitRateLockedToNetworkClock")]
        pub bit_rate_locked_to_network_clock: bool,
        pub multiplex: NewATMVCIndicationReverseParametersMultiplex,
    }
    impl NewATMVCIndicationReverseParameters {
        pub fn new(
            bit_rate: u16,
            bit_rate_locked_to_pcrclock: bool,
            bit_rate_locked_to_network_clock: bool,
            multiplex: NewATMVCIndicationReverseParametersMultiplex,
        ) -> Self {
            Self {
                bit_rate,
                bit_rate_locked_to_pcrclock,
                bit_rate_locked_to_network_clock,
                multiplex,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NewATMVCIndication {
        #[rasn(value("0..=65535"), identifier = "resourceID")]
        pub resource_id: u16,
        #[rasn(value("1..=65535"), identifier = "bitRate")]
        pub bit_rate: u16,
        #[rasn(identifier = "bitRateLockedToPCRClock")]
        pub bit_rate_locked_to_pcrclock: bool,
        #[rasn(identifier = "bitRateLockedToNetworkClock")]
        pub bit_rate_locked_to_network_clock: bool,
        pub aal: NewATMVCIndicationAal,
        pub multiplex: NewATMVCIndicationMultiplex,
        #[rasn(extension_addition, identifier = "reverseParameters")]
        pub reverse_parameters: Option<NewATMVCIndicationReverseParameters>,
    }
    impl NewATMVCIndication {
        pub fn new(
            resource_id: u16,
            bit_rate: u16,
            bit_rate_locked_to_pcrclock: bool,
            bit_rate_locked_to_network_clock: bool,
            aal: NewATMVCIndicationAal,
            multiplex: NewATMVCIndicationMultiplex,
        ) -> Self {
            Self {
                resource_id,
                bit_rate,
                bit_rate_locked_to_pcrclock,
                bit_rate_locked_to_network_clock,
                aal,
                multiplex,
                reverse_parameters: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NoPTAudioTelephonyEventCapability {
        #[rasn(identifier = "audioTelephoneEvent")]
        pub audio_telephone_event: GeneralString,
    }
    impl NoPTAudioTelephonyEventCapability {
        pub fn new(audio_telephone_event: GeneralString) -> Self {
            Self {
                audio_telephone_event,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct NoPTAudioToneCapability {}
    impl NoPTAudioToneCapability {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for NoPTAudioToneCapability {
        fn default() -> Self {
            Self {}
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters {
        h222LogicalChannelParameters(H222LogicalChannelParameters),
        h223LogicalChannelParameters(H223LogicalChannelParameters),
        v76LogicalChannelParameters(V76LogicalChannelParameters),
        #[rasn(extension_addition)]
        h2250LogicalChannelParameters(H2250LogicalChannelParameters),
        #[rasn(extension_addition)]
        none(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelForwardLogicalChannelParameters {
        #[rasn(value("0..=65535"), identifier = "portNumber")]
        pub port_number: Option<u16>,
        #[rasn(identifier = "dataType")]
        pub data_type: DataType,
        #[rasn(identifier = "multiplexParameters")]
        pub multiplex_parameters:
            OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters,
        #[rasn(
            extension_addition,
            identifier = "forwardLogicalChannelDependency",
            value("1..=65535")
        )]
        pub forward_logical_channel_dependency: Option<LogicalChannelNumber>,
        #[rasn(extension_addition, identifier = "replacementFor", value("1..=65535"))]
        pub replacement_for: Option<LogicalChannelNumber>,
    }
    impl OpenLogicalChannelForwardLogicalChannelParameters {
        pub fn new(
            data_type: DataType,
            multiplex_parameters: OpenLogicalChannelForwardLogicalChannelParametersMultiplexParameters,
        ) -> Self {
            Self {
                port_number: None,
                data_type,
                multiplex_parameters,
                forward_logical_channel_dependency: None,
                replacement_for: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum OpenLogicalChannelReverseLogicalChannelParametersMultiplexParameters {
        h223LogicalChannelParameters(H223LogicalChannelParameters),
        v76LogicalChannelParameters(V76LogicalChannelParameters),
        #[rasn(extension_addition)]
        h2250LogicalChannelParameters(H2250LogicalChannelParameters),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelReverseLogicalChannelParameters {
        #[rasn(identifier = "dataType")]
        pub data_type: DataType,
        #[rasn(identifier = "multiplexParameters")]
        pub multiplex_parameters:
            Option<OpenLogicalChannelReverseLogicalChannelParametersMultiplexParameters>,
        #[rasn(
            extension_addition,
            identifier = "reverseLogicalChannelDependency",
            value("1..=65535")
        )]
        pub reverse_logical_channel_dependency: Option<LogicalChannelNumber>,
        #[rasn(extension_addition, identifier = "replacementFor", value("1..=65535"))]
        pub replacement_for: Option<LogicalChannelNumber>,
    }
    impl OpenLogicalChannelReverseLogicalChannelParameters {
        pub fn new(data_type: DataType) -> Self {
            Self {
                data_type,
                multiplex_parameters: None,
                reverse_logical_channel_dependency: None,
                replacement_for: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannel {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "forwardLogicalChannelParameters")]
        pub forward_logical_channel_parameters: OpenLogicalChannelForwardLogicalChannelParameters,
        #[rasn(identifier = "reverseLogicalChannelParameters")]
        pub reverse_logical_channel_parameters:
            Option<OpenLogicalChannelReverseLogicalChannelParameters>,
        #[rasn(extension_addition, identifier = "separateStack")]
        pub separate_stack: Option<NetworkAccessParameters>,
        #[rasn(extension_addition, identifier = "encryptionSync")]
        pub encryption_sync: Option<EncryptionSync>,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl OpenLogicalChannel {
        pub fn new(
            forward_logical_channel_number: LogicalChannelNumber,
            forward_logical_channel_parameters: OpenLogicalChannelForwardLogicalChannelParameters,
        ) -> Self {
            Self {
                forward_logical_channel_number,
                forward_logical_channel_parameters,
                reverse_logical_channel_parameters: None,
                separate_stack: None,
                encryption_sync: None,
                generic_information: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum OpenLogicalChannelAckReverseLogicalChannelParametersMultiplexParameters {
        h222LogicalChannelParameters(H222LogicalChannelParameters),
        #[rasn(extension_addition)]
        h2250LogicalChannelParameters(H2250LogicalChannelParameters),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelAckReverseLogicalChannelParameters {
        #[rasn(identifier = "reverseLogicalChannelNumber")]
        pub reverse_logical_channel_number: LogicalChannelNumber,
        #[rasn(value("0..=65535"), identifier = "portNumber")]
        pub port_number: Option<u16>,
        #[rasn(identifier = "multiplexParameters")]
        pub multiplex_parameters:
            Option<OpenLogicalChannelAckReverseLogicalChannelParametersMultiplexParameters>,
        #[rasn(extension_addition, identifier = "replacementFor", value("1..=65535"))]
        pub replacement_for: Option<LogicalChannelNumber>,
    }
    impl OpenLogicalChannelAckReverseLogicalChannelParameters {
        pub fn new(reverse_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                reverse_logical_channel_number,
                port_number: None,
                multiplex_parameters: None,
                replacement_for: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum OpenLogicalChannelAckForwardMultiplexAckParameters {
        h2250LogicalChannelAckParameters(H2250LogicalChannelAckParameters),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelAck {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        #[rasn(identifier = "reverseLogicalChannelParameters")]
        pub reverse_logical_channel_parameters:
            Option<OpenLogicalChannelAckReverseLogicalChannelParameters>,
        #[rasn(extension_addition, identifier = "separateStack")]
        pub separate_stack: Option<NetworkAccessParameters>,
        #[rasn(extension_addition, identifier = "forwardMultiplexAckParameters")]
        pub forward_multiplex_ack_parameters:
            Option<OpenLogicalChannelAckForwardMultiplexAckParameters>,
        #[rasn(extension_addition, identifier = "encryptionSync")]
        pub encryption_sync: Option<EncryptionSync>,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl OpenLogicalChannelAck {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
                reverse_logical_channel_parameters: None,
                separate_stack: None,
                forward_multiplex_ack_parameters: None,
                encryption_sync: None,
                generic_information: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelConfirm {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl OpenLogicalChannelConfirm {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
                generic_information: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum OpenLogicalChannelRejectCause {
        unspecified(()),
        unsuitableReverseParameters(()),
        dataTypeNotSupported(()),
        dataTypeNotAvailable(()),
        unknownDataType(()),
        dataTypeALCombinationNotSupported(()),
        #[rasn(extension_addition)]
        multicastChannelNotAllowed(()),
        #[rasn(extension_addition)]
        insufficientBandwidth(()),
        #[rasn(extension_addition)]
        separateStackEstablishmentFailed(()),
        #[rasn(extension_addition)]
        invalidSessionID(()),
        #[rasn(extension_addition)]
        masterSlaveConflict(()),
        #[rasn(extension_addition)]
        waitForCommunicationMode(()),
        #[rasn(extension_addition)]
        invalidDependentChannel(()),
        #[rasn(extension_addition)]
        replacementForRejected(()),
        #[rasn(extension_addition)]
        securityDenied(()),
        #[rasn(extension_addition)]
        qoSControlNotSupported(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct OpenLogicalChannelReject {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        pub cause: OpenLogicalChannelRejectCause,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl OpenLogicalChannelReject {
        pub fn new(
            forward_logical_channel_number: LogicalChannelNumber,
            cause: OpenLogicalChannelRejectCause,
        ) -> Self {
            Self {
                forward_logical_channel_number,
                cause,
                generic_information: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ParameterIdentifier {
        #[rasn(value("0..=127"))]
        standard(u8),
        h221NonStandard(H245NonStandardParameter),
        #[rasn(size("16"))]
        uuid(OctetString),
        #[rasn(size("1..=64"))]
        domainBased(Ia5String),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ParameterValue {
        logical(()),
        #[rasn(value("0..=255"))]
        booleanArray(u8),
        #[rasn(value("0..=65535"))]
        unsignedMin(u16),
        #[rasn(value("0..=65535"))]
        unsignedMax(u16),
        #[rasn(value("0..=4294967295"))]
        unsigned32Min(u32),
        #[rasn(value("0..=4294967295"))]
        unsigned32Max(u32),
        octetString(OctetString),
        genericParameter(SequenceOf<GenericParameter>),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum PictureReference {
        #[rasn(value("0..=1023"))]
        pictureNumber(u16),
        #[rasn(value("0..=255"))]
        longTermPictureIndex(u8),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum Q2931AddressAddress {
        #[rasn(size("1..=16"))]
        internationalNumber(NumericString),
        #[rasn(size("1..=20"))]
        nsapAddress(OctetString),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct Q2931Address {
        pub address: Q2931AddressAddress,
        #[rasn(size("1..=20"))]
        pub subaddress: Option<OctetString>,
    }
    impl Q2931Address {
        pub fn new(address: Q2931AddressAddress) -> Self {
            Self {
                address,
                subaddress: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct QOSCapability {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H245NonStandardParameter>,
        #[rasn(identifier = "rsvpParameters")]
        pub rsvp_parameters: Option<RSVPParameters>,
        #[rasn(identifier = "atmParameters")]
        pub atm_parameters: Option<ATMParameters>,
        #[rasn(extension_addition, identifier = "localQoS")]
        pub local_qo_s: Option<bool>,
        #[rasn(extension_addition, identifier = "genericTransportParameters")]
        pub generic_transport_parameters: Option<GenericTransportParameters>,
        #[rasn(extension_addition, identifier = "servicePriority")]
        pub service_priority: Option<ServicePriority>,
        #[rasn(extension_addition, identifier = "authorizationParameter")]
        pub authorization_parameter: Option<AuthorizationParameters>,
        #[rasn(extension_addition, identifier = "qosDescriptor")]
        pub qos_descriptor: Option<QOSDescriptor>,
        #[rasn(extension_addition, value("0..=63"), identifier = "dscpValue")]
        pub dscp_value: Option<u8>,
    }
    impl QOSCapability {
        pub fn new() -> Self {
            Self {
                non_standard_data: None,
                rsvp_parameters: None,
                atm_parameters: None,
                local_qo_s: None,
                generic_transport_parameters: None,
                service_priority: None,
                authorization_parameter: None,
                qos_descriptor: None,
                dscp_value: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum QOSClass {
        class0(()),
        class1(()),
        class2(()),
        class3(()),
        class4(()),
        class5(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct QOSDescriptor {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H245NonStandardParameter>,
        #[rasn(identifier = "qosType")]
        pub qos_type: QOSType,
        #[rasn(identifier = "qosClass")]
        pub qos_class: QOSClass,
    }
    impl QOSDescriptor {
        pub fn new(qos_type: QOSType, qos_class: QOSClass) -> Self {
            Self {
                non_standard_data: None,
                qos_type,
                qos_class,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum QOSMode {
        guaranteedQOS(()),
        controlledLoad(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum QOSType {
        desired(()),
        required(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RSVPParameters {
        #[rasn(identifier = "qosMode")]
        pub qos_mode: Option<QOSMode>,
        #[rasn(value("1..=4294967295"), identifier = "tokenRate")]
        pub token_rate: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "bucketSize")]
        pub bucket_size: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "peakRate")]
        pub peak_rate: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "minPoliced")]
        pub min_policed: Option<u32>,
        #[rasn(value("1..=4294967295"), identifier = "maxPktSize")]
        pub max_pkt_size: Option<u32>,
    }
    impl RSVPParameters {
        pub fn new() -> Self {
            Self {
                qos_mode: None,
                token_rate: None,
                bucket_size: None,
                peak_rate: None,
                min_policed: None,
                max_pkt_size: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RTPH263VideoRedundancyEncodingFrameToThreadMapping {
        roundrobin(()),
        #[rasn(size("1..=256"))]
        custom(SequenceOf<RTPH263VideoRedundancyFrameMapping>),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "INTEGER", value("0..=15"))]
    pub struct AnonymousRTPH263VideoRedundancyEncodingContainedThreads(pub u8);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct RTPH263VideoRedundancyEncodingContainedThreads(
        pub SequenceOf<AnonymousRTPH263VideoRedundancyEncodingContainedThreads>,
    );
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RTPH263VideoRedundancyEncoding {
        #[rasn(value("1..=16"), identifier = "numberOfThreads")]
        pub number_of_threads: u8,
        #[rasn(value("1..=256"), identifier = "framesBetweenSyncPoints")]
        pub frames_between_sync_points: u16,
        #[rasn(identifier = "frameToThreadMapping")]
        pub frame_to_thread_mapping: RTPH263VideoRedundancyEncodingFrameToThreadMapping,
        #[rasn(identifier = "containedThreads")]
        pub contained_threads: Option<RTPH263VideoRedundancyEncodingContainedThreads>,
    }
    impl RTPH263VideoRedundancyEncoding {
        pub fn new(
            number_of_threads: u8,
            frames_between_sync_points: u16,
            frame_to_thread_mapping: RTPH263VideoRedundancyEncodingFrameToThreadMapping,
        ) -> Self {
            Self {
                number_of_threads,
                frames_between_sync_points,
                frame_to_thread_mapping,
                contained_threads: None,
            }
        }
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "INTEGER", value("0..=255"))]
    pub struct AnonymousRTPH263VideoRedundancyFrameMappingFrameSequence(pub u8);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=256"))]
    pub struct RTPH263VideoRedundancyFrameMappingFrameSequence(
        pub SequenceOf<AnonymousRTPH263VideoRedundancyFrameMappingFrameSequence>,
    );
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RTPH263VideoRedundancyFrameMapping {
        #[rasn(value("0..=15"), identifier = "threadNumber")]
        pub thread_number: u8,
        #[rasn(identifier = "frameSequence")]
        pub frame_sequence: RTPH263VideoRedundancyFrameMappingFrameSequence,
    }
    impl RTPH263VideoRedundancyFrameMapping {
        pub fn new(
            thread_number: u8,
            frame_sequence: RTPH263VideoRedundancyFrameMappingFrameSequence,
        ) -> Self {
            Self {
                thread_number,
                frame_sequence,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RTPPayloadTypePayloadDescriptor {
        nonStandardIdentifier(H245NonStandardParameter),
        #[rasn(value("1..=32768", extensible), identifier = "rfc-number")]
        rfc_number(Integer),
        oid(ObjectIdentifier),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RTPPayloadType {
        #[rasn(identifier = "payloadDescriptor")]
        pub payload_descriptor: RTPPayloadTypePayloadDescriptor,
        #[rasn(value("0..=127"), identifier = "payloadType")]
        pub payload_type: Option<u8>,
    }
    impl RTPPayloadType {
        pub fn new(payload_descriptor: RTPPayloadTypePayloadDescriptor) -> Self {
            Self {
                payload_descriptor,
                payload_type: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingRtpRedundancyEncoding {
        pub primary: Option<RedundancyEncodingElement>,
        pub secondary: Option<SequenceOf<RedundancyEncodingElement>>,
    }
    impl RedundancyEncodingRtpRedundancyEncoding {
        pub fn new() -> Self {
            Self {
                primary: None,
                secondary: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncoding {
        #[rasn(identifier = "redundancyEncodingMethod")]
        pub redundancy_encoding_method: RedundancyEncodingMethod,
        #[rasn(identifier = "secondaryEncoding")]
        pub secondary_encoding: Option<Box<DataType>>,
        #[rasn(extension_addition, identifier = "rtpRedundancyEncoding")]
        pub rtp_redundancy_encoding: Option<RedundancyEncodingRtpRedundancyEncoding>,
    }
    impl RedundancyEncoding {
        pub fn new(redundancy_encoding_method: RedundancyEncodingMethod) -> Self {
            Self {
                redundancy_encoding_method,
                secondary_encoding: None,
                rtp_redundancy_encoding: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingCapability {
        #[rasn(identifier = "redundancyEncodingMethod")]
        pub redundancy_encoding_method: RedundancyEncodingMethod,
        #[rasn(identifier = "primaryEncoding")]
        pub primary_encoding: CapabilityTableEntryNumber,
        #[rasn(size("1..=256"), identifier = "secondaryEncoding")]
        pub secondary_encoding: Option<SequenceOf<CapabilityTableEntryNumber>>,
    }
    impl RedundancyEncodingCapability {
        pub fn new(
            redundancy_encoding_method: RedundancyEncodingMethod,
            primary_encoding: CapabilityTableEntryNumber,
        ) -> Self {
            Self {
                redundancy_encoding_method,
                primary_encoding,
                secondary_encoding: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingDTMode {
        #[rasn(identifier = "redundancyEncodingMethod")]
        pub redundancy_encoding_method: RedundancyEncodingMethod,
        pub primary: RedundancyEncodingDTModeElement,
        pub secondary: SequenceOf<RedundancyEncodingDTModeElement>,
    }
    impl RedundancyEncodingDTMode {
        pub fn new(
            redundancy_encoding_method: RedundancyEncodingMethod,
            primary: RedundancyEncodingDTModeElement,
            secondary: SequenceOf<RedundancyEncodingDTModeElement>,
        ) -> Self {
            Self {
                redundancy_encoding_method,
                primary,
                secondary,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RedundancyEncodingDTModeElementType {
        nonStandard(H245NonStandardParameter),
        videoMode(VideoMode),
        audioMode(AudioMode),
        dataMode(DataMode),
        encryptionMode(EncryptionMode),
        h235Mode(H235Mode),
        #[rasn(extension_addition)]
        fecMode(FECMode),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingDTModeElement {
        #[rasn(identifier = "type")]
        pub r_type: Box<RedundancyEncodingDTModeElementType>,
    }
    impl RedundancyEncodingDTModeElement {
        pub fn new(r_type: Box<RedundancyEncodingDTModeElementType>) -> Self {
            Self { r_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingElement {
        #[rasn(identifier = "dataType")]
        pub data_type: Box<DataType>,
        #[rasn(value("0..=127"), identifier = "payloadType")]
        pub payload_type: Option<u8>,
    }
    impl RedundancyEncodingElement {
        pub fn new(data_type: Box<DataType>) -> Self {
            Self {
                data_type,
                payload_type: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RedundancyEncodingMethod {
        nonStandard(H245NonStandardParameter),
        rtpAudioRedundancyEncoding(()),
        #[rasn(extension_addition)]
        rtpH263VideoRedundancyEncoding(RTPH263VideoRedundancyEncoding),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RedundancyEncodingModeSecondaryEncoding {
        nonStandard(H245NonStandardParameter),
        audioData(AudioMode),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RedundancyEncodingMode {
        #[rasn(identifier = "redundancyEncodingMethod")]
        pub redundancy_encoding_method: RedundancyEncodingMethod,
        #[rasn(identifier = "secondaryEncoding")]
        pub secondary_encoding: Option<RedundancyEncodingModeSecondaryEncoding>,
    }
    impl RedundancyEncodingMode {
        pub fn new(redundancy_encoding_method: RedundancyEncodingMethod) -> Self {
            Self {
                redundancy_encoding_method,
                secondary_encoding: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RefPictureSelectionAdditionalPictureMemory {
        #[rasn(value("1..=256"), identifier = "sqcifAdditionalPictureMemory")]
        pub sqcif_additional_picture_memory: Option<u16>,
        #[rasn(value("1..=256"), identifier = "qcifAdditionalPictureMemory")]
        pub qcif_additional_picture_memory: Option<u16>,
        #[rasn(value("1..=256"), identifier = "cifAdditionalPictureMemory")]
        pub cif_additional_picture_memory: Option<u16>,
        #[rasn(value("1..=256"), identifier = "cif4AdditionalPictureMemory")]
        pub cif4_additional_picture_memory: Option<u16>,
        #[rasn(value("1..=256"), identifier = "cif16AdditionalPictureMemory")]
        pub cif16_additional_picture_memory: Option<u16>,
        #[rasn(value("1..=256"), identifier = "bigCpfAdditionalPictureMemory")]
        pub big_cpf_additional_picture_memory: Option<u16>,
    }
    impl RefPictureSelectionAdditionalPictureMemory {
        pub fn new() -> Self {
            Self {
                sqcif_additional_picture_memory: None,
                qcif_additional_picture_memory: None,
                cif_additional_picture_memory: None,
                cif4_additional_picture_memory: None,
                cif16_additional_picture_memory: None,
                big_cpf_additional_picture_memory: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RefPictureSelectionVideoBackChannelSend {
        none(()),
        ackMessageOnly(()),
        nackMessageOnly(()),
        ackOrNackMessageOnly(()),
        ackAndNackMessage(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RefPictureSelectionEnhancedReferencePicSelectSubPictureRemovalParameters {
        #[rasn(value("1..=128"), identifier = "mpuHorizMBs")]
        pub mpu_horiz_mbs: u8,
        #[rasn(value("1..=72"), identifier = "mpuVertMBs")]
        pub mpu_vert_mbs: u8,
        #[rasn(value("1..=65536"), identifier = "mpuTotalNumber")]
        pub mpu_total_number: u32,
    }
    impl RefPictureSelectionEnhancedReferencePicSelectSubPictureRemovalParameters {
        pub fn new(mpu_horiz_mbs: u8, mpu_vert_mbs: u8, mpu_total_number: u32) -> Self {
            Self {
                mpu_horiz_mbs,
                mpu_vert_mbs,
                mpu_total_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RefPictureSelectionEnhancedReferencePicSelect {
        #[rasn(identifier = "subPictureRemovalParameters")]
        pub sub_picture_removal_parameters:
            Option<RefPictureSelectionEnhancedReferencePicSelectSubPictureRemovalParameters>,
    }
    impl RefPictureSelectionEnhancedReferencePicSelect {
        pub fn new() -> Self {
            Self {
                sub_picture_removal_parameters: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RefPictureSelection {
        #[rasn(identifier = "additionalPictureMemory")]
        pub additional_picture_memory: Option<RefPictureSelectionAdditionalPictureMemory>,
        #[rasn(identifier = "videoMux")]
        pub video_mux: bool,
        #[rasn(identifier = "videoBackChannelSend")]
        pub video_back_channel_send: RefPictureSelectionVideoBackChannelSend,
        #[rasn(extension_addition, identifier = "enhancedReferencePicSelect")]
        pub enhanced_reference_pic_select: Option<RefPictureSelectionEnhancedReferencePicSelect>,
    }
    impl RefPictureSelection {
        pub fn new(
            video_mux: bool,
            video_back_channel_send: RefPictureSelectionVideoBackChannelSend,
        ) -> Self {
            Self {
                additional_picture_memory: None,
                video_mux,
                video_back_channel_send,
                enhanced_reference_pic_select: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RemoteMCRequest {
        masterActivate(()),
        slaveActivate(()),
        deActivate(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RemoteMCResponseReject {
        unspecified(()),
        functionNotSupported(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RemoteMCResponse {
        accept(()),
        reject(RemoteMCResponseReject),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestAllTerminalIDsResponse {
        #[rasn(identifier = "terminalInformation")]
        pub terminal_information: SequenceOf<TerminalInformation>,
    }
    impl RequestAllTerminalIDsResponse {
        pub fn new(terminal_information: SequenceOf<TerminalInformation>) -> Self {
            Self {
                terminal_information,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestChannelCloseReason {
        unknown(()),
        normal(()),
        reopen(()),
        reservationFailure(()),
        #[rasn(extension_addition, value("0..=255"))]
        networkErrorCode(u8),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestChannelClose {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        #[rasn(extension_addition, identifier = "qosCapability")]
        pub qos_capability: Option<QOSCapability>,
        #[rasn(extension_addition)]
        pub reason: Option<RequestChannelCloseReason>,
    }
    impl RequestChannelClose {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
                qos_capability: None,
                reason: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestChannelCloseAck {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
    }
    impl RequestChannelCloseAck {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestChannelCloseRejectCause {
        unspecified(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestChannelCloseReject {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
        pub cause: RequestChannelCloseRejectCause,
    }
    impl RequestChannelCloseReject {
        pub fn new(
            forward_logical_channel_number: LogicalChannelNumber,
            cause: RequestChannelCloseRejectCause,
        ) -> Self {
            Self {
                forward_logical_channel_number,
                cause,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestChannelCloseRelease {
        #[rasn(identifier = "forwardLogicalChannelNumber")]
        pub forward_logical_channel_number: LogicalChannelNumber,
    }
    impl RequestChannelCloseRelease {
        pub fn new(forward_logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                forward_logical_channel_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestMessage {
        nonStandard(H245NonStandardMessage),
        masterSlaveDetermination(MasterSlaveDetermination),
        terminalCapabilitySet(TerminalCapabilitySet),
        openLogicalChannel(OpenLogicalChannel),
        closeLogicalChannel(CloseLogicalChannel),
        requestChannelClose(RequestChannelClose),
        multiplexEntrySend(MultiplexEntrySend),
        requestMultiplexEntry(RequestMultiplexEntry),
        requestMode(RequestMode),
        roundTripDelayRequest(RoundTripDelayRequest),
        maintenanceLoopRequest(MaintenanceLoopRequest),
        #[rasn(extension_addition)]
        communicationModeRequest(CommunicationModeRequest),
        #[rasn(extension_addition)]
        conferenceRequest(ConferenceRequest),
        #[rasn(extension_addition)]
        multilinkRequest(MultilinkRequest),
        #[rasn(extension_addition)]
        logicalChannelRateRequest(LogicalChannelRateRequest),
        #[rasn(extension_addition)]
        genericRequest(GenericMessage),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMode {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(size("1..=256"), identifier = "requestedModes")]
        pub requested_modes: SequenceOf<ModeDescription>,
    }
    impl RequestMode {
        pub fn new(
            sequence_number: SequenceNumber,
            requested_modes: SequenceOf<ModeDescription>,
        ) -> Self {
            Self {
                sequence_number,
                requested_modes,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestModeAckResponse {
        willTransmitMostPreferredMode(()),
        willTransmitLessPreferredMode(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestModeAck {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        pub response: RequestModeAckResponse,
    }
    impl RequestModeAck {
        pub fn new(sequence_number: SequenceNumber, response: RequestModeAckResponse) -> Self {
            Self {
                sequence_number,
                response,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestModeRejectCause {
        modeUnavailable(()),
        multipointConstraint(()),
        requestDenied(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestModeReject {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        pub cause: RequestModeRejectCause,
    }
    impl RequestModeReject {
        pub fn new(sequence_number: SequenceNumber, cause: RequestModeRejectCause) -> Self {
            Self {
                sequence_number,
                cause,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestModeRelease {}
    impl RequestModeRelease {
        pub fn new() -> Self {
            Self {}
        }
    }
    impl std::default::Default for RequestModeRelease {
        fn default() -> Self {
            Self {}
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMultiplexEntry {
        #[rasn(size("1..=15"), identifier = "entryNumbers")]
        pub entry_numbers: SequenceOf<MultiplexTableEntryNumber>,
    }
    impl RequestMultiplexEntry {
        pub fn new(entry_numbers: SequenceOf<MultiplexTableEntryNumber>) -> Self {
            Self { entry_numbers }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMultiplexEntryAck {
        #[rasn(size("1..=15"), identifier = "entryNumbers")]
        pub entry_numbers: SequenceOf<MultiplexTableEntryNumber>,
    }
    impl RequestMultiplexEntryAck {
        pub fn new(entry_numbers: SequenceOf<MultiplexTableEntryNumber>) -> Self {
            Self { entry_numbers }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMultiplexEntryReject {
        #[rasn(size("1..=15"), identifier = "entryNumbers")]
        pub entry_numbers: SequenceOf<MultiplexTableEntryNumber>,
        #[rasn(size("1..=15"), identifier = "rejectionDescriptions")]
        pub rejection_descriptions: SequenceOf<RequestMultiplexEntryRejectionDescriptions>,
    }
    impl RequestMultiplexEntryReject {
        pub fn new(
            entry_numbers: SequenceOf<MultiplexTableEntryNumber>,
            rejection_descriptions: SequenceOf<RequestMultiplexEntryRejectionDescriptions>,
        ) -> Self {
            Self {
                entry_numbers,
                rejection_descriptions,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum RequestMultiplexEntryRejectionDescriptionsCause {
        unspecifiedCause(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMultiplexEntryRejectionDescriptions {
        #[rasn(identifier = "multiplexTableEntryNumber")]
        pub multiplex_table_entry_number: MultiplexTableEntryNumber,
        pub cause: RequestMultiplexEntryRejectionDescriptionsCause,
    }
    impl RequestMultiplexEntryRejectionDescriptions {
        pub fn new(
            multiplex_table_entry_number: MultiplexTableEntryNumber,
            cause: RequestMultiplexEntryRejectionDescriptionsCause,
        ) -> Self {
            Self {
                multiplex_table_entry_number,
                cause,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RequestMultiplexEntryRelease {
        #[rasn(size("1..=15"), identifier = "entryNumbers")]
        pub entry_numbers: SequenceOf<MultiplexTableEntryNumber>,
    }
    impl RequestMultiplexEntryRelease {
        pub fn new(entry_numbers: SequenceOf<MultiplexTableEntryNumber>) -> Self {
            Self { entry_numbers }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum ResponseMessage {
        nonStandard(H245NonStandardMessage),
        masterSlaveDeterminationAck(MasterSlaveDeterminationAck),
        masterSlaveDeterminationReject(MasterSlaveDeterminationReject),
        terminalCapabilitySetAck(TerminalCapabilitySetAck),
        terminalCapabilitySetReject(TerminalCapabilitySetReject),
        openLogicalChannelAck(OpenLogicalChannelAck),
        openLogicalChannelReject(OpenLogicalChannelReject),
        closeLogicalChannelAck(CloseLogicalChannelAck),
        requestChannelCloseAck(RequestChannelCloseAck),
        requestChannelCloseReject(RequestChannelCloseReject),
        multiplexEntrySendAck(MultiplexEntrySendAck),
        multiplexEntrySendReject(MultiplexEntrySendReject),
        requestMultiplexEntryAck(RequestMultiplexEntryAck),
        requestMultiplexEntryReject(RequestMultiplexEntryReject),
        requestModeAck(RequestModeAck),
        requestModeReject(RequestModeReject),
        roundTripDelayResponse(RoundTripDelayResponse),
        maintenanceLoopAck(MaintenanceLoopAck),
        maintenanceLoopReject(MaintenanceLoopReject),
        #[rasn(extension_addition)]
        communicationModeResponse(CommunicationModeResponse),
        #[rasn(extension_addition)]
        conferenceResponse(ConferenceResponse),
        #[rasn(extension_addition)]
        multilinkResponse(MultilinkResponse),
        #[rasn(extension_addition)]
        logicalChannelRateAcknowledge(LogicalChannelRateAcknowledge),
        #[rasn(extension_addition)]
        logicalChannelRateReject(LogicalChannelRateReject),
        #[rasn(extension_addition)]
        genericResponse(GenericMessage),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RoundTripDelayRequest {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
    }
    impl RoundTripDelayRequest {
        pub fn new(sequence_number: SequenceNumber) -> Self {
            Self { sequence_number }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct RoundTripDelayResponse {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
    }
    impl RoundTripDelayResponse {
        pub fn new(sequence_number: SequenceNumber) -> Self {
            Self { sequence_number }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SendTerminalCapabilitySetSpecificRequest {
        #[rasn(identifier = "multiplexCapability")]
        pub multiplex_capability: bool,
        #[rasn(size("1..=65535"), identifier = "capabilityTableEntryNumbers")]
        pub capability_table_entry_numbers: Option<SequenceOf<CapabilityTableEntryNumber>>,
        #[rasn(size("1..=256"), identifier = "capabilityDescriptorNumbers")]
        pub capability_descriptor_numbers: Option<SequenceOf<CapabilityDescriptorNumber>>,
    }
    impl SendTerminalCapabilitySetSpecificRequest {
        pub fn new(multiplex_capability: bool) -> Self {
            Self {
                multiplex_capability,
                capability_table_entry_numbers: None,
                capability_descriptor_numbers: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum SendTerminalCapabilitySet {
        specificRequest(SendTerminalCapabilitySetSpecificRequest),
        genericRequest(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=255"))]
    pub struct SequenceNumber(pub u8);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServicePriority {
        #[rasn(identifier = "nonStandardData")]
        pub non_standard_data: Option<H245NonStandardParameter>,
        #[rasn(identifier = "servicePrioritySignalled")]
        pub service_priority_signalled: bool,
        #[rasn(identifier = "servicePriorityValue")]
        pub service_priority_value: Option<ServicePriorityValue>,
        #[rasn(extension_addition, value("0..=4095"), identifier = "serviceClass")]
        pub service_class: Option<u16>,
        #[rasn(extension_addition, value("0..=255"), identifier = "serviceSubclass")]
        pub service_subclass: Option<u8>,
    }
    impl ServicePriority {
        pub fn new(service_priority_signalled: bool) -> Self {
            Self {
                non_standard_data: None,
                service_priority_signalled,
                service_priority_value: None,
                service_class: None,
                service_subclass: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct ServicePriorityValue {
        #[rasn(identifier = "nonStandardParameter")]
        pub non_standard_parameter: Option<H245NonStandardParameter>,
        #[rasn(extension_addition, value("0..=255"))]
        pub value: Option<u8>,
    }
    impl ServicePriorityValue {
        pub fn new() -> Self {
            Self {
                non_standard_parameter: None,
                value: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct SubstituteConferenceIDCommand {
        #[rasn(size("16"), identifier = "conferenceIdentifier")]
        pub conference_identifier: OctetString,
    }
    impl SubstituteConferenceIDCommand {
        pub fn new(conference_identifier: OctetString) -> Self {
            Self {
                conference_identifier,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct T38FaxProfile {
        #[rasn(identifier = "fillBitRemoval")]
        pub fill_bit_removal: bool,
        #[rasn(identifier = "transcodingJBIG")]
        pub transcoding_jbig: bool,
        #[rasn(identifier = "transcodingMMR")]
        pub transcoding_mmr: bool,
        #[rasn(extension_addition, value("0..=255"))]
        pub version: Option<u8>,
        #[rasn(extension_addition, identifier = "t38FaxRateManagement")]
        pub t38_fax_rate_management: Option<T38FaxRateManagement>,
        #[rasn(extension_addition, identifier = "t38FaxUdpOptions")]
        pub t38_fax_udp_options: Option<T38FaxUdpOptions>,
        #[rasn(extension_addition, identifier = "t38FaxTcpOptions")]
        pub t38_fax_tcp_options: Option<T38FaxTcpOptions>,
    }
    impl T38FaxProfile {
        pub fn new(fill_bit_removal: bool, transcoding_jbig: bool, transcoding_mmr: bool) -> Self {
            Self {
                fill_bit_removal,
                transcoding_jbig,
                transcoding_mmr,
                version: None,
                t38_fax_rate_management: None,
                t38_fax_udp_options: None,
                t38_fax_tcp_options: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum T38FaxRateManagement {
        localTCF(()),
        transferredTCF(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct T38FaxTcpOptions {
        #[rasn(identifier = "t38TCPBidirectionalMode")]
        pub t38_tcpbidirectional_mode: bool,
    }
    impl T38FaxTcpOptions {
        pub fn new(t38_tcpbidirectional_mode: bool) -> Self {
            Self {
                t38_tcpbidirectional_mode,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum T38FaxUdpOptionsT38FaxUdpEC {
        t38UDPFEC(()),
        t38UDPRedundancy(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct T38FaxUdpOptions {
        #[rasn(identifier = "t38FaxMaxBuffer")]
        pub t38_fax_max_buffer: Option<Integer>,
        #[rasn(identifier = "t38FaxMaxDatagram")]
        pub t38_fax_max_datagram: Option<Integer>,
        #[rasn(identifier = "t38FaxUdpEC")]
        pub t38_fax_udp_ec: T38FaxUdpOptionsT38FaxUdpEC,
    }
    impl T38FaxUdpOptions {
        pub fn new(t38_fax_udp_ec: T38FaxUdpOptionsT38FaxUdpEC) -> Self {
            Self {
                t38_fax_max_buffer: None,
                t38_fax_max_datagram: None,
                t38_fax_udp_ec,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct T84ProfileT84Restricted {
        pub qcif: bool,
        pub cif: bool,
        #[rasn(identifier = "ccir601Seq")]
        pub ccir601_seq: bool,
        #[rasn(identifier = "ccir601Prog")]
        pub ccir601_prog: bool,
        #[rasn(identifier = "hdtvSeq")]
        pub hdtv_seq: bool,
        #[rasn(identifier = "hdtvProg")]
        pub hdtv_prog: bool,
        #[rasn(identifier = "g3FacsMH200x100")]
        pub g3_facs_mh200x100: bool,
        #[rasn(identifier = "g3FacsMH200x200")]
        pub g3_facs_mh200x200: bool,
        #[rasn(identifier = "g4FacsMMR200x100")]
        pub g4_facs_mmr200x100: bool,
        #[rasn(identifier = "g4FacsMMR200x200")]
        pub g4_facs_mmr200x200: bool,
        #[rasn(identifier = "jbig200x200Seq")]
        pub jbig200x200_seq: bool,
        #[rasn(identifier = "jbig200x200Prog")]
        pub jbig200x200_prog: bool,
        #[rasn(identifier = "jbig300x300Seq")]
        pub jbig300x300_seq: bool,
        #[rasn(identifier = "jbig300x300Prog")]
        pub jbig300x300_prog: bool,
        #[rasn(identifier = "digPhotoLow")]
        pub dig_photo_low: bool,
        #[rasn(identifier = "digPhotoMedSeq")]
        pub dig_photo_med_seq: bool,
        #[rasn(identifier = "digPhotoMedProg")]
        pub dig_photo_med_prog: bool,
        #[rasn(identifier = "digPhotoHighSeq")]
        pub dig_photo_high_seq: bool,
        #[rasn(identifier = "digPhotoHighProg")]
        pub dig_photo_high_prog: bool,
    }
    impl T84ProfileT84Restricted {
        pub fn new(
            qcif: bool,
            cif: bool,
            ccir601_seq: bool,
            ccir601_prog: bool,
            hdtv_seq: bool,
            hdtv_prog: bool,
            g3_facs_mh200x100: bool,
            g3_facs_mh200x200: bool,
            g4_facs_mmr200x100: bool,
            g4_facs_mmr200x200: bool,
            jbig200x200_seq: bool,
            jbig200x200_prog: bool,
            jbig300x300_seq: bool,
            jbig300x300_prog: bool,
            dig_photo_low: bool,
            dig_photo_med_seq: bool,
            dig_photo_med_prog: bool,
            dig_photo_high_seq: bool,
            dig_photo_high_prog: bool,
        ) -> Self {
            Self {
                qcif,
                cif,
                ccir601_seq,
                ccir601_prog,
                hdtv_seq,
                hdtv_prog,
                g3_facs_mh200x100,
                g3_facs_mh200x200,
                g4_facs_mmr200x100,
                g4_facs_mmr200x200,
                jbig200x200_seq,
                jbig200x200_prog,
                jbig300x300_seq,
                jbig300x300_prog,
                dig_photo_low,
                dig_photo_med_seq,
                dig_photo_med_prog,
                dig_photo_high_seq,
                dig_photo_high_prog,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum T84Profile {
        t84Unrestricted(()),
        t84Restricted(T84ProfileT84Restricted),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalCapabilitySet {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(identifier = "protocolIdentifier")]
        pub protocol_identifier: ObjectIdentifier,
        #[rasn(identifier = "multiplexCapability")]
        pub multiplex_capability: Option<MultiplexCapability>,
        #[rasn(size("1..=256"), identifier = "capabilityTable")]
        pub capability_table: Option<SequenceOf<CapabilityTableEntry>>,
        #[rasn(size("1..=256"), identifier = "capabilityDescriptors")]
        pub capability_descriptors: Option<SequenceOf<CapabilityDescriptor>>,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl TerminalCapabilitySet {
        pub fn new(sequence_number: SequenceNumber, protocol_identifier: ObjectIdentifier) -> Self {
            Self {
                sequence_number,
                protocol_identifier,
                multiplex_capability: None,
                capability_table: None,
                capability_descriptors: None,
                generic_information: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalCapabilitySetAck {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl TerminalCapabilitySetAck {
        pub fn new(sequence_number: SequenceNumber) -> Self {
            Self {
                sequence_number,
                generic_information: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum TerminalCapabilitySetRejectCauseTableEntryCapacityExceeded {
        highestEntryNumberProcessed(CapabilityTableEntryNumber),
        noneProcessed(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum TerminalCapabilitySetRejectCause {
        unspecified(()),
        undefinedTableEntryUsed(()),
        descriptorCapacityExceeded(()),
        tableEntryCapacityExceeded(TerminalCapabilitySetRejectCauseTableEntryCapacityExceeded),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalCapabilitySetReject {
        #[rasn(identifier = "sequenceNumber")]
        pub sequence_number: SequenceNumber,
        pub cause: TerminalCapabilitySetRejectCause,
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl TerminalCapabilitySetReject {
        pub fn new(
            sequence_number: SequenceNumber,
            cause: TerminalCapabilitySetRejectCause,
        ) -> Self {
            Self {
                sequence_number,
                cause,
                generic_information: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalCapabilitySetRelease {
        #[rasn(extension_addition, identifier = "genericInformation")]
        pub generic_information: Option<SequenceOf<GenericInformation>>,
    }
    impl TerminalCapabilitySetRelease {
        pub fn new() -> Self {
            Self {
                generic_information: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, size("1..=128"))]
    pub struct TerminalID(pub OctetString);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalInformation {
        #[rasn(identifier = "terminalLabel")]
        pub terminal_label: TerminalLabel,
        #[rasn(identifier = "terminalID")]
        pub terminal_id: TerminalID,
    }
    impl TerminalInformation {
        pub fn new(terminal_label: TerminalLabel, terminal_id: TerminalID) -> Self {
            Self {
                terminal_label,
                terminal_id,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalLabel {
        #[rasn(identifier = "mcuNumber")]
        pub mcu_number: McuNumber,
        #[rasn(identifier = "terminalNumber")]
        pub terminal_number: TerminalNumber,
    }
    impl TerminalLabel {
        pub fn new(mcu_number: McuNumber, terminal_number: TerminalNumber) -> Self {
            Self {
                mcu_number,
                terminal_number,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, value("0..=192"))]
    pub struct TerminalNumber(pub u8);
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TerminalYouAreSeeingInSubPictureNumber {
        #[rasn(identifier = "terminalNumber")]
        pub terminal_number: TerminalNumber,
        #[rasn(value("0..=255"), identifier = "subPictureNumber")]
        pub sub_picture_number: u8,
        #[rasn(extension_addition, identifier = "mcuNumber", value("0..=192"))]
        pub mcu_number: Option<McuNumber>,
    }
    impl TerminalYouAreSeeingInSubPictureNumber {
        pub fn new(terminal_number: TerminalNumber, sub_picture_number: u8) -> Self {
            Self {
                terminal_number,
                sub_picture_number,
                mcu_number: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TransparencyParameters {
        #[rasn(value("1..=256"), identifier = "presentationOrder")]
        pub presentation_order: u16,
        #[rasn(value("-262144..=262143"), identifier = "offset-x")]
        pub offset_x: i32,
        #[rasn(value("-262144..=262143"), identifier = "offset-y")]
        pub offset_y: i32,
        #[rasn(value("1..=255"), identifier = "scale-x")]
        pub scale_x: u8,
        #[rasn(value("1..=255"), identifier = "scale-y")]
        pub scale_y: u8,
    }
    impl TransparencyParameters {
        pub fn new(
            presentation_order: u16,
            offset_x: i32,
            offset_y: i32,
            scale_x: u8,
            scale_y: u8,
        ) -> Self {
            Self {
                presentation_order,
                offset_x,
                offset_y,
                scale_x,
                scale_y,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct TransportCapability {
        #[rasn(identifier = "nonStandard")]
        pub non_standard: Option<H245NonStandardParameter>,
        #[rasn(size("1..=256"), identifier = "qOSCapabilities")]
        pub q_oscapabilities: Option<SequenceOf<QOSCapability>>,
        #[rasn(size("1..=256"), identifier = "mediaChannelCapabilities")]
        pub media_channel_capabilities: Option<SequenceOf<MediaChannelCapability>>,
    }
    impl TransportCapability {
        pub fn new() -> Self {
            Self {
                non_standard: None,
                q_oscapabilities: None,
                media_channel_capabilities: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnicastAddressIPAddress {
        #[rasn(size("4"))]
        pub network: OctetString,
        #[rasn(value("0..=65535"), identifier = "tsapIdentifier")]
        pub tsap_identifier: u16,
    }
    impl UnicastAddressIPAddress {
        pub fn new(network: OctetString, tsap_identifier: u16) -> Self {
            Self {
                network,
                tsap_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnicastAddressIPXAddress {
        #[rasn(size("6"))]
        pub node: OctetString,
        #[rasn(size("4"))]
        pub netnum: OctetString,
        #[rasn(size("2"), identifier = "tsapIdentifier")]
        pub tsap_identifier: OctetString,
    }
    impl UnicastAddressIPXAddress {
        pub fn new(node: OctetString, netnum: OctetString, tsap_identifier: OctetString) -> Self {
            Self {
                node,
                netnum,
                tsap_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnicastAddressIP6Address {
        #[rasn(size("16"))]
        pub network: OctetString,
        #[rasn(value("0..=65535"), identifier = "tsapIdentifier")]
        pub tsap_identifier: u16,
    }
    impl UnicastAddressIP6Address {
        pub fn new(network: OctetString, tsap_identifier: u16) -> Self {
            Self {
                network,
                tsap_identifier,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum UnicastAddressIPSourceRouteAddressRouting {
        strict(()),
        loose(()),
    }
    #[doc = " Anonymous SEQUENCE OF member "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate, identifier = "OCTET_STRING")]
    pub struct AnonymousUnicastAddressIPSourceRouteAddressRoute(pub FixedOctetString<4usize>);
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(delegate)]
    pub struct UnicastAddressIPSourceRouteAddressRoute(
        pub SequenceOf<AnonymousUnicastAddressIPSourceRouteAddressRoute>,
    );
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UnicastAddressIPSourceRouteAddress {
        pub routing: UnicastAddressIPSourceRouteAddressRouting,
        #[rasn(size("4"))]
        pub network: OctetString,
        #[rasn(value("0..=65535"), identifier = "tsapIdentifier")]
        pub tsap_identifier: u16,
        pub route: UnicastAddressIPSourceRouteAddressRoute,
    }
    impl UnicastAddressIPSourceRouteAddress {
        pub fn new(
            routing: UnicastAddressIPSourceRouteAddressRouting,
            network: OctetString,
            tsap_identifier: u16,
            route: UnicastAddressIPSourceRouteAddressRoute,
        ) -> Self {
            Self {
                routing,
                network,
                tsap_identifier,
                route,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UnicastAddress {
        iPAddress(UnicastAddressIPAddress),
        iPXAddress(UnicastAddressIPXAddress),
        iP6Address(UnicastAddressIP6Address),
        #[rasn(size("16"))]
        netBios(OctetString),
        iPSourceRouteAddress(UnicastAddressIPSourceRouteAddress),
        #[rasn(extension_addition, size("1..=20"))]
        nsap(OctetString),
        #[rasn(extension_addition)]
        nonStandardAddress(H245NonStandardParameter),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UserInputCapability {
        #[rasn(size("1..=16"))]
        nonStandard(SequenceOf<H245NonStandardParameter>),
        basicString(()),
        iA5String(()),
        generalString(()),
        dtmf(()),
        hookflash(()),
        #[rasn(extension_addition)]
        extendedAlphanumeric(()),
        #[rasn(extension_addition)]
        encryptedBasicString(()),
        #[rasn(extension_addition)]
        encryptedIA5String(()),
        #[rasn(extension_addition)]
        encryptedGeneralString(()),
        #[rasn(extension_addition)]
        secureDTMF(()),
        #[rasn(extension_addition)]
        genericUserInputCapability(GenericCapability),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UserInputIndicationUserInputSupportIndication {
        nonStandard(H245NonStandardParameter),
        basicString(()),
        iA5String(()),
        generalString(()),
        #[rasn(extension_addition)]
        encryptedBasicString(()),
        #[rasn(extension_addition)]
        encryptedIA5String(()),
        #[rasn(extension_addition)]
        encryptedGeneralString(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationSignalRtp {
        #[rasn(value("0..=4294967295"))]
        pub timestamp: Option<u32>,
        #[rasn(value("0..=4294967295"), identifier = "expirationTime")]
        pub expiration_time: Option<u32>,
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
    }
    impl UserInputIndicationSignalRtp {
        pub fn new(logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                timestamp: None,
                expiration_time: None,
                logical_channel_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationSignal {
        #[rasn(
            size("1"),
            from(
                "\u{21}", "\u{23}", "\u{2a}", "\u{30}", "\u{31}", "\u{32}", "\u{33}", "\u{34}",
                "\u{35}", "\u{36}", "\u{37}", "\u{38}", "\u{39}", "\u{41}", "\u{42}", "\u{43}",
                "\u{44}"
            ),
            identifier = "signalType"
        )]
        pub signal_type: Ia5String,
        #[rasn(value("1..=65535"))]
        pub duration: Option<u16>,
        pub rtp: Option<UserInputIndicationSignalRtp>,
        #[rasn(extension_addition, identifier = "rtpPayloadIndication")]
        pub rtp_payload_indication: Option<()>,
        #[rasn(extension_addition, identifier = "paramS")]
        pub param_s: Option<H245Params>,
        #[rasn(extension_addition, size("1"), identifier = "encryptedSignalType")]
        pub encrypted_signal_type: Option<OctetString>,
        #[rasn(extension_addition, identifier = "algorithmOID")]
        pub algorithm_oid: Option<ObjectIdentifier>,
    }
    impl UserInputIndicationSignal {
        pub fn new(signal_type: Ia5String) -> Self {
            Self {
                signal_type,
                duration: None,
                rtp: None,
                rtp_payload_indication: None,
                param_s: None,
                encrypted_signal_type: None,
                algorithm_oid: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationSignalUpdateRtp {
        #[rasn(identifier = "logicalChannelNumber")]
        pub logical_channel_number: LogicalChannelNumber,
    }
    impl UserInputIndicationSignalUpdateRtp {
        pub fn new(logical_channel_number: LogicalChannelNumber) -> Self {
            Self {
                logical_channel_number,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationSignalUpdate {
        #[rasn(value("1..=65535"))]
        pub duration: u16,
        pub rtp: Option<UserInputIndicationSignalUpdateRtp>,
    }
    impl UserInputIndicationSignalUpdate {
        pub fn new(duration: u16) -> Self {
            Self {
                duration,
                rtp: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationExtendedAlphanumericEncryptedAlphanumeric {
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        #[rasn(identifier = "paramS")]
        pub param_s: Option<H245Params>,
        pub encrypted: OctetString,
    }
    impl UserInputIndicationExtendedAlphanumericEncryptedAlphanumeric {
        pub fn new(algorithm_oid: ObjectIdentifier, encrypted: OctetString) -> Self {
            Self {
                algorithm_oid,
                param_s: None,
                encrypted,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationExtendedAlphanumeric {
        pub alphanumeric: GeneralString,
        #[rasn(identifier = "rtpPayloadIndication")]
        pub rtp_payload_indication: Option<()>,
        #[rasn(extension_addition, identifier = "encryptedAlphanumeric")]
        pub encrypted_alphanumeric:
            Option<UserInputIndicationExtendedAlphanumericEncryptedAlphanumeric>,
    }
    impl UserInputIndicationExtendedAlphanumeric {
        pub fn new(alphanumeric: GeneralString) -> Self {
            Self {
                alphanumeric,
                rtp_payload_indication: None,
                encrypted_alphanumeric: None,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct UserInputIndicationEncryptedAlphanumeric {
        #[rasn(identifier = "algorithmOID")]
        pub algorithm_oid: ObjectIdentifier,
        #[rasn(identifier = "paramS")]
        pub param_s: Option<H245Params>,
        pub encrypted: OctetString,
    }
    impl UserInputIndicationEncryptedAlphanumeric {
        pub fn new(algorithm_oid: ObjectIdentifier, encrypted: OctetString) -> Self {
            Self {
                algorithm_oid,
                param_s: None,
                encrypted,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum UserInputIndication {
        nonStandard(H245NonStandardParameter),
        alphanumeric(GeneralString),
        #[rasn(extension_addition)]
        userInputSupportIndication(UserInputIndicationUserInputSupportIndication),
        #[rasn(extension_addition)]
        signal(UserInputIndicationSignal),
        #[rasn(extension_addition)]
        signalUpdate(UserInputIndicationSignalUpdate),
        #[rasn(extension_addition)]
        extendedAlphanumeric(UserInputIndicationExtendedAlphanumeric),
        #[rasn(extension_addition)]
        encryptedAlphanumeric(UserInputIndicationEncryptedAlphanumeric),
        #[rasn(extension_addition)]
        genericInformation(SequenceOf<GenericInformation>),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V42bis {
        #[rasn(value("1..=65536"), identifier = "numberOfCodewords")]
        pub number_of_codewords: u32,
        #[rasn(value("1..=256"), identifier = "maximumStringLength")]
        pub maximum_string_length: u16,
    }
    impl V42bis {
        pub fn new(number_of_codewords: u32, maximum_string_length: u16) -> Self {
            Self {
                number_of_codewords,
                maximum_string_length,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V75Capability {
        #[rasn(identifier = "audioHeader")]
        pub audio_header: bool,
    }
    impl V75Capability {
        pub fn new(audio_header: bool) -> Self {
            Self { audio_header }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V75Parameters {
        #[rasn(identifier = "audioHeaderPresent")]
        pub audio_header_present: bool,
    }
    impl V75Parameters {
        pub fn new(audio_header_present: bool) -> Self {
            Self {
                audio_header_present,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V76Capability {
        #[rasn(identifier = "suspendResumeCapabilitywAddress")]
        pub suspend_resume_capabilityw_address: bool,
        #[rasn(identifier = "suspendResumeCapabilitywoAddress")]
        pub suspend_resume_capabilitywo_address: bool,
        #[rasn(identifier = "rejCapability")]
        pub rej_capability: bool,
        #[rasn(identifier = "sREJCapability")]
        pub s_rejcapability: bool,
        #[rasn(identifier = "mREJCapability")]
        pub m_rejcapability: bool,
        #[rasn(identifier = "crc8bitCapability")]
        pub crc8bit_capability: bool,
        #[rasn(identifier = "crc16bitCapability")]
        pub crc16bit_capability: bool,
        #[rasn(identifier = "crc32bitCapability")]
        pub crc32bit_capability: bool,
        #[rasn(identifier = "uihCapability")]
        pub uih_capability: bool,
        #[rasn(value("2..=8191"), identifier = "numOfDLCS")]
        pub num_of_dlcs: u16,
        #[rasn(identifier = "twoOctetAddressFieldCapability")]
        pub two_octet_address_field_capability: bool,
        #[rasn(identifier = "loopBackTestCapability")]
        pub loop_back_test_capability: bool,
        #[rasn(value("1..=4095"), identifier = "n401Capability")]
        pub n401_capability: u16,
        #[rasn(value("1..=127"), identifier = "maxWindowSizeCapability")]
        pub max_window_size_capability: u8,
        #[rasn(identifier = "v75Capability")]
        pub v75_capability: V75Capability,
    }
    impl V76Capability {
        pub fn new(
            suspend_resume_capabilityw_address: bool,
            suspend_resume_capabilitywo_address: bool,
            rej_capability: bool,
            s_rejcapability: bool,
            m_rejcapability: bool,
            crc8bit_capability: bool,
            crc16bit_capability: bool,
            crc32bit_capability: bool,
            uih_capability: bool,
            num_of_dlcs: u16,
            two_octet_address_field_capability: bool,
            loop_back_test_capability: bool,
            n401_capability: u16,
            max_window_size_capability: u8,
            v75_capability: V75Capability,
        ) -> Self {
            Self {
                suspend_resume_capabilityw_address,
                suspend_resume_capabilitywo_address,
                rej_capability,
                s_rejcapability,
                m_rejcapability,
                crc8bit_capability,
                crc16bit_capability,
                crc32bit_capability,
                uih_capability,
                num_of_dlcs,
                two_octet_address_field_capability,
                loop_back_test_capability,
                n401_capability,
                max_window_size_capability,
                v75_capability,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V76HDLCParameters {
        #[rasn(identifier = "crcLength")]
        pub crc_length: CRCLength,
        #[rasn(value("1..=4095"))]
        pub n401: u16,
        #[rasn(identifier = "loopbackTestProcedure")]
        pub loopback_test_procedure: bool,
    }
    impl V76HDLCParameters {
        pub fn new(crc_length: CRCLength, n401: u16, loopback_test_procedure: bool) -> Self {
            Self {
                crc_length,
                n401,
                loopback_test_procedure,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum V76LogicalChannelParametersSuspendResume {
        noSuspendResume(()),
        suspendResumewAddress(()),
        suspendResumewoAddress(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum V76LogicalChannelParametersModeERMRecovery {
        rej(()),
        sREJ(()),
        mSREJ(()),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V76LogicalChannelParametersModeERM {
        #[rasn(value("1..=127"), identifier = "windowSize")]
        pub window_size: u8,
        pub recovery: V76LogicalChannelParametersModeERMRecovery,
    }
    impl V76LogicalChannelParametersModeERM {
        pub fn new(window_size: u8, recovery: V76LogicalChannelParametersModeERMRecovery) -> Self {
            Self {
                window_size,
                recovery,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum V76LogicalChannelParametersMode {
        eRM(V76LogicalChannelParametersModeERM),
        uNERM(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct V76LogicalChannelParameters {
        #[rasn(identifier = "hdlcParameters")]
        pub hdlc_parameters: V76HDLCParameters,
        #[rasn(identifier = "suspendResume")]
        pub suspend_resume: V76LogicalChannelParametersSuspendResume,
        #[rasn(identifier = "uIH")]
        pub u_ih: bool,
        pub mode: V76LogicalChannelParametersMode,
        #[rasn(identifier = "v75Parameters")]
        pub v75_parameters: V75Parameters,
    }
    impl V76LogicalChannelParameters {
        pub fn new(
            hdlc_parameters: V76HDLCParameters,
            suspend_resume: V76LogicalChannelParametersSuspendResume,
            u_ih: bool,
            mode: V76LogicalChannelParametersMode,
            v75_parameters: V75Parameters,
        ) -> Self {
            Self {
                hdlc_parameters,
                suspend_resume,
                u_ih,
                mode,
                v75_parameters,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum V76ModeParameters {
        suspendResumewAddress(()),
        suspendResumewoAddress(()),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VBDCapability {
        #[rasn(identifier = "type")]
        pub r_type: Box<AudioCapability>,
    }
    impl VBDCapability {
        pub fn new(r_type: Box<AudioCapability>) -> Self {
            Self { r_type }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VBDMode {
        #[rasn(identifier = "type")]
        pub r_type: Box<AudioMode>,
    }
    impl VBDMode {
        pub fn new(r_type: Box<AudioMode>) -> Self {
            Self { r_type }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VCCapabilityAal1 {
        #[rasn(identifier = "nullClockRecovery")]
        pub null_clock_recovery: bool,
        #[rasn(identifier = "srtsClockRecovery")]
        pub srts_clock_recovery: bool,
        #[rasn(identifier = "adaptiveClockRecovery")]
        pub adaptive_clock_recovery: bool,
        #[rasn(identifier = "nullErrorCorrection")]
        pub null_error_correction: bool,
        #[rasn(identifier = "longInterleaver")]
        pub long_interleaver: bool,
        #[rasn(identifier = "shortInterleaver")]
        pub short_interleaver: bool,
        #[rasn(identifier = "errorCorrectionOnly")]
        pub error_correction_only: bool,
        #[rasn(identifier = "structuredDataTransfer")]
        pub structured_data_transfer: bool,
        #[rasn(identifier = "partiallyFilledCells")]
        pub partially_filled_cells: bool,
    }
    impl VCCapabilityAal1 {
        pub fn new(
            null_clock_recovery: bool,
            srts_clock_recovery: bool,
            adaptive_clock_recovery: bool,
            null_error_correction: bool,
            long_interleaver: bool,
            short_interleaver: bool,
            error_correction_only: bool,
            structured_data_transfer: bool,
            partially_filled_cells: bool,
        ) -> Self {
            Self {
                null_clock_recovery,
                srts_clock_recovery,
                adaptive_clock_recovery,
                null_error_correction,
                long_interleaver,
                short_interleaver,
                error_correction_only,
                structured_data_transfer,
                partially_filled_cells,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VCCapabilityAal5 {
        #[rasn(value("0..=65535"), identifier = "forwardMaximumSDUSize")]
        pub forward_maximum_sdusize: u16,
        #[rasn(value("0..=65535"), identifier = "backwardMaximumSDUSize")]
        pub backward_maximum_sdusize: u16,
    }
    impl VCCapabilityAal5 {
        pub fn new(forward_maximum_sdusize: u16, backward_maximum_sdusize: u16) -> Self {
            Self {
                forward_maximum_sdusize,
                backward_maximum_sdusize,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    pub struct VCCapabilityAvailableBitRatesTypeRangeOfBitRates {
        #[rasn(value("1..=65535"), identifier = "lowerBitRate")]
        pub lower_bit_rate: u16,
        #[rasn(value("1..=65535"), identifier = "higherBitRate")]
        pub higher_bit_rate: u16,
    }
    impl VCCapabilityAvailableBitRatesTypeRangeOfBitRates {
        pub fn new(lower_bit_rate: u16, higher_bit_rate: u16) -> Self {
            Self {
                lower_bit_rate,
                higher_bit_rate,
            }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    pub enum VCCapabilityAvailableBitRatesType {
        #[rasn(value("1..=65535"))]
        singleBitRate(u16),
        rangeOfBitRates(VCCapabilityAvailableBitRatesTypeRangeOfBitRates),
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VCCapabilityAvailableBitRates {
        #[rasn(identifier = "type")]
        pub r_type: VCCapabilityAvailableBitRatesType,
    }
    impl VCCapabilityAvailableBitRates {
        pub fn new(r_type: VCCapabilityAvailableBitRatesType) -> Self {
            Self { r_type }
        }
    }
    #[doc = " Inner type "]
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VCCapabilityAal1ViaGateway {
        #[rasn(size("1..=256"), identifier = "gatewayAddress")]
        pub gateway_address: SequenceOf<Q2931Address>,
        #[rasn(identifier = "nullClockRecovery")]
        pub null_clock_recovery: bool,
        #[rasn(identifier = "srtsClockRecovery")]
        pub srts_clock_recovery: bool,
        #[rasn(identifier = "adaptiveClockRecovery")]
        pub adaptive_clock_recovery: bool,
        #[rasn(identifier = "nullErrorCorrection")]
        pub null_error_correction: bool,
        #[rasn(identifier = "longInterleaver")]
        pub long_interleaver: bool,
        #[rasn(identifier = "shortInterleaver")]
        pub short_interleaver: bool,
        #[rasn(identifier = "errorCorrectionOnly")]
        pub error_correction_only: bool,
        #[rasn(identifier = "structuredDataTransfer")]
        pub structured_data_transfer: bool,
        #[rasn(identifier = "partiallyFilledCells")]
        pub partially_filled_cells: bool,
    }
    impl VCCapabilityAal1ViaGateway {
        pub fn new(
            gateway_address: SequenceOf<Q2931Address>,
            null_clock_recovery: bool,
            srts_clock_recovery: bool,
            adaptive_clock_recovery: bool,
            null_error_correction: bool,
            long_interleaver: bool,
            short_interleaver: bool,
            error_correction_only: bool,
            structured_data_transfer: bool,
            partially_filled_cells: bool,
        ) -> Self {
            Self {
                gateway_address,
                null_clock_recovery,
                srts_clock_recovery,
                adaptive_clock_recovery,
                null_error_correction,
                long_interleaver,
                short_interleaver,
                error_correction_only,
                structured_data_transfer,
                partially_filled_cells,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VCCapability {
        pub aal1: Option<VCCapabilityAal1>,
        pub aal5: Option<VCCapabilityAal5>,
        #[rasn(identifier = "transportStream")]
        pub transport_stream: bool,
        #[rasn(identifier = "programStream")]
        pub program_stream: bool,
        #[rasn(identifier = "availableBitRates")]
        pub available_bit_rates: VCCapabilityAvailableBitRates,
        #[rasn(extension_addition, identifier = "aal1ViaGateway")]
        pub aal1_via_gateway: Option<VCCapabilityAal1ViaGateway>,
    }
    impl VCCapability {
        pub fn new(
            transport_stream: bool,
            program_stream: bool,
            available_bit_rates: VCCapabilityAvailableBitRates,
        ) -> Self {
            Self {
                aal1: None,
                aal5: None,
                transport_stream,
                program_stream,
                available_bit_rates,
                aal1_via_gateway: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VendorIdentification {
        pub vendor: H245NonStandardIdentifier,
        #[rasn(size("1..=256"), identifier = "productNumber")]
        pub product_number: Option<OctetString>,
        #[rasn(size("1..=256"), identifier = "versionNumber")]
        pub version_number: Option<OctetString>,
    }
    impl VendorIdentification {
        pub fn new(vendor: H245NonStandardIdentifier) -> Self {
            Self {
                vendor,
                product_number: None,
                version_number: None,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum VideoCapability {
        nonStandard(H245NonStandardParameter),
        h261VideoCapability(H261VideoCapability),
        h262VideoCapability(H262VideoCapability),
        h263VideoCapability(H263VideoCapability),
        is11172VideoCapability(IS11172VideoCapability),
        #[rasn(extension_addition)]
        genericVideoCapability(GenericCapability),
        #[rasn(extension_addition)]
        extendedVideoCapability(ExtendedVideoCapability),
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct VideoIndicateCompose {
        #[rasn(value("0..=255"), identifier = "compositionNumber")]
        pub composition_number: u8,
    }
    impl VideoIndicateCompose {
        pub fn new(composition_number: u8) -> Self {
            Self { composition_number }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(choice, automatic_tags)]
    #[non_exhaustive]
    pub enum VideoMode {
        nonStandard(H245NonStandardParameter),
        h261VideoMode(H261VideoMode),
        h262VideoMode(H262VideoMode),
        h263VideoMode(H263VideoMode),
        is11172VideoMode(IS11172VideoMode),
        #[rasn(extension_addition)]
        genericVideoMode(GenericCapability),
    }
}
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused,
    clippy::too_many_arguments
)]
pub mod signalling_traversal {
    extern crate alloc;
    use super::h323_messages::{CallIdentifier, H225TransportAddress, TimeToLive};
    use core::borrow::Borrow;
    use rasn::prelude::*;
    use std::sync::LazyLock;
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct IncomingCallIndication {
        #[rasn(identifier = "callSignallingAddress")]
        pub call_signalling_address: H225TransportAddress,
        #[rasn(identifier = "callID")]
        pub call_id: CallIdentifier,
    }
    impl IncomingCallIndication {
        pub fn new(call_signalling_address: H225TransportAddress, call_id: CallIdentifier) -> Self {
            Self {
                call_signalling_address,
                call_id,
            }
        }
    }
    #[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
    #[rasn(automatic_tags)]
    #[non_exhaustive]
    pub struct LRQKeepAliveData {
        #[rasn(identifier = "lrqKeepAliveInterval")]
        pub lrq_keep_alive_interval: TimeToLive,
    }
    impl LRQKeepAliveData {
        pub fn new(lrq_keep_alive_interval: TimeToLive) -> Self {
            Self {
                lrq_keep_alive_interval,
            }
        }
    }
}

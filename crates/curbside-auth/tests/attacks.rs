//! Tokens that must not get in. Each is a good token with one thing wrong, and each
//! suite first shows that the good one gets in: a service that refuses all proves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use aws_lc_rs::hmac;
use curbside_auth::{Reason, Role};
use serde_json::{Value, json};
use std::sync::Arc;
use support::*;

#[tokio::test]
async fn good_tokens_get_in() {
    let service = service();
    for (alg, kid, secret) in [
        ("RS384", "rsa", &*RSA),
        ("ES384", "ec", &*EC),
        ("RS256", "rsa", &*RSA),
        ("RS512", "rsa", &*RSA),
        ("ES256", "ec256", &*EC256),
    ] {
        let caller = service.ask(&token(alg, kid).sign(secret)).await.unwrap();
        assert_eq!((caller.role, caller.name.as_str()), (Role::Client, "general"), "{alg}");
    }
    // As large clients send it: further claims, audiences in an array, nbf in the past.
    let epic = token("RS384", "rsa")
        .claim("aud", json!(["https://other.example.org", AUD]))
        .claim("nbf", NOW - 300)
        .claim("sub", "client")
        .claim("com.example.extra", json!({ "any": [1, null] }));
    assert!(service.ask(&epic.sign(&RSA)).await.is_ok());
    assert_eq!(service.keys.fetched(), 1, "one fetch for all");
}

#[tokio::test]
async fn algorithm_none_in_every_spelling() {
    let service = service();
    for alg in ["none", "None", "NONE", "nOnE", "", " none", "none\u{0}"] {
        let spoiled = token(alg, "rsa");
        let message = spoiled.message();
        for unsigned in [format!("{message}."), spoiled.sign(&RSA)] {
            assert_eq!(service.reason(&unsigned).await, Reason::AlgorithmNotAllowed, "{alg:?}");
        }
        assert_eq!(service.reason(&message).await, Reason::NotCompact);
    }
    assert_eq!(
        service.reason(&token("RS384", "rsa").without_header("alg").sign(&RSA)).await,
        Reason::AlgorithmNotAllowed
    );
    for alg in [json!(null), json!(["RS384"]), json!(384)] {
        let spoiled = token("RS384", "rsa").header("alg", alg);
        assert_eq!(service.reason(&spoiled.sign(&RSA)).await, Reason::AlgorithmNotAllowed);
    }
}

#[tokio::test]
async fn symmetric_with_everything_public_as_the_secret() {
    let service = service();
    let set = jwks(&[RSA.jwk("rsa"), EC.jwk("ec"), EC256.jwk("ec256")]);
    let der = RSA.public_der();
    let lines = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &der);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n");
    let jwk = RSA.jwk("rsa").to_string();
    let secrets: [&[u8]; 5] = [&set, &der, pem.as_bytes(), jwk.as_bytes(), b""];
    for (alg, kind) in
        [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)]
    {
        for secret in secrets {
            let message = token(alg, "rsa").message();
            let tag = hmac::sign(&hmac::Key::new(kind, secret), message.as_bytes());
            let forged = format!("{message}.{}", b64(tag.as_ref()));
            assert_eq!(service.reason(&forged).await, Reason::AlgorithmNotAllowed);
        }
        // The same tag under the name of an asymmetric algorithm.
        let message = token("RS384", "rsa").message();
        let tag = hmac::sign(&hmac::Key::new(kind, &der), message.as_bytes());
        assert_eq!(service.reason(&format!("{message}.{}", b64(tag.as_ref()))).await, Reason::BadSignature);
    }
}

#[tokio::test]
async fn algorithms_that_are_not_the_keys() {
    let service = service();
    // RSA and EC confused, by the name of the algorithm and by the id of the key.
    for (alg, kid, secret) in [
        ("ES384", "rsa", &*RSA),
        ("ES384", "rsa", &*EC),
        ("RS384", "ec", &*EC),
        ("RS384", "ec", &*RSA),
        ("ES256", "ec", &*EC),
        ("ES384", "ec256", &*EC256),
    ] {
        assert_eq!(service.reason(&token(alg, kid).sign(secret)).await, Reason::UnknownKey, "{alg} {kid}");
    }
    // Signed by one algorithm, named by another of the same family.
    let message = token("RS256", "rsa").message();
    let crossed = format!("{message}.{}", b64(RSA.sign("RS384", message.as_bytes())));
    assert_eq!(service.reason(&crossed).await, Reason::BadSignature);
    for alg in ["PS384", "ES512", "EdDSA", "ES256K", "rs384", "RS1", "dir", "A128KW"] {
        assert_eq!(service.reason(&token(alg, "rsa").sign(&RSA)).await, Reason::AlgorithmNotAllowed, "{alg}");
    }
    // A key that says which algorithm it is for is for that one only.
    let mut jwk = RSA.jwk("rsa");
    jwk["alg"] = json!("RS512");
    let bound = service_with(&config(), Keys::at(JKU, &[jwk]));
    assert_eq!(bound.reason(&token("RS384", "rsa").sign(&RSA)).await, Reason::UnknownKey);
    assert!(bound.verifier.verify(&token("RS512", "rsa").sign(&RSA), &[AUD], NOW + 60).await.is_ok());
    // What the issuer may not use.
    let mut only = config();
    only["issuers"][0].as_object_mut().unwrap().remove("algorithms");
    let only = service_with(&only, Keys::at(JKU, &[RSA.jwk("rsa")]));
    assert_eq!(only.reason(&token("RS256", "rsa").sign(&RSA)).await, Reason::AlgorithmNotAllowed);
    assert!(only.ask(&token("RS384", "rsa").sign(&RSA)).await.is_ok());
}

#[tokio::test]
async fn audiences_of_others() {
    let service = service();
    for aud in [
        json!("https://cds.example.org/cds-services/patient-view"),
        json!("https://cds.example.org/cds-services"),
        json!("https://cds.example.org/cds-services/order-sign/"),
        json!("https://cds.example.org/cds-services/order-sign/feedback"),
        json!("https://cds.example.org/cds-services/order-sign?x"),
        json!("https://CDS.example.org/cds-services/order-sign"),
        json!("http://cds.example.org/cds-services/order-sign"),
        json!("https://cds.example.org:443/cds-services/order-sign"),
        json!("https://other.example.org/cds-services/order-sign"),
        json!(["https://other.example.org"]),
        json!([]),
        json!(""),
    ] {
        let spoiled = token("RS384", "rsa").claim("aud", aud.clone());
        assert_eq!(service.reason(&spoiled.sign(&RSA)).await, Reason::WrongAudience, "{aud}");
    }
    assert_eq!(service.reason(&token("RS384", "rsa").without("aud").sign(&RSA)).await, Reason::WrongAudience);
    for aud in [json!({ "any": AUD }), json!([AUD, 1]), json!(null), json!([[AUD]])] {
        let spoiled = token("RS384", "rsa").claim("aud", aud.clone());
        assert_eq!(service.reason(&spoiled.sign(&RSA)).await, Reason::BadPayload, "{aud}");
    }
}

#[tokio::test]
async fn times() {
    let service = service();
    let cases = [
        ("exp", json!(NOW - 61), Reason::Expired),
        ("exp", json!(0), Reason::Expired),
        ("exp", json!(NOW + 100_000), Reason::LivesTooLong),
        ("exp", json!(253_402_300_799_i64), Reason::LivesTooLong),
        ("exp", json!(i64::MAX), Reason::BadPayload),
        ("exp", json!(u64::MAX), Reason::BadPayload),
        ("exp", json!(1e30), Reason::BadPayload),
        ("exp", json!(-1), Reason::BadPayload),
        ("exp", json!("1790000300"), Reason::BadPayload),
        ("exp", json!(null), Reason::BadPayload),
        ("iat", json!(NOW + 61), Reason::NotYetValid),
        ("iat", json!(0), Reason::LivesTooLong),
        ("nbf", json!(NOW + 61), Reason::NotYetValid),
        ("nbf", json!("now"), Reason::BadPayload),
    ];
    for (name, value, reason) in cases {
        let spoiled = token("RS384", "rsa").claim(name, value.clone());
        assert_eq!(service.reason(&spoiled.sign(&RSA)).await, reason, "{name} {value}");
    }
    assert_eq!(service.reason(&token("RS384", "rsa").without("exp").sign(&RSA)).await, Reason::NoExpiry);
    assert_eq!(service.reason(&token("RS384", "rsa").without("iat").sign(&RSA)).await, Reason::NoIssuedAt);
    // Within the skew.
    for (name, value) in [("exp", NOW - 60), ("iat", NOW + 60), ("nbf", NOW + 60)] {
        assert!(service.ask(&token("RS384", "rsa").claim(name, value).sign(&RSA)).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn used_tokens() {
    let service = service();
    let good = token("ES384", "ec").sign(&EC);
    assert!(service.ask(&good).await.is_ok());
    assert_eq!(service.reason(&good).await, Reason::Replayed);
    // Another signature over the same id (ECDSA signatures are not unique), other claims.
    let again = token("ES384", "ec").claim("jti", "same");
    assert!(service.ask(&again.sign(&EC)).await.is_ok());
    assert_eq!(service.reason(&again.sign(&EC)).await, Reason::Replayed);
    assert_eq!(
        service.reason(&token("RS384", "rsa").claim("jti", "same").sign(&RSA)).await,
        Reason::Replayed
    );
    // To the last second of its life, skew included.
    let late = service.verifier.verify(&good, &[AUD], NOW + 360).await.unwrap_err();
    assert_eq!(late.reason, Reason::Replayed);
    assert_eq!(service.verifier.verify(&good, &[AUD], NOW + 361).await.unwrap_err().reason, Reason::Expired);
    assert_eq!(service.reason(&token("RS384", "rsa").without("jti").sign(&RSA)).await, Reason::BadTokenId);
    for (jti, reason) in [
        (json!(""), Reason::BadTokenId),
        (json!("x".repeat(600)), Reason::BadTokenId),
        (json!(7), Reason::BadPayload),
        (json!(null), Reason::BadPayload),
    ] {
        assert_eq!(service.reason(&token("RS384", "rsa").claim("jti", jti).sign(&RSA)).await, reason);
    }
    // A bad token uses up nobody's id.
    let good = token("RS384", "rsa").claim("jti", "mine");
    let forged = format!("{}.{}", good.message(), b64([7; 256]));
    assert_eq!(service.reason(&forged).await, Reason::BadSignature);
    let elsewhere = token("RS384", "rsa").claim("jti", "mine").claim("aud", "https://other.example.org");
    assert_eq!(service.reason(&elsewhere.sign(&RSA)).await, Reason::WrongAudience);
    assert!(service.ask(&good.sign(&RSA)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_at_once_gets_in() {
    let service = Arc::new(service());
    service.keys.delay_ms.store(20, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..20 {
        let good = Arc::new(token("RS384", "rsa").sign(&RSA));
        let asked: Vec<_> = (0..32)
            .map(|_| {
                let (service, good) = (service.clone(), good.clone());
                tokio::spawn(async move { service.ask(&good).await.is_ok() })
            })
            .collect();
        let mut got_in = 0;
        for one in asked {
            got_in += usize::from(one.await.unwrap());
        }
        assert_eq!(got_in, 1);
    }
    assert_eq!(service.keys.fetched(), 1, "many who wait for one key set are one fetch");
}

#[tokio::test]
async fn key_sets_of_others_are_never_fetched() {
    let service = service();
    for jku in [
        "https://evil.example.com/jwks.json",
        "http://ehr.example.org/jwks.json",
        "https://ehr.example.org@evil.example.com/jwks.json",
        "https://evil@ehr.example.org/jwks.json",
        "https://ehr.example.org.evil.example.com/jwks.json",
        "https://ehr.example.org:8443/jwks.json",
        "https://ehr.example.org:443/jwks.json",
        "https://ehr.example.org/jwks.json?x=1",
        "https://ehr.example.org/jwks.json#x",
        "https://ehr.example.org/x/../jwks.json",
        "https://ehr.example.org//jwks.json",
        "https://ehr.example.org/jwks.json/",
        "https://ehr.example.org/jwks%2ejson",
        "https://ehr.example.org/redirect?to=https://evil.example.com",
        "https://EHR.example.org/jwks.json",
        "https:\\\\ehr.example.org\\jwks.json",
        " https://ehr.example.org/jwks.json",
        "https://ehr.example.org/jwks.json\n",
        "https://ehr.example.оrg/jwks.json",
        "file:///etc/passwd",
        "data:application/json,{}",
        "",
    ] {
        let spoiled = token("RS384", "rsa").header("jku", jku);
        assert_eq!(service.reason(&spoiled.sign(&RSA)).await, Reason::JkuNotAllowed, "{jku:?}");
    }
    for jku in [json!([JKU]), json!(null), json!({})] {
        assert_eq!(
            service.reason(&token("RS384", "rsa").header("jku", jku).sign(&RSA)).await,
            Reason::BadHeader
        );
    }
    assert_eq!(service.keys.fetched(), 0);
}

#[tokio::test]
async fn a_listed_key_set_is_its_issuers_only() {
    let mut two = config();
    let other = json!({ "name": "other", "iss": "https://other.example.org", "jku": ["https://other.example.org/jwks.json"], "algorithms": ["RS384", "ES384"] });
    two["issuers"].as_array_mut().unwrap().push(other);
    let keys = Keys::at(JKU, &[RSA.jwk("rsa")]);
    keys.set("https://other.example.org/jwks.json", &[EC.jwk("ec")]);
    let service = service_with(&two, keys);
    // The other's key, for the first's name.
    let forged = token("ES384", "ec").header("jku", "https://other.example.org/jwks.json");
    assert_eq!(service.reason(&forged.sign(&EC)).await, Reason::JkuNotAllowed);
    assert_eq!(service.reason(&token("ES384", "ec").sign(&EC)).await, Reason::UnknownKey);
    let own = token("ES384", "ec")
        .header("jku", "https://other.example.org/jwks.json")
        .claim("iss", "https://other.example.org");
    assert_eq!(service.ask(&own.sign(&EC)).await.unwrap().tenancy(), "other");
    for iss in ["https://ehr.example.org/", "https://EHR.example.org", "https://evil.example.com", ""] {
        assert_eq!(
            service.reason(&token("RS384", "rsa").claim("iss", iss).sign(&RSA)).await,
            Reason::UnknownIssuer
        );
    }
    assert_eq!(service.reason(&token("RS384", "rsa").without("iss").sign(&RSA)).await, Reason::UnknownIssuer);
    assert_eq!(
        service.reason(&token("RS384", "rsa").claim("iss", json!([ISS])).sign(&RSA)).await,
        Reason::BadPayload
    );
}

#[tokio::test]
async fn tokens_that_bring_their_key() {
    let service = service();
    let attacker = p384();
    for (name, value) in [
        ("jwk", attacker.jwk("ec")),
        ("jwk", json!(null)),
        ("x5u", json!("https://evil.example.com/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5c", json!([])),
    ] {
        let forged = token("ES384", "ec").header(name, value);
        assert_eq!(service.reason(&forged.sign(&attacker)).await, Reason::KeyInHeader, "{name}");
        assert_eq!(service.reason(&forged.sign(&EC)).await, Reason::KeyInHeader, "{name}, well signed");
    }
    // The attacker's own key under the name of a known one.
    assert_eq!(service.reason(&token("ES384", "ec").sign(&attacker)).await, Reason::BadSignature);
}

#[tokio::test]
async fn key_ids_are_names_and_nothing_else() {
    let service = service();
    for kid in [
        "../../../../dev/null",
        "/dev/null",
        "rsa' OR '1'='1",
        "rsa\"; DROP TABLE keys; --",
        "rsa\0",
        "RSA",
        " rsa",
        "$(id)",
        "https://evil.example.com/key",
        "{\"kid\":\"rsa\"}",
    ] {
        assert_eq!(service.reason(&token("RS384", kid).sign(&RSA)).await, Reason::UnknownKey, "{kid:?}");
    }
    for kid in [json!(""), json!(null), json!(1), json!(["rsa"]), json!("x".repeat(600))] {
        assert_eq!(service.reason(&token("RS384", "").header("kid", kid).sign(&RSA)).await, Reason::BadKeyId);
    }
    assert_eq!(
        service.reason(&token("RS384", "rsa").without_header("kid").sign(&RSA)).await,
        Reason::BadKeyId
    );
    assert_eq!(service.keys.fetched(), 1, "unknown ids do not lead to a fetch each");
}

#[tokio::test]
async fn headers_that_demand_or_say_other_things() {
    let service = service();
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("enc", json!("A128GCM")),
        ("zip", json!("DEF")),
    ] {
        assert_eq!(
            service.reason(&token("RS384", "rsa").header(name, value).sign(&RSA)).await,
            Reason::Critical,
            "{name}"
        );
    }
    for typ in [json!("JOSE"), json!("at+jwt"), json!(""), json!(null), json!(["JWT"])] {
        assert_eq!(
            service.reason(&token("RS384", "rsa").header("typ", typ).sign(&RSA)).await,
            Reason::NotJwt
        );
    }
    assert_eq!(service.reason(&token("RS384", "rsa").without_header("typ").sign(&RSA)).await, Reason::NotJwt);
    // Names that say nothing here are left alone.
    let more = token("RS384", "rsa").header("x5t", "AAAA").header("cty", "JWT").header("typ", "jwt");
    assert!(service.ask(&more.sign(&RSA)).await.is_ok());
}

#[tokio::test]
async fn names_said_twice() {
    let service = service();
    let claims = Value::from(token("RS384", "rsa").claims).to_string();
    let header = format!(r#"{{"alg":"RS384","typ":"JWT","kid":"rsa","jku":"{JKU}"}}"#);
    for twice in [
        format!(r#"{{"alg":"none","alg":"RS384","typ":"JWT","kid":"rsa","jku":"{JKU}"}}"#),
        format!(r#"{{"alg":"RS384","typ":"JWT","kid":"rsa","jku":"{JKU}","alg":"RS384"}}"#),
        format!(r#"{{"alg":"RS384","typ":"JWT","kid":"rsa","\u006bid":"ec","jku":"{JKU}"}}"#),
        format!(
            r#"{{"alg":"RS384","typ":"JWT","kid":"rsa","jku":"{JKU}","jku":"https://evil.example.com"}}"#
        ),
    ] {
        assert_eq!(
            service.reason(&sign_texts(&twice, &claims, "RS384", &RSA)).await,
            Reason::BadHeader,
            "{twice}"
        );
    }
    for added in [
        r#","iss":"https://evil.example.com""#,
        r#","exp":9999999999"#,
        r#","jti":"x""#,
        r#","aud":"x""#,
        r#","x":{"y":1,"y":2}"#,
    ] {
        let twice = claims.replacen('}', &format!("{added}}}"), 1);
        let text = sign_texts(&header, &twice, "RS384", &RSA);
        assert_eq!(service.reason(&text).await, Reason::BadPayload, "{added}");
    }
    assert!(service.ask(&sign_texts(&header, &claims, "RS384", &RSA)).await.is_ok());
}

#[tokio::test]
async fn tokens_out_of_shape() {
    let service = service();
    let good = token("RS384", "rsa").sign(&RSA);
    let parts: Vec<&str> = good.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!() };
    // The last character of a signature of 256 bytes bears four bits that must be 0.
    let unused =
        format!("{}{}", &signature[..signature.len() - 1], if signature.ends_with('A') { 'B' } else { 'z' });
    for (spoiled, what) in [
        (format!("{good}."), "a dot"),
        (format!(".{good}"), "a dot in front"),
        (format!("{good}.{signature}"), "four parts"),
        (format!("{header}.{claims}"), "two parts"),
        (format!("{good} "), "a blank"),
        (format!("{good}\n"), "a line"),
        (format!("{good}\0"), "a zero"),
        (format!("{good}=="), "padding"),
        (format!("{header}=.{claims}.{signature}"), "padding of the header"),
        (format!("{header}.{claims}.{unused}"), "bits that are not 0"),
        (format!("{header}.{claims}.{}", signature.replace(['-', '_'], "+")), "the other alphabet"),
        (format!("{header}.{claims}.{}*", &signature[..signature.len() - 1]), "no base64"),
        (format!("{header}.{claims}.{}é", &signature[..signature.len() - 2]), "no ASCII"),
        ("..".to_owned(), "nothing"),
        (".".to_owned(), "less"),
        (format!("{{\"protected\":\"{header}.\"}}"), "JSON serialisation"),
    ] {
        let refused = service.reason(&spoiled).await;
        assert!(matches!(refused, Reason::NotCompact | Reason::BadHeader), "{what}: {refused:?}");
    }
    assert_eq!(service.reason(&format!("{header}.{claims}.")).await, Reason::BadSignature, "stripped");
    assert_eq!(
        service.reason(&format!("{header}.{claims}.{}", &signature[..4])).await,
        Reason::BadSignature,
        "cut"
    );
    assert_eq!(
        service.reason(&format!("{header}.{claims}.{signature}AAAA")).await,
        Reason::BadSignature,
        "longer"
    );
    // Trailing text after the JSON of a part, and whole parts exchanged.
    let header_text = r#"{"alg":"RS384","typ":"JWT","kid":"rsa"} x"#;
    assert_eq!(service.reason(&sign_texts(header_text, "{}", "RS384", &RSA)).await, Reason::BadHeader);
    let header_text = r#"{"alg":"RS384","typ":"JWT","kid":"rsa"}"#;
    assert_eq!(service.reason(&sign_texts(header_text, "{} x", "RS384", &RSA)).await, Reason::BadPayload);
    let other = token("RS384", "rsa").sign(&RSA);
    let other_claims = other.split('.').nth(1).unwrap();
    assert_eq!(service.reason(&format!("{header}.{other_claims}.{signature}")).await, Reason::BadSignature);
    for (header, claims, reason) in [
        ("[]", "{}", Reason::BadHeader),
        ("null", "{}", Reason::BadHeader),
        ("", "{}", Reason::BadHeader),
        (header_text, "[]", Reason::BadPayload),
        (header_text, "", Reason::BadPayload),
    ] {
        assert_eq!(service.reason(&sign_texts(header, claims, "RS384", &RSA)).await, reason);
    }
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    let deep = sign_texts(header_text, &format!(r#"{{"x":{deep}}}"#), "RS384", &RSA);
    assert!(matches!(service.reason(&deep).await, Reason::BadPayload | Reason::TooLong));
    assert_eq!(
        service.reason(&token("RS384", "rsa").claim("x", "y".repeat(9000)).sign(&RSA)).await,
        Reason::TooLong
    );
    assert_eq!(service.reason(&".".repeat(1_000_000)).await, Reason::TooLong);
    assert!(service.ask(&good).await.is_ok());
}

#[tokio::test]
async fn curve_signatures_that_always_or_otherwise_hold() {
    let service = service();
    let message = token("ES384", "ec").message();
    let raw = EC.sign("ES384", message.as_bytes());
    let (r, s) = raw.split_at(48);
    // CVE-2022-21449: zeros hold for everything, where nobody looks.
    let mut order = [0xff; 48];
    order[24..].copy_from_slice(&[
        0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec,
        0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
    ]);
    let der = {
        let integer = |number: &[u8]| {
            let mut number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
            if number[0] >= 0x80 {
                number.insert(0, 0);
            }
            [vec![2, number.len() as u8], number].concat()
        };
        let body = [integer(r), integer(s)].concat();
        [vec![0x30, body.len() as u8], body].concat()
    };
    for (signature, what) in [
        (vec![0; 96], "zeros"),
        ([r, &[0; 48]].concat(), "s zero"),
        ([&[0; 48], s].concat(), "r zero"),
        ([order, order].concat(), "the order of the curve"),
        ([&order, s].concat(), "r the order"),
        (vec![0xff; 96], "ones"),
        (der, "DER"),
        ([&[0; 1], r, &[0; 1], s].concat(), "longer numbers"),
        ([s, r].concat(), "exchanged"),
        (r.to_vec(), "half"),
        ([&raw[..], &[0]].concat(), "a byte more"),
    ] {
        assert_eq!(
            service.reason(&format!("{message}.{}", b64(signature))).await,
            Reason::BadSignature,
            "{what}"
        );
    }
    assert!(service.ask(&format!("{message}.{}", b64(&raw))).await.is_ok());
}

#[tokio::test]
async fn keys_that_are_no_keys() {
    // A point that is not on the curve, and keys too weak to be used.
    let mut off = EC.jwk("ec");
    off["y"] = off["x"].clone();
    let mut weak = RSA.jwk("rsa");
    weak["n"] = json!(b64([0xff; 128]));
    let service = service_with(
        &config(),
        Keys::at(JKU, &[off, weak, json!({ "kty": "oct", "kid": "oct", "k": "AAAA" })]),
    );
    assert_eq!(service.reason(&token("ES384", "ec").sign(&EC)).await, Reason::BadSignature);
    assert_eq!(service.reason(&token("RS384", "rsa").sign(&RSA)).await, Reason::UnknownKey);
    assert_eq!(service.reason(&token("HS256", "oct").sign(&RSA)).await, Reason::AlgorithmNotAllowed);
}

//! Packs as one JSON file, for hosts without folders: `cargo run -p curbside-facade --example bundle -- rules > rules.json`

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let request = serde_json::json!({ "format": 1, "paths": paths }).to_string();
    println!("{}", curbside_facade::bundle(request.as_bytes())?);
    Ok(())
}

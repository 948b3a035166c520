//! Packs: their card (`pack.yaml`), their files, their lockfile.

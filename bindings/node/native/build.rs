//! What linking a module for Node needs on each platform.

fn main() {
    napi_build::setup();
}

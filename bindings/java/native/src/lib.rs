//! Curbside for Java: one native method, over the facade's numbered handles.
//!
//! Bytes are copied in before the engine is asked and copied out after it answered: no
//! critical section, nothing of the JVM is held meanwhile. Java makes the exceptions.

use curbside_facade::desk::{Desk, Reply};
use curbside_facade::{Error, guard};
use jni::EnvUnowned;
use jni::errors::ThrowRuntimeExAndDefault;
use jni::objects::{JByteArray, JClass, JIntArray, JLongArray, JPrimitiveArray};
use jni::sys::{jint, jlong};

static DESK: Desk = Desk::new();

/// `static native byte[] call(int call, long handle, byte[] a, byte[] b, int[] status, long[] opened)`:
/// the answer, or the error as JSON where `status[0]` is not 0; a new handle in `opened[0]`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_org_curbside_Native_call<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    call: jint,
    handle: jlong,
    a: JByteArray<'local>,
    b: JByteArray<'local>,
    status: JIntArray<'local>,
    opened: JLongArray<'local>,
) -> JByteArray<'local> {
    env.with_env(|env| -> Result<JByteArray<'local>, jni::errors::Error> {
        let (a, b) = (bytes(env, &a)?, bytes(env, &b)?);
        let reply = guard(|| {
            let number = u32::try_from(call).map_err(|_| Error::argument("no such call"))?;
            let handle = u64::try_from(handle).unwrap_or(0);
            DESK.call(number, handle, &a, &b)
        });
        let (number, text) = match reply {
            Ok(Reply::Text(text)) => (0, Some(text)),
            Ok(Reply::Done) => (0, None),
            Ok(Reply::Handle(n)) => {
                opened.set_region(env, 0, &[jlong::try_from(n).unwrap_or(0)])?;
                (0, None)
            }
            Err(e) => (e.code.number(), Some(e.to_json())),
        };
        status.set_region(env, 0, &[number])?;
        match text {
            Some(text) => env.byte_array_from_slice(text.as_bytes()),
            None => Ok(JByteArray::default()),
        }
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

fn bytes<'local>(
    env: &jni::Env<'local>,
    array: &JPrimitiveArray<'local, i8>,
) -> Result<Vec<u8>, jni::errors::Error> {
    if array.is_null() { Ok(Vec::new()) } else { env.convert_byte_array(array) }
}

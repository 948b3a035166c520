/* Curbside: a clinical decision support rules engine, for C.
 *
 * Made by cbindgen from bindings/c/src; do not edit. See bindings/c/README.md.
 *
 * Texts are UTF-8 with their length and need no end mark. What a function gives
 * belongs to the caller, who frees it with the function of its type. Handles may
 * be used from many threads at once, except that nobody may use one that is being
 * freed. No call ends in an exception or a signal.
 */

#ifndef CURBSIDE_H
#define CURBSIDE_H

#include <stddef.h>
#include <stdint.h>

// Raised when a function or structure changes its meaning, which never happens to one that exists: then a new
// one comes beside it.
#define CURBSIDE_ABI_VERSION 1

// How a call ended. Numbers are stable; later versions may add some.
typedef enum curbside_status {
  // It succeeded.
  CURBSIDE_STATUS_OK = 0,
  // The text is not JSON, or not UTF-8 (`not-json`).
  CURBSIDE_STATUS_NOT_JSON = 1,
  // More bytes than the limit (`too-large`).
  CURBSIDE_STATUS_TOO_LARGE = 2,
  // Nested deeper than the limit (`too-deep`).
  CURBSIDE_STATUS_TOO_DEEP = 3,
  // A `format` this version does not read (`unsupported-format`).
  CURBSIDE_STATUS_UNSUPPORTED_FORMAT = 4,
  // A field that does not exist here (`unknown-field`).
  CURBSIDE_STATUS_UNKNOWN_FIELD = 5,
  // A field that must be there is missing (`missing-field`).
  CURBSIDE_STATUS_MISSING_FIELD = 6,
  // A key that stands twice in one object (`duplicate-key`).
  CURBSIDE_STATUS_DUPLICATE_KEY = 7,
  // A value of another JSON type is needed (`wrong-type`).
  CURBSIDE_STATUS_WRONG_TYPE = 8,
  // A value of the right type that cannot be understood (`bad-value`).
  CURBSIDE_STATUS_BAD_VALUE = 9,
  // Patient data that cannot be read (`bad-patient`).
  CURBSIDE_STATUS_BAD_PATIENT = 10,
  // Data of another patient, or of several (`wrong-patient`).
  CURBSIDE_STATUS_WRONG_PATIENT = 11,
  // The expected patient does not occur (`no-patient`).
  CURBSIDE_STATUS_NO_PATIENT = 12,
  // Patient data beyond a limit; nothing was evaluated (`patient-limit`).
  CURBSIDE_STATUS_PATIENT_LIMIT = 13,
  // No rule in force has this id (`unknown-rule`).
  CURBSIDE_STATUS_UNKNOWN_RULE = 14,
  // The session has no fact with this source; nothing was changed (`unknown-source`).
  CURBSIDE_STATUS_UNKNOWN_SOURCE = 15,
  // A file or folder of packs cannot be read (`cannot-read`).
  CURBSIDE_STATUS_CANNOT_READ = 16,
  // Nothing at this place is a pack (`no-pack`).
  CURBSIDE_STATUS_NO_PACK = 17,
  // Packs beyond a limit (`pack-limit`).
  CURBSIDE_STATUS_PACK_LIMIT = 18,
  // The packs have mistakes, listed in `details`; the rules in force stay (`bad-packs`).
  CURBSIDE_STATUS_BAD_PACKS = 19,
  // Not possible in this build or on this platform (`not-supported`).
  CURBSIDE_STATUS_NOT_SUPPORTED = 20,
  // A call that breaks the contract of the binding (`bad-argument`).
  CURBSIDE_STATUS_BAD_ARGUMENT = 21,
  // The engine or session was closed (`closed`).
  CURBSIDE_STATUS_CLOSED = 22,
  // A defect of the engine was caught; the handle answers nothing more (`panic`).
  CURBSIDE_STATUS_PANIC = 23,
  // An earlier call on this handle met a defect; open a new one (`poisoned`).
  CURBSIDE_STATUS_POISONED = 24,
} curbside_status;

// Rules in force. May be used from many threads at once.
typedef struct curbside_engine curbside_engine;

// One patient whose answer follows every change. May be used from many threads; steps wait for each other.
typedef struct curbside_session curbside_session;

// What to load: a path, or a load request as JSON (`schema/v1/load.json`). Set all of it to zero,
// then `size` to `sizeof(curbside_load_options)`, then what is wanted.
typedef struct curbside_load_options {
  // `sizeof(curbside_load_options)`: which fields the caller knows.
  size_t size;
  // A folder with packs, a `.cds` file, or a bundle (`.json`); null for none.
  const char *path;
  // Bytes of it.
  size_t path_length;
  // A load request; null for none.
  const char *request;
  // Bytes of it.
  size_t request_length;
} curbside_load_options;

// A text that belongs to the caller, who frees it with `curbside_bytes_free`. A zero byte follows
// it, which `length` does not count. Empty (null) where there is nothing.
typedef struct curbside_bytes {
  // UTF-8.
  char *data;
  // How many bytes.
  size_t length;
} curbside_bytes;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of this interface. A program refuses a library whose number is not the one of its header.
uint32_t curbside_abi_version(void);

// The version of the engine as text with a zero byte at its end; never to be freed.
const char *curbside_version(void);

// Loads packs. On success `*engine` is to be freed with `curbside_engine_free`; otherwise it is null.
//
// # Safety
// `options` is as described there; `engine` and `error` are null or writable.
enum curbside_status curbside_engine_load(const struct curbside_load_options *options,
                                          struct curbside_engine **engine,
                                          struct curbside_bytes *error);

// Frees an engine. Its sessions go on. Null is left alone.
//
// # Safety
// `engine` is null, or of `curbside_engine_load`, and nobody uses it now or later.
void curbside_engine_free(struct curbside_engine *engine);

// The answer for one patient at one moment (`schema/v1/request.json` to `evaluation.json`).
//
// # Safety
// `engine` is null or alive, `request` readable for `length` bytes; `answer` and `error` are null or writable.
enum curbside_status curbside_engine_evaluate(const struct curbside_engine *engine,
                                              const char *request,
                                              size_t length,
                                              struct curbside_bytes *answer,
                                              struct curbside_bytes *error);

// Why a rule (`pack/name`) ended as it did for the patient of a request (`explanation.json`).
//
// # Safety
// As `curbside_engine_evaluate`; `rule` is readable for `rule_length` bytes.
enum curbside_status curbside_engine_explain(const struct curbside_engine *engine,
                                             const char *request,
                                             size_t length,
                                             const char *rule,
                                             size_t rule_length,
                                             struct curbside_bytes *answer,
                                             struct curbside_bytes *error);

// Puts other packs in force: all of them, or none (`status.json`).
//
// # Safety
// `engine` is null or alive, `options` as described there; `answer` and `error` are null or writable.
enum curbside_status curbside_engine_reload(const struct curbside_engine *engine,
                                            const struct curbside_load_options *options,
                                            struct curbside_bytes *answer,
                                            struct curbside_bytes *error);

// The packs in force and their generation (`status.json`).
//
// # Safety
// `engine` is null or alive; `answer` and `error` are null or writable.
enum curbside_status curbside_engine_status(const struct curbside_engine *engine,
                                            struct curbside_bytes *answer,
                                            struct curbside_bytes *error);

// The rules in force with their governance and the data they need (`metadata.json`).
//
// # Safety
// `engine` is null or alive; `answer` and `error` are null or writable.
enum curbside_status curbside_engine_metadata(const struct curbside_engine *engine,
                                              struct curbside_bytes *answer,
                                              struct curbside_bytes *error);

// Opens a session for the patient of a request. On success `*session` is to be freed with
// `curbside_session_free`; otherwise it is null.
//
// # Safety
// `engine` is null or alive, `request` readable for `length` bytes; `session` and `error` are null or writable.
enum curbside_status curbside_engine_open_session(const struct curbside_engine *engine,
                                                  const char *request,
                                                  size_t length,
                                                  struct curbside_session **session,
                                                  struct curbside_bytes *error);

// What is wrong with packs, or worth a second look (`report.json`). Mistakes are no error of the call.
//
// # Safety
// `options` is as described there; `answer` and `error` are null or writable.
enum curbside_status curbside_check(const struct curbside_load_options *options,
                                    struct curbside_bytes *answer,
                                    struct curbside_bytes *error);

// Packs as one text, which is itself a load request.
//
// # Safety
// `options` is as described there; `answer` and `error` are null or writable.
enum curbside_status curbside_bundle(const struct curbside_load_options *options,
                                     struct curbside_bytes *answer,
                                     struct curbside_bytes *error);

// Frees a text and leaves it empty. Null, and an empty one, are left alone.
//
// # Safety
// `bytes` is null, or points to a text that a function of this library wrote and nobody freed.
void curbside_bytes_free(struct curbside_bytes *bytes);

// The whole answer, up to date (`evaluation.json`).
//
// # Safety
// `session` is null or alive; `answer` and `error` are null or writable.
enum curbside_status curbside_session_answer(const struct curbside_session *session,
                                             struct curbside_bytes *answer,
                                             struct curbside_bytes *error);

// Makes changes: all of them, or none (`changes.json` to `difference.json`).
//
// # Safety
// `session` is null or alive, `changes` readable for `length` bytes; `answer` and `error` are null or writable.
enum curbside_status curbside_session_apply(const struct curbside_session *session,
                                            const char *changes,
                                            size_t length,
                                            struct curbside_bytes *answer,
                                            struct curbside_bytes *error);

// Another instant counts as now, such as `2026-03-01T09:00:00+01:00` (`difference.json`).
//
// # Safety
// `session` is null or alive, `at` readable for `length` bytes; `answer` and `error` are null or writable.
enum curbside_status curbside_session_advance(const struct curbside_session *session,
                                              const char *at,
                                              size_t length,
                                              struct curbside_bytes *answer,
                                              struct curbside_bytes *error);

// Takes the rules that are in force by now (`difference.json`).
//
// # Safety
// `session` is null or alive; `answer` and `error` are null or writable.
enum curbside_status curbside_session_follow(const struct curbside_session *session,
                                             struct curbside_bytes *answer,
                                             struct curbside_bytes *error);

// Frees a session. Null is left alone.
//
// # Safety
// `session` is null, or of `curbside_engine_open_session`, and nobody uses it now or later.
void curbside_session_free(struct curbside_session *session);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CURBSIDE_H */
